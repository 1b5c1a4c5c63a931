"""The acts of article 6 that are done inside the offices, one function each.

Every act goes through `recording.record_acts`; what a function here adds is what the
act itself asks for: a filed plan, a visit, a quorum, a signer. Posting, filing and
archiving are acts of the stages above, which call `record_act` of this one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from django.db import connection
from psycopg.types.json import Jsonb

from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.accounts.rights import Right, require, require_position
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows
from tuopin.office.policy.queries import pack_in_force, pack_of
from tuopin.office.scope import acting_as
from tuopin.plan import queries as plans
from tuopin.procedure import queries
from tuopin.procedure.domain import (
    Because,
    CaseRefusal,
    Votes,
    carries,
    reaches_quorum,
)
from tuopin.procedure.models import AppraisalMeeting, CaseEnding, ExitCase, Hold
from tuopin.procedure.recording import BatchResult, Row, record_acts, store_statuses
from tuopin.rulebook.procedure import status
from tuopin.rulebook.text import Text
from tuopin.standards import operations as standards
from tuopin.standards.queries import JudgedHousehold, judge_households
from tuopin.survey.operations import RecordedVisit

record_act = record_acts


class UnableToRecord(Refusal):
    """An act that cannot stand as a whole: a meeting without quorum, say."""


def list_in_plan(
    *, household_ids: Sequence[int], year: int, actor: Actor, on: date
) -> BatchResult:
    """Open a case for each household that a filed plan of the year names (art. 5).

    A household outside every filed plan gets no case; its remedy is an amended plan.
    """
    in_force = pack_in_force(on)
    procedure = queries.procedure_of(pack_of(in_force.id))
    rule = procedure.acts["list_in_plan"]
    require_position(actor, rule.performed_by)
    with acting_as(actor):
        rows = plans.filed_rows(year=year, household_ids=household_ids)
        outside = [one for one in household_ids if one not in rows]
        if outside:
            raise UnableToRecord(
                Text(
                    f"有{len(outside)}户不在已报省备案的年度计划内。"
                    "请先修订计划并备案,再办理。",
                    f"{len(outside)} households are in no plan filed with the "
                    "province. Amend the plan and file it first.",
                ),
                cite=str(rule.cite),
            )
        cases = audit_rows.insert(
            "procedure_exitcase",
            (
                "household_id",
                "village_code",
                "year",
                "pack_id",
                "plan_row_id",
                "round",
                "opened_on",
                "status",
            ),
            [
                (
                    household_id,
                    rows[household_id].village_id,
                    year,
                    in_force.id,
                    rows[household_id].id,
                    1,
                    on,
                    status(procedure, {}, held=False).id,
                )
                for household_id in household_ids
            ],
        )
        audit.record(
            actor=actor,
            on=on,
            entries=[
                audit.Entry(
                    stream=f"case:{case.id}",
                    act="procedure.case.opened",
                    division_code=rows[household_id].village_id,
                    body={"year": year, "plan_row": rows[household_id].id},
                    rows=[case],
                )
                for household_id, case in zip(household_ids, cases, strict=True)
            ],
        )
        return record_acts(
            act=rule.id,
            rows=[
                Row(
                    case.id,
                    rule.verdicts[0].id,
                    subject=f"plan_row:{rows[household_id].id}",
                )
                for household_id, case in zip(household_ids, cases, strict=True)
            ],
            actor=actor,
            on=on,
        )


def survey(*, visits: Sequence[RecordedVisit], actor: Actor, on: date) -> BatchResult:
    """Take recorded visits as the year's surveys of their cases (入户调查, art. 3).

    A visit of another year is no survey for the case.
    """
    with acting_as(actor):
        by_household = {visit.household_id: visit for visit in visits}
        cases = ExitCase.objects.filter(
            household_id__in=by_household,
            year__in={visit.visit.surveyed_on.year for visit in visits},
        ).order_by("id")
        rows = []
        for case in cases:
            recorded = by_household[case.household_id]
            if recorded.visit.surveyed_on.year != case.year:
                continue
            rows.append(
                Row(
                    case.id,
                    "surveyed",
                    {**recorded.visit.evidence, "surveyor": recorded.visit.surveyor},
                    subject=f"visit:{recorded.id}",
                    on=recorded.visit.surveyed_on,
                )
            )
        return record_acts(act="survey", rows=rows, actor=actor, on=on)


def assess(*, case_ids: Sequence[int], actor: Actor, on: date) -> BatchResult:
    """Assess cases against the exit standard; the verdict is computed (art. 3)."""
    with acting_as(actor):
        judged = _judged(queries.lock_cases(case_ids), on)
        ids = _draw_ids("standards_assessment", len(judged))
        numbered = {
            case.id: (assessment_id, case, one)
            for assessment_id, (case, one) in zip(ids, judged, strict=True)
        }
        result = record_acts(
            act="assess",
            rows=[
                Row(
                    case_id,
                    one.outcome.value,
                    subject=f"assessment:{assessment_id}",
                )
                for case_id, (assessment_id, _, one) in numbered.items()
            ],
            actor=actor,
            on=on,
        )
        by_pack: dict[tuple[int, int], list[tuple[int, JudgedHousehold]]] = {}
        for case_id in result.done:
            assessment_id, case, one = numbered[case_id]
            by_pack.setdefault((case.pack_id, case.year), []).append(
                (assessment_id, one)
            )
        for (pack_id, year), kept in by_pack.items():
            standards.keep_assessments(
                judged=kept, pack_id=pack_id, year=year, actor=actor, on=on
            )
        return result


def _judged(
    case_ids: Sequence[int], on: date
) -> list[tuple[ExitCase, JudgedHousehold]]:
    cases = list(ExitCase.objects.filter(id__in=list(case_ids)).order_by("id"))
    judged = []
    for pack_id, year in sorted({(case.pack_id, case.year) for case in cases}):
        same = {
            case.household_id: case
            for case in cases
            if (case.pack_id, case.year) == (pack_id, year)
        }
        found = judge_households(list(same), pack=pack_of(pack_id), year=year, on=on)
        judged.extend((same[one.household_id], one) for one in found)
    return judged


def _draw_ids(table: str, count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id'))"
            " FROM generate_series(1, %s)",
            [table, count],
        )
        return [row[0] for row in cursor.fetchall()]


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


def appraise(*, meeting: Meeting, actor: Actor, on: date) -> BatchResult:
    """Record a village's democratic appraisal, a vote per household (民主评议, art. 6).

    The verdict follows from the count. Raises UnableToRecord without a quorum: such
    a meeting has decided nothing.
    """
    with acting_as(actor):
        pack = pack_of(pack_in_force(on).id)
        quorum = pack.share(ATTENDANCE, meeting.year)
        if not reaches_quorum(
            attended=meeting.attended,
            entitled=meeting.entitled,
            share=quorum.as_integer_ratio(),
        ):
            raise UnableToRecord(
                Text(
                    f"应到{meeting.entitled}人,实到{meeting.attended}人,"
                    f"不足{quorum},评议会无效。请重新召开。",
                    f"{meeting.attended} of {meeting.entitled} came, fewer than "
                    f"{quorum}: the meeting is void. Call it again.",
                ),
                cite=str(queries.procedure_of(pack).acts["appraise"].cite),
            )
        majority = pack.share(MAJORITY, meeting.year)
        (meeting_id,) = _draw_ids("procedure_appraisalmeeting", 1)
        result = record_acts(
            act="appraise",
            rows=[
                Row(
                    case_id,
                    _verdict_of(votes, majority),
                    meeting.evidence,
                    subject=f"meeting:{meeting_id}",
                    refusal=_impossible_vote(meeting, votes),
                )
                for case_id, votes in meeting.votes.items()
            ],
            actor=actor,
            on=on,
        )
        if result.done:
            _keep_meeting(meeting_id, meeting, result.done, actor, on)
        return result


ATTENDANCE = "meeting_attendance"
MAJORITY = "meeting_majority"


def _verdict_of(votes: Votes, majority: Fraction) -> str:
    agreed = carries(votes, share=majority.as_integer_ratio())
    return "agreed" if agreed else "not_agreed"


def _impossible_vote(meeting: Meeting, votes: Votes) -> CaseRefusal | None:
    if votes.present + votes.recused == meeting.attended:
        return None
    return CaseRefusal(
        Because.SPECIFIC,
        Text(
            f"票数{votes.present}加回避{votes.recused}人,与实到{meeting.attended}人不符。",
            f"{votes.present} votes and {votes.recused} recused do not add up to the "
            f"{meeting.attended} who came.",
        ),
        "art-06",
    )


def _keep_meeting(
    meeting_id: int, meeting: Meeting, case_ids: Sequence[int], actor: Actor, on: date
) -> None:
    kept = audit_rows.insert(
        "procedure_appraisalmeeting",
        (
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
        ),
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
        (
            "meeting_id",
            "case_id",
            "village_code",
            "agree",
            "against",
            "abstain",
            "recused",
        ),
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
        on=on,
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


def verify_committees(
    *, rows: Sequence[Row], actor: Actor, on: date
) -> BatchResult:
    """Verify appraised households for the two village committees (核实, art. 6)."""
    return record_acts(act="verify_committees", rows=rows, actor=actor, on=on)


def verify_team(*, rows: Sequence[Row], actor: Actor, on: date) -> BatchResult:
    """Verify appraised households for the resident work team (核实, art. 6)."""
    return record_acts(act="verify_team", rows=rows, actor=actor, on=on)


@dataclass(frozen=True)
class Answer:
    """What a household said about its exit, and who said it for the household."""

    case_id: int
    verdict: str
    signer: str = ""
    relation: str = ""
    manner: str = ""
    witness: str = ""
    evidence: Mapping[str, str] = field(default_factory=dict)


def acknowledge(
    *, answers: Sequence[Answer], actor: Actor, on: date
) -> BatchResult:
    """Record what each household said (贫困户认可, art. 6); nobody says it for them.

    An agreement or refusal names its signer and the signer's relation; a fingerprint
    or a proxy needs a witness. The officer who records it cannot be the signer.
    """
    with acting_as(actor):
        result = record_acts(
            act="acknowledge",
            rows=[
                Row(
                    answer.case_id,
                    answer.verdict,
                    answer.evidence,
                    refusal=_unsigned(answer, actor),
                )
                for answer in answers
            ],
            actor=actor,
            on=on,
        )
        done = set(result.done)
        _keep_answers([one for one in answers if one.case_id in done], actor, on)
        return result


DECIDED = ("agrees", "refuses")
NEEDS_WITNESS = ("fingerprint", "proxy")


def _unsigned(answer: Answer, actor: Actor) -> CaseRefusal | None:
    """Refuse an answer that nobody of the household stands for."""
    text: Text | None = None
    if answer.verdict in DECIDED and not (answer.signer and answer.relation):
        text = Text(
            "认可书须写明签字人及其与户主的关系。",
            "The statement must name who signed and how they belong to the household.",
        )
    elif answer.signer and answer.signer == actor.person_name:
        text = Text(
            "经办人不能替户签字。",
            "The officer who records the answer cannot sign for the household.",
        )
    elif answer.manner in NEEDS_WITNESS and not answer.witness:
        text = Text(
            "按手印或由他人代签的,须有见证人。",
            "A fingerprint or a proxy needs a witness.",
        )
    return CaseRefusal(Because.SPECIFIC, text, "art-06") if text else None


def _keep_answers(answers: Sequence[Answer], actor: Actor, on: date) -> None:
    if not answers:
        return
    cases = ExitCase.objects.in_bulk([answer.case_id for answer in answers])
    kept = audit_rows.insert(
        "procedure_acknowledgement",
        (
            "case_id",
            "village_code",
            "round",
            "answer",
            "signer",
            "relation",
            "manner",
            "witness",
            "answered_on",
        ),
        [
            (
                answer.case_id,
                cases[answer.case_id].village_id,
                cases[answer.case_id].round,
                answer.verdict,
                answer.signer,
                answer.relation,
                answer.manner,
                answer.witness,
                on,
            )
            for answer in answers
        ],
    )
    audit.record(
        actor=actor,
        on=on,
        entries=[
            audit.Entry(
                stream=f"case:{answer.case_id}",
                act="procedure.acknowledgement.kept",
                division_code=cases[answer.case_id].village_id,
                body={"answer": answer.verdict},
                rows=[row],
            )
            for answer, row in zip(answers, kept, strict=True)
        ],
    )


def report_to_township(
    *, rows: Sequence[Row], actor: Actor, on: date
) -> BatchResult:
    """Report the list to the township, at the time it is posted (同时上报, art. 6)."""
    return record_acts(act="report_to_township", rows=rows, actor=actor, on=on)


def examine(*, rows: Sequence[Row], actor: Actor, on: date) -> BatchResult:
    """Examine every household that the villages reported (核查, art. 6)."""
    return record_acts(act="examine", rows=rows, actor=actor, on=on)


def determine(*, rows: Sequence[Row], actor: Actor, on: date) -> BatchResult:
    """Determine the township's list: the join of examination and notice (art. 6)."""
    return record_acts(act="determine", rows=rows, actor=actor, on=on)


def approve(*, rows: Sequence[Row], actor: Actor, on: date) -> BatchResult:
    """Approve households for the county's leading group (审批认定, art. 6).

    A decision per household on evidence per household; nothing approves by timeout.
    """
    return record_acts(act="approve", rows=rows, actor=actor, on=on)


def hold(
    *, case_id: int, cause: str, subject: str, reason: str, actor: Actor, on: date
) -> Hold:
    """Hold one household up until what stopped it is settled (arts 6, 15)."""
    with acting_as(actor):
        case = ExitCase.objects.select_for_update().get(id=case_id)
        require(actor, Right.RECEIVE_OBJECTION, places=[case.village_id])
        placed = Hold.objects.create(
            case=case,
            village_code=case.village_id,
            cause=cause,
            subject=subject,
            reason=reason,
            placed_on=on,
            placed_by_id=actor.appointment_id,
        )
        _refresh_status(case)
        _record_one(case, "procedure.case.held", "procedure_hold", placed.id, actor, on)
        return placed


def release(*, hold: Hold, reason: str, actor: Actor, on: date) -> None:
    """End a hold once it is settled, by somebody else than who placed it (art. 15)."""
    with acting_as(actor):
        case = ExitCase.objects.select_for_update().get(id=hold.case_id)
        require(actor, Right.RELEASE_HOLD, places=[case.village_id])
        placed = Hold.objects.select_related("placed_by").get(id=hold.id)
        if placed.placed_by and placed.placed_by.person_id == actor.person_id:
            raise UnableToRecord(
                Text(
                    "暂停由您登记,须由另一人解除。",
                    "You placed this hold; somebody else has to release it.",
                ),
                cite="art-15",
            )
        (row,) = audit_rows.insert(
            "procedure_holdrelease",
            ("hold_id", "village_code", "reason", "released_on", "released_by_id"),
            [(hold.id, case.village_id, reason, on, actor.appointment_id)],
        )
        _refresh_status(case)
        _record_one(
            case, "procedure.case.released", "procedure_holdrelease", row.id, actor, on
        )


def withdraw(
    *, case_id: int, ending: str, reason: str, actor: Actor, on: date
) -> CaseEnding:
    """Give a case up; taking a household off a list is always allowed (art. 15)."""
    with acting_as(actor):
        case = ExitCase.objects.select_for_update().get(id=case_id)
        require(actor, Right.PLACE_HOLD, places=[case.village_id])
        procedure = queries.procedure_of(pack_of(case.pack_id))
        if ending not in {one.id for one in procedure.endings}:
            raise ValueError(f"{ending!r} is no ending of {procedure.id}")
        ended = CaseEnding.objects.create(
            case=case,
            village_code=case.village_id,
            ending=ending,
            reason=reason,
            ended_on=on,
            ended_by_id=actor.appointment_id,
        )
        store_statuses([case.id], [ending])
        _record_one(
            case, "procedure.case.given_up", "procedure_caseending", ended.id, actor, on
        )
        return ended


def restart(*, case_ids: Sequence[int], reason: str, actor: Actor, on: date) -> int:
    """Begin a fresh round: what was decided on the old facts counts no more (art. 6).

    Only a case whose round has ended, or whose facts changed, begins another.
    Returns how many did.
    """
    with acting_as(actor):
        restarted = []
        for state, pack in queries.states(queries.lock_cases(case_ids)):
            require(actor, Right.PLACE_HOLD, places=[state.village_code])
            procedure = queries.procedure_of(pack)
            if state.ending is None and (
                state.facts_changed or queries.round_is_over(procedure, state)
            ):
                restarted.append((state, procedure))
        ids = [state.case_id for state, _ in restarted]
        ExitCase.objects.filter(id__in=ids).update(round=queries.NEXT_ROUND)
        store_statuses(
            ids,
            [
                status(
                    procedure,
                    {act: state.performed[act] for act in procedure.carried_over},
                    held=bool(state.holds),
                ).id
                for state, procedure in restarted
            ],
        )
        digests = audit_rows.digests("procedure_exitcase", ids)
        audit.record(
            actor=actor,
            on=on,
            entries=[
                audit.Entry(
                    stream=f"case:{state.case_id}",
                    act="procedure.case.restarted",
                    division_code=state.village_code,
                    body={"round": state.round + 1, "reason": reason},
                    rows=[row],
                )
                for (state, _), row in zip(restarted, digests, strict=True)
            ],
        )
        return len(restarted)


def _refresh_status(case: ExitCase) -> None:
    ((state, pack),) = queries.states([case.id])
    now = status(
        queries.procedure_of(pack), state.performed, held=bool(state.holds)
    )
    store_statuses([case.id], [now.id])


def _record_one(
    case: ExitCase, act: str, table: str, row_id: int, actor: Actor, on: date
) -> None:
    audit.record(
        actor=actor,
        on=on,
        entries=[
            audit.Entry(
                stream=f"case:{case.id}",
                act=act,
                division_code=case.village_id,
                body={},
                rows=audit_rows.digests(table, [row_id]),
            )
        ],
    )
