"""Criteria as data: a measure of a closed list and a test; leaves out judging."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from tuopin.rulebook.citation import Citation
from tuopin.rulebook.findings import Outcome
from tuopin.rulebook.parameters import Figure
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit


class Comparison(StrEnum):
    """How an observed figure is compared: 以上 and 以下 include the figure."""

    ABOVE = "above"  # 超过
    AT_LEAST = "at_least"  # 以上
    AT_MOST = "at_most"  # 以下
    BELOW = "below"  # 不满


@dataclass(frozen=True, slots=True)
class Threshold:
    """A parameter by year, or figures by the date from which each holds."""

    parameter: str | None
    dated: tuple[tuple[date, Figure], ...]


@dataclass(frozen=True, slots=True)
class Amount:
    """Facts of one kind, added and subtracted, against the threshold.

    `step` is the least by which two such sums can differ: one for counts, a hundredth
    for money and numbers.
    """

    add: tuple[str, ...]
    subtract: tuple[str, ...]
    test: Comparison
    threshold: Threshold
    step: Decimal


@dataclass(frozen=True, slots=True)
class AmountPerMember:
    """Facts of one kind, summed, against the threshold times the number of members."""

    add: tuple[str, ...]
    subtract: tuple[str, ...]
    test: Comparison
    threshold: Threshold
    step: Decimal


@dataclass(frozen=True, slots=True)
class Ratio:
    """One count in another against the threshold; `zero_whole` where it is nothing."""

    part: str
    whole: str
    test: Comparison
    threshold: Threshold
    zero_whole: Outcome


@dataclass(frozen=True, slots=True)
class YesNo:
    """A yes or a no; met by the one that the pack names."""

    fact: str
    met_by: bool


@dataclass(frozen=True, slots=True)
class OneOf:
    """A grade, met by some of its declared words and not met by the others."""

    fact: str
    passing: tuple[str, ...]
    failing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A text that names something other than the words listed."""

    fact: str
    other_than: tuple[str, ...]
    blank: Outcome


@dataclass(frozen=True, slots=True)
class AgeBetween:
    """Completed years on a day of the year, both ages included."""

    fact: str
    first: int
    last: int
    month: int
    day: int


@dataclass(frozen=True, slots=True)
class EveryMember:
    """A measure that every member meets, or every one whom `where` picks."""

    where: AgeBetween | None
    each: Measure


@dataclass(frozen=True, slots=True)
class SomeMember:
    """A measure that at least one member meets."""

    each: Measure


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part is met; one not met decides, else one unknown."""

    parts: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Some part is met; one met decides, else one unknown."""

    parts: tuple[Measure, ...]


Measure: TypeAlias = (
    Amount
    | AmountPerMember
    | Ratio
    | YesNo
    | OneOf
    | Named
    | AgeBetween
    | EveryMember
    | SomeMember
    | AllOf
    | AnyOf
)


class ReasonFor(StrEnum):
    """Which sentence a criterion gives."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"  # met because there is nothing to measure


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion of the exit standard, with the sentences that explain it.

    `observes` is the fact whose answer is shown, where the measure yields no figure.
    """

    id: str
    title: Text
    cite: Citation
    unit: Unit
    measure: Measure
    observes: str | None
    reasons: Mapping[ReasonFor, Text]
    notes: tuple[str, ...]


def lead(measure: Measure) -> str | None:
    """Return the fact that a measure's figures are named by inside another measure."""
    match measure:
        case Amount(add=add) | AmountPerMember(add=add):
            return add[0]
        case Ratio(part=part):
            return part
        case _:
            return None
