"""Asking a drawn household whether it is content (群众满意认可, art. 12)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from psycopg.types.json import Jsonb

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.queries import is_recused
from tuopin.office.accounts.rights import Right, require
from tuopin.office.clock.gates import refuse_other_day
from tuopin.office.documents.recording import Written, of_household, write
from tuopin.office.policy.queries import pack_on
from tuopin.office.scope import acting_as, alone_with
from tuopin.oversight import queries
from tuopin.oversight.queries import DrawnStanding
from tuopin.oversight.refusing import (
    UnableToInspect,
    not_there,
    refuse_no_grounds,
    refuse_no_words,
    refused,
    rules_of,
)
from tuopin.oversight.satisfaction.domain import Manner, Reply
from tuopin.oversight.satisfaction.queries import interviews_of, is_of_the_village
from tuopin.rulebook.satisfaction import SatisfactionRules
from tuopin.rulebook.text import Text

LONGEST_NAME = 60


@dataclass(frozen=True)
class Asked:
    """How a household was asked, by whom, on which day, and what it said."""

    manner: Manner
    reply: Reply
    interviewer: str
    done_on: date
    evidence: str
    answers: Mapping[str, str] = field(default_factory=dict)


def record_interview(*, drawn_id: int, asked: Asked, actor: Actor, on: date) -> int:
    """Record what a drawn household said, or that it refused or was not reached.

    Never asked by who works in the village or helps a household of it.
    """
    with acting_as(actor):
        found = queries.find_drawn_by_id(drawn_id)
        if found is None:
            raise not_there()
        alone_with(f"inspection:{found.drawn.inspection_id}")
        require(
            actor,
            Right.INTERVIEW,
            places=[found.drawn.inspection.division_code, found.drawn.village_code],
        )
        refuse_other_day(on, UnableToInspect)
        rules = pack_on(on).satisfaction
        if rules is None:
            raise refused(
                "生效的政策包没有规定满意度问题（satisfaction.yaml）。",
                "The pack in force has no questions of satisfaction.",
            )
        _refuse_settled(found, actor)
        _refuse_interviewer(asked, found.drawn.village_code, on)
        _refuse_day(asked, found, on)
        _refuse_answers(asked, rules)
        refuse_no_grounds(asked.evidence)
        line = found.drawn.line
        return write(
            of_household(line.household_id, line.household_number, line.village_code),
            "oversight.interview.recorded",
            Written(
                "oversight_interview",
                {
                    "drawn_id": drawn_id,
                    "village_code": line.village_code,
                    "manner": asked.manner.value,
                    "reply": asked.reply.value,
                    "answers": Jsonb(dict(asked.answers)),
                    "interviewer": asked.interviewer.strip(),
                    "evidence": asked.evidence,
                    "done_on": asked.done_on,
                    "recorded_by_id": actor.appointment_id,
                },
                asked.evidence,
            ),
            {"reply": asked.reply.value},
            actor=actor,
            on=asked.done_on,
        )


def _refuse_settled(found: DrawnStanding, actor: Actor) -> None:
    if found.replaced_by is not None:
        raise refused(
            f"该户已由第{found.replaced_by.line.list_number}号顶替，请问那一户。",
            f"No. {found.replaced_by.line.list_number} stands in for this household: "
            "ask that one.",
        )
    said = [
        one
        for one in interviews_of(found.drawn.id)
        if one.reply != Reply.NOT_REACHED.value
    ]
    if said:
        raise refused(
            f"{said[0].interviewer}已于{said[0].done_on}问过该户"
            f"（{Reply(said[0].reply).label.zh}）。",
            f"{said[0].interviewer} asked this household on {said[0].done_on}: "
            f"{Reply(said[0].reply).label.en}.",
        )
    if is_recused(actor.person_id, found.drawn.line.household_number):
        raise refused(
            "您须回避该户，请由另一人登记。",
            "You are recused from this household: somebody else records it.",
        )


def _refuse_interviewer(asked: Asked, village: str, on: date) -> None:
    refuse_no_words(
        asked.interviewer, what=Text("访问人姓名", "who asked"), longest=LONGEST_NAME
    )
    name = asked.interviewer.strip()
    if is_of_the_village(name, village, on=on):
        raise refused(
            f"{name}是该村干部、驻村工作队员或帮扶责任人，不能问本村的户是否满意。"
            "请换村外的人访问。",
            f"{name} works in this village or helps a household of it, and does not "
            "ask whether it is content. Somebody from elsewhere asks.",
        )


def _refuse_day(asked: Asked, found: DrawnStanding, on: date) -> None:
    rules = rules_of(found.drawn.inspection)
    earliest = max(found.drawn.entered_on, on - timedelta(days=rules.enter_within_days))
    if not earliest <= asked.done_on <= on:
        raise refused(
            f"访问日期{asked.done_on}须在{earliest}至今天（{on}）之间："
            f"抽中以后才能问，问后{rules.enter_within_days}日内录入。",
            f"{asked.done_on} is not from {earliest} to today, {on}: a household is "
            "asked after the draw, and that is entered within "
            f"{rules.enter_within_days} days.",
        )


def _refuse_answers(asked: Asked, rules: SatisfactionRules) -> None:
    if asked.reply is not Reply.ANSWERED:
        if asked.answers:
            raise refused(
                "拒绝回答或没有联系上的，不登记答案。",
                "Who refused or was not reached has given no answer.",
            )
        return
    lacking = [
        one
        for one in rules.questions.values()
        if asked.answers.get(one.id) not in one.answers
    ]
    if lacking or set(asked.answers) != set(rules.questions):
        zh = "、".join(one.title.zh for one in lacking)
        en = "; ".join(one.title.en for one in lacking)
        raise refused(
            f"请登记每一个问题的答案：{zh}",
            f"Give the answer to every question: {en}",
        )
