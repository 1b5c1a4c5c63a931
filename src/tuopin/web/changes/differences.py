"""What can differ since the act before, and how two states are told apart; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from tuopin.register.queries import MemberRow
from tuopin.rulebook.facts import Fact, FactSheet, FactSource
from tuopin.rulebook.findings import Outcome
from tuopin.rulebook.procedure import ActRule
from tuopin.rulebook.text import Text
from tuopin.web.answers import value_shown

NOT_KNOWN = Text("未填", "not known")
REGISTER = Text("登记册", "the register")


@dataclass(frozen=True)
class FactChange:
    """A fact as it was and as it is, by which source and of which day."""

    title: Text
    was: Text
    now: Text
    source: Text
    day: date

    @property
    def words(self) -> Text:
        """The change in one line."""
        return Text(
            f"{self.title.zh}：{self.was.zh}→{self.now.zh}（{self.source.zh}，{self.day}）",
            f"{self.title.en}: {self.was.en} → {self.now.en} ({self.source.en}, "
            f"{self.day})",
        )


@dataclass(frozen=True)
class Turned:
    """A criterion that says otherwise by the facts as they are today."""

    title: Text
    was: Outcome
    now: Outcome
    cite: str

    @property
    def words(self) -> Text:
        """The change in one line."""
        was, now = self.was.label, self.now.label
        return Text(
            f"{self.title.zh}：{was.zh}→{now.zh}",
            f"{self.title.en}: {was.en} → {now.en}",
        )


@dataclass(frozen=True)
class Raised:
    """A question that was raised or answered: an objection, its review, a hold."""

    title: Text
    day: date
    person_name: str

    @property
    def words(self) -> Text:
        """What happened in one line."""
        return Text(
            f"{self.title.zh}（{self.person_name}，{self.day}）",
            f"{self.title.en} ({self.person_name}, {self.day})",
        )


@dataclass(frozen=True)
class PaperAdded:
    """A paper that is named, or files, that came in."""

    title: Text
    paper: str
    files: tuple[int, ...]
    day: date

    @property
    def words(self) -> Text:
        """The paper in one line."""
        numbers = "、".join(f"附件{number}" for number in self.files)
        named = " ".join(one for one in (self.paper, numbers) if one)
        return Text(
            f"{self.title.zh}：{named}（{self.day}）",
            f"{self.title.en}: {named} ({self.day})",
        )


@dataclass(frozen=True)
class Changes:
    """Everything that came in after the act before, and that act."""

    rule: ActRule
    verdict_id: str
    person_name: str
    done_on: date
    facts: tuple[FactChange, ...] = ()
    questions: tuple[Raised, ...] = ()
    findings: tuple[Turned, ...] = ()
    papers: tuple[PaperAdded, ...] = ()

    @property
    def verdict(self) -> Text:
        """The verdict of the act before, in the pack's words."""
        return self.rule.verdict(self.verdict_id).title

    @property
    def words(self) -> tuple[Text, ...]:
        """Each change in one line."""
        return (
            *(one.words for one in self.findings),
            *(one.words for one in self.facts),
            *(one.words for one in self.questions),
            *(one.words for one in self.papers),
        )


def changed_answers(
    sheet: FactSheet,
    was: Mapping[str, object],
    now: Mapping[str, object],
    *,
    source: Text,
    day: date,
) -> Iterator[FactChange]:
    """Yield the facts of the survey that a later visit found otherwise."""
    for fact in sheet.facts.values():
        if fact.source is FactSource.SURVEY:
            values = was.get(fact.name), now.get(fact.name)
            yield from _changed(fact, fact.title, *values, source=source, day=day)


def changed_members(
    fact: Fact, rows: Iterable[MemberRow], *, since: date
) -> Iterator[FactChange]:
    """Yield what the register has learnt of members on a day or after it.

    Of a household that came in on that day itself there is nothing to compare.
    """
    given = list(rows)
    before = {one.number: one for one in given if one.valid_from < since}
    present = {one.number: one for one in given if one.valid_to is None}
    for number in sorted(before.keys() | present.keys() if before else ()):
        was, now = before.get(number), present.get(number)
        if was is None and now is not None:
            yield _member(now.name, "–", "在册", "–", "registered", now.valid_from)
        elif was is not None and now is None:
            day = was.valid_to or since
            yield _member(was.name, "在册", "–", "registered", "–", day)
        elif was is not None and now is not None and was.id != now.id:
            for of_member in fact.member_facts.values():
                title = Text(
                    f"{now.name}·{of_member.title.zh}",
                    f"{now.name}, {of_member.title.en}",
                )
                column = of_member.column
                values = was.value_of(column), now.value_of(column)
                yield from _changed(
                    of_member, title, *values, source=REGISTER, day=now.valid_from
                )


def _member(
    name: str, was_zh: str, now_zh: str, was_en: str, now_en: str, day: date
) -> FactChange:
    title = Text(f"家庭成员{name}", f"household member {name}")
    return FactChange(title, Text(was_zh, was_en), Text(now_zh, now_en), REGISTER, day)


def _changed(
    fact: Fact, title: Text, was: object, now: object, *, source: Text, day: date
) -> Iterator[FactChange]:
    if was == now:
        return
    yield FactChange(
        title,
        value_shown(fact, _written(was)) or NOT_KNOWN,
        value_shown(fact, _written(now)) or NOT_KNOWN,
        source,
        day,
    )


def _written(value: object) -> object:
    """Return a value as a sheet of facts names it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value


def turned(
    titles: Mapping[str, Text],
    was: Mapping[str, Outcome],
    now: Iterable[tuple[str, Outcome, str]],
) -> Iterator[Turned]:
    """Yield the criteria that say otherwise than when the household was assessed."""
    for criterion, outcome, cite in now:
        if criterion in was and was[criterion] is not outcome:
            yield Turned(titles[criterion], was[criterion], outcome, cite)
