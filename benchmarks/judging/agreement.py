"""Whether two files of outcomes say the same of every household, row by row."""

from __future__ import annotations

import sys

import duckdb

from judging.outcomes import COLUMNS

DIFFERENCES = """
WITH a AS (SELECT {columns} FROM '{first}' {only_first}),
  b AS (SELECT {columns} FROM '{second}' {only_second})
SELECT count(*), count(*) FILTER (a.id = b.id AND {same}),
  min_by((a, b), coalesce(a.id, b.id))
    FILTER (NOT coalesce(a.id = b.id AND {same}, false))
FROM a FULL JOIN b ON a.id = b.id
"""


def main() -> None:
    """Compare; print the first difference and end with 1 if there is one."""
    first, second = sys.argv[1:]
    query = DIFFERENCES.format(
        columns=", ".join(("id", *(f'"{name}"' for name in COLUMNS))),
        same=" AND ".join(f'a."{name}" = b."{name}"' for name in COLUMNS),
        first=first,
        second=second,
        only_first=only_households(first),
        only_second=only_households(second),
    )
    row = duckdb.execute(query).fetchone()
    assert row is not None
    rows, same, difference = row
    print(f"{same:,} of {rows:,} households agree")
    if rows == 0 or same != rows:
        print(f"first difference: {difference}")
        sys.exit(1)


def only_households(file: str) -> str:
    """Leave villages out, where a file has them."""
    columns = duckdb.sql(f"FROM '{file}' LIMIT 0").columns
    return "WHERE unit = 'household'" if "unit" in columns else ""


if __name__ == "__main__":
    main()
