"""The one way by which an act gets into the record: gates, rows, status, audit.

Many households move in one set-based operation: a verdict per row comes in, a result
per row goes out, and one transaction holds it all. There is no flag that leaves any
of it out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.db import connection
from psycopg.types.json import Jsonb

from tuopin.office import arrays
from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import require_position
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows
from tuopin.office.clock.queries import today
from tuopin.office.policy.local import local_rules
from tuopin.office.scope import acting_as
from tuopin.procedure import files, queries
from tuopin.procedure.alike import GatesOfABatch
from tuopin.procedure.domain import Attempt, Because, CaseRefusal
from tuopin.procedure.kept import Kept, kept_for
from tuopin.procedure.state import CaseState, DoneAct
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit
from tuopin.survey.operations import SURVEYORS
from tuopin.survey.second.queries import open_for

COLUMNS = (
    "case_id",
    "village_code",
    "round",
    "act",
    "verdict",
    "consequence",
    "done_on",
    "entered_on",
    "appointment_id",
    "person_id",
    "evidence",
    "subject",
    "note",
)


@dataclass(frozen=True)
class Row:
    """What is asked for one case: the verdict, on what evidence.

    `on` is the day it happened in this case, where that differs from the batch's.
    """

    case_id: int
    verdict: str
    evidence: Mapping[str, str] = field(default_factory=dict)
    subject: str = ""
    note: str = ""
    on: date | None = None
    refusal: CaseRefusal | None = None


class Result(StrEnum):
    """What became of one row."""

    DONE = "done"
    REFUSED = "refused"
    HELD = "held"


@dataclass(frozen=True)
class RowResult:
    """What became of one case, and why, if the act was not done."""

    case_id: int
    result: Result
    verdict: str
    refusal: CaseRefusal | None = None


@dataclass(frozen=True)
class BatchResult:
    """A result for every row that was asked for."""

    act: str
    rows: tuple[RowResult, ...]

    @property
    def done(self) -> tuple[int, ...]:
        """The cases in which the act was done."""
        return tuple(row.case_id for row in self.rows if row.result is Result.DONE)

    @property
    def refused(self) -> tuple[RowResult, ...]:
        """The rows that were refused or held, with the reason of each."""
        return tuple(row for row in self.rows if row.result is not Result.DONE)


def record_acts(
    *, act: str, rows: Sequence[Row], actor: Actor, on: date
) -> BatchResult:
    """Record an act in many cases: a result per row, in the order asked for.

    Raises NotYourPosition when the act belongs to another position. Cases outside
    the actor's area are refused as if they were not there.
    """
    with acting_as(actor):
        entered_on = today()
        asked = {row.case_id: row for row in rows}
        if len(asked) != len(rows):
            raise ValueError("a case stands twice in one batch")
        gates, rules = GatesOfABatch(), local_rules()
        not_kept = files.not_kept(rows)
        blind = open_for(actor) if actor.position in SURVEYORS else {}
        attempts: list[Attempt] = []
        results: dict[int, RowResult] = {}
        for state, pack in queries.states(queries.lock_cases(list(asked))):
            row = asked[state.case_id]
            procedure = rules.procedure(
                queries.procedure_of(pack, state.unit),
                place=state.village_code,
                on=row.on or on,
                department=actor.department or "",
            )
            rule = procedure.acts.get(act)
            if rule is None:  # the other unit's act: as if the case were not there
                continue
            require_position(actor, rule.performed_by)
            attempt = Attempt(
                rule=rule,
                verdict=row.verdict,
                evidence=row.evidence,
                actor=actor,
                on=row.on or on,
                entered_on=entered_on,
                case=state,
                procedure=procedure,
                refusal=row.refusal
                or not_kept.get(row.case_id)
                or (BLIND if state.household_id in blind else None),
            )
            refusal = gates.first_refusal(attempt)
            results[state.case_id] = _result(row, refusal)
            if refusal is None:
                attempts.append(attempt)
        _write(attempts, asked, on)
    return BatchResult(
        act, tuple(results.get(row.case_id) or _unseen(row) for row in rows)
    )


# The same words whether the case is missing or another area's, so that nobody can
# learn which households are being assessed elsewhere.
NOT_THERE = CaseRefusal(
    Because.NOT_THERE,
    Text("没有这一户（村）的退出程序。", "There is no such case."),
    "art-02",
)


# Whoever surveys it again has seen nothing of the first survey, and judges nothing.
BLIND = CaseRefusal(
    Because.SPECIFIC,
    Text(
        "您要对这一户做第二次调查，上报以前看不到第一次的结果，不能办理该户的环节。"
        "请先上报第二次调查。",
        "You survey this household again and see nothing of the first survey until "
        "then: submit the second survey before any act of its exit.",
    ),
    "art-12",
)


def _unseen(row: Row) -> RowResult:
    return RowResult(row.case_id, Result.REFUSED, row.verdict, NOT_THERE)


def _result(row: Row, refusal: CaseRefusal | None) -> RowResult:
    if refusal is None:
        return RowResult(row.case_id, Result.DONE, row.verdict)
    held = refusal.because is Because.HELD
    result = Result.HELD if held else Result.REFUSED
    return RowResult(row.case_id, result, row.verdict, refusal)


def _write(attempts: Sequence[Attempt], asked: Mapping[int, Row], on: date) -> None:
    """Write the acts with one statement per table, and their audit events."""
    if not attempts:
        return
    evidence = _evidence([asked[attempt.case.case_id] for attempt in attempts])
    written = audit_rows.insert(
        "procedure_actrecord",
        COLUMNS,
        [
            _columns(attempt, asked[attempt.case.case_id], named)
            for attempt, named in zip(attempts, evidence, strict=True)
        ],
    )
    _update_kept(attempts)
    first = attempts[0]
    proofs = files.written(attempts, asked, [row.id for row in written])
    audit.record(
        actor=first.actor,
        on=on,
        entries=[
            audit.Entry(
                stream=f"case:{attempt.case.case_id}",
                act=f"procedure.case.{first.rule.id}",
                division_code=attempt.case.village_code,
                body={
                    **_who(attempt.case),
                    "round": attempt.case.round,
                    "verdict": attempt.verdict,
                },
                rows=[row, *proofs.get(attempt.case.case_id, ())],
                on=attempt.on,
            )
            for attempt, row in zip(attempts, written, strict=True)
        ],
    )


def _who(case: CaseState) -> dict[str, str]:
    """Name whose case it is; a village is named by the event's own place."""
    named = case.unit is Unit.HOUSEHOLD
    return {"household": case.household_number} if named else {}


def _evidence(rows: Sequence[Row]) -> list[Jsonb]:
    """Return the evidence of each row; rows with the same papers share one value."""
    shared: dict[frozenset[tuple[str, str]], Jsonb] = {}
    return [
        shared.setdefault(frozenset(row.evidence.items()), Jsonb(dict(row.evidence)))
        for row in rows
    ]


def _columns(attempt: Attempt, row: Row, evidence: Jsonb) -> tuple[object, ...]:
    return (
        attempt.case.case_id,
        attempt.case.village_code,
        attempt.case.round,
        attempt.rule.id,
        attempt.verdict,
        attempt.consequence.value,
        attempt.on,
        attempt.entered_on,
        attempt.actor.appointment_id,
        attempt.actor.person_id,
        evidence,
        row.subject,
        row.note,
    )


def _update_kept(attempts: Sequence[Attempt]) -> None:
    """Compute anew what is kept beside each case and store it with one statement."""
    found: dict[tuple[int, str, date, bool], Kept] = {}
    kept = []
    for attempt in attempts:
        held = bool(attempt.case.holds)
        # Cases that came the same way share their acts, and so what is kept.
        way = (id(attempt.case.acts), attempt.verdict, attempt.on, held)
        if way not in found:
            acts = {**attempt.case.acts, attempt.rule.id: _done(attempt)}
            found[way] = kept_for(attempt.procedure, acts.values(), held=held)
        kept.append(found[way])
    keep([attempt.case.case_id for attempt in attempts], kept)


def _done(attempt: Attempt) -> DoneAct:
    return DoneAct(
        act=attempt.rule.id,
        verdict=attempt.verdict,
        done_on=attempt.on,
        person_id=attempt.actor.person_id,
        person_name=attempt.actor.person_name,
    )


def keep(case_ids: Sequence[int], kept: Sequence[Kept]) -> None:
    """Store what was computed from the acts, with one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procedure_exitcase c SET status = s.status, way = s.way"
            " FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS s (id, status, way)"
            " WHERE c.id = s.id",
            [
                arrays.of_ids(case_ids),
                arrays.of_texts([one.status for one in kept]),
                arrays.of_texts([one.way for one in kept]),
            ],
        )
