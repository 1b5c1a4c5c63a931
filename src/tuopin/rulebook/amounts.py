"""Measures of figures: sums and ratios, compared by multiplying, never by dividing."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any, cast

from tuopin.rulebook.criteria import Amount, AmountPerMember, Comparison, Ratio
from tuopin.rulebook.findings import Outcome
from tuopin.rulebook.measured import (
    Excess,
    Facts,
    Measured,
    Measuring,
    Scope,
    figure,
)
from tuopin.rulebook.shown import amount_text, percent_text, quotient_text


def amount(part: Amount, scope: Scope) -> Measuring:
    """Compare a sum with a figure."""
    required = Decimal(figure(part.threshold, scope))
    total_of = _totaling(part.add, part.subtract)
    limit = {"threshold": amount_text(required)}
    compared = _comparing(part)

    def measured(facts: Facts) -> Measured:
        total, missing = total_of(facts)
        if missing:
            return Measured(Outcome.UNKNOWN, missing, figures=limit)
        shown = limit | {"observed": amount_text(total)}
        return compared(total, required, shown)

    return measured


def amount_per_member(part: AmountPerMember, scope: Scope) -> Measuring:
    """Compare a sum with a figure times the number of members."""
    line = Decimal(figure(part.threshold, scope))
    total_of = _totaling(part.add, part.subtract)
    limit = {"threshold": amount_text(line)}
    compared = _comparing(part)

    def measured(facts: Facts) -> Measured:
        total, missing = total_of(facts)
        members = len(members_of(facts))
        if not members:
            missing = (*missing, "members")
        if missing:
            return Measured(Outcome.UNKNOWN, missing, figures=limit)
        observed = quotient_text(total, members, beside=line)
        shown = limit | {"observed": observed, "members": str(members)}
        return compared(total, line * members, shown)

    return measured


def _comparing(
    part: Amount | AmountPerMember,
) -> Callable[[Decimal, Decimal, dict[str, str]], Measured]:
    """Return what compares a total with what is required and adds both to figures."""
    strict = part.test in (Comparison.ABOVE, Comparison.BELOW)
    strictly = part.step if strict else Decimal(0)
    is_met = _COMPARE[part.test]

    def compared(total: Decimal, required: Decimal, shown: dict[str, str]) -> Measured:
        met = is_met(total, required)
        shown["total"], shown["required"] = amount_text(total), amount_text(required)
        if met:
            return Measured(Outcome.MET, figures={**shown, "gap": "0"})
        shown["gap"] = amount_text(abs(total - required) + strictly)
        return Measured(Outcome.NOT_MET, failing=part.add, figures=shown)

    return compared


def ratio(part: Ratio, scope: Scope) -> Measuring:
    """Compare a count in another with a share."""
    share = Fraction(figure(part.threshold, scope))
    limit = {
        "threshold": quotient_text(share.numerator, share.denominator, beside=share),
        "threshold_percent": percent_text(share),
    }
    percent = share * 100
    is_met = _COMPARE[part.test]

    def measured(facts: Facts) -> Measured:
        count, whole = _count(facts, part.part), _count(facts, part.whole)
        if count is not None and whole is not None and count > whole:
            excess = Excess(part.part, count, part.whole, whole)
            both = (part.part, part.whole)
            return Measured(Outcome.UNKNOWN, both, figures=limit, excess=(excess,))
        if whole == 0 and part.zero_whole is not Outcome.UNKNOWN:
            return Measured(part.zero_whole, figures=limit, applies=False)
        names = ((part.part, count), (part.whole, whole or None))
        missing = tuple(name for name, value in names if value is None)
        if count is None or not whole:
            return Measured(Outcome.UNKNOWN, missing, figures=limit)
        met = is_met(count * share.denominator, share.numerator * whole)
        figures = limit | {
            "observed": quotient_text(count, whole, beside=share),
            "observed_percent": quotient_text(count * 100, whole, beside=percent),
            "part": str(count),
            "whole": str(whole),
            "gap": str(0 if met else _count_gap(part.test, count, share * whole)),
        }
        outcome = Outcome.MET if met else Outcome.NOT_MET
        failing = () if met else (part.part,)
        return Measured(outcome, failing=failing, figures=figures)

    return measured


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


def _totaling(
    add: tuple[str, ...], subtract: tuple[str, ...]
) -> Callable[[Facts], tuple[Decimal, tuple[str, ...]]]:
    """Return what sums facts up exactly, and names those that are not known."""

    def total_of(facts: Facts) -> tuple[Decimal, tuple[str, ...]]:
        total, missing = Decimal(0), []
        for name in add:
            amount = _exact(facts, name)
            if amount is None:
                missing.append(name)
            else:
                total += amount
        for name in subtract:
            amount = _exact(facts, name)
            if amount is None:
                missing.append(name)
            else:
                total -= amount
        return total, tuple(missing)

    return total_of


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


def members_of(facts: Facts) -> Sequence[Facts]:
    """Return the facts of a household's members, empty where none is known."""
    return cast("Sequence[Facts] | None", facts.get("members")) or ()


_COMPARE: Mapping[Comparison, Callable[[Any, Any], bool]] = {
    Comparison.ABOVE: operator.gt,
    Comparison.AT_LEAST: operator.ge,
    Comparison.AT_MOST: operator.le,
    Comparison.BELOW: operator.lt,
}
