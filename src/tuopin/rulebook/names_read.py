"""Which facts a measure reads, by name; a member's fact is `members.x`."""

from __future__ import annotations

from collections.abc import Iterator

from tuopin.rulebook.criteria import (
    AgeBetween,
    AllOf,
    Amount,
    AmountPerMember,
    AnyOf,
    EveryMember,
    Measure,
    Named,
    Ratio,
    SomeMember,
)

MEMBERS = "members"


def names_read(measure: Measure) -> Iterator[str]:
    """Yield the names of the facts that a measure reads; a member's as `members.x`."""
    match measure:
        case Amount() | AmountPerMember():
            yield from (*measure.add, *measure.subtract)
        case Ratio():
            yield from (measure.part, measure.whole)
        case AllOf() | AnyOf():
            for part in measure.parts:
                yield from names_read(part)
        case EveryMember():
            where: tuple[AgeBetween, ...] = (
                (measure.where,) if measure.where is not None else ()
            )
            for part in (*where, measure.each):
                yield from (f"{MEMBERS}.{name}" for name in names_read(part))
        case SomeMember():
            yield from (f"{MEMBERS}.{name}" for name in names_read(measure.each))
        case _:
            yield measure.fact


def words_read(measure: Measure) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the facts that are texts, by name, and the words that a measure knows."""
    match measure:
        case Named():
            yield measure.fact, measure.other_than
        case AllOf() | AnyOf():
            for part in measure.parts:
                yield from words_read(part)
        case EveryMember() | SomeMember():
            for name, words in words_read(measure.each):
                yield f"{MEMBERS}.{name}", words
