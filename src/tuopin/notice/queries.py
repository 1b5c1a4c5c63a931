"""Reading notices, their rosters and the objections to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Count, QuerySet
from django.db.models.functions import Coalesce

from tuopin.notice.domain import RosterLine, VillageLine
from tuopin.notice.models import (
    NoticeClosing,
    NoticeEntry,
    Objection,
    ObjectionDecision,
    PublicityNotice,
    SecondReview,
    SecondReviewDecision,
)
from tuopin.office.divisions.domain import code_range, township_of
from tuopin.office.divisions.queries import unit_named
from tuopin.office.scope import alone_with
from tuopin.procedure import queries as cases
from tuopin.register import queries as register
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.procedure import Publicity, SecondReviewRule
from tuopin.rulebook.units import Unit


def publicity_of(notice: PublicityNotice) -> Publicity:
    """Return the rule of a notice's period by its cases' pack."""
    return rule_of(notice)[1]


def publicity_at_posting(notice: PublicityNotice) -> Publicity:
    """Return the rule by which a notice hangs: the pack's, or a local stricter one."""
    return cases.publicity_at(
        pack_of_notice(notice),
        notice.publicity,
        place=notice.village_id,
        on=notice.posted_on,
    )[1]


def rule_of(notice: PublicityNotice) -> tuple[Unit, Publicity]:
    """Return what a notice is about, and its pack's rule of its period."""
    return cases.publicity_of(pack_of_notice(notice), notice.publicity)


def pack_of_notice(notice: PublicityNotice) -> PolicyPack:
    """Return the pack that those on a notice began under: one, as it was posted."""
    on_it = NoticeEntry.objects.filter(notice=notice).values_list("case_id", flat=True)
    (pack,) = cases.packs_of(on_it)
    return pack


def find_notice(notice_id: int) -> PublicityNotice | None:
    """Return a notice of the actor's area."""
    return PublicityNotice.objects.filter(id=notice_id).order_by("id").first()


def locked_notice(notice_id: int) -> PublicityNotice:
    """Return a notice, with nobody else at it for the rest of the transaction."""
    alone_with(f"notice:{notice_id}")
    return PublicityNotice.objects.get(id=notice_id)


def household_lines(case_ids: Sequence[int]) -> list[RosterLine]:
    """Return what a notice may show of these cases' households, in register order."""
    households = cases.cases_by_id(case_ids).values_list("household_id", flat=True)
    return [
        RosterLine(row.group, row.head_name, row.member_count)
        for row in register.roster_rows(list(households))
    ]


def village_lines(case_ids: Sequence[int]) -> list[VillageLine]:
    """Return what a notice shows of the villages whose cases these are, by place."""
    codes = sorted(cases.village_codes(case_ids).values())
    return [
        VillageLine(unit_named(township_of(code)).name, unit_named(code).name)
        for code in codes
    ]


def closing_of(notice: PublicityNotice) -> NoticeClosing | None:
    """Return the closing of a notice's period, if it was closed."""
    return (
        NoticeClosing.objects.filter(notice=notice)
        .select_related("closed_by__person")
        .order_by("id")
        .first()
    )


def is_number_used(village_code: str, number: str) -> bool:
    """Say whether a village has a notice of this number."""
    return PublicityNotice.objects.filter(
        village__code=village_code, number=number
    ).exists()


def entry(notice_id: int, case_id: int) -> NoticeEntry:
    """Return a household's line on a notice; raises DoesNotExist."""
    return NoticeEntry.objects.get(notice_id=notice_id, case_id=case_id)


def closing_verdicts(notice: PublicityNotice) -> dict[int, str]:
    """Return how the period ends for each household that it has not ended for.

    Only households whose present round rests on this notice: a notice of a round that
    is void closes nothing. One upheld objection decides, be it by the second review;
    an undecided one leaves the household to its hold.
    """
    publicity = publicity_of(notice)
    about = f"notice:{notice.id}"
    posted = cases.cases_with_act(publicity.opened_by, subject=about)
    closed = cases.cases_with_act(publicity.closed_by, subject=about)
    verdicts = dict.fromkeys(sorted(posted - closed), "no_objection")
    decided = (
        Objection.objects.filter(notice=notice, decision__isnull=False)
        .annotate(
            is_upheld=Coalesce(
                "second_review__decision__is_upheld", "decision__is_upheld"
            )
        )
        .order_by("is_upheld", "id")
        .values_list("case_id", "is_upheld")
    )
    for case_id, is_upheld in decided:
        if case_id in verdicts:
            verdicts[case_id] = (
                "objection_upheld" if is_upheld else "objection_dismissed"
            )
    return verdicts


def decision_of(objection: Objection) -> ObjectionDecision | None:
    """Return the answer to an objection, if there is one yet."""
    return (
        ObjectionDecision.objects.filter(objection=objection)
        .select_related("decided_by__person")
        .order_by("id")
        .first()
    )


def objection_of(review: SecondReview) -> Objection:
    """Return the objection whose answer is to be looked at again."""
    found = Objection.objects.select_related("notice", "received_by")
    return found.get(id=review.objection_id)


def second_review_of(objection: Objection) -> SecondReview | None:
    """Return the second review of an objection, if it was asked for."""
    found = SecondReview.objects.filter(objection=objection)
    return found.order_by("id").first()


def second_decision_of(review: SecondReview) -> SecondReviewDecision | None:
    """Return the answer to a second review, if there is one yet."""
    return (
        SecondReviewDecision.objects.filter(review=review)
        .select_related("decided_by__person")
        .order_by("id")
        .first()
    )


def second_review_rule(case_id: int) -> SecondReviewRule | None:
    """Return the rule of second reviews of the pack that a case began under."""
    ((state, pack),) = cases.states([case_id])
    return cases.procedure_of(pack, state.unit).second_review


def open_notices(*, year: int) -> list[PublicityNotice]:
    """Return a year's notices in the actor's area that have not been closed."""
    return list(
        PublicityNotice.objects.filter(year=year, closing__isnull=True)
        .select_related("village")
        .order_by("opens_on", "number")
    )


def notices_in(
    village_code: str, *, publicity: str, year: int
) -> list[PublicityNotice]:
    """Return a village's notices of one publicity in a year, the soonest over first."""
    return list(
        PublicityNotice.objects.filter(
            village__code=village_code, publicity=publicity, year=year
        ).order_by("opens_on", "number")
    )


def hung_in(place: str, *, year: int) -> QuerySet[PublicityNotice]:
    """Return a year's notices that hung in a place's villages, by village and day."""
    first, after = code_range(place)
    found = PublicityNotice.objects.filter(
        village_id__gte=first, village_id__lt=after, year=year
    )
    return found.order_by("village_id", "posted_on", "id")


def notices_of_area(place: str, *, year: int) -> list[PublicityNotice]:
    """Return every notice of a year that hung in a place's villages, as they hung."""
    return list(hung_in(place, year=year).select_related("closing"))


def entries_of(notice: PublicityNotice) -> list[int]:
    """Return the cases on a notice, in the order of the roster."""
    return list(
        NoticeEntry.objects.filter(notice=notice)
        .order_by("id")
        .values_list("case_id", flat=True)
    )


def undecided_by_village(*, years: Iterable[int]) -> dict[str, int]:
    """Return how many objections of some years have no answer, by village."""
    return dict(
        Objection.objects.filter(notice__year__in=set(years), decision__isnull=True)
        .values_list("village_code")
        .annotate(objections=Count("id"))
        .order_by("village_code")
    )
