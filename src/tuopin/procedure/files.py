"""The kept files that acts rest on: that they are there, and what each has proved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tuopin.office.audit.rows import RowRef
from tuopin.office.documents import queries as documents
from tuopin.office.documents.domain import Reference, references_in
from tuopin.office.documents.using import Use, write_uses
from tuopin.procedure.domain import Attempt, Because, CaseRefusal
from tuopin.rulebook.text import Text

if TYPE_CHECKING:
    from tuopin.procedure.recording import Row

Named = Mapping[int, tuple[tuple[str, Reference], ...]]
"""By case: which evidence names which file."""


def named_in(rows: Sequence[Row]) -> Named:
    """Return the files that each row's evidence names; rows without are left out."""
    found = {}
    for row in rows:
        named = tuple(
            (evidence, reference)
            for evidence, text in row.evidence.items()
            for reference in references_in(text)
        )
        if named:
            found[row.case_id] = named
    return found


def not_kept(rows: Sequence[Row]) -> dict[int, CaseRefusal]:
    """Return a refusal for each row that names a file which is not kept as named."""
    named = named_in(rows)
    if not named:
        return {}
    unknown = documents.unknown(one for files in named.values() for _, one in files)
    return {
        case_id: _refusal(missing)
        for case_id, files in named.items()
        if (missing := [one for _, one in files if one in unknown])
    }


def _refusal(missing: Sequence[Reference]) -> CaseRefusal:
    numbers = ", ".join(str(one.number) for one in missing)
    text = Text(
        f"您辖区内没有附件{numbers}，或者内容对不上。请重新上传。",
        f"There is no file {numbers} in your area, or it holds something else. "
        "Upload it again.",
    )
    return CaseRefusal(Because.EVIDENCE_MISSING, text, "art-15")


def written(
    attempts: Sequence[Attempt], asked: Mapping[int, Row], act_rows: Sequence[int]
) -> dict[int, list[RowRef]]:
    """Write what each file proves now, and return the rows by the case they go with.

    A file that every household of the batch was given has one occasion in a village;
    any other has one for each household.
    """
    rows = [asked[attempt.case.case_id] for attempt in attempts]
    named = named_in(rows)
    if not named:
        return {}
    every = set.intersection(*(set(named.get(row.case_id, ())) for row in rows))
    case_of: dict[Use, int] = {}
    for attempt, row, act_row in zip(attempts, rows, act_rows, strict=True):
        for evidence, reference in named.get(row.case_id, ()):
            is_shared = len(rows) > 1 and (evidence, reference) in every
            case_of.setdefault(
                Use(
                    reference,
                    attempt.case.village_code,
                    attempt.rule.id,
                    evidence,
                    row.subject or f"act:{act_rows[0] if is_shared else act_row}",
                    "" if is_shared else attempt.case.household_number,
                ),
                row.case_id,
            )
    found: dict[int, list[RowRef]] = defaultdict(list)
    for use, reference_row in write_uses(list(case_of), attempts[0].actor).items():
        found[case_of[use]].append(reference_row)
    return found
