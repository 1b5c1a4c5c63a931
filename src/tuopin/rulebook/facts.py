"""Facts as a pack declares them; leaves out where and when a fact was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tuopin.rulebook.citation import Citation
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit


class FactType(StrEnum):
    """What a fact's value is, in the mapping that judging reads."""

    MONEY = "money"  # Decimal, yuan
    NUMBER = "number"  # Decimal, in the unit that the pack declares
    COUNT = "count"  # int
    YES_NO = "yes_no"  # bool
    GRADE = "grade"  # one of the declared words
    TEXT = "text"
    DATE = "date"
    MEMBERS = "members"  # a sequence of mappings


class FactSource(StrEnum):
    """Where a fact must come from to count."""

    REGISTER = "register"  # 建档立卡登记
    SURVEY = "survey"  # 入户调查
    DEPARTMENT = "department"  # 行业部门

    @property
    def label(self) -> Text:
        """Return the source in words."""
        return _SOURCES[self]


_SOURCES = {
    FactSource.REGISTER: Text("建档立卡登记", "the register"),
    FactSource.SURVEY: Text("入户调查", "a visit to the household"),
    FactSource.DEPARTMENT: Text("行业部门", "a line department"),
}


class Counted(StrEnum):
    """What the office counts on its own register when a village is judged."""

    STILL_POOR_PEOPLE = "still_poor_people"  # 在册未退出人口，当年已认定退出的除外
    REGISTERED_HOUSEHOLDS = "registered_households"  # 建档立卡户，含已退出
    REGISTERED_PEOPLE = "registered_people"  # 建档立卡人口，含已退出


@dataclass(frozen=True, slots=True)
class Beside:
    """What visits to households say about a department's figure; it decides nothing.

    Either the registered households that meet a criterion, or their members of whom
    a fact is true.
    """

    households_meeting: str | None = None
    members_with: str | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a fact: as the workbook writes it, as rules read it, in English."""

    written: str
    value: str
    english: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact about a unit, or about each of its members.

    `measured_in` is what a number counts, such as square meters or minutes. A fact
    that is `counted` is answered for by its department and never typed.
    """

    name: str
    title: Text
    type: FactType
    source: FactSource
    sheet: str | None
    column: str | None
    department: str | None
    cite: Citation | None
    measured_in: Text | None = None
    words: tuple[Word, ...] = ()
    member_facts: Mapping[str, Fact] = field(default_factory=dict)
    counted: Counted | None = None
    beside: Beside | None = None

    def value_of(self, written: str) -> str | None:
        """Return the value of a word as the workbook writes it, None if undeclared."""
        return next((w.value for w in self.words if w.written == written), None)

    def word_for(self, value: object) -> Text:
        """Return a value as people read it."""
        for word in self.words:
            if word.value == value:
                return Text(word.written, word.english)
        return Text(str(value), str(value))


@dataclass(frozen=True, slots=True)
class FactSheet:
    """The facts that a pack declares for one unit."""

    unit: Unit
    facts: Mapping[str, Fact]

    @property
    def departments(self) -> tuple[str, ...]:
        """The departments that report facts, in the pack's order.

        What the office counts on its own register nobody need report to it.
        """
        named = (fact.department for fact in self.facts.values() if not fact.counted)
        return tuple(dict.fromkeys(one for one in named if one is not None))

    def reported_by(self, department: str | None) -> tuple[Fact, ...]:
        """Return the facts that a department answers for and has to report."""
        return tuple(
            fact
            for fact in self.facts.values()
            if fact.department == department and not fact.counted
        )

    def title_of(self, name: str) -> Text:
        """Return the title of `fact` or of `members.fact`; raises KeyError."""
        outer, _, inner = name.partition(".")
        fact = self.facts[outer]
        return fact.member_facts[inner].title if inner else fact.title
