"""Passing an act of article 5 on a plan or a timetable, and writing it down."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from psycopg.types.json import Jsonb

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import require_area, require_position
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows
from tuopin.office.clock.queries import today
from tuopin.office.policy.queries import pack_in_force, pack_of
from tuopin.office.scope import acting_as, alone_with
from tuopin.plan import queries
from tuopin.plan.models import ExitPlan
from tuopin.plan.names import UnableToPlan
from tuopin.plan.timing import PROCEDURE
from tuopin.rulebook.procedure import (
    ActRule,
    Procedure,
    has_ended,
    missing_requirements,
)
from tuopin.rulebook.text import Text

ACT_COLUMNS = (
    "plan_id",
    "division_code",
    "act",
    "verdict",
    "opinion",
    "evidence",
    "done_on",
    "done_by_id",
)


@dataclass(frozen=True)
class Opinion:
    """What was decided about a plan, in which words, on which paper."""

    verdict: str
    text: str
    evidence: Mapping[str, str]


def perform(plan: ExitPlan, act: str, opinion: Opinion, actor: Actor, on: date) -> None:
    """Do an act about a plan that stands, for who may do it there."""
    rule = rule_of(act, on)
    require_position(actor, rule.performed_by)
    require_area(actor, [plan.township_id])
    with acting_as(actor):
        alone_with(f"plan:{plan.id}")
        record_act(plan, rule, opinion, actor, on)


def procedure_on(on: date) -> Procedure:
    """Return what the pack in force says of plans."""
    return pack_of(pack_in_force(on).id).procedure(PROCEDURE)


def rule_of(act: str, on: date) -> ActRule:
    """Return what the pack in force says of an act about a plan."""
    return procedure_on(on).acts[act]


def record_act(
    plan: ExitPlan, rule: ActRule, opinion: Opinion, actor: Actor, on: date
) -> None:
    """Pass an act's gates and write it, in the caller's transaction."""
    _refuse_out_of_turn(plan, rule, on)
    _refuse_missing_evidence(rule, opinion.evidence)
    verdict = rule.verdict(opinion.verdict)
    rows = audit_rows.insert(
        "plan_planact",
        ACT_COLUMNS,
        [
            (
                plan.id,
                plan.township_id,
                rule.id,
                verdict.id,
                opinion.text,
                Jsonb(dict(opinion.evidence)),
                on,
                actor.appointment_id,
            )
        ],
    )
    audit.record(
        actor=actor,
        on=on,
        entries=[
            audit.Entry(
                stream=f"plan:{plan.id}",
                act=f"plan.roster.{rule.id}",
                division_code=plan.township_id,
                body={"verdict": verdict.id},
                rows=rows,
            )
        ],
    )


def _refuse_out_of_turn(plan: ExitPlan, rule: ActRule, on: date) -> None:
    """Refuse an act done before, not yet due, after a refusal, or out of date."""
    procedure = procedure_on(on)
    done = queries.acts_of(plan)
    if rule.id in done:
        earlier = done[rule.id]
        raise UnableToPlan(
            Text(
                f"该计划已于{earlier.done_on}办理“{rule.title.zh}”。",
                f"“{rule.title.en}” was done for this plan on {earlier.done_on}.",
            ),
            cite=str(rule.cite),
        )
    performed = {act: record.verdict for act, record in done.items()}
    if has_ended(procedure, performed):
        raise UnableToPlan(
            Text(
                "该计划已被退回；请修改后另报新版本。",
                "This plan was sent back; draft another version.",
            ),
            cite=str(rule.cite),
        )
    missing = missing_requirements(procedure, rule.id, performed)
    if missing:
        titles = [procedure.acts[act].title for act in missing]
        raise UnableToPlan(
            Text(
                f"还差：{'、'.join(title.zh for title in titles)}。",
                f"Still missing: {'; '.join(title.en for title in titles)}.",
            ),
            cite=str(rule.cite),
        )
    _refuse_bad_day(rule, on, [record.done_on for record in done.values()])


def _refuse_bad_day(rule: ActRule, on: date, earlier: Sequence[date]) -> None:
    entered_on = today()
    if on > entered_on or (entered_on - on).days > rule.entry_within_days:
        raise UnableToPlan(
            Text(
                f"办理日期{on}与录入日期{entered_on}不符，不得倒签或预签。",
                f"{on} does not fit today, {entered_on}: nothing is dated back or "
                "ahead.",
            ),
            cite=str(rule.cite),
        )
    if any(on < day for day in earlier):
        raise UnableToPlan(
            Text(
                f"办理日期{on}早于此前各步的日期{max(earlier)}。",
                f"{on} is before the acts that came first, {max(earlier)}.",
            ),
            cite=str(rule.cite),
        )


def _refuse_missing_evidence(rule: ActRule, evidence: Mapping[str, str]) -> None:
    missing = [
        wanted.title
        for wanted in rule.evidence
        if wanted.required and not evidence.get(wanted.id, "").strip()
    ]
    if missing:
        raise UnableToPlan(
            Text(
                f"缺少：{'、'.join(title.zh for title in missing)}。",
                f"Missing evidence: {'; '.join(title.en for title in missing)}.",
            ),
            cite=str(rule.cite),
        )


def digest_of(names: Sequence[object]) -> str:
    """Return the check code of what a plan names, in its order."""
    return hashlib.sha256(json.dumps(names).encode()).hexdigest()
