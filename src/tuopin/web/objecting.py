"""Objections as their pages show them, and the acts that these pages do (art. 6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from tuopin.notice import objections
from tuopin.notice import operations as notices
from tuopin.notice.about import notices_about
from tuopin.notice.objections import ObjectionListed
from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import Right, may
from tuopin.office.divisions.queries import unit_named
from tuopin.office.documents import queries as kept
from tuopin.office.documents.domain import Reference
from tuopin.office.documents.models import DocumentUse
from tuopin.office.policy.queries import pack_of
from tuopin.office.scope import acting_as, alone_with
from tuopin.procedure import operations as procedure
from tuopin.procedure.holds import find_hold
from tuopin.procedure.queries import latest_of_village, procedure_of
from tuopin.procedure.workload import latest_case
from tuopin.register import access
from tuopin.register.villages import poor_villages
from tuopin.rulebook.units import Unit
from tuopin.web import evidence
from tuopin.web.household_page import NoticeShown
from tuopin.web.objection_forms import DecisionForm, ObjectionForm
from tuopin.web.reviewing import ReviewShown, may_receive, may_review
from tuopin.web.worksheets.fields import Brought, Field, Kind

if TYPE_CHECKING:
    from tuopin.procedure.models import ExitCase


def files_of_statement() -> Field:
    """Ask for what came with an objection."""
    title = _("Letters or photos that came with it")
    return Field("statement", title, Kind.FILES, required=False)


def files_of_answer() -> Field:
    """Ask for what the answer to an objection rests on."""
    return Field("answer", _("What was found, as files"), Kind.FILES, required=False)


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
    files: tuple[DocumentUse, ...]
    field: Field


@dataclass(frozen=True)
class ObjectionsPage:
    """The objections of the actor's area: those that wait, and the latest answered."""

    waiting: tuple[WaitingShown, ...]
    total: int
    reviews: tuple[ReviewShown, ...]
    may_receive: bool
    answered: tuple[ObjectionListed, ...]

    @property
    def shows_some_only(self) -> bool:
        """Whether more wait than the page shows."""
        return self.total > len(self.waiting)


@dataclass(frozen=True)
class Objected:
    """Whom somebody objects to: a household, or a village's own exit."""

    name: str
    village_name: str
    code: str
    is_of_village: bool = False


@dataclass(frozen=True)
class ObjectPage:
    """The form by which an objection is taken in.

    There is no form against what stands on no notice.
    """

    objected: Objected
    case_id: int
    form: ObjectionForm | None
    field: Field | None = None

    @property
    def files(self) -> tuple[Reference, ...]:
        """What came with it, as kept."""
        return self.field.references if self.field else ()

    @property
    def is_faulty(self) -> bool:
        """Whether something that was sent cannot be taken."""
        return (
            self.form is None
            or not self.form.is_valid()
            or bool(self.field and self.field.fault)
        )


def may_decide(actor: Actor) -> bool:
    """Say whether the actor may answer objections."""
    return may(actor, Right.DECIDE_OBJECTION, in_division=actor.division_code)


def objections_of(
    actor: Actor,
    asked: Mapping[str, str] | None,
    *,
    on: date,
    brought: Brought | None = None,
) -> ObjectionsPage:
    """Return the area's objections; what was asked stays in the form it was sent by."""
    found = objections.waiting(most=MOST_WAITING)
    return ObjectionsPage(
        waiting=_waiting(found, actor, asked, on, brought) if found else (),
        total=objections.count_waiting(),
        reviews=tuple(
            ReviewShown(one, one.second.days_waiting(on=on), may_review(actor, one))
            for one in objections.waiting_for_review(most=MOST_WAITING)
            if one.second
        ),
        may_receive=may_receive(actor),
        answered=tuple(objections.answered(most=MOST_ANSWERED)),
    )


def _waiting(
    found: Sequence[ObjectionListed],
    actor: Actor,
    asked: Mapping[str, str] | None,
    on: date,
    brought: Brought | None,
) -> tuple[WaitingShown, ...]:
    sent = (asked or {}).get("objection")
    files = kept.uses_on(f"objection:{one.id}" for one in found)
    field = evidence.offering([files_of_answer()], actor, [actor.division_code])[0]
    return tuple(
        _shown(
            one,
            actor,
            asked if sent == str(one.id) else None,
            on,
            files.get(f"objection:{one.id}", ()),
            field.filled_from({}, brought) if sent == str(one.id) else field,
        )
        for one in found
    )


def _shown(
    one: ObjectionListed,
    actor: Actor,
    asked: Mapping[str, str] | None,
    on: date,
    files: Sequence[DocumentUse],
    field: Field,
) -> WaitingShown:
    is_own = one.received_by_person == actor.person_id
    is_asked = may_decide(actor) and not is_own
    return WaitingShown(
        objection=one,
        days=one.days_waiting(on=on),
        is_own=is_own,
        form=DecisionForm(asked, objection_id=one.id) if is_asked else None,
        files=tuple(files),
        field=field,
    )


def decide(
    form: DecisionForm, *, actor: Actor, on: date, files: Sequence[Reference] = ()
) -> None:
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
            files=files,
        )


def object_page(
    actor: Actor, number: str, sent: evidence.Sent | None, *, on: date
) -> ObjectPage:
    """Return the form for a household; raises HouseholdNotFound for another area's."""
    household = access.household_for(actor, number, to=Right.RECEIVE_OBJECTION)
    objected = Objected(household.head_name, household.village_name, household.number)
    return _page(objected, latest_case(household.id), actor, sent, on=on)


def village_object_page(
    actor: Actor, code: str, sent: evidence.Sent | None, *, on: date
) -> ObjectPage:
    """Return the form for a village; raises NotThere for another area's (art. 7)."""
    if code not in poor_villages(covered_by=actor.division_code):
        raise NotThere
    village = unit_named(code)
    objected = Objected(village.short_name, village.name, code, is_of_village=True)
    return _page(objected, latest_of_village(code), actor, sent, on=on)


def _page(
    objected: Objected,
    case: ExitCase | None,
    actor: Actor,
    sent: evidence.Sent | None,
    *,
    on: date,
) -> ObjectPage:
    asked = sent.words if sent else None
    if case is None:
        return ObjectPage(objected, 0, None)
    unit = Unit.VILLAGE if objected.is_of_village else Unit.HOUSEHOLD
    rules = procedure_of(pack_of(case.pack_id), unit).publicities
    shown = [
        NoticeShown(rules[one.publicity].title, one) for one in notices_about(case.id)
    ]
    if not shown:
        return ObjectPage(objected, case.id, None)
    (field,) = evidence.offering([files_of_statement()], actor, [actor.division_code])
    if sent is not None:
        # Kept at the place of whoever takes it in, and seen from there up: a letter to
        # the county may name its writer.
        brought = sent.kept(actor, on, lambda _: actor.division_code)
        field = field.filled_from({}, brought)
    return ObjectPage(objected, case.id, _form(asked, shown, case.id, on), field)


def _form(
    asked: Mapping[str, str] | None,
    shown: Sequence[NoticeShown],
    case_id: int,
    on: date,
) -> ObjectionForm:
    after = objections.latest_id(case_id)
    return ObjectionForm(asked, notices=shown, after=after, on=on)


def take_in(
    form: ObjectionForm, case_id: int, *, actor: Actor, files: Sequence[Reference] = ()
) -> int:
    """Take an objection in once, and return its id; raises a Refusal."""
    found = form.cleaned_data
    statement = replace(form.statement_about(case_id), files=tuple(files))
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
