"""What a measure says of a unit's facts, and what it is applied with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from tuopin.rulebook.criteria import Threshold
from tuopin.rulebook.findings import Outcome
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.parameters import MissingFigure
from tuopin.rulebook.text import Text

Facts: TypeAlias = Mapping[str, object]
NO_FIGURES: Mapping[str, str] = MappingProxyType({})


class Excess(NamedTuple):
    """Two facts that cannot both be right: a part that is larger than its whole."""

    part: str
    found: int
    whole: str
    most: int


class Measured(NamedTuple):
    """What a measure says, and the figures for a sentence about it.

    `failing` names the facts that failed; `applies` is False where there was nothing
    to measure; `excess` is why facts that are there say nothing.
    """

    outcome: Outcome
    missing: tuple[str, ...] = ()
    failing: tuple[str, ...] = ()
    figures: Mapping[str, str] = NO_FIGURES
    applies: bool = True
    excess: tuple[Excess, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """The pack and the year that a unit is judged by."""

    pack: PolicyPack
    year: int

    @classmethod
    def of(cls, pack: PolicyPack, year: int) -> Scope:
        """Return the scope; raises MissingFigure in a year without the pack."""
        ended = pack.in_force_until is not None and year > pack.in_force_until.year
        if year >= pack.in_force_from.year and not ended:
            return cls(pack, year)
        since = pack.in_force_from
        raise MissingFigure(
            Text(
                f"“{pack.title.zh}”自{since.year}年{since.month}月{since.day}日起施行，"
                f"不能用于{year}年。请选用该年有效的政策包。",
                f"“{pack.title.en}” is in force from {since.isoformat()}, so it does "
                f"not judge {year}. Choose the pack that was in force in that year.",
            )
        )


Measuring: TypeAlias = Callable[[Facts], Measured]
"""A measure made ready for one pack and year, its figures looked up."""


def figure(threshold: Threshold, scope: Scope) -> str:
    """Return a threshold as the pack writes it; raises MissingFigure."""
    if threshold.parameter is not None:
        return scope.pack.figure(threshold.parameter, scope.year).written
    in_force = [f for day, f in threshold.dated if day.year <= scope.year]
    if in_force:
        return in_force[-1].written
    raise MissingFigure(
        Text(
            f"政策包没有{scope.year}年适用的界限，不能评定。请补入该年数值及其依据。",
            f"The pack has no threshold for {scope.year}, so nothing can be judged. "
            "Add the figure that held in that year, with its source.",
        )
    )
