"""What a criterion asks for, in plain words and with its figure; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tuopin.rulebook.criteria import (
    AgeBetween,
    AllOf,
    Amount,
    AmountPerMember,
    AnyOf,
    Comparison,
    Criterion,
    EveryMember,
    Measure,
    Named,
    OneOf,
    Ratio,
    SomeMember,
    Threshold,
    YesNo,
)
from tuopin.rulebook.facts import Fact, FactSheet, FactSource, FactType
from tuopin.rulebook.measured import Scope, figure
from tuopin.rulebook.names_read import MEMBERS, names_read
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.parameters import MissingFigure
from tuopin.rulebook.shown import percent_text
from tuopin.rulebook.text import Text

_COMPARED = {
    Comparison.ABOVE: Text("要超过{figure}", "has to be above {figure}"),
    Comparison.AT_LEAST: Text("不能低于{figure}", "has to be at least {figure}"),
    Comparison.AT_MOST: Text("不能高于{figure}", "may be at most {figure}"),
    Comparison.BELOW: Text("要低于{figure}", "has to be below {figure}"),
}
_PROVED = {
    FactSource.SURVEY: Text(
        "上门调查问到、看到的，户主核对后签字",
        "what a visit to the home asks and sees, signed by the head",
    ),
    FactSource.REGISTER: Text("建档立卡登记", "the register"),
}
_ONE_OF_THESE = Text("下面有一项做到就行：", "One of these is enough:")
_ALL_OF_THESE = Text("下面每一项都要做到：", "Every one of these:")
_NO_FIGURE = Text(
    "{year}年的数还没有公布", "the figure of {year} that is not known yet"
)


def listed(texts: Sequence[Text]) -> Text:
    """Return texts as one list, in both languages."""
    return Text("、".join(t.zh for t in texts), ", ".join(t.en for t in texts))


@dataclass(frozen=True)
class Requirement:
    """What a criterion asks for: a sentence, or one that leads several parts."""

    says: Text
    parts: tuple[Text, ...] = ()


def required_by(criterion: Criterion, pack: PolicyPack, *, year: int) -> Requirement:
    """Return what a criterion asks for in a year, its figures among the words."""
    words = _Words(pack.facts[criterion.unit].facts, pack, year)
    match criterion.measure:
        case AnyOf(parts=parts):
            return Requirement(_ONE_OF_THESE, _sentences(words, parts))
        case AllOf(parts=parts):
            return Requirement(_ALL_OF_THESE, _sentences(words, parts))
        case measure:
            return Requirement(_sentence(words.of(measure)))


def _sentences(words: _Words, parts: Sequence[Measure]) -> tuple[Text, ...]:
    return tuple(_sentence(words.of(part)) for part in parts)


def _sentence(said: Text) -> Text:
    return Text(f"{said.zh}。", f"{said.en[:1].upper()}{said.en[1:]}.")


def proved_by(criterion: Criterion, pack: PolicyPack) -> Text:
    """Return from where what the criterion looks at has to come."""
    sheet = pack.facts[criterion.unit]
    found: dict[str, Text] = {}
    for fact in facts_of(criterion.measure, sheet):
        said = _PROVED.get(fact.source) or _reported(fact)
        found.setdefault(said.zh, said)
    return Text(
        "；".join(said.zh for said in found.values()),
        "; ".join(said.en for said in found.values()),
    )


def _reported(fact: Fact) -> Text:
    if fact.department is None or fact.counted:
        return Text("县里按登记册统计", "counted on the register by the county")
    return Text(
        f"{fact.department}报的数", f"a figure of the department {fact.department}"
    )


def facts_of(measure: Measure, sheet: FactSheet) -> Iterator[Fact]:
    """Return the facts that a measure looks at, members' own ones among them."""
    divided_by = (MEMBERS,) if isinstance(measure, AmountPerMember) else ()
    for name in (*names_read(measure), *divided_by):
        outer, _, inner = name.partition(".")
        if outer in sheet.facts:
            fact = sheet.facts[outer]
            yield fact.member_facts[inner] if inner else fact


class _Words:
    """The words of one pack's facts, of the household or of each of its members."""

    def __init__(self, facts: Mapping[str, Fact], pack: PolicyPack, year: int) -> None:
        self._facts, self._pack, self._year = facts, pack, year

    def of(self, measure: Measure) -> Text:
        """Return a measure in words."""
        return _SAID[type(measure)](self, measure)

    def _fact(self, name: str) -> Fact | None:
        return self._facts.get(name)

    def title(self, name: str) -> Text:
        """Return a fact's title."""
        fact = self._fact(name)
        return fact.title if fact else Text(name, name)

    def word(self, name: str, value: str) -> Text:
        """Return a word of a fact as people read it."""
        fact = self._fact(name)
        return fact.word_for(value) if fact else Text(value, value)

    def members(self) -> _Words:
        """Return the words for each member."""
        members = self._fact("members")
        facts = members.member_facts if members else {}
        return _Words(facts, self._pack, self._year)

    def written(self, threshold: Threshold) -> str | None:
        """Return a figure of the year, none where the pack has none."""
        try:
            return figure(threshold, Scope.of(self._pack, self._year))
        except MissingFigure:
            return None

    def compared(
        self,
        test: Comparison,
        threshold: Threshold,
        fact: str,
        *,
        percent: bool = False,
    ) -> Text:
        """Return a comparison with the year's figure, in its unit."""
        written = self.written(threshold)
        if written is None:
            limit = Text(*(t.format(year=self._year) for t in _both(_NO_FIGURE)))
        elif percent:
            share = percent_text(Fraction(written))
            limit = Text(f"{share}%", f"{share}%")
        else:
            unit = self._unit(threshold, fact)
            limit = Text(f"{written}{unit.zh}", f"{written} {unit.en}".strip())
        words = _COMPARED[test]
        return Text(words.zh.format(figure=limit.zh), words.en.format(figure=limit.en))

    def _unit(self, threshold: Threshold, name: str) -> Text:
        if threshold.parameter is not None:
            return self._pack.parameters[threshold.parameter].unit
        fact = self._fact(name)
        if fact is not None and fact.type is FactType.MONEY:
            return Text("元", "yuan")
        return (fact.measured_in if fact else None) or Text("", "")


def _both(text: Text) -> tuple[str, str]:
    return text.zh, text.en


def _summed(words: _Words, add: Sequence[str], subtract: Sequence[str]) -> Text:
    plus = [words.title(name) for name in add]
    minus = [words.title(name) for name in subtract]
    zh = "加".join(f"“{t.zh}”" for t in plus) + "".join(f"减“{t.zh}”" for t in minus)
    en = " plus ".join(t.en for t in plus) + "".join(f", less {t.en}" for t in minus)
    return Text(zh, en)


def _amount(words: _Words, part: Amount) -> Text:
    total = _summed(words, part.add, part.subtract)
    limit = words.compared(part.test, part.threshold, part.add[0])
    return Text(f"{total.zh}{limit.zh}", f"{total.en} {limit.en}")


def _amount_per_member(words: _Words, part: AmountPerMember) -> Text:
    total = _summed(words, part.add, part.subtract)
    limit = words.compared(part.test, part.threshold, part.add[0])
    return Text(
        f"{total.zh}，全家每人平均{limit.zh}",
        f"{total.en}, divided by all members of the household, {limit.en}",
    )


def _ratio(words: _Words, part: Ratio) -> Text:
    top, bottom = words.title(part.part), words.title(part.whole)
    limit = words.compared(part.test, part.threshold, part.part, percent=True)
    return Text(
        f"“{top.zh}”占“{bottom.zh}”的比例{limit.zh}",
        f"the share of {top.en} in {bottom.en} {limit.en}",
    )


def _yes_no(words: _Words, part: YesNo) -> Text:
    title = words.title(part.fact)
    if part.met_by:
        return Text(f"“{title.zh}”经查属实", f"{title.en}: found to be so")
    return Text(f"经查没有“{title.zh}”", f"{title.en}: found not to be so")


def _one_of(words: _Words, part: OneOf) -> Text:
    title = words.title(part.fact)
    passing = [words.word(part.fact, value) for value in part.passing]
    return Text(
        f"“{title.zh}”为{'或'.join(t.zh for t in passing)}",
        f"{title.en}: {' or '.join(t.en for t in passing)}",
    )


def _named(words: _Words, part: Named) -> Text:
    title = words.title(part.fact)
    others = "、".join(part.other_than)
    return Text(
        f"“{title.zh}”写明是什么（写“{others}”的不算）"
        if others
        else f"“{title.zh}”写明是什么",
        f"{title.en} is named (not {others})" if others else f"{title.en} is named",
    )


def _age_between(words: _Words, part: AgeBetween) -> Text:
    return Text(
        f"到当年{part.month}月{part.day}日满{part.first}至{part.last}周岁",
        f"aged {part.first} to {part.last} on {part.day}/{part.month} of the year",
    )


def _every_member(words: _Words, part: EveryMember) -> Text:
    members = words.members()
    each = members.of(part.each)
    if part.where is None:
        return Text(f"家里每个人都要：{each.zh}", f"every member: {each.en}")
    age = _age_between(members, part.where)
    return Text(
        f"家里{age.zh}的每个人都要：{each.zh}", f"every member {age.en}: {each.en}"
    )


def _some_member(words: _Words, part: SomeMember) -> Text:
    each = words.members().of(part.each)
    return Text(f"家里至少有一个人：{each.zh}", f"at least one member: {each.en}")


def _all_of(words: _Words, part: AllOf) -> Text:
    said = [_enclosed(words, each) for each in part.parts]
    return Text("，并且".join(t.zh for t in said), ", and ".join(t.en for t in said))


def _any_of(words: _Words, part: AnyOf) -> Text:
    said = [_enclosed(words, each) for each in part.parts]
    return Text("，或者".join(t.zh for t in said), ", or ".join(t.en for t in said))


def _enclosed(words: _Words, part: Measure) -> Text:
    """Return a part in brackets where it has parts itself: *and* is not *or*."""
    said = words.of(part)
    if isinstance(part, AllOf | AnyOf):
        return Text(f"（{said.zh}）", f"({said.en})")
    return said


_SAID: dict[type[Any], Callable[[_Words, Any], Text]] = {
    Amount: _amount,
    AmountPerMember: _amount_per_member,
    Ratio: _ratio,
    YesNo: _yes_no,
    OneOf: _one_of,
    Named: _named,
    AgeBetween: _age_between,
    EveryMember: _every_member,
    SomeMember: _some_member,
    AllOf: _all_of,
    AnyOf: _any_of,
}
