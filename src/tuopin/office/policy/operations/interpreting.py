"""Deciding an open reading of the rules, and saying what carries it out (art. 17)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.accounts.rights import Right, require
from tuopin.office.audit.domain import JSON
from tuopin.office.clock.gates import refuse_other_day
from tuopin.office.documents.domain import references_in
from tuopin.office.documents.gates import refuse_not_kept
from tuopin.office.documents.recording import Matter, Written, write
from tuopin.office.policy.models import (
    PackInForce,
    ReadingCarriedOut,
    ReadingDecision,
    WorkingPlan,
)
from tuopin.office.policy.queries import pack_on
from tuopin.office.scope import acting_as, alone_with
from tuopin.rulebook.text import Text

CITE = "art-17"
LONGEST_DECISION, LONGEST_NUMBER = 600, 60


class UnableToInterpret(Refusal):
    """A reading that cannot be decided so."""


@dataclass(frozen=True)
class Decided:
    """What the office decided: whether the default stands, in which words, by what."""

    reading: str
    confirms: bool
    text: str
    document_number: str
    evidence: str
    decided_on: date


def decide_reading(*, decided: Decided, actor: Actor, on: date) -> int:
    """Enter the county office's decision on an open reading; returns its number.

    It changes no rule: one that differs from the default waits for a version of the
    pack, or a working plan, that carries it out.
    """
    require(actor, Right.DECIDE_READING, places=[actor.division_code])
    pack = pack_on(on)
    with acting_as(actor):
        alone_with(f"reading {decided.reading}")
        refuse_other_day(on, UnableToInterpret)
        if decided.reading not in pack.interpretations:
            raise _refused(
                "现行政策包没有这条释义。", "The pack in force has no such reading."
            )
        _refuse_no_words(decided, on)
        refuse_not_kept(references_in(decided.evidence), UnableToInterpret, cite=CITE)
        return _write(
            "policy_readingdecision",
            {
                "pack_id": pack.id,
                "reading": decided.reading,
                "confirms": decided.confirms,
                "text": decided.text.strip(),
                "document_number": decided.document_number.strip(),
                "evidence": decided.evidence,
                "decided_on": decided.decided_on,
                "decided_by_id": actor.appointment_id,
            },
            act="policy.reading.decided",
            body={"reading": decided.reading, "confirms": decided.confirms},
            actor=actor,
            on=decided.decided_on,
        )


def carry_out_reading(
    *,
    decision_id: int,
    version_id: int | None = None,
    plan_id: int | None = None,
    actor: Actor,
    on: date,
) -> int:
    """Say which version or working plan carries out a decision that differs."""
    require(actor, Right.DECIDE_READING, places=[actor.division_code])
    with acting_as(actor):
        alone_with(f"reading decision {decision_id}")
        refuse_other_day(on, UnableToInterpret)
        decision = ReadingDecision.objects.filter(id=decision_id).order_by("id").first()
        if decision is None or decision.confirms:
            raise _refused(
                "只有与默认读法不同的解释才需要新版本或工作方案来落实。",
                "Only a decision that differs from the default is carried out by a "
                "version or a working plan.",
            )
        if ReadingCarriedOut.objects.filter(decision_id=decision_id).exists():
            raise _refused(
                "这条解释已登记由什么落实。", "What carries it out has been entered."
            )
        _refuse_another(decision, version_id, plan_id)
        return _write(
            "policy_readingcarriedout",
            {
                "decision_id": decision_id,
                "version_id": version_id,
                "plan_id": plan_id,
                "linked_by_id": actor.appointment_id,
            },
            act="policy.reading.carried_out",
            body={"reading": decision.reading},
            actor=actor,
            on=on,
        )


def _refuse_another(
    decision: ReadingDecision, version_id: int | None, plan_id: int | None
) -> None:
    day = decision.decided_on
    versions = PackInForce.objects.filter(id=version_id or 0, adopted_on__gte=day)
    plans = WorkingPlan.objects.filter(id=plan_id or 0, entered_on__gte=day)
    chosen = (version_id is None) != (plan_id is None)
    if not chosen or not (versions.exists() or plans.exists()):
        raise _refused(
            f"请选择{day}（作出解释）以后采用的一个政策包版本，或登记的一个工作方案。",
            f"Choose one version adopted, or one working plan kept, since {day}, the "
            "day of the decision.",
        )


def _refuse_no_words(decided: Decided, on: date) -> None:
    words = (
        (decided.text, LONGEST_DECISION),
        (decided.document_number, LONGEST_NUMBER),
    )
    if not all(0 < len(text.strip()) <= longest for text, longest in words) or not (
        decided.evidence.strip()
    ):
        raise _refused(
            f"请写明解释内容（不超过{LONGEST_DECISION}字）、文号和所依据的文件。",
            f"Give the decision (at most {LONGEST_DECISION} characters), the number "
            "of the document and the document itself.",
        )
    if decided.decided_on > on:
        raise _refused(
            f"作出解释的日期{decided.decided_on}晚于今天{on}。",
            f"The decision is dated {decided.decided_on}, after today, {on}.",
        )


def _write(
    table: str,
    values: dict[str, object],
    *,
    act: str,
    body: dict[str, JSON],
    actor: Actor,
    on: date,
) -> int:
    matter = Matter("policy", actor.division_code)
    row = Written(table, values, str(values.get("evidence", "")))
    return write(matter, act, row, body, actor=actor, on=on)


def _refused(zh: str, en: str) -> UnableToInterpret:
    return UnableToInterpret(Text(zh, en), cite=CITE)
