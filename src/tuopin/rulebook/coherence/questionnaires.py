"""Whether a questionnaire asks what the pack wants to know, in a form that fits."""

from __future__ import annotations

from collections.abc import Iterator

from tuopin.rulebook.document import Place
from tuopin.rulebook.facts import Fact, FactSource, FactType
from tuopin.rulebook.faults import Fault
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.questionnaire.expressions import Expression, names_in
from tuopin.rulebook.questionnaire.form import (
    AnswerType,
    Group,
    Question,
    Questionnaire,
)
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit

A = AnswerType
# What kind of question a fact of each type can be answered by.
FITTING: dict[FactType, tuple[AnswerType, ...]] = {
    FactType.MONEY: (A.DECIMAL, A.INTEGER, A.CALCULATE),
    FactType.NUMBER: (A.DECIMAL, A.INTEGER, A.CALCULATE),
    FactType.COUNT: (A.INTEGER, A.CALCULATE),
    FactType.YES_NO: (A.SELECT_ONE,),
    FactType.GRADE: (A.SELECT_ONE,),
    FactType.TEXT: (A.TEXT, A.SELECT_ONE),
    FactType.DATE: (A.DATE,),
}
HOUSEHOLDS, MEMBERS = "households", "members"
NEEDED = {"surveyed_on": A.DATE, "base_version": A.CALCULATE}
"""Questions that every way in reads by name, and what they are."""


def questionnaire_faults(pack: PolicyPack) -> Iterator[Fault]:
    """Yield what a questionnaire misses, names wrongly or could never work out."""
    form = pack.questionnaire
    if form is None:
        return
    yield from _facts(form, pack)
    yield from _references(form)
    yield from _circles(form)
    yield from _lists(form)
    yield from _evidence(form, pack)
    for question in form.questions.values():
        if not question.label.zh and question.type is not A.CALCULATE:
            yield _at(question, "没有题目", "there is no label", "label", "a label")


def _facts(form: Questionnaire, pack: PolicyPack) -> Iterator[Fault]:
    known = _known(pack)
    asked: dict[str, Question] = {}
    for question in form.questions.values():
        if question.fact is None:
            continue
        fact = known.get(question.fact)
        if fact is None:
            names = ", ".join(known)
            wrong = f"没有事实“{question.fact}”", f"there is no fact {question.fact!r}"
            yield _at(question, *wrong, f"下列之一：{names}", f"one of {names}")
        elif question.fact in asked:
            wrong = f"“{question.fact}”已经问过", f"{question.fact} is asked before"
            yield _at(
                question, *wrong, "每项事实只由一题回答", "one question for a fact"
            )
        else:
            asked[question.fact] = question
            yield from _type(question, fact)
            yield from _where(form, question, "." in question.fact)
    for name, fact in known.items():
        if fact.source is FactSource.SURVEY and name not in asked:
            place = form.sections[0].place if form.sections else Place("survey", 1)
            yield Fault(
                place,
                Text(f"没有一题回答“{name}”", f"no question answers {name}"),
                Text(
                    f"bind::tuopin:fact 为 {name}", f"one with bind::tuopin:fact {name}"
                ),
            )


def _known(pack: PolicyPack) -> dict[str, Fact]:
    """Return the facts that a question may answer, members' by `members.fact`."""
    found: dict[str, Fact] = {}
    for fact in pack.facts[Unit.HOUSEHOLD].facts.values():
        if fact.type is not FactType.MEMBERS:
            found[fact.name] = fact
        for inner in fact.member_facts.values():
            found[f"{fact.name}.{inner.name}"] = inner
    return found


def _type(question: Question, fact: Fact) -> Iterator[Fault]:
    if question.type not in FITTING[fact.type]:
        fitting = ", ".join(FITTING[fact.type])
        wrong = (
            f"{fact.name} 不能用 {question.type} 回答",
            f"a {question.type} cannot answer {fact.name}",
        )
        yield _at(question, *wrong, f"下列之一：{fitting}", f"one of {fitting}")
        return
    if fact.words and question.type is A.SELECT_ONE:
        words = {word.value for word in fact.words}
        odd = [one.name for one in question.choices if one.name not in words]
        if odd or not question.choices:
            said = ", ".join(odd)
            expected = ", ".join(sorted(words))
            wrong = (
                f"选项“{said}”不是 {fact.name} 的值",
                f"{said}: no value of {fact.name}",
            )
            yield _at(question, *wrong, expected, expected)


def _where(form: Questionnaire, question: Question, is_member: bool) -> Iterator[Fault]:
    repeat = form.repeat_of(question.name)
    outer = (question.fact or "").partition(".")[0]
    stands_right = (
        repeat is not None and repeat.fact == outer if is_member else repeat is None
    )
    if not stands_right:
        wrong = (
            f"{question.fact} 问的地方不对",
            f"{question.fact} is asked out of place",
        )
        right = (
            "成员的事实在写明 members 的 begin_repeat 里，户的事实在外面",
            "a member's inside the repeat that names members, a household's outside",
        )
        yield _at(question, *wrong, *right)


def _references(form: Questionnaire) -> Iterator[Fault]:
    known = {*form.questions, *(repeat.name for repeat in form.repeats)}
    for part, expression in _expressions(form):
        for name in names_in(expression):
            if name not in known:
                wrong = f"没有题目“{name}”", f"there is no question {name!r}"
                right = "问卷里的题目", "a question of the form"
                yield _at(part, *wrong, *right)


def _expressions(form: Questionnaire) -> Iterator[tuple[Question | Group, Expression]]:
    parts: list[Question | Group] = list(form.questions.values())
    groups = {
        group.name: group
        for name in form.questions
        for group in form.groups_around(name)
    }
    parts += groups.values()
    for part in parts:
        written = [part.relevant]
        if isinstance(part, Question):
            written += [part.constraint, part.calculation]
        for expression in written:
            if expression is not None:
                yield part, expression


def _circles(form: Questionnaire) -> Iterator[Fault]:
    """Yield what would have to be known before it can be worked out."""
    needs: dict[str, set[str]] = {}
    for question in form.questions.values():
        conditions = [question.relevant, question.calculation]
        conditions += [group.relevant for group in form.groups_around(question.name)]
        needs[question.name] = {
            name for one in conditions if one is not None for name in names_in(one)
        }
    for name in needs:
        reached: set[str] = set()
        ahead = set(needs[name])
        while ahead:
            step = ahead.pop()
            if step not in reached:
                reached.add(step)
                ahead |= needs.get(step, set())
        if name in reached:
            wrong = f"{name} 绕回自己", f"{name} depends on itself"
            yield _at(form.questions[name], *wrong, "不循环引用", "no circle")


def _lists(form: Questionnaire) -> Iterator[Fault]:
    """Yield what is missing for any way in to know the household, day and members."""
    for name, answer_type in NEEDED.items():
        question = form.questions.get(name)
        if question is None or question.type is not answer_type:
            yield _missing(form, f"{answer_type} {name}")
    if form.from_list(HOUSEHOLDS) is None:
        yield _missing(form, f"{A.FROM_LIST} {HOUSEHOLDS}.csv")
    if any(repeat.fact for repeat in form.repeats) and form.from_list(MEMBERS) is None:
        yield _missing(form, f"{A.FROM_LIST} {MEMBERS}.csv")


def _evidence(form: Questionnaire, pack: PolicyPack) -> Iterator[Fault]:
    """Yield a paper that the act of surveying requires and no picture is."""
    rules = [
        act
        for procedure in pack.procedures.values()
        if procedure.unit is Unit.HOUSEHOLD
        for act in procedure.acts.values()
        if act.id == "survey"
    ]
    papers = {one.id: one for rule in rules for one in rule.evidence}
    taken = {q.evidence for q in form.questions.values() if q.evidence}
    for question in form.questions.values():
        if question.evidence and question.evidence not in papers:
            named = ", ".join(papers)
            wrong = f"没有材料“{question.evidence}”", f"no paper {question.evidence!r}"
            yield _at(question, *wrong, f"下列之一：{named}", f"one of {named}")
    for name, paper in papers.items():
        if paper.required and name not in taken:
            yield _missing(form, f"image, bind::tuopin:evidence {name}")


def _missing(form: Questionnaire, what: str) -> Fault:
    place = form.sections[0].place if form.sections else Place("survey", 1)
    wrong = Text(f"问卷没有 {what}", f"the questionnaire has no {what}")
    return Fault(place, wrong, Text(f"有一题 {what}", f"a question {what}"))


def _at(
    part: Question | Group, wrong_zh: str, wrong_en: str, right_zh: str, right_en: str
) -> Fault:
    name = part.name
    return Fault(
        part.place,
        Text(f"{name}：{wrong_zh}", f"{name}: {wrong_en}"),
        Text(right_zh, right_en),
    )
