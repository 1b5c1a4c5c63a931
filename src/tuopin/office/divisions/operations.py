"""Loading the places and both official systems' codes for them; for the owner."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from tuopin.office.divisions.domain import CodeScheme, short_name
from tuopin.office.divisions.models import Division, DivisionCode


def load_divisions(folder: Path, *, using: str = "owner") -> int:
    """Load `divisions.csv` and `codes.csv` of a folder; returns how many are new.

    Repeatable: a unit that is there stays as it is. `codes.csv` names each unit as
    well as giving its code, because the same digits mean different towns in the two
    systems; a line whose name disagrees raises ValueError.
    """
    rows = list(_read(folder / "divisions.csv"))
    present = set(Division.objects.using(using).values_list("code", flat=True))
    for level in ("province", "prefecture", "county", "township", "village"):
        parents = dict(Division.objects.using(using).values_list("code", "id"))
        Division.objects.using(using).bulk_create(
            Division(
                code=row["code"],
                name=row["name"],
                short_name=short_name(row["name"]),
                level=level,
                parent_id=parents.get(row["parent_code"]),
            )
            for row in rows
            if row["level"] == level and row["code"] not in present
        )
    _load_codes(folder, using)
    return len(rows) - len(present & {row["code"] for row in rows})


def _load_codes(folder: Path, using: str) -> None:
    units = {unit.code: unit for unit in Division.objects.using(using).all()}
    known = set(DivisionCode.objects.using(using).values_list("scheme", "code"))
    fresh = []
    for row in _read(folder / "codes.csv"):
        unit = units[row["unit"]]
        if unit.name != row["name"]:
            raise ValueError(
                f"codes.csv: {row['code']} is given as {row['name']}, but unit "
                f"{row['unit']} is {unit.name}"
            )
        scheme = CodeScheme(row["scheme"])
        if (scheme.value, row["code"]) not in known:
            fresh.append(
                DivisionCode(
                    division=unit,
                    scheme=scheme.value,
                    code=row["code"],
                    valid_from=date.fromisoformat(row["valid_from"]),
                    source=row["source"],
                )
            )
    DivisionCode.objects.using(using).bulk_create(fresh)


def _read(path: Path) -> Iterable[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
