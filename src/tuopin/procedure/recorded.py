"""What was recorded of cases and meetings, in bulk: for the papers that are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q

from tuopin.procedure.models import (
    Acknowledgement,
    ActRecord,
    AppraisalMeeting,
    Ballot,
)
from tuopin.procedure.queries import of_households
from tuopin.rulebook.positions import Position


@dataclass(frozen=True)
class RecordedAct:
    """An act of a case's present round, with who did it and the papers it rests on."""

    act: str
    verdict: str
    done_on: date
    entered_on: date
    person_name: str
    position: Position
    evidence: dict[str, str]
    subject: str
    note: str


@dataclass(frozen=True)
class Signed:
    """Who answered for a household, and how (认可)."""

    answer: str
    signer: str
    relation: str
    manner: str
    witness: str
    answered_on: date


@dataclass(frozen=True)
class Counted:
    """The vote of a meeting on one household."""

    case_id: int
    meeting_id: int
    agree: int
    against: int
    abstain: int
    recused: int


@dataclass(frozen=True)
class HeldMeeting:
    """An appraisal meeting with its votes, in the order of the households."""

    id: int
    village_code: str
    held_on: date
    place: str
    chair: str
    recorder: str
    entitled: int
    attended: int
    evidence: dict[str, str]
    votes: tuple[Counted, ...]


def recorded_acts(
    case_ids: Sequence[int], *, carried_over: Sequence[str]
) -> dict[int, list[RecordedAct]]:
    """Return the acts of each case's present round, in the order of recording.

    `carried_over` are the acts that stay performed from an earlier round.
    """
    found: dict[int, list[RecordedAct]] = {case_id: [] for case_id in case_ids}
    acts = ActRecord.objects.filter(
        Q(round=F("case__round")) | Q(act__in=list(carried_over)),
        case_id__in=list(case_ids),
    )
    for done in acts.select_related("person", "appointment").order_by("case_id", "id"):
        found[done.case_id].append(
            RecordedAct(
                act=done.act,
                verdict=done.verdict,
                done_on=done.done_on,
                entered_on=done.entered_on,
                person_name=done.person.name,
                position=Position(done.appointment.position),
                evidence=done.evidence,
                subject=done.subject,
                note=done.note,
            )
        )
    return found


def signed(case_ids: Sequence[int]) -> dict[int, Signed]:
    """Return the last answer of each household in its present round."""
    answers = Acknowledgement.objects.filter(
        case_id__in=list(case_ids), round=F("case__round")
    )
    return {
        one.case_id: Signed(
            answer=one.answer,
            signer=one.signer,
            relation=one.relation,
            manner=one.manner,
            witness=one.witness,
            answered_on=one.answered_on,
        )
        for one in answers.order_by("id")
    }


def counted(case_ids: Sequence[int]) -> dict[int, Counted]:
    """Return the last vote on each household."""
    return {vote.case_id: vote for vote in _votes(Q(case_id__in=list(case_ids)))}


def meetings_held(village_codes: Sequence[str], *, year: int) -> list[HeldMeeting]:
    """Return the meetings of some villages in a year, with their votes."""
    held = list(
        AppraisalMeeting.objects.filter(
            village_id__in=list(village_codes), year=year
        ).order_by("village_id", "held_on", "id")
    )
    votes: dict[int, list[Counted]] = {meeting.id: [] for meeting in held}
    for vote in _votes(Q(meeting_id__in=list(votes))):
        votes[vote.meeting_id].append(vote)
    return [
        HeldMeeting(
            id=meeting.id,
            village_code=meeting.village_id,
            held_on=meeting.held_on,
            place=meeting.place,
            chair=meeting.chair,
            recorder=meeting.recorder,
            entitled=meeting.entitled,
            attended=meeting.attended,
            evidence=meeting.evidence,
            votes=tuple(votes[meeting.id]),
        )
        for meeting in held
    ]


def _votes(wanted: Q) -> list[Counted]:
    found = Ballot.objects.filter(wanted).order_by("case__household__number", "id")
    return [
        Counted(
            case_id=vote.case_id,
            meeting_id=vote.meeting_id,
            agree=vote.agree,
            against=vote.against,
            abstain=vote.abstain,
            recused=vote.recused,
        )
        for vote in found
    ]


def counts_by_village(*, year: int) -> dict[str, int]:
    """Return how many households of each village have a case of a year."""
    rows = (
        of_households(year)
        .values("village_id")
        .annotate(households=Count("id"))
        .order_by("village_id")
    )
    return {str(row["village_id"]): row["households"] for row in rows}
