"""Our side of the comparison: the households that the national list is asked about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from tuopin.filing.national import queries
from tuopin.filing.national.comparing import OurHousehold, OurMember
from tuopin.filing.national.listing import NationalListing
from tuopin.procedure import queries as cases
from tuopin.procedure.standing import shown_status
from tuopin.procedure.state import APPROVAL, CaseState
from tuopin.register import queries as register
from tuopin.rulebook.procedure import status
from tuopin.rulebook.text import Text


def our_households(
    listing: NationalListing, *, year: int, words: Sequence[str]
) -> dict[str, tuple[CaseState, OurHousehold]]:
    """Return the year's households that are due, handed over, or marked there.

    Those marked here are settled and left out.
    """
    of_year = cases.case_ids_by_number(year=year)
    due = set(queries.due_case_ids(case_id for case_id, _ in of_year.values()))
    taken = queries.entered_by(case_id for case_id, _ in of_year.values())
    marked_there = {
        of_year[number][0]
        for number, one in listing.households.items()
        if number in of_year and one.status in words
    }
    states = {
        state.household_id: state
        for state, _ in cases.states(sorted(due | set(taken) | marked_there))
        if queries.MARK not in state.acts and state.household_id is not None
    }
    archived = queries.archived_days([one.case_id for one in states.values()])
    members = register.member_rows(list(states))
    indexes = register.id_indexes(list(states))
    found = {}
    for row in register.households_by_id(list(states)):
        state = states[row.id]
        entered = taken.get(state.case_id)
        approval = state.acts.get(APPROVAL)
        ours = OurHousehold(
            head_name=row.head_name,
            persons=row.member_count,
            year=state.year,
            approved_on=approval.done_on if approval else None,
            entered_on=entered.entered_on if entered else None,
            is_due=state.case_id in due,
            standing=_standing(state),
            members=[
                OurMember(one.number, one.name, one.id_number, indexes.get(one.id))
                for one in members.get(row.id, ())
            ],
            archived=_levels(state, archived.get(state.case_id, {})),
        )
        found[row.number] = (state, ours)
    return found


def _standing(state: CaseState) -> Text:
    procedure = state.acts.procedure
    current = status(procedure, state.performed, held=bool(state.holds))
    return shown_status(procedure, state.ending or current.id).title


def _levels(
    state: CaseState, archived: Mapping[str, date | None]
) -> dict[str, date | None]:
    return {
        level: archived.get(level)
        for level in queries.levels_kept(state.acts.procedure.acts)
    }
