"""A county's register of 11,500 households and 30,000 persons, read and imported.

    .venv/bin/python benchmarks/import_register.py [--households N]

Prints the seconds for reading the workbook and checking it, for importing it into a
database of its own in `var/`, and for importing it once more, which changes nothing.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
DATA = ROOT / "var" / f"bench-{os.getpid()}"
os.environ["TUOPIN_DATA"] = str(DATA)
os.environ["DJANGO_SETTINGS_MODULE"] = "tuopin.web.settings"

from tuopin.web import embedded  # noqa: E402  (needs the environment above)
from tuopin.web.secret_keys import make_keys  # noqa: E402  (as above)

make_keys(DATA)
embedded.start(DATA)
SERVER = embedded.read_connection(DATA)
assert SERVER is not None
embedded.make_roles(SERVER)
embedded.make_database(SERVER)

import django  # noqa: E402  (needs the server above)

django.setup()

from django.core.management import call_command  # noqa: E402  (needs setup)
from django.db import connections  # noqa: E402  (needs setup)

from tests.support import world as county  # noqa: E402  (needs setup)
from tuopin.office.divisions.queries import villages_of  # noqa: E402  (needs setup)
from tuopin.register.operations import import_register  # noqa: E402  (needs setup)
from tuopin.register.sample import write_sample  # noqa: E402  (needs setup)
from tuopin.register.workbook import read_register  # noqa: E402  (needs setup)

SEED = 3


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print how long something took."""
    began = time.perf_counter()
    yield
    print(f"{what}: {time.perf_counter() - began:.1f} s", flush=True)


def measure(households: int) -> None:
    """Write a workbook, then read it, import it, and import it again."""
    call_command("migrate", database="owner", verbosity=0)
    county.found_county()
    villages = villages_of(county.COUNTY)
    path = DATA / "county.xlsx"
    write_sample(
        path,
        households=households,
        villages=villages,
        seed=SEED,
        year=county.YEAR,
        county_code_prefix=county.COUNTY[:6],
        line=Decimal(3000),
    )
    with timed(f"reading {households} households"):
        workbook = read_register(path, villages=villages)
    for what in ("importing", "importing again"):
        with timed(what):
            import_register(
                workbook=workbook,
                file_name=path.name,
                sha256="0" * 64,
                actor=county.actor("county"),
                on=county.FIRST_DAY,
            )


def main() -> None:
    """Measure, and leave nothing behind."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--households", type=int, default=11_500)
    options = parser.parse_args()
    try:
        measure(options.households)
    finally:
        connections.close_all()
        embedded.stop(DATA)
        shutil.rmtree(DATA)


if __name__ == "__main__":
    main()
