"""Recording what was found at the household's door (入户调查; arts 3, 12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.accounts.rights import require_position
from tuopin.office.audit import operations as audit
from tuopin.office.clock.queries import today
from tuopin.office.documents.domain import references_in
from tuopin.office.documents.gates import refuse_not_kept
from tuopin.office.scope import acting_as
from tuopin.register import queries as register
from tuopin.rulebook.positions import Position
from tuopin.rulebook.text import Text
from tuopin.survey.second.queries import open_for
from tuopin.survey.writing import RecordedVisit, Visit, write_visits

SURVEYORS = (Position.VILLAGE_COMMITTEES, Position.RESIDENT_WORK_TEAM)


class UnableToRecordVisit(Refusal):
    """A visit that cannot have been made as described."""


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
        again = open_for(actor)
        for visit in visits:
            _refuse_impossible(visit, households, entered_on=today())
            if households[visit.household_number].id in again:
                raise UnableToRecordVisit(_IS_AGAIN, cite="art-12")
        _refuse_not_kept(visits)
        written = write_visits(visits, households, actor=actor)
        audit.record(
            actor=actor,
            on=on,
            entries=[
                audit.Entry(
                    stream=f"survey:{one.row.id}",
                    act="survey.visit.recorded",
                    division_code=one.household.village_id,
                    body={"household": one.household.number},
                    rows=one.rows,
                )
                for one in written
            ],
        )
    return tuple(
        RecordedVisit(one.row.id, one.household.id, visit)
        for visit, one in zip(visits, written, strict=True)
    )


def _refuse_not_kept(visits: Sequence[Visit]) -> None:
    """Refuse visits that rest on files which are not kept as named."""
    named = {
        reference
        for visit in visits
        for text in visit.evidence.values()
        for reference in references_in(text)
    }
    refuse_not_kept(named, UnableToRecordVisit, cite="art-12")


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


_IS_AGAIN = Text(
    "您是这一户第二次调查的调查人，请用问卷上报第二次调查，不另录入户调查。",
    "You are sent to survey this household again: submit the questionnaire of the "
    "second survey, and enter no visit of your own.",
)
