"""Reading what was exported for the national system and what comparisons found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tuopin.filing.domain import Level
from tuopin.filing.models import (
    ArchiveEntry,
    NationalExport,
    NationalExportEntry,
    ReconciledRow,
    Reconciliation,
)
from tuopin.procedure import queries as cases
from tuopin.procedure.state import APPROVAL

MARK = "mark_lifted_out"


@dataclass(frozen=True)
class EnteredBy:
    """Who took a household's workbook to enter it last, and everybody who ever did."""

    person_name: str
    entered_on: date
    person_ids: frozenset[int]


def due_case_ids(case_ids: Iterable[int]) -> list[int]:
    """Return the cases for which nothing but the mark is missing, by id."""
    return [
        state.case_id
        for state, _ in cases.states(sorted(set(case_ids)))
        if state.ending is None
        and not state.holds
        and MARK not in state.acts
        and MARK in state.acts.procedure.acts
        and not state.acts.has_ended
        and not state.acts.missing_for(MARK)
    ]


def entered_by(case_ids: Iterable[int]) -> dict[int, EnteredBy]:
    """Return who took each case for entry; a case nobody took is not there."""
    entries = (
        NationalExportEntry.objects.filter(case_id__in=list(case_ids))
        .select_related("export__exported_by__person")
        .order_by("id")
    )
    found: dict[int, EnteredBy] = {}
    for entry in entries:
        by, before = entry.export.exported_by, found.get(entry.case_id)
        found[entry.case_id] = EnteredBy(
            by.person.name,
            entry.export.exported_on,
            (before.person_ids if before else frozenset()) | {by.person_id},
        )
    return found


def latest_rows(case_ids: Iterable[int]) -> dict[int, ReconciledRow]:
    """Return what the latest comparison found of each case."""
    rows = (
        ReconciledRow.objects.filter(case_id__in=list(case_ids))
        .select_related("reconciliation__reconciled_by__person")
        .order_by("id")
    )
    return {row.case_id: row for row in rows if row.case_id is not None}


def archived_days(
    case_ids: Sequence[int],
) -> dict[int, dict[str, date | None]]:
    """Return the day of approval that each level's archived catalogue gives."""
    found: dict[int, dict[str, date | None]] = {}
    entries = ArchiveEntry.objects.filter(case_id__in=list(case_ids)).order_by("id")
    for entry in entries:
        found.setdefault(entry.case_id, {})[entry.level] = _approved_on(entry.catalogue)
    return found


def _approved_on(catalogue: Sequence[Mapping[str, str]]) -> date | None:
    days = [one["date"] for one in catalogue if one.get("act") == APPROVAL]
    return date.fromisoformat(days[-1]) if days else None


def levels_kept(acts: Iterable[str]) -> list[str]:
    """Return at which levels a procedure of these acts keeps papers."""
    named = set(acts)
    return [level.value for level in Level if level.act in named]


def reconciliations(*, year: int) -> list[Reconciliation]:
    """Return a year's comparisons, the latest first."""
    return list(
        Reconciliation.objects.filter(year=year)
        .select_related("reconciled_by__person")
        .order_by("-id")
    )


def exports(*, year: int) -> list[NationalExport]:
    """Return a year's workbooks for entry, the latest first."""
    return list(
        NationalExport.objects.filter(year=year)
        .select_related("exported_by__person")
        .order_by("-id")
    )


def rows_without_case(reconciliation: Reconciliation) -> list[ReconciledRow]:
    """Return the households that only the national system has."""
    return list(
        ReconciledRow.objects.filter(
            reconciliation=reconciliation, case__isnull=True
        ).order_by("household_number")
    )


def is_reconciled(file_digest: str) -> Reconciliation | None:
    """Return the comparison that this very file was used for, if it was."""
    return (
        Reconciliation.objects.filter(file_digest=file_digest).order_by("-id").first()
    )
