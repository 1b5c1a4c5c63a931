"""Recording what was found at the household's door (入户调查; arts 3, 12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from psycopg.types.json import Jsonb

from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.accounts.rights import require_position
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows
from tuopin.office.clock.queries import today
from tuopin.office.documents import queries as documents
from tuopin.office.documents.domain import references_in
from tuopin.office.documents.using import Use, write_uses
from tuopin.office.scope import acting_as
from tuopin.register import queries as register
from tuopin.register.queries import HouseholdRow
from tuopin.rulebook.positions import Position
from tuopin.rulebook.text import Text

SURVEYORS = (Position.VILLAGE_COMMITTEES, Position.RESIDENT_WORK_TEAM)
COLUMNS = (
    "household_id",
    "village_code",
    "year",
    "surveyed_on",
    "surveyor",
    "organization",
    "answers",
    "evidence",
    "recorded_by_id",
)


class UnableToRecordVisit(Refusal):
    """A visit that cannot have been made as described."""


@dataclass(frozen=True)
class Visit:
    """One visit as the surveyor wrote it down; `answers` by fact name, as text."""

    household_number: str
    surveyed_on: date
    surveyor: str
    organization: str
    answers: Mapping[str, str]
    evidence: Mapping[str, str]


@dataclass(frozen=True)
class RecordedVisit:
    """A visit with the number that the record gave it."""

    id: int
    household_id: int
    visit: Visit


def record_visits(
    *, visits: Sequence[Visit], actor: Actor, on: date
) -> tuple[RecordedVisit, ...]:
    """Record visits of households in the actor's area, all or none (art. 3 ¶2).

    Raises UnableToRecordVisit when a visit names nobody, a day to come, or a
    household that is not in the actor's part of the register.
    """
    require_position(actor, SURVEYORS)
    with acting_as(actor):
        households = register.households_by_number(
            [visit.household_number for visit in visits]
        )
        for visit in visits:
            _refuse_impossible(visit, households, entered_on=today())
        _refuse_not_kept(visits)
        rows = audit_rows.insert(
            "survey_surveyvisit",
            COLUMNS,
            [
                (
                    households[visit.household_number].id,
                    households[visit.household_number].village_id,
                    visit.surveyed_on.year,
                    visit.surveyed_on,
                    visit.surveyor,
                    visit.organization,
                    Jsonb(dict(visit.answers)),
                    Jsonb(dict(visit.evidence)),
                    actor.appointment_id,
                )
                for visit in visits
            ],
        )
        proofs = _write_uses(visits, rows, households, actor)
        audit.record(
            actor=actor,
            on=on,
            entries=[
                audit.Entry(
                    stream=f"survey:{row.id}",
                    act="survey.visit.recorded",
                    division_code=households[visit.household_number].village_id,
                    body={"household": visit.household_number},
                    rows=[row, *proofs.get(row.id, ())],
                )
                for visit, row in zip(visits, rows, strict=True)
            ],
        )
    return tuple(
        RecordedVisit(row.id, households[visit.household_number].id, visit)
        for visit, row in zip(visits, rows, strict=True)
    )


def _refuse_not_kept(visits: Sequence[Visit]) -> None:
    """Refuse visits that rest on files which are not kept as named."""
    named = {
        reference
        for visit in visits
        for text in visit.evidence.values()
        for reference in references_in(text)
    }
    if named and documents.unknown(named):
        raise UnableToRecordVisit(
            Text(
                "所附文件不在您辖区内，或者内容对不上。请重新上传。",
                "A file named here is not in your area, or holds something else. "
                "Upload it again.",
            ),
            cite="art-12",
        )


def _write_uses(
    visits: Sequence[Visit],
    rows: Sequence[audit_rows.RowRef],
    households: Mapping[str, HouseholdRow],
    actor: Actor,
) -> dict[int, list[audit_rows.RowRef]]:
    """Write which files prove the visits; return the rows by the visit's number."""
    uses = {
        Use(
            reference,
            households[visit.household_number].village_id,
            "survey",
            evidence,
            f"visit:{row.id}",
            visit.household_number,
        ): row.id
        for visit, row in zip(visits, rows, strict=True)
        for evidence, text in visit.evidence.items()
        for reference in references_in(text)
    }
    found: dict[int, list[audit_rows.RowRef]] = {}
    for use, written in write_uses(list(uses), actor).items():
        found.setdefault(uses[use], []).append(written)
    return found


def _refuse_impossible(
    visit: Visit, households: Mapping[str, object], *, entered_on: date
) -> None:
    number = visit.household_number
    if number not in households:
        raise UnableToRecordVisit(
            Text(
                f"户编号{number}不在您辖区的登记册内，请核对户编号。",
                f"Household {number} is not in your part of the register. "
                "Check its number.",
            ),
            cite="art-02",
        )
    if not visit.surveyor.strip() or not visit.organization.strip():
        raise UnableToRecordVisit(
            Text(
                f"户{number}的调查缺少调查人或调查单位，请补填。",
                f"The visit to {number} names no surveyor or no organization. "
                "Fill both in.",
            ),
            cite="art-12",
        )
    if visit.surveyed_on > entered_on:
        raise UnableToRecordVisit(
            Text(
                f"户{number}的调查日期{visit.surveyed_on}晚于今天{entered_on}。",
                f"The visit to {number} is dated {visit.surveyed_on}, after today, "
                f"{entered_on}.",
            ),
            cite="art-12",
        )
