"""Applies measures to a unit's facts in three-valued logic; leaves out the sentences.

Sums and ratios are compared by multiplying, never by dividing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from math import ceil, floor
from typing import Any, TypeAlias, cast

from tuopin.rulebook.criteria import (
    AgeBetween,
    AllOf,
    Amount,
    AmountPerMember,
    AnyOf,
    Comparison,
    EveryMember,
    Measure,
    Named,
    OneOf,
    Ratio,
    SomeMember,
    Threshold,
    YesNo,
    lead,
)
from tuopin.rulebook.findings import Outcome
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.parameters import MissingFigure
from tuopin.rulebook.shown import amount_text, percent_text, quotient_text
from tuopin.rulebook.text import Text

Facts: TypeAlias = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Measured:
    """What a measure says, and the figures for a sentence about it.

    `failing` names the facts that failed; `applies` is False where there was nothing
    to measure.
    """

    outcome: Outcome
    missing: tuple[str, ...] = ()
    failing: tuple[str, ...] = ()
    figures: Mapping[str, str] = field(default_factory=dict)
    applies: bool = True


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


_MET = Measured(Outcome.MET)


def measure(part: Measure, facts: Facts, scope: Scope) -> Measured:
    """Apply a measure to the facts; raises MissingFigure and TypeError (a float)."""
    return _MEASURES[type(part)](part, facts, scope)


def _amount(part: Amount, facts: Facts, scope: Scope) -> Measured:
    required = Decimal(figure(part.threshold, scope))
    total, missing = _total(part.add, part.subtract, facts)
    if missing:
        return Measured(
            Outcome.UNKNOWN, missing, figures={"threshold": amount_text(required)}
        )
    return _compared_amount(part, total, required, {"observed": total})


def _amount_per_member(part: AmountPerMember, facts: Facts, scope: Scope) -> Measured:
    line = Decimal(figure(part.threshold, scope))
    total, missing = _total(part.add, part.subtract, facts)
    members = len(_members(facts))
    if not members:
        missing = (*missing, "members")
    if missing:
        return Measured(
            Outcome.UNKNOWN, missing, figures={"threshold": amount_text(line)}
        )
    shown: dict[str, Decimal | int | str] = {
        "observed": quotient_text(total, members, beside=line),
        "threshold": line,
        "members": members,
    }
    return _compared_amount(part, total, line * members, shown)


def _compared_amount(
    part: Amount | AmountPerMember,
    total: Decimal,
    required: Decimal,
    shown: Mapping[str, Decimal | int | str],
) -> Measured:
    met = _compare(part.test, total, required)
    strict = part.test in (Comparison.ABOVE, Comparison.BELOW)
    strictly = part.step if strict else Decimal(0)
    gap = Decimal(0) if met else abs(total - required) + strictly
    figures = {"threshold": required, **shown, "total": total, "required": required}
    written = {name: _written(value) for name, value in figures.items()}
    return Measured(
        _known(met),
        failing=() if met else part.add,
        figures=written | {"gap": amount_text(gap)},
    )


def _ratio(part: Ratio, facts: Facts, scope: Scope) -> Measured:
    share = _share(figure(part.threshold, scope))
    count, whole = _count(facts, part.part), _count(facts, part.whole)
    limit = {
        "threshold": quotient_text(share.numerator, share.denominator, beside=share),
        "threshold_percent": percent_text(share),
    }
    if whole == 0 and part.zero_whole is not Outcome.UNKNOWN:
        return Measured(part.zero_whole, figures=limit, applies=False)
    names = ((part.part, count), (part.whole, whole or None))
    missing = tuple(name for name, value in names if value is None)
    if count is None or not whole:
        return Measured(Outcome.UNKNOWN, missing, figures=limit)
    met = _compare(part.test, count * share.denominator, share.numerator * whole)
    figures = limit | {
        "observed": quotient_text(count, whole, beside=share),
        "observed_percent": quotient_text(count * 100, whole, beside=share * 100),
        "part": str(count),
        "whole": str(whole),
        "gap": str(0 if met else _count_gap(part.test, count, share * whole)),
    }
    failing = () if met else (part.part,)
    return Measured(_known(met), failing=failing, figures=figures)


def _count_gap(test: Comparison, count: int, limit: Fraction) -> int:
    """Return how many more, or how many fewer, would meet the test."""
    match test:
        case Comparison.AT_LEAST:
            return ceil(limit) - count
        case Comparison.ABOVE:
            return floor(limit) + 1 - count
        case Comparison.AT_MOST:
            return count - floor(limit)
        case Comparison.BELOW:
            return count - (ceil(limit) - 1)


def _yes_no(part: YesNo, facts: Facts, scope: Scope) -> Measured:
    value = facts.get(part.fact)
    if value is None:
        return Measured(Outcome.UNKNOWN, (part.fact,))
    if not isinstance(value, bool):
        raise TypeError(f"{part.fact}: {value!r} is no bool")
    return _MET if value is part.met_by else _failed(part.fact)


def _one_of(part: OneOf, facts: Facts, scope: Scope) -> Measured:
    value = facts.get(part.fact)
    if value in part.passing:
        return _MET
    if value in part.failing:
        return _failed(part.fact)
    # A word that the pack does not declare says nothing that can be judged.
    return Measured(Outcome.UNKNOWN, (part.fact,))


def _named(part: Named, facts: Facts, scope: Scope) -> Measured:
    value = facts.get(part.fact)
    name = value.strip() if isinstance(value, str) else ""
    if not name:
        if part.blank is Outcome.UNKNOWN:
            return Measured(Outcome.UNKNOWN, (part.fact,))
        return Measured(part.blank)
    return _failed(part.fact) if name in part.other_than else _MET


def _age_between(part: AgeBetween, facts: Facts, scope: Scope) -> Measured:
    born = facts.get(part.fact)
    if not isinstance(born, date):
        return Measured(Outcome.UNKNOWN, (part.fact,))
    birthday_to_come = (born.month, born.day) > (part.month, part.day)
    age = scope.year - born.year - birthday_to_come
    return _MET if part.first <= age <= part.last else _failed(part.fact)


def _every_member(part: EveryMember, facts: Facts, scope: Scope) -> Measured:
    members = _members(facts)
    if not members:
        return Measured(Outcome.UNKNOWN, ("members",))
    each = [_member(part, member, scope) for member in members]
    picked = [measured for measured in each if measured.applies]
    figures = {
        "members": str(len(members)),
        "picked_members": str(len(picked)),
        "failing_members": str(sum(m.outcome is Outcome.NOT_MET for m in picked)),
        "unknown_members": str(sum(m.outcome is Outcome.UNKNOWN for m in picked)),
    }
    joined = _all(picked)
    return Measured(
        joined.outcome,
        tuple(f"members.{name}" for name in joined.missing),
        tuple(f"members.{name}" for name in joined.failing),
        figures,
        applies=bool(picked),
    )


def _some_member(part: SomeMember, facts: Facts, scope: Scope) -> Measured:
    members = _members(facts)
    if not members:
        return Measured(Outcome.UNKNOWN, ("members",))
    each = [measure(part.each, member, scope) for member in members]
    joined = _any(each)
    return Measured(
        joined.outcome,
        tuple(f"members.{name}" for name in joined.missing),
        tuple(f"members.{name}" for name in joined.failing),
        {
            "members": str(len(members)),
            "meeting_members": str(sum(m.outcome is Outcome.MET for m in each)),
            "unknown_members": str(sum(m.outcome is Outcome.UNKNOWN for m in each)),
        },
    )


def _member(part: EveryMember, member: Facts, scope: Scope) -> Measured:
    """Measure one member: met and not applying where `where` does not pick it."""
    if part.where is None:
        return measure(part.each, member, scope)
    picked = _age_between(part.where, member, scope)
    if picked.outcome is Outcome.NOT_MET:
        return Measured(Outcome.MET, applies=False)
    measured = measure(part.each, member, scope)
    if picked.outcome is Outcome.MET or measured.outcome is Outcome.MET:
        return measured
    # Whether the rule is about this member at all is not known.
    return Measured(Outcome.UNKNOWN, (*picked.missing, *measured.missing))


def _all_of(part: AllOf, facts: Facts, scope: Scope) -> Measured:
    return _all([_named_part(inner, facts, scope) for inner in part.parts])


def _all(parts: Sequence[Measured]) -> Measured:
    """Join parts with *and*: one not met decides, else one unknown."""
    figures = _all_figures(parts)
    failed = [m for m in parts if m.outcome is Outcome.NOT_MET]
    if failed:
        failing = _names(m.failing for m in failed)
        return Measured(Outcome.NOT_MET, failing=failing, figures=figures)
    unknown = [m for m in parts if m.outcome is Outcome.UNKNOWN]
    if unknown:
        missing = _names(m.missing for m in unknown)
        return Measured(Outcome.UNKNOWN, missing, figures=figures)
    return Measured(Outcome.MET, figures=figures) if figures else _MET


def _any_of(part: AnyOf, facts: Facts, scope: Scope) -> Measured:
    parts = []
    for inner in part.parts:
        measured = _named_part(inner, facts, scope)
        if measured.outcome is Outcome.MET:
            return measured
        parts.append(measured)
    return _any(parts)


def _any(parts: Sequence[Measured]) -> Measured:
    """Join parts with *or*: one met decides, else one unknown."""
    figures = _all_figures(parts)
    if any(m.outcome is Outcome.MET for m in parts):
        return Measured(Outcome.MET, figures=figures)
    unknown = [m for m in parts if m.outcome is Outcome.UNKNOWN]
    if unknown:
        missing = _names(m.missing for m in unknown)
        return Measured(Outcome.UNKNOWN, missing, figures=figures)
    failing = _names(m.failing for m in parts)
    return Measured(Outcome.NOT_MET, failing=failing, figures=figures)


def _named_part(part: Measure, facts: Facts, scope: Scope) -> Measured:
    """Measure a part of a whole, its figures named by the fact that leads it.

    So that neither the figures of two parts can be taken for each other, nor those of
    a part for the whole's.
    """
    measured, leading = measure(part, facts, scope), lead(part)
    if leading is None:
        return measured
    named = {f"{leading}_{name}": value for name, value in measured.figures.items()}
    return replace(measured, figures=named)


def _all_figures(parts: Sequence[Measured]) -> Mapping[str, str]:
    figures: dict[str, str] = {}
    for measured in parts:
        if measured.figures:
            figures |= measured.figures
    return figures


def _total(
    add: tuple[str, ...], subtract: tuple[str, ...], facts: Facts
) -> tuple[Decimal, tuple[str, ...]]:
    total, missing = Decimal(0), []
    for names, sign in ((add, 1), (subtract, -1)):
        for name in names:
            amount = _exact(facts, name)
            if amount is None:
                missing.append(name)
            else:
                total += sign * amount
    return total, tuple(missing)


def _exact(facts: Facts, name: str) -> Decimal | None:
    value = facts.get(name)
    if value is None or isinstance(value, Decimal):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    raise TypeError(f"{name}: {value!r} is no exact amount; give a Decimal")


def _count(facts: Facts, name: str) -> int | None:
    value = facts.get(name)
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise TypeError(f"{name}: {value!r} is no whole number")


def _members(facts: Facts) -> Sequence[Facts]:
    return cast("Sequence[Facts] | None", facts.get("members")) or ()


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


@cache
def _share(written: str) -> Fraction:
    return Fraction(written)


def _compare(
    test: Comparison, observed: Decimal | int, threshold: Decimal | int
) -> bool:
    match test:
        case Comparison.ABOVE:
            return observed > threshold
        case Comparison.AT_LEAST:
            return observed >= threshold
        case Comparison.AT_MOST:
            return observed <= threshold
        case Comparison.BELOW:
            return observed < threshold


def _known(met: bool) -> Outcome:
    return Outcome.MET if met else Outcome.NOT_MET


def _failed(fact: str) -> Measured:
    return Measured(Outcome.NOT_MET, failing=(fact,))


def _names(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(sorted({name for group in groups for name in group}))


def _written(value: Decimal | int | str) -> str:
    return value if isinstance(value, str) else amount_text(value)


# Any, because each function takes the one measure whose type is its key.
_MEASURES: Mapping[type, Callable[[Any, Facts, Scope], Measured]] = {
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
