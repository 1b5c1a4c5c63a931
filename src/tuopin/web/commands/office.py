"""Commands that need the office's database: its server is started and left as found."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType


@contextmanager
def opened(data: Path) -> Iterator[None]:
    """Run with the data folder's database: started, migrated, and left as found."""
    data = data.resolve()
    os.environ["TUOPIN_DATA"] = str(data)
    # Commands that need no database are not to wait for what only this one imports.
    embedded = import_module("tuopin.web.embedded")
    import_module("tuopin.web.secret_keys").make_keys(data)
    is_embedded = "DATABASE_URL" not in os.environ
    if is_embedded:
        embedded.start(data)
        connection = embedded.read_connection(data)
        assert connection is not None
        embedded.make_roles(connection)
        embedded.make_database(connection)
    try:
        module("setting_up").prepare()
        yield
    finally:
        if is_embedded:
            module("setting_up").disconnect()
            embedded.stop(data)


def module(name: str) -> ModuleType:
    """Import one of our modules that needs Django's settings, which need the folder."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuopin.web.settings")
    return import_module(f"tuopin.web.{name}")
