"""The second review of an objection as its page shows it (异议复核)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from tuopin.notice import objections
from tuopin.notice import operations as notices
from tuopin.notice.domain import Channel, is_one_level_above
from tuopin.notice.objections import ObjectionListed
from tuopin.notice.operations import Answer, ReviewRequest
from tuopin.notice.queries import second_review_rule
from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import Right, may
from tuopin.office.documents import queries as kept
from tuopin.office.documents.domain import Reference
from tuopin.office.documents.models import DocumentUse
from tuopin.office.scope import acting_as
from tuopin.web import evidence
from tuopin.web.objection_forms import DecisionForm, ReviewForm
from tuopin.web.worksheets.fields import Brought, Field, Kind


@dataclass(frozen=True)
class ReviewShown:
    """A second review without an answer, and whether the reader may answer it."""

    objection: ObjectionListed
    days: int
    is_mine: bool


@dataclass(frozen=True)
class ReviewPage:
    """An objection with its answer, its second review, and the form that is next."""

    objection: ObjectionListed
    last_day: date | None
    is_late: bool
    files: tuple[DocumentUse, ...]
    asking: ReviewForm | None
    deciding: DecisionForm | None
    field: Field

    @property
    def references(self) -> tuple[Reference, ...]:
        """The files that were sent with the form, as kept."""
        return self.field.references


def may_receive(actor: Actor) -> bool:
    """Say whether the actor may take objections in."""
    # The portal takes objections in without seeing any household.
    rights = (Right.RECEIVE_OBJECTION, Right.READ_REGISTER)
    return all(may(actor, one, in_division=actor.division_code) for one in rights)


def may_review(actor: Actor, objection: ObjectionListed) -> bool:
    """Say whether the answer to an objection is the actor's to look at once more."""
    return (
        may(actor, Right.REVIEW_OBJECTION, in_division=objection.village_code)
        and is_one_level_above(actor.division_code, objection.answered_at)
        and actor.person_id not in objection.apart
    )


def review_page(
    actor: Actor,
    objection_id: int,
    asked: Mapping[str, str] | None,
    *,
    on: date,
    brought: Brought | None = None,
) -> ReviewPage | None:
    """Return the page of an answered objection in the actor's area."""
    found = objections.find_listed(objection_id)
    if found is None or found.answer is None:
        return None
    rule = second_review_rule(objections.case_id_of(found.id))
    last_day = rule.last_day(found.answer.decided_on) if rule else None
    came = found.second.received_on if found.second else on
    waits = found.second is not None and found.second.answer is None
    is_asked = rule is not None and found.may_be_reviewed and may_receive(actor)
    is_mine = waits and may_review(actor, found)
    files = kept.uses_on([f"objection:{found.id}"])
    field = _files(is_mine)
    (field,) = evidence.offering([field], actor, [actor.division_code])
    return ReviewPage(
        objection=found,
        last_day=last_day,
        is_late=last_day is not None and came > last_day,
        files=tuple(files.get(f"objection:{found.id}", ())),
        asking=ReviewForm(asked, on=on) if is_asked else None,
        deciding=DecisionForm(asked, objection_id=found.id) if is_mine else None,
        field=field.filled_from({}, brought) if brought is not None else field,
    )


def _files(is_answer: bool) -> Field:
    if is_answer:
        title = _("What was found, as files")
        return Field("answer", title, Kind.FILES, required=False)
    title = _("Letters or photos that came with it")
    return Field("statement", title, Kind.FILES, required=False)


def ask(page: ReviewPage, *, actor: Actor) -> None:
    """Take the request of a page in; raises a Refusal."""
    assert page.asking is not None
    said = page.asking.cleaned_data
    with acting_as(actor):
        objection = objections.find_objection(page.objection.id)
        assert objection is not None
        notices.ask_second_review(
            objection=objection,
            request=ReviewRequest(
                Channel(said["channel"]), said["text"], page.references
            ),
            actor=actor,
            on=said["received_on"],
        )


def decide(page: ReviewPage, *, actor: Actor, on: date) -> None:
    """Answer the second review of a page; raises a Refusal."""
    assert page.deciding is not None
    said = page.deciding
    with acting_as(actor):
        review = objections.find_review(page.objection.id)
        assert review is not None
        notices.decide_second_review(
            review=review,
            answer=Answer(said.is_upheld, said.cleaned_data["answer"], page.references),
            actor=actor,
            on=on,
        )
