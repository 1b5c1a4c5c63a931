"""The objections of an area, waiting or answered; read for screens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from tuopin.notice.about import (
    ANSWERS,
    AnswerGiven,
    SecondReviewAbout,
    answer_to,
    second_review_of,
)
from tuopin.notice.domain import Channel
from tuopin.notice.models import Objection, PublicityNotice, SecondReview
from tuopin.notice.operations import Statement
from tuopin.notice.queries import publicity_of
from tuopin.office.accounts.domain import Actor
from tuopin.rulebook.text import Text


@dataclass(frozen=True)
class ObjectionListed:
    """An objection with its household; who objected is nobody's business here.

    Without a number it is against the village's own exit.
    """

    id: int
    household_number: str
    head_name: str
    village_code: str
    village_name: str
    notice_title: Text
    notice_number: str
    channel: Channel
    text: str
    received_on: date
    received_by_person: int | None
    receipt_code: str
    answer: AnswerGiven | None
    answered_at: str
    second: SecondReviewAbout | None
    apart: frozenset[int]
    """Who took it or its second review in, and who answered it."""

    @property
    def may_be_reviewed(self) -> bool:
        """Whether a second review can still be asked for: once, of a dismissal."""
        return bool(self.answer and not self.answer.is_upheld and not self.second)

    @property
    def groups_of_receipt(self) -> list[str]:
        """The receipt code in the groups in which it is read out."""
        return self.receipt_code.split("-")

    def days_waiting(self, *, on: date) -> int:
        """Return the days since it came in; the day itself does not count."""
        return (on - self.received_on).days


def waiting(*, most: int) -> list[ObjectionListed]:
    """Return the objections in the actor's area without an answer, oldest first."""
    found = Objection.objects.filter(decision__isnull=True)
    return _listed(found.order_by("received_on", "id")[:most])


def count_waiting() -> int:
    """Return how many objections in the actor's area have no answer."""
    return Objection.objects.filter(decision__isnull=True).count()


def answered(*, most: int) -> list[ObjectionListed]:
    """Return the objections in the actor's area answered last, the latest first."""
    found = Objection.objects.filter(decision__isnull=False)
    return _listed(found.order_by("-decision__decided_on", "-decision__id")[:most])


def waiting_for_review(*, most: int) -> list[ObjectionListed]:
    """Return the objections whose second review has no answer, oldest first."""
    found = Objection.objects.filter(
        second_review__isnull=False, second_review__decision__isnull=True
    )
    return _listed(found.order_by("second_review__received_on", "id")[:most])


def find_listed(objection_id: int) -> ObjectionListed | None:
    """Return one objection in the actor's area."""
    found = _listed(Objection.objects.filter(id=objection_id).order_by("id"))
    return found[0] if found else None


def find_objection(objection_id: int) -> Objection | None:
    """Return an objection in the actor's area as the operations take it."""
    found = Objection.objects.filter(id=objection_id).select_related("notice")
    return found.order_by("id").first()


def find_review(objection_id: int) -> SecondReview | None:
    """Return the second review of an objection as the operations take it."""
    found = SecondReview.objects.filter(objection_id=objection_id)
    return found.select_related("received_by").order_by("id").first()


def case_id_of(objection_id: int) -> int:
    """Return the case that an objection is about; raises DoesNotExist."""
    return Objection.objects.get(id=objection_id).case_id


def notice_against(notice_id: int, *, case_id: int) -> PublicityNotice:
    """Return a notice on which a case stands; raises DoesNotExist."""
    return PublicityNotice.objects.get(id=notice_id, entries__case_id=case_id)


def latest_id(case_id: int) -> int:
    """Return the id of the latest objection in a case, zero if there is none."""
    ids = Objection.objects.filter(case_id=case_id).order_by("-id")
    return ids.values_list("id", flat=True).first() or 0


def find_repeated(
    statement: Statement,
    *,
    notice: PublicityNotice,
    received_on: date,
    after: int,
    actor: Actor,
) -> Objection | None:
    """Return the same objection, if the actor has taken it in after a known one.

    `after` is the latest objection in the case when the form was opened: two people
    may say the same in the same words, one form is sent for one of them.
    """
    found = Objection.objects.filter(
        id__gt=after,
        notice=notice,
        case_id=statement.case_id,
        channel=statement.channel.value,
        text=statement.text,
        objector_name=statement.objector_name,
        received_on=received_on,
        received_by_id=actor.appointment_id,
    )
    return found.order_by("id").first()


def _listed(found: QuerySet[Objection]) -> list[ObjectionListed]:
    # Mostly there are none, and ten tables need not be joined to learn that.
    places = {id_: at for at, id_ in enumerate(found.values_list("id", flat=True))}
    if not places:
        return []
    rows = sorted(
        Objection.objects.filter(id__in=list(places)).select_related(
            "notice__village",
            "case__household",
            "received_by",
            *ANSWERS,
        ),
        key=lambda row: places[row.id],
    )
    titles = _titles(row.notice for row in rows)
    return [
        ObjectionListed(
            id=row.id,
            household_number=row.case.household.number if row.case.household else "",
            head_name=row.case.household.head_name if row.case.household else "",
            village_code=row.village_code,
            village_name=row.notice.village.short_name,
            notice_title=titles[row.notice.publicity, row.notice.posted_on],
            notice_number=row.notice.number,
            channel=Channel(row.channel),
            text=row.text,
            received_on=row.received_on,
            received_by_person=row.received_by.person_id if row.received_by else None,
            receipt_code=row.receipt_code,
            answer=answer_to(row),
            answered_at=(
                row.decision.decided_by.division_id if hasattr(row, "decision") else ""
            ),
            second=second_review_of(row),
            apart=_apart(row),
        )
        for row in rows
    ]


def _apart(row: Objection) -> frozenset[int]:
    answered = [row.decision.decided_by] if hasattr(row, "decision") else []
    again = [row.second_review.received_by] if hasattr(row, "second_review") else []
    return frozenset(
        one.person_id for one in (row.received_by, *answered, *again) if one
    )


def _titles(notices: Iterable[PublicityNotice]) -> dict[tuple[str, date], Text]:
    """Return the pack's title of each notice, by its kind and day of posting."""
    kinds = {(one.publicity, one.posted_on): one for one in notices}
    return {kind: publicity_of(notice).title for kind, notice in kinds.items()}
