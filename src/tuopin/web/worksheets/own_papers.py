"""Papers that a household of a sheet has for itself, beside those of the sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from tuopin.office.divisions.domain import covers
from tuopin.procedure import queries as cases
from tuopin.web.worksheets.fields import Field, is_row_number, papers_with

if TYPE_CHECKING:
    from tuopin.web.worksheets.sheet import Scope, SheetRow


def place_of_field(scope: Scope, name: str) -> str:
    """Return where the files of a field belong: a row's in its own village."""
    _, _, ending = name.rpartition("-")
    if is_row_number(ending):
        for case in cases.cases_by_id([int(ending)]):
            if covers(scope.place.code, case.village_id):
                return case.village_id
    return scope.place.code


def own_papers(sheet: Sequence[Field], row: SheetRow) -> dict[str, str]:
    """Return the evidence in which a household differs from its sheet."""
    by_name = {field.name: field for field in sheet}
    found = {}
    for field in row.papers:
        name = field.name.rsplit("-", 1)[0]
        if not field.is_blank:
            found[name.partition("-")[2]] = papers_with(by_name[name], field)
    return found


def unless_each_has_its_own(
    fields: Sequence[Field], rows: Sequence[SheetRow]
) -> tuple[Field, ...]:
    """Ask nothing for the whole sheet that every household taken has for itself."""
    chosen = [row for row in rows if row.is_chosen]
    return tuple(
        replace(field, fault="")
        if chosen and field.is_paper and field.is_blank and _all_have(field, chosen)
        else field
        for field in fields
    )


def _all_have(field: Field, rows: Sequence[SheetRow]) -> bool:
    return all(
        any(
            own.name.rsplit("-", 1)[0] == field.name and not own.is_blank
            for own in row.papers
        )
        for row in rows
    )


def apart(rows: Sequence[SheetRow]) -> tuple[SheetRow, ...]:
    """Mark a file that was given for two households each on its own."""
    seen: dict[str, int] = {}
    found = []
    for row in rows:
        papers = []
        for field in row.papers:
            digests = [one.digest for one in field.documents]
            is_double = any(
                seen.setdefault(d, row.case_id) != row.case_id for d in digests
            )
            papers.append(replace(field, fault=_double()) if is_double else field)
        found.append(replace(row, papers=tuple(papers)))
    return tuple(found)


def _double() -> str:
    """Say that two households were given one photo."""
    return _(
        "This file was given for another household here, too. Each needs its own; what "
        "belongs to all is given once, above."
    )
