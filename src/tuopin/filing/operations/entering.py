"""Handing households over to be entered in the national system (art. 6, end)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tuopin.filing.models import NationalExport
from tuopin.filing.national import queries
from tuopin.filing.national.connector import NationalConnector
from tuopin.filing.national.workbook import HouseholdToEnter
from tuopin.filing.operations.refusals import (
    UnableToFile,
    form_in_force,
)
from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import Right, require
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows
from tuopin.office.clock.gates import refuse_other_day
from tuopin.office.scope import acting_as
from tuopin.procedure import queries as cases
from tuopin.procedure.state import CaseState
from tuopin.register import operations as register
from tuopin.register.domain import WhyShown
from tuopin.rulebook.text import Text
from tuopin.standards import queries as standards


def export_for_entry(
    *,
    case_ids: Sequence[int],
    why: WhyShown,
    by: NationalConnector,
    actor: Actor,
    on: date,
) -> NationalExport:
    """Hand households over for entry; whoever takes them may not confirm their mark.

    Identity numbers go out whole, so the reason is recorded for every household.
    """
    require(actor, Right.ENTER_NATIONALLY, places=[actor.division_code])
    with acting_as(actor):
        states = [state for state, _ in cases.states(cases.lock_cases(case_ids))]
        _refuse_undue(states, asked=len(case_ids))
        refuse_other_day(on, UnableToFile)
        form = form_in_force(on)
        digest = by.hand_over(form, _households(states, why, actor, on))
        export = NationalExport.objects.create(
            division_code=actor.division_code,
            year=states[0].year,
            workbook_digest=digest,
            exported_on=on,
            exported_by_id=actor.appointment_id,
        )
        entries = audit_rows.insert(
            "filing_nationalexportentry",
            ("export_id", "case_id", "village_code"),
            [(export.id, state.case_id, state.village_code) for state in states],
        )
        audit.record(
            actor=actor,
            on=on,
            entries=[
                audit.Entry(
                    stream=f"national_export:{export.id}",
                    act="filing.national.exported",
                    division_code=actor.division_code,
                    body={"sha256": digest, "households": len(entries)},
                    rows=[
                        *audit_rows.digests("filing_nationalexport", [export.id]),
                        *entries,
                    ],
                )
            ],
        )
        return export


def _households(
    states: Sequence[CaseState], why: WhyShown, actor: Actor, on: date
) -> list[HouseholdToEnter]:
    of_household = {state.household_id: state for state in states}
    whole = register.read_whole_numbers(
        household_ids=[one for one in of_household if one is not None],
        why=why,
        actor=actor,
        on=on,
    )
    assessments = standards.assessments_by_id(
        [state.assessment_id for state in states if state.assessment_id]
    )
    found = []
    for household in whole:
        state = of_household[household.household_id]
        assessment = assessments.get(state.assessment_id or 0)
        findings = assessment.findings.all() if assessment else ()
        found.append(
            HouseholdToEnter(
                household=household,
                year=state.year,
                answers=assessment.facts if assessment else {},
                findings={one.criterion: one.outcome for one in findings},
            )
        )
    return found


def _refuse_undue(states: Sequence[CaseState], *, asked: int) -> None:
    """Refuse a list with a household whose mark is not due, or of several years."""
    due = queries.due_case_ids(state.case_id for state in states)
    undue = asked - len(due)
    if undue or not due or len({state.year for state in states}) != 1:
        raise UnableToFile(
            Text(
                f"有{undue}户还不能标注（前面的环节未办完、暂停或已标注），"
                "或名单为空、跨年度；未导出任何一户。",
                f"{undue} households are not due for the mark (something before it is "
                "missing, they are on hold or marked), or the list is empty or of "
                "several years: nothing was exported.",
            ),
            cite="art-06",
        )
