"""Objections as their pages show them, and the acts that these pages do (art. 6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tuopin.notice import objections
from tuopin.notice import operations as notices
from tuopin.notice.about import notices_about
from tuopin.notice.objections import ObjectionListed
from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import Right, may
from tuopin.office.policy.queries import pack_of
from tuopin.office.scope import acting_as, alone_with
from tuopin.procedure import operations as procedure
from tuopin.procedure.holds import find_hold
from tuopin.procedure.queries import procedure_of
from tuopin.procedure.workload import latest_case
from tuopin.register import access
from tuopin.register.queries import HouseholdRow
from tuopin.web.household_page import NoticeShown
from tuopin.web.objection_forms import DecisionForm, ObjectionForm

MOST_WAITING = 100
MOST_ANSWERED = 50


class NotThere(Exception):
    """What was asked for is not in the actor's area, or is not at all."""


@dataclass(frozen=True)
class WaitingShown:
    """An objection without an answer, and the form to answer it, if one may."""

    objection: ObjectionListed
    days: int
    is_own: bool
    form: DecisionForm | None


@dataclass(frozen=True)
class ObjectionsPage:
    """The objections of the actor's area: those that wait, and the latest answered."""

    waiting: tuple[WaitingShown, ...]
    total: int
    answered: tuple[ObjectionListed, ...]

    @property
    def shows_some_only(self) -> bool:
        """Whether more wait than the page shows."""
        return self.total > len(self.waiting)


@dataclass(frozen=True)
class ObjectPage:
    """The form by which an objection to one household is taken in.

    There is no form for a household that stands on no notice.
    """

    household: HouseholdRow
    case_id: int
    form: ObjectionForm | None


def may_decide(actor: Actor) -> bool:
    """Say whether the actor may answer objections."""
    return may(actor, Right.DECIDE_OBJECTION, in_division=actor.division_code)


def may_receive(actor: Actor) -> bool:
    """Say whether the actor may take objections in."""
    # The portal takes objections in without seeing any household.
    rights = (Right.RECEIVE_OBJECTION, Right.READ_REGISTER)
    return all(may(actor, one, in_division=actor.division_code) for one in rights)


def objections_of(
    actor: Actor, asked: Mapping[str, str] | None, *, on: date
) -> ObjectionsPage:
    """Return the area's objections; what was asked stays in the form it was sent by."""
    found = objections.waiting(most=MOST_WAITING)
    sent = (asked or {}).get("objection")
    return ObjectionsPage(
        waiting=tuple(
            _shown(one, actor, asked if sent == str(one.id) else None, on)
            for one in found
        ),
        total=objections.count_waiting(),
        answered=tuple(objections.answered(most=MOST_ANSWERED)),
    )


def _shown(
    one: ObjectionListed, actor: Actor, asked: Mapping[str, str] | None, on: date
) -> WaitingShown:
    is_own = one.received_by_person == actor.person_id
    is_asked = may_decide(actor) and not is_own
    return WaitingShown(
        objection=one,
        days=one.days_waiting(on=on),
        is_own=is_own,
        form=DecisionForm(asked, objection_id=one.id) if is_asked else None,
    )


def decide(form: DecisionForm, *, actor: Actor, on: date) -> None:
    """Answer an objection as the form says; raises NotThere or a Refusal."""
    with acting_as(actor):
        objection = objections.find_objection(form.cleaned_data["objection"])
        if objection is None:
            raise NotThere
        notices.decide_objection(
            objection=objection,
            is_upheld=form.is_upheld,
            answer=form.cleaned_data["answer"],
            actor=actor,
            on=on,
        )


def object_page(
    actor: Actor, number: str, asked: Mapping[str, str] | None, *, on: date
) -> ObjectPage:
    """Return the form for a household; raises HouseholdNotFound for another area's."""
    household = access.household_for(actor, number, to=Right.RECEIVE_OBJECTION)
    case = latest_case(household.id)
    if case is None:
        return ObjectPage(household, 0, None)
    rules = procedure_of(pack_of(case.pack_id)).publicities
    shown = [
        NoticeShown(rules[one.publicity].title, one) for one in notices_about(case.id)
    ]
    if not shown:
        return ObjectPage(household, case.id, None)
    return ObjectPage(household, case.id, _form(asked, shown, case.id, on))


def _form(
    asked: Mapping[str, str] | None,
    shown: Sequence[NoticeShown],
    case_id: int,
    on: date,
) -> ObjectionForm:
    after = objections.latest_id(case_id)
    return ObjectionForm(asked, notices=shown, after=after, on=on)


def take_in(form: ObjectionForm, case_id: int, *, actor: Actor) -> int:
    """Take an objection in once, and return its id; raises a Refusal."""
    found = form.cleaned_data
    statement = form.statement_about(case_id)
    with acting_as(actor):
        alone_with(f"objections in case {case_id}")
        notice = objections.notice_against(int(found["notice"]), case_id=case_id)
        repeated = objections.find_repeated(
            statement,
            notice=notice,
            received_on=found["received_on"],
            after=found["after"],
            actor=actor,
        )
        taken = repeated or notices.object_to(
            notice=notice, statement=statement, actor=actor, on=found["received_on"]
        )
        return taken.id


def release(number: str, hold_id: int, reason: str, *, actor: Actor, on: date) -> None:
    """End a hold of a household; raises NotThere, HouseholdNotFound or a Refusal."""
    with acting_as(actor):
        household = access.household_for(actor, number)
        case = latest_case(household.id)
        placed = find_hold(case, hold_id) if case else None
        if placed is None:
            raise NotThere
        procedure.release(hold=placed, reason=reason, actor=actor, on=on)
