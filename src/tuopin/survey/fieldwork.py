"""Reading the work of the field: assignments, submissions, how far the visits are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max, QuerySet

from tuopin.office.accounts.domain import Actor
from tuopin.office.documents.domain import Reference
from tuopin.register import queries as register
from tuopin.register.queries import HouseholdRow
from tuopin.survey.domain import HouseholdVersion, Receipt, WhyPutAside
from tuopin.survey.models import (
    SubmissionDecision,
    SubmissionPart,
    SurveyAssignment,
    SurveyedMember,
    SurveySubmission,
    SurveyVisit,
)
from tuopin.survey.second.queries import SentAgain, open_for

DECIDED = ("", WhyPutAside.SECOND_SURVEY.value)
"""What nobody has to decide on: a visit, and what stands beside one."""


@dataclass(frozen=True)
class Assigned:
    """Who is to visit a household, by when, and whether somebody has been there."""

    household_id: int
    village_code: str
    year: int
    surveyor_id: int
    person_id: int
    surveyor_name: str
    due_on: date
    reason: str
    assigned_at: datetime
    is_again: bool = False

    def is_for(self, actor: Actor) -> bool:
        """Whether the actor is who was sent, under whichever appointment."""
        return self.person_id == actor.person_id


def assignments(
    year: int, *, household_ids: Iterable[int] | None = None
) -> dict[int, Assigned]:
    """Return the assignments that stand in a year, by household, as far as in sight."""
    found = SurveyAssignment.objects.filter(year=year)
    if household_ids is not None:
        found = found.filter(household_id__in=list(household_ids))
    rows = found.select_related("surveyor__person").order_by("household_id", "id")
    return {row.household_id: _assigned(row) for row in rows}


def _assigned(row: SurveyAssignment) -> Assigned:
    return Assigned(
        household_id=row.household_id,
        village_code=row.village_code,
        year=row.year,
        surveyor_id=row.surveyor_id,
        person_id=row.surveyor.person_id,
        surveyor_name=row.surveyor.person.name,
        due_on=row.due_on,
        reason=row.reason,
        assigned_at=row.recorded_at,
    )


def household_versions(
    household_ids: Sequence[int], *, year: int
) -> dict[int, HouseholdVersion]:
    """Return what is known of each household now: register rows, the last visit."""
    versions = register.versions(household_ids)
    latest = dict(
        SurveyVisit.objects.filter(household_id__in=list(household_ids), year=year)
        .values_list("household_id")
        .annotate(Max("id"))
        .order_by("household_id")
    )
    return {
        one: HouseholdVersion(versions.get(one, ""), latest.get(one, 0))
        for one in household_ids
    }


def latest_visits_entered(year: int) -> dict[int, datetime]:
    """Return when each household's latest visit of a year was entered, in sight."""
    found = SurveyVisit.objects.filter(year=year).order_by("household_id")
    return dict(found.values_list("household_id").annotate(Max("recorded_at")))


def submissions_of(instance_ids: Iterable[UUID]) -> dict[UUID, list[SurveySubmission]]:
    """Return what came under each of some ids, the first first, as far as in sight."""
    rows = SurveySubmission.objects.filter(instance_id__in=list(instance_ids))
    found: dict[UUID, list[SurveySubmission]] = {}
    for row in rows.select_related("household").order_by("id"):
        found.setdefault(row.instance_id, []).append(row)
    return found


def receipts_of(numbers: Iterable[int]) -> dict[int, Receipt]:
    """Return the receipts of these numbers, as far as in sight."""
    kept = SurveySubmission.objects.select_related("household")
    return {row.id: receipt_of(row) for row in kept.in_bulk(list(numbers)).values()}


def parts_of(instance_id: UUID) -> dict[str, Reference]:
    """Return the files of a submission that came in parts, the latest of each name."""
    found = SubmissionPart.objects.filter(instance_id=instance_id)
    rows = found.select_related("document").order_by("id")
    return {row.name: row.document.reference for row in rows}


def own_assignments(actor: Actor, *, year: int) -> dict[int, Assigned]:
    """Return what an actor is sent to in a year, the first time or again."""
    ever = SurveyAssignment.objects.filter(
        year=year, surveyor__person_id=actor.person_id
    )
    standing = assignments(
        year, household_ids=list(ever.values_list("household_id", flat=True))
    )
    mine = {one.household_id: one for one in standing.values() if one.is_for(actor)}
    again = open_for(actor).values()
    return mine | {one.household_id: _again(one) for one in again if one.year == year}


def assigned_to(actor: Actor, *, year: int) -> list[HouseholdRow]:
    """Return the households that an actor is sent to in a year and may survey.

    Those that have exited among them: the same visit shows whether the exit holds.
    """
    mine = own_assignments(actor, year=year)
    found = register.households_by_id(sorted(mine))
    return [one for one in found if one.may_be_surveyed]


def _again(one: SentAgain) -> Assigned:
    return Assigned(
        household_id=one.household_id,
        village_code=one.village_code,
        year=one.year,
        surveyor_id=one.surveyor_id,
        person_id=one.person_id,
        surveyor_name=one.surveyor_name,
        due_on=one.due_on,
        reason="",
        assigned_at=one.assigned_at,
        is_again=True,
    )


def receipt_of(submission: SurveySubmission, *, is_repeated: bool = False) -> Receipt:
    """Return the receipt of a submission that is kept."""
    return Receipt(
        number=submission.id,
        instance_id=submission.instance_id,
        content_hash=submission.content_hash,
        household_id=submission.household_id,
        household_number=submission.household.number,
        surveyed_on=submission.surveyed_on,
        received_at=submission.recorded_at,
        visit_id=submission.visit_id,
        put_aside=_undecided(submission),
        is_repeated=is_repeated,
    )


def _undecided(submission: SurveySubmission) -> WhyPutAside | None:
    """Return why somebody has to decide on it; nobody does on a second survey."""
    why = WhyPutAside(submission.put_aside) if submission.put_aside else None
    return None if why is WhyPutAside.SECOND_SURVEY else why


def submission_by_id(number: int) -> SurveySubmission | None:
    """Return a submission in sight."""
    found = _told().filter(id=number)
    return found.order_by("id").first()


def open_submissions() -> list[SurveySubmission]:
    """Return what is put aside and undecided, the oldest first, as far as in sight."""
    found = _told().exclude(put_aside__in=DECIDED).filter(decision__isnull=True)
    return list(found.order_by("id"))


def count_open_submissions() -> int:
    """Return how many are put aside and undecided, as far as in sight."""
    found = SurveySubmission.objects.exclude(put_aside__in=DECIDED)
    return int(found.filter(decision__isnull=True).count())


def put_aside_of(household_id: int) -> list[SurveySubmission]:
    """Return what was put aside of a household, decided or not, the oldest first."""
    found = _told().filter(household_id=household_id).exclude(put_aside__in=DECIDED)
    return list(found.order_by("id"))


def submissions_by(actor: Actor, *, year: int) -> list[SurveySubmission]:
    """Return what a person sent in a year, the latest first."""
    found = _told().filter(submitted_by__person_id=actor.person_id, year=year)
    return list(found.order_by("-id"))


def decision_on(submission: SurveySubmission) -> SubmissionDecision | None:
    """Return what was decided of a submission, if it has been."""
    found = SubmissionDecision.objects.filter(submission=submission)
    return found.order_by("id").first()


def members_found(visit_ids: Iterable[int]) -> dict[int, dict[str, SurveyedMember]]:
    """Return what visits found of members, by visit and the member's number."""
    found: dict[int, dict[str, SurveyedMember]] = {}
    rows = SurveyedMember.objects.filter(visit_id__in=list(visit_ids)).order_by("id")
    for row in rows:
        found.setdefault(row.visit_id, {})[row.number] = row
    return found


def submission_behind(visit_id: int) -> SurveySubmission | None:
    """Return the submission that a visit came by, or that was taken as it."""
    direct = _told().filter(visit_id=visit_id).order_by("id").first()
    if direct is not None:
        return direct
    return _told().filter(decision__visit_id=visit_id).order_by("id").first()


def _told() -> QuerySet[SurveySubmission]:
    return SurveySubmission.objects.select_related(
        "household__village", "submitted_by__person", "visit", "decision"
    )
