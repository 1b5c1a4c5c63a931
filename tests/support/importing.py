"""Import a workbook in a process of its own, which a test may kill at any moment.

`python -m tests.support.importing DATABASE WORKBOOK` says a line when it begins to
write, and one when it is done.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import django

from tests.support.settings import DATABASES

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.support.settings"
for _database in DATABASES.values():
    _database["NAME"] = sys.argv[1]
django.setup()

from tests.support.world import COUNTY, FIRST_DAY, actor  # noqa: E402  (needs setup)
from tuopin.office.divisions.queries import villages_of  # noqa: E402  (needs setup)
from tuopin.register.operations import import_register  # noqa: E402  (needs setup)
from tuopin.register.workbook import read_register  # noqa: E402  (needs setup)


def main(path: Path) -> None:
    """Read, say so, import, say so."""
    workbook = read_register(path, villages=villages_of(COUNTY))
    office = actor("county")
    print("begins", flush=True)
    import_register(
        workbook=workbook,
        file_name=path.name,
        sha256="0" * 64,
        actor=office,
        on=FIRST_DAY,
    )
    print("done", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[2]))
