"""Keeping an office's working plan, with what it makes stricter (art. 16)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.accounts.rights import Right, require
from tuopin.office.audit import rows as audit_rows
from tuopin.office.clock.gates import refuse_other_day
from tuopin.office.documents.domain import references_in
from tuopin.office.documents.gates import refuse_not_kept
from tuopin.office.documents.recording import Matter, Written, note, put
from tuopin.office.policy.local import OF_EXITS, open_to, plan_of
from tuopin.office.policy.models import WorkingPlan
from tuopin.office.policy.queries import pack_on
from tuopin.office.scope import acting_as, alone_with
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.positions import Position
from tuopin.rulebook.procedure import Procedure
from tuopin.rulebook.text import Text
from tuopin.rulebook.tightening import Tightenable, why_not

CITE = "art-16"
LONGEST_TITLE, LONGEST_NUMBER, LONGEST_ISSUER = 120, 60, 60
MOST_RULES = 20


class UnableToTighten(Refusal):
    """A working plan that cannot be kept as it stands, or that relaxes a rule."""


@dataclass(frozen=True)
class Proposed:
    """A thing of the pack by its path, and the figure that is to bind instead."""

    path: str
    figure: str = ""


@dataclass(frozen=True)
class PlanDraft:
    """A working plan as the office puts it forward."""

    area_code: str
    title: str
    document_number: str
    issued_by: str
    issued_on: date
    evidence: str
    in_force_from: date
    supersedes: int | None = None
    rules: Sequence[Proposed] = field(default_factory=tuple)


def keep_working_plan(*, plan: PlanDraft, actor: Actor, on: date) -> int:
    """Keep a working plan and what it tightens; returns its number.

    Nothing is relaxed: a proposal weaker than the pack refuses the whole plan, with
    the clause. It holds from a day that is not gone, for acts done from then on.
    """
    require(actor, Right.KEEP_WORKING_PLAN, places=[plan.area_code])
    with acting_as(actor):
        alone_with(f"working plans of {plan.area_code}")
        refuse_other_day(on, UnableToTighten)
        _refuse_no_words(plan)
        _refuse_days(plan, on)
        before = _refuse_other_s(plan, actor)
        found = _refuse_weaker(plan, pack_on(plan.in_force_from), actor)
        refuse_not_kept(references_in(plan.evidence), UnableToTighten, cite=CITE)
        return _write(plan, found, before, actor, on)


def _refuse_weaker(
    plan: PlanDraft, pack: PolicyPack, actor: Actor
) -> list[tuple[Tightenable, str]]:
    by_path = {one.path: one for one in open_to(pack, actor)}
    if len(plan.rules) > MOST_RULES or len({one.path for one in plan.rules}) != len(
        plan.rules
    ):
        raise UnableToTighten(_TWICE, cite=CITE)
    found = []
    for proposed in plan.rules:
        one = by_path.get(proposed.path)
        reason = why_not(one, proposed.figure, _procedure(pack, proposed.path))
        if reason is not None or one is None:
            assert reason is not None
            raise UnableToTighten(reason, cite=str(one.cite) if one else CITE)
        figure = proposed.figure.strip() if one.kind.takes_figure else ""
        found.append((one, figure))
    return found


def _procedure(pack: PolicyPack, path: str) -> Procedure:
    name = path.partition(".")[0]
    return pack.procedures[name if name in pack.procedures else OF_EXITS[0]]


def _refuse_no_words(plan: PlanDraft) -> None:
    for text, zh, en, longest in (
        (plan.title, "文件标题", "the document's title", LONGEST_TITLE),
        (plan.document_number, "文号", "the document's number", LONGEST_NUMBER),
        (plan.issued_by, "发文机关", "the office that issued it", LONGEST_ISSUER),
        (plan.evidence, "文件（上传或写明存放处）", "the document itself", 10_000),
    ):
        if not 0 < len(text.strip()) <= longest:
            raise UnableToTighten(
                Text(
                    f"请填写{zh}，不超过{longest}字。",
                    f"Give {en}, in at most {longest} characters.",
                ),
                cite=CITE,
            )


def _refuse_days(plan: PlanDraft, on: date) -> None:
    if plan.issued_on > on or plan.in_force_from < on:
        raise UnableToTighten(
            Text(
                f"印发日期{plan.issued_on}不得晚于今天，施行日期{plan.in_force_from}"
                f"不得早于今天（{on}）：规定不溯及已办的环节。",
                f"A plan is issued by today ({on}; given: {plan.issued_on}) and holds "
                f"from today on (given: {plan.in_force_from}): no act that was done "
                "gets other rules.",
            ),
            cite=CITE,
        )


def _refuse_other_s(plan: PlanDraft, actor: Actor) -> WorkingPlan | None:
    """Refuse to supersede another office's plan, or one that was superseded."""
    if plan.supersedes is None:
        return None
    before = plan_of(plan.supersedes)
    is_own = (
        before is not None
        and before.area_code == plan.area_code
        and before.department == _department(actor)
        and before.in_force_from <= plan.in_force_from
        and not hasattr(before, "superseded_by")
    )
    if not is_own:
        raise UnableToTighten(
            Text(
                "只能接替本单位为同一范围制定、尚未被接替且施行在先的工作方案。",
                "A plan supersedes one of the same office for the same area that holds "
                "earlier and is not superseded.",
            ),
            cite=CITE,
        )
    return before


def _department(actor: Actor) -> str:
    is_department = actor.position is Position.DEPARTMENT
    return (actor.department or "") if is_department else ""


def _write(
    plan: PlanDraft,
    found: Sequence[tuple[Tightenable, str]],
    before: WorkingPlan | None,
    actor: Actor,
    on: date,
) -> int:
    values: dict[str, object] = {
        "area_code": plan.area_code,
        "department": _department(actor),
        "title": plan.title.strip(),
        "document_number": plan.document_number.strip(),
        "issued_by": plan.issued_by.strip(),
        "issued_on": plan.issued_on,
        "evidence": plan.evidence,
        "in_force_from": plan.in_force_from,
        "supersedes_id": before.id if before else None,
        "kept_by_id": actor.appointment_id,
    }
    kept = put(
        Written("policy_workingplan", values, plan.evidence),
        "working_plan",
        Matter("policy", plan.area_code),
        actor,
    )
    number = kept[0].id
    rules = audit_rows.insert(
        "policy_localrule",
        ("plan_id", "procedure", "kind", "subject", "figure"),
        [(number, o.procedure, o.kind.value, o.subject, f) for o, f in found],
    )
    note(
        Matter(f"working_plan:{number}", plan.area_code),
        "policy.working_plan.kept",
        [*kept, *rules],
        {
            "tightens": [f"{one.path}={figure}" for one, figure in found],
            "in_force_from": plan.in_force_from.isoformat(),
        },
        actor=actor,
        on=on,
    )
    return number


_TWICE = Text(
    f"同一项只能从严规定一次，一个方案最多{MOST_RULES}项。",
    f"A plan says each thing once, and at most {MOST_RULES} things.",
)
