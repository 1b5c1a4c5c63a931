"""Measures made ready and applied in three-valued logic; leaves out the sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from tuopin.rulebook.amounts import amount, amount_per_member, members_of, ratio
from tuopin.rulebook.criteria import (
    AgeBetween,
    AllOf,
    Amount,
    AmountPerMember,
    AnyOf,
    EveryMember,
    Measure,
    Named,
    OneOf,
    Ratio,
    SomeMember,
    YesNo,
    lead,
)
from tuopin.rulebook.findings import Outcome
from tuopin.rulebook.measured import NO_FIGURES, Facts, Measured, Measuring, Scope

_MET = Measured(Outcome.MET)


def measuring(part: Measure, scope: Scope) -> Measuring:
    """Make a measure ready to be applied to facts; raises MissingFigure.

    What it returns raises TypeError for a float where an exact figure belongs.
    """
    return _MEASURES[type(part)](part, scope)


def _yes_no(part: YesNo, scope: Scope) -> Measuring:
    fact, met_by = part.fact, part.met_by
    unknown, failed = _unknown(fact), _failed(fact)

    def measured(facts: Facts) -> Measured:
        value = facts.get(fact)
        if value is None:
            return unknown
        if not isinstance(value, bool):
            raise TypeError(f"{fact}: {value!r} is no bool")
        return _MET if value is met_by else failed

    return measured


def _one_of(part: OneOf, scope: Scope) -> Measuring:
    fact, passing, failing = part.fact, part.passing, part.failing
    unknown, failed = _unknown(fact), _failed(fact)

    def measured(facts: Facts) -> Measured:
        value = facts.get(fact)
        if value in passing:
            return _MET
        # A word that the pack does not declare says nothing that can be judged.
        return failed if value in failing else unknown

    return measured


def _named(part: Named, scope: Scope) -> Measuring:
    fact, others = part.fact, part.other_than
    failed = _failed(fact)
    blank = Measured(part.blank)
    if part.blank is Outcome.UNKNOWN:
        blank = _unknown(fact)

    def measured(facts: Facts) -> Measured:
        value = facts.get(fact)
        name = value.strip() if isinstance(value, str) else ""
        if not name:
            return blank
        return failed if name in others else _MET

    return measured


def _age_between(part: AgeBetween, scope: Scope) -> Measuring:
    fact, day, year = part.fact, (part.month, part.day), scope.year
    first, last = part.first, part.last
    unknown, failed = _unknown(fact), _failed(fact)

    def measured(facts: Facts) -> Measured:
        born = facts.get(fact)
        if not isinstance(born, date):
            return unknown
        birthday_to_come = (born.month, born.day) > day
        age = year - born.year - birthday_to_come
        return _MET if first <= age <= last else failed

    return measured


def _every_member(part: EveryMember, scope: Scope) -> Measuring:
    of_member = _of_member(part, scope)
    # Most households meet it, and then only how many were asked tells them apart.
    met: dict[tuple[int, int], Measured] = {}

    def measured(facts: Facts) -> Measured:
        members = members_of(facts)
        if not members:
            return _NO_MEMBERS
        picked = [one for one in map(of_member, members) if one.applies]
        outcomes = [one.outcome for one in picked]
        size = (len(members), len(picked))
        if outcomes.count(Outcome.MET) == len(outcomes) and size in met:
            return met[size]
        figures = {
            "members": str(len(members)),
            "picked_members": str(len(picked)),
            "failing_members": str(outcomes.count(Outcome.NOT_MET)),
            "unknown_members": str(outcomes.count(Outcome.UNKNOWN)),
        }
        found = _about_members(_all(picked), figures, applies=bool(picked))
        if found.outcome is Outcome.MET:
            met[size] = found
        return found

    return measured


def _of_member(part: EveryMember, scope: Scope) -> Measuring:
    """Measure one member: met and not applying where `where` does not pick it."""
    each = measuring(part.each, scope)
    if part.where is None:
        return each
    picks = _age_between(part.where, scope)
    aside = Measured(Outcome.MET, applies=False)

    def measured(member: Facts) -> Measured:
        picked = picks(member)
        if picked.outcome is Outcome.NOT_MET:
            return aside
        found = each(member)
        if picked.outcome is Outcome.MET or found.outcome is Outcome.MET:
            return found
        # Whether the rule is about this member at all is not known.
        missing = (*picked.missing, *found.missing)
        return Measured(Outcome.UNKNOWN, missing, excess=found.excess)

    return measured


def _some_member(part: SomeMember, scope: Scope) -> Measuring:
    of_member = measuring(part.each, scope)

    def measured(facts: Facts) -> Measured:
        members = members_of(facts)
        if not members:
            return _NO_MEMBERS
        each = [of_member(member) for member in members]
        outcomes = [one.outcome for one in each]
        figures = {
            "members": str(len(members)),
            "meeting_members": str(outcomes.count(Outcome.MET)),
            "unknown_members": str(outcomes.count(Outcome.UNKNOWN)),
        }
        return _about_members(_any(each), figures, applies=True)

    return measured


def _about_members(
    joined: Measured, figures: Mapping[str, str], *, applies: bool
) -> Measured:
    """Return what was joined of members, its facts named as theirs."""
    return Measured(
        joined.outcome,
        tuple([f"members.{name}" for name in joined.missing]),
        tuple([f"members.{name}" for name in joined.failing]),
        figures,
        applies,
        tuple(
            one._replace(part=f"members.{one.part}", whole=f"members.{one.whole}")
            for one in joined.excess
        ),
    )


def _all_of(part: AllOf, scope: Scope) -> Measuring:
    parts = [_named_part(inner, scope) for inner in part.parts]
    return lambda facts: _all([one(facts) for one in parts])


def _all(parts: Sequence[Measured]) -> Measured:
    """Join parts with *and*: one not met decides, else one unknown."""
    figures = _all_figures(parts)
    outcomes = [one.outcome for one in parts]
    if Outcome.NOT_MET in outcomes:
        failing = _names(m.failing for m in parts if m.outcome is Outcome.NOT_MET)
        return Measured(Outcome.NOT_MET, failing=failing, figures=figures)
    if Outcome.UNKNOWN in outcomes:
        return _unknown_of(parts, figures)
    return Measured(Outcome.MET, figures=figures) if figures else _MET


def _any_of(part: AnyOf, scope: Scope) -> Measuring:
    parts = [_named_part(inner, scope) for inner in part.parts]

    def measured(facts: Facts) -> Measured:
        found = []
        for one in parts:
            measured = one(facts)
            if measured.outcome is Outcome.MET:
                return measured
            found.append(measured)
        return _any(found)

    return measured


def _any(parts: Sequence[Measured]) -> Measured:
    """Join parts with *or*: one met decides, else one unknown."""
    figures = _all_figures(parts)
    outcomes = [one.outcome for one in parts]
    if Outcome.MET in outcomes:
        return Measured(Outcome.MET, figures=figures)
    if Outcome.UNKNOWN in outcomes:
        return _unknown_of(parts, figures)
    failing = _names(m.failing for m in parts)
    return Measured(Outcome.NOT_MET, failing=failing, figures=figures)


def _unknown_of(parts: Sequence[Measured], figures: Mapping[str, str]) -> Measured:
    unknown = [one for one in parts if one.outcome is Outcome.UNKNOWN]
    return Measured(
        Outcome.UNKNOWN,
        _names(one.missing for one in unknown),
        figures=figures,
        excess=tuple(dict.fromkeys(e for one in unknown for e in one.excess)),
    )


def _named_part(part: Measure, scope: Scope) -> Measuring:
    """Measure a part of a whole, its figures named by the fact that leads it.

    So that neither the figures of two parts can be taken for each other, nor those of
    a part for the whole's.
    """
    measure, leading = measuring(part, scope), lead(part)
    if leading is None:
        return measure

    def measured(facts: Facts) -> Measured:
        found = measure(facts)
        named = {f"{leading}_{name}": value for name, value in found.figures.items()}
        return found._replace(figures=named)

    return measured


def _all_figures(parts: Sequence[Measured]) -> Mapping[str, str]:
    figures: Mapping[str, str] = NO_FIGURES
    for measured in parts:
        if measured.figures:
            figures = {**figures, **measured.figures}
    return figures


def _unknown(fact: str) -> Measured:
    return Measured(Outcome.UNKNOWN, (fact,))


_NO_MEMBERS = _unknown("members")


def _failed(fact: str) -> Measured:
    return Measured(Outcome.NOT_MET, failing=(fact,))


def _names(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(sorted({name for group in groups for name in group}))


# Any, because each function takes the one measure whose type is its key.
_MEASURES: Mapping[type, Callable[[Any, Scope], Measuring]] = {
    Amount: amount,
    AmountPerMember: amount_per_member,
    Ratio: ratio,
    YesNo: _yes_no,
    OneOf: _one_of,
    Named: _named,
    AgeBetween: _age_between,
    EveryMember: _every_member,
    SomeMember: _some_member,
    AllOf: _all_of,
    AnyOf: _any_of,
}
