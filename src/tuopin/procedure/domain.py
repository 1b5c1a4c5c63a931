"""The gates that every act of an exit passes; pure, so testable as law.

A gate answers `None` or a refusal. There is no order of "next" acts and no way past a
gate: `first_refusal` asks all of them for every case.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import Right
from tuopin.office.documents.domain import references_in
from tuopin.procedure.state import CaseState, DoneAct
from tuopin.rulebook.procedure import (
    ActRule,
    Consequence,
    EvidenceRule,
    Procedure,
    Strength,
)
from tuopin.rulebook.text import Text
from tuopin.rulebook.tightening import also_by

ASSESSMENT = "assess"
ACKNOWLEDGEMENT = "acknowledge"
OBJECTION = "objection"
SECOND_REVIEW = "second_review"
ANSWERED = {
    OBJECTION: Right.DECIDE_OBJECTION,
    SECOND_REVIEW: Right.REVIEW_OBJECTION,
}
"""Causes of holds that end with a written answer only, and the right to give it."""
COMPARISON = "comparison"
"""The cause of a hold that ends when a department's question is cleared."""
FOUND = "inspection"
"""The cause of a hold that ends when what an inspection found has been put right."""
SECOND_SURVEY = "second_survey"
"""The cause of a hold that ends when a second survey's question is concluded on."""
NOT_RELEASED = frozenset({*ANSWERED, COMPARISON, FOUND, SECOND_SURVEY})
"""Causes of holds that nobody releases: the answer does."""
GIVEN_UP = "withdrawn"


class Because(StrEnum):
    """Why an act was not done in a case; counted by reports."""

    NOT_THERE = "not_there"
    ENDED = "ended"
    DONE_BEFORE = "done_before"
    REQUIREMENT_MISSING = "requirement_missing"
    HELD = "held"
    FACTS_CHANGED = "facts_changed"
    SAME_PERSON = "same_person"
    RECUSED = "recused"
    DATE_OUT_OF_ORDER = "date_out_of_order"
    DATE_IN_FUTURE = "date_in_future"
    ENTERED_TOO_LATE = "entered_too_late"
    EVIDENCE_MISSING = "evidence_missing"
    PAST_DEADLINE = "past_deadline"
    NOT_TOGETHER = "not_together"
    SPECIFIC = "specific"


@dataclass(frozen=True)
class CaseRefusal:
    """Why an act was refused in one case: the reason, in words, with its article."""

    because: Because
    text: Text
    cite: str


@dataclass(frozen=True)
class Attempt:
    """An act that somebody wants to record for one case."""

    rule: ActRule
    verdict: str
    evidence: Mapping[str, str]
    actor: Actor
    on: date
    entered_on: date
    case: CaseState
    procedure: Procedure
    refusal: CaseRefusal | None = None

    @property
    def consequence(self) -> Consequence:
        """What the verdict does to the round."""
        return self.rule.verdict(self.verdict).consequence

    @property
    def who(self) -> Text:
        """Who is to exit, as a refusal names them."""
        return self.case.unit.spoken

    def refuse(
        self, because: Because, zh: str, en: str, local: Text | None = None
    ) -> CaseRefusal:
        """Return a refusal of this act, with its article and a local document."""
        label, also = self.rule.cite.label, also_by(local)
        return CaseRefusal(
            because,
            Text(f"{zh}（{label.zh}{also.zh}）", f"{en} ({label.en}{also.en})"),
            str(self.rule.cite),
        )


class Gate(Protocol):
    """A rule that an act must pass."""

    __name__: str

    def __call__(self, attempt: Attempt) -> CaseRefusal | None: ...


def act_s_own_rule(attempt: Attempt) -> CaseRefusal | None:
    """Pass on what the act's own operation found."""
    return attempt.refusal


def case_is_open(attempt: Attempt) -> CaseRefusal | None:
    """Refuse any act in a case that was given up or whose round has ended."""
    if attempt.case.ending is not None:
        return attempt.refuse(
            Because.ENDED,
            f"{attempt.who.zh}的退出程序已撤回或注销，不能再办理。",
            f"The case of {attempt.who.en} was withdrawn or deregistered.",
        )
    if attempt.case.acts.has_ended:
        return attempt.refuse(
            Because.ENDED,
            f"{attempt.who.zh}本轮退出程序已经终止；须重新开始一轮，从头办理。",
            "This round has ended; a fresh one has to begin.",
        )
    return None


def not_done_before(attempt: Attempt) -> CaseRefusal | None:
    """Refuse a second decision, and say who made the first."""
    done = attempt.case.acts.get(attempt.rule.id)
    if done is None:
        return None
    verdict = attempt.rule.verdict(done.verdict)
    if verdict.consequence is Consequence.WAITS and not _is_repeated(attempt, done):
        return None
    return attempt.refuse(
        Because.DONE_BEFORE,
        f"{done.person_name}已于{done.done_on}办理“{attempt.rule.title.zh}”："
        f"{verdict.title.zh}。",
        f"{done.person_name} did this on {done.done_on}: {verdict.title.en}.",
    )


def _is_repeated(attempt: Attempt, done: DoneAct) -> bool:
    """Whether the same person says the same of the same day once more.

    An assessment may say the same again: the facts that it was made on are others.
    """
    same = (done.verdict, done.done_on, done.person_id)
    asked = (attempt.verdict, attempt.on, attempt.actor.person_id)
    return same == asked and attempt.rule.id != ASSESSMENT


def required_acts_are_done(attempt: Attempt) -> CaseRefusal | None:
    """Refuse an act while another that it requires is missing (no step is skipped)."""
    missing = attempt.case.acts.missing_for(attempt.rule.id)
    if not missing:
        return None
    acts = [attempt.procedure.acts[act].title for act in missing]
    return attempt.refuse(
        Because.REQUIREMENT_MISSING,
        f"还差：{'、'.join(title.zh for title in acts)}。",
        f"Still missing: {'; '.join(title.en for title in acts)}.",
    )


def households_are_decided(attempt: Attempt) -> CaseRefusal | None:
    """Refuse to go on with a village while its households' cases are open (art. 7).

    How many are still poor is not known before the county has decided on them.
    """
    pending = attempt.case.households_pending
    if not pending or not attempt.rule.waits_for_households:
        return None
    return attempt.refuse(
        Because.REQUIREMENT_MISSING,
        f"本村还有{pending}户本年度的退出未经县认定，贫困发生率未定。"
        "待各户认定、终止或撤回后再办理。",
        f"{pending} households of the village await the county's decision this year, "
        "so its poverty headcount is open. Go on once all are decided or given up.",
    )


def no_hold_is_open(attempt: Attempt) -> CaseRefusal | None:
    """Refuse any act while an objection or an inspector's finding is unsettled."""
    if not attempt.case.holds:
        return None
    reasons = ";".join(attempt.case.holds)
    return attempt.refuse(
        Because.HELD,
        f"{attempt.who.zh}暂停办理：{reasons}。先作出处理决定，再继续。",
        f"{attempt.who.en.capitalize()} is on hold: {reasons}. Decide that first.",
    )


def facts_still_stand(attempt: Attempt) -> CaseRefusal | None:
    """Refuse to build on an assessment whose decisive facts have changed since.

    Assessing itself takes the facts as they are, once what was unknown is known.
    """
    if not attempt.case.has_void_facts or attempt.rule.id == ASSESSMENT:
        return None
    return attempt.refuse(
        Because.FACTS_CHANGED,
        f"评定之后，{attempt.who.zh}的关键情况有变化，或新的报送还没有核查；"
        "核实后须重新评定，之后各步重新办理。",
        "A decisive fact has changed since the assessment, or a later return is not "
        "examined: look into it and assess again; what was decided is void.",
    )


def another_person_acts(attempt: Attempt) -> CaseRefusal | None:
    """Refuse a person who did an act that must be somebody else's.

    Of two acts that belong to two persons either may come first.
    """
    for other in attempt.case.acts.apart_from(attempt.rule.id):
        done = attempt.case.acts[other]
        named = other == "survey" and attempt.case.surveyor == attempt.actor.person_name
        if done.person_id == attempt.actor.person_id or named:
            title = attempt.procedure.acts[other].title
            return attempt.refuse(
                Because.SAME_PERSON,
                f"您已为{attempt.who.zh}办理“{title.zh}”，此步须由另一人办理。",
                f"You did “{title.en}” for {attempt.who.en}; somebody else must do "
                "this.",
            )
    return None


def actor_is_not_recused(attempt: Attempt) -> CaseRefusal | None:
    """Refuse a person who must keep out of this case (回避)."""
    if attempt.actor.person_id not in attempt.case.recused_persons:
        return None
    return attempt.refuse(
        Because.RECUSED,
        f"您应当回避{attempt.who.zh}，请交由他人办理。",
        f"You are recused from {attempt.who.en}; somebody else has to do this.",
    )


def date_follows_what_it_rests_on(attempt: Attempt) -> CaseRefusal | None:
    """Refuse a day before an act that this one requires: nothing is back-dated."""
    if attempt.on > attempt.entered_on:
        return attempt.refuse(
            Because.DATE_IN_FUTURE,
            f"办理日期{attempt.on}晚于今天{attempt.entered_on}。",
            f"{attempt.on} is after today, {attempt.entered_on}.",
        )
    for required in attempt.rule.requires:
        done = attempt.case.acts.get(required)
        if done is None or required in attempt.procedure.carried_over:
            continue
        if attempt.on < done.done_on:
            title = attempt.procedure.acts[required].title
            return attempt.refuse(
                Because.DATE_OUT_OF_ORDER,
                f"办理日期{attempt.on}早于“{title.zh}”的日期{done.done_on}。",
                f"{attempt.on} is before “{title.en}”, done on {done.done_on}.",
            )
    return None


def entered_in_time(attempt: Attempt) -> CaseRefusal | None:
    """Refuse an act that is entered later than the pack lets paper run ahead."""
    late = (attempt.entered_on - attempt.on).days
    allowed = attempt.rule.entry_within_days
    if late <= allowed or attempt.procedure.entry.late is Strength.WARNS:
        return None
    return attempt.refuse(
        Because.ENTERED_TOO_LATE,
        f"须在办理后{allowed}天内录入，现已过{late}天。请按实际补办的日期办理。",
        f"This must be entered within {allowed} days and {late} have passed. Do it "
        "again and give the day on which it is really done.",
        attempt.rule.local,
    )


def evidence_is_complete(attempt: Attempt) -> CaseRefusal | None:
    """Refuse an act without the evidence that its verdict needs."""
    missing = [
        rule
        for rule in attempt.rule.evidence
        if rule.required and not attempt.evidence.get(rule.id, "").strip()
    ]
    if not missing or attempt.consequence is Consequence.WAITS:
        return None
    return attempt.refuse(
        Because.EVIDENCE_MISSING,
        f"缺少：{'、'.join(rule.title.zh for rule in missing)}。",
        f"Missing evidence: {'; '.join(rule.title.en for rule in missing)}.",
        _documents(missing),
    )


def evidence_is_kept(attempt: Attempt) -> CaseRefusal | None:
    """Refuse to take a file's name for the file where the pack asks for the file."""
    named_only = [
        rule
        for rule in attempt.rule.evidence
        if rule.is_file
        and (named := attempt.evidence.get(rule.id, ""))
        and not references_in(named)
    ]
    if not named_only or attempt.consequence is Consequence.WAITS:
        return None
    return attempt.refuse(
        Because.EVIDENCE_MISSING,
        "须上传文件本身，不能只写名称："
        f"{'、'.join(one.title.zh for one in named_only)}。",
        "The file itself is needed, not its name: "
        f"{'; '.join(one.title.en for one in named_only)}.",
        _documents(named_only),
    )


def _documents(papers: Sequence[EvidenceRule]) -> Text | None:
    """Return the local documents by which papers are asked for, if any are."""
    found = {one.local.zh: one.local for one in papers if one.local is not None}
    if not found:
        return None
    named = found.values()
    return Text("；".join(one.zh for one in named), "; ".join(one.en for one in named))


def within_the_year_s_deadline(attempt: Attempt) -> CaseRefusal | None:
    """Refuse an act after the day of the year by which the pack binds it."""
    for deadline in attempt.procedure.deadlines:
        last = date(attempt.case.year, deadline.month, deadline.day)
        binds = deadline.strength is Strength.REFUSES
        if binds and attempt.rule.id in deadline.acts and attempt.on > last:
            return attempt.refuse(
                Because.PAST_DEADLINE,
                f"期限是{last}，已过；将{attempt.who.zh}列入下一年度计划后再办理。",
                f"The deadline was {last}. Put {attempt.who.en} into next year's plan.",
                deadline.local,
            )
    return None


def together_with_its_twin(attempt: Attempt) -> CaseRefusal | None:
    """Refuse an act that strays from the act it is to be done together with (同时)."""
    allowed = attempt.procedure.entry.together_within_days
    for twin in attempt.rule.together_with:
        done = attempt.case.acts.get(twin)
        if done is not None and abs((attempt.on - done.done_on).days) > allowed:
            title = attempt.procedure.acts[twin].title
            return attempt.refuse(
                Because.NOT_TOGETHER,
                f"须与“{title.zh}”({done.done_on})同时办理；已经错过的，须重新一轮。",
                f"This goes together with “{title.en}” of {done.done_on}; once that is "
                "missed, a fresh round has to begin.",
            )
    return None


GATES: tuple[Gate, ...] = (
    # First of all whose decision it was: the second of two officers is told.
    not_done_before,
    case_is_open,
    required_acts_are_done,
    households_are_decided,
    no_hold_is_open,
    actor_is_not_recused,
    another_person_acts,
    facts_still_stand,
    date_follows_what_it_rests_on,
    entered_in_time,
    within_the_year_s_deadline,
    together_with_its_twin,
    evidence_is_complete,
    evidence_is_kept,
    act_s_own_rule,
)


GATES_OF_A_PART = tuple(
    gate for gate in GATES if gate not in (not_done_before, facts_still_stand)
)
"""An act done in parts may get another part in place of one that is there: it brings
the facts that the rest is held against, and rests on none."""


def first_refusal(
    attempt: Attempt, gates: tuple[Gate, ...] | None = None
) -> CaseRefusal | None:
    """Return the refusal of the first of all gates, or of some, that does not pass."""
    for gate in GATES if gates is None else gates:
        refusal = gate(attempt)
        if refusal is not None:
            return refusal
    return None
