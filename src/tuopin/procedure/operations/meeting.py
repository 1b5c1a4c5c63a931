"""The village's democratic appraisal: a count per household, and a quorum (art. 6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from psycopg.types.json import Jsonb

from tuopin.office.accounts.domain import Actor
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows
from tuopin.office.policy.queries import pack_in_force, pack_of
from tuopin.office.scope import acting_as
from tuopin.procedure import queries
from tuopin.procedure.domain import Because, CaseRefusal
from tuopin.procedure.models import ExitCase
from tuopin.procedure.operations.refusals import UnableToRecord
from tuopin.procedure.recording import BatchResult, Row, record_acts
from tuopin.procedure.votes import Votes, carries, reaches_quorum
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.text import Text

ATTENDANCE = "meeting_attendance"
MAJORITY = "meeting_majority"
MEETING = (
    "id",
    "village_code",
    "year",
    "held_on",
    "place",
    "chair",
    "recorder",
    "entitled",
    "attended",
    "evidence",
    "recorded_by_id",
)
BALLOT = (
    "meeting_id",
    "case_id",
    "village_code",
    "agree",
    "against",
    "abstain",
    "recused",
)


@dataclass(frozen=True)
class Meeting:
    """A democratic appraisal as its minutes describe it."""

    village_code: str
    year: int
    held_on: date
    place: str
    chair: str
    recorder: str
    entitled: int
    attended: int
    votes: Mapping[int, Votes]
    evidence: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[int, str] = field(default_factory=dict)
    """Why the meeting did not agree, by case."""


def appraise(*, meeting: Meeting, actor: Actor, on: date) -> BatchResult:
    """Record a village's democratic appraisal, a vote per household (民主评议, art. 6).

    The verdict follows from the count, and the act is dated by the day of the
    meeting. Where the meeting does not agree with what was computed, it says why.
    Raises UnableToRecord without a quorum: such a meeting has decided
    nothing.
    """
    with acting_as(actor):
        in_force = pack_in_force(meeting.held_on).id
        _refuse_void(meeting, pack_of(in_force))
        cases = queries.cases_by_id(meeting.votes).in_bulk()
        (meeting_id,) = audit_rows.draw_ids("procedure_appraisalmeeting", 1)
        result = record_acts(
            act="appraise",
            rows=[
                _row(f"meeting:{meeting_id}", meeting, case_id, cases, in_force)
                for case_id in meeting.votes
            ],
            actor=actor,
            on=on,
        )
        if result.done:
            _keep_meeting(meeting_id, meeting, result.done, actor)
        return result


def _row(
    subject: str,
    meeting: Meeting,
    case_id: int,
    cases: Mapping[int, ExitCase],
    in_force: int,
) -> Row:
    """Return what the meeting's count means for one household, by its own pack."""
    votes = meeting.votes[case_id]
    reason = meeting.reasons.get(case_id, "").strip()
    case = cases.get(case_id)
    pack = pack_of(case.pack_id if case else in_force)
    if case is not None and case.year != meeting.year:
        refusal: CaseRefusal | None = _OF_ANOTHER_YEAR
    else:
        quorum = pack.share(ATTENDANCE, meeting.year)
        refusal = _impossible_vote(meeting, votes) or _too_few(meeting, votes, quorum)
    verdict = _verdict_of(votes, pack.share(MAJORITY, meeting.year))
    if refusal is None and verdict == NOT_AGREED and not reason:
        refusal = _WITHOUT_A_REASON
    return Row(
        case_id,
        verdict,
        meeting.evidence,
        subject=subject,
        note=reason,
        on=meeting.held_on,
        refusal=refusal,
    )


NOT_AGREED = "not_agreed"
_WITHOUT_A_REASON = CaseRefusal(
    Because.SPECIFIC,
    Text(
        "程序评定达标而评议会未通过，两个结论不一致，请写明评议会的理由。",
        "The standard is met and the meeting does not agree: say the meeting's reason.",
    ),
    "art-06",
)


_OF_ANOTHER_YEAR = CaseRefusal(
    Because.SPECIFIC,
    Text(
        "该户的退出程序不属于评议会的年度。",
        "This household's case is of another year than the meeting.",
    ),
    "art-06",
)


def _refuse_void(meeting: Meeting, pack: PolicyPack) -> None:
    """Refuse a meeting to which too few came, or more than could."""
    quorum = pack.share(ATTENDANCE, meeting.year)
    enough = reaches_quorum(
        attended=meeting.attended,
        entitled=meeting.entitled,
        share=quorum.as_integer_ratio(),
    )
    if enough and meeting.attended <= meeting.entitled:
        return
    raise UnableToRecord(
        Text(
            f"应到{meeting.entitled}人，实到{meeting.attended}人，须有{quorum}以上到会"
            "且不多于应到人数，评议会无效。请核对人数或重新召开。",
            f"{meeting.attended} of {meeting.entitled} came; at least {quorum} "
            "have to, and no more than were entitled: the meeting is void. Correct the "
            "count or call it again.",
        ),
        cite=str(queries.procedure_of(pack).acts["appraise"].cite),
    )


def _verdict_of(votes: Votes, majority: Fraction) -> str:
    agreed = carries(votes, share=majority.as_integer_ratio())
    return "agreed" if agreed else NOT_AGREED


def _impossible_vote(meeting: Meeting, votes: Votes) -> CaseRefusal | None:
    if votes.present + votes.recused == meeting.attended:
        return None
    return CaseRefusal(
        Because.SPECIFIC,
        Text(
            f"票数{votes.present}加回避{votes.recused}人，与实到{meeting.attended}人不符。",
            f"{votes.present} votes and {votes.recused} recused do not add up to the "
            f"{meeting.attended} who came.",
        ),
        "art-06",
    )


def _too_few(meeting: Meeting, votes: Votes, quorum: Fraction) -> CaseRefusal | None:
    """Refuse a household on which too few of those who came may vote (回避)."""
    if reaches_quorum(
        attended=votes.present,
        entitled=meeting.entitled,
        share=quorum.as_integer_ratio(),
    ):
        return None
    return CaseRefusal(
        Because.SPECIFIC,
        Text(
            f"应到{meeting.entitled}人，回避{votes.recused}人后可表决的只有"
            f"{votes.present}人，不足{quorum}；该户须另行召开评议会。",
            f"Of {meeting.entitled} entitled, {votes.present} may vote once "
            f"{votes.recused} stand aside: less than {quorum}. Call another meeting "
            "on this household.",
        ),
        "art-06",
    )


def _keep_meeting(
    meeting_id: int, meeting: Meeting, case_ids: Sequence[int], actor: Actor
) -> None:
    kept = audit_rows.insert(
        "procedure_appraisalmeeting",
        MEETING,
        [
            (
                meeting_id,
                meeting.village_code,
                meeting.year,
                meeting.held_on,
                meeting.place,
                meeting.chair,
                meeting.recorder,
                meeting.entitled,
                meeting.attended,
                Jsonb(dict(meeting.evidence)),
                actor.appointment_id,
            )
        ],
    )
    ballots = audit_rows.insert(
        "procedure_ballot",
        BALLOT,
        [
            (
                meeting_id,
                case_id,
                meeting.village_code,
                meeting.votes[case_id].agree,
                meeting.votes[case_id].against,
                meeting.votes[case_id].abstain,
                meeting.votes[case_id].recused,
            )
            for case_id in case_ids
        ],
    )
    audit.record(
        actor=actor,
        on=meeting.held_on,
        entries=[
            audit.Entry(
                stream=f"meeting:{meeting_id}",
                act="procedure.meeting.recorded",
                division_code=meeting.village_code,
                body={"entitled": meeting.entitled, "attended": meeting.attended},
                rows=[*kept, *ballots],
            )
        ],
    )
