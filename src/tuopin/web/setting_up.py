"""Making a data folder's database ready: migrations, and settings that are safe."""

from __future__ import annotations

import sys
from importlib import import_module

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from tuopin.web.catalogs import compile_catalogs

SAFE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}


class UnsafeDatabase(RuntimeError):
    """The server may lose what it has said is stored."""


def prepare() -> None:
    """Set Django up, refuse an unsafe server, and bring the tables up to date."""
    django.setup()
    compile_catalogs(settings.LOCALE_PATHS[0])
    _refuse_unsafe_server()
    call_command("migrate", database="owner", verbosity=0)
    _keep_packs()


def _keep_packs() -> None:
    """Keep what an earlier release adopted, and say what cannot be kept any more."""
    # Its tables can be named only once Django is set up.
    keeping = import_module("tuopin.office.policy.keeping")
    for missing in keeping.keep_adopted(settings.PACKS):
        print(missing.text.zh, missing.text.en, sep="\n", file=sys.stderr)


def _refuse_unsafe_server() -> None:
    with connections["default"].cursor() as cursor:
        for name, wanted in SAFE.items():
            cursor.execute(f"SHOW {name}")
            (found,) = cursor.fetchone()
            if found != wanted:
                raise UnsafeDatabase(
                    f"数据库参数 {name} 为 {found}，断电会丢失已确认的数据，拒绝启动。"
                    f"请改为 {wanted}。The database has {name} = {found} and could "
                    f"lose what it confirmed: set it to {wanted}."
                )


def disconnect() -> None:
    """Close every connection of this process."""
    connections.close_all()
