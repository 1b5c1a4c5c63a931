"""Holding a list against the register, all at once: whom it asks about (大数据比对)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tuopin.office import encryption
from tuopin.register.people import (
    RegisteredPerson,
    people_on_register,
    people_with,
)
from tuopin.rulebook.comparison import ListRules
from tuopin.survey.comparison.domain import Listing
from tuopin.survey.models import ComparisonQuestion


@dataclass(frozen=True)
class Hit:
    """A person of the register about whom a list raises a question."""

    person: RegisteredPerson
    told: Mapping[str, str]
    fingerprint: bytes


@dataclass(frozen=True)
class Compared:
    """What a list raises: what was not asked before, and how much there was."""

    fresh: tuple[Hit, ...]
    counts: Mapping[str, int]


def compare(listing: Listing, rules: ListRules, *, year: int) -> Compared:
    """Return what a list raises about the register in sight; writes nothing."""
    unknown: list[RegisteredPerson] = []
    if rules.is_whole:
        hits, unknown = _absent(listing, rules, year)
    else:
        hits = _listed(listing, rules)
    alone = {(hit.person.household_id, hit.fingerprint): hit for hit in hits}
    asked = set(
        ComparisonQuestion.objects.filter(
            kind=rules.id,
            household_id__in={household for household, _ in alone},
        ).values_list("household_id", "fingerprint")
    )
    before = {(household, bytes(print_)) for household, print_ in asked}
    fresh = tuple(hit for key, hit in alone.items() if key not in before)
    return Compared(
        fresh,
        {
            "rows": len(listing.people),
            "matched": len({hit.person.number for hit in hits}),
            "asked": len(fresh),
            "asked_before": len(alone) - len(fresh),
            "not_looked_for": len(unknown),
            "set_aside": listing.set_aside,
        },
    )


def _listed(listing: Listing, rules: ListRules) -> list[Hit]:
    people = people_with(one.id_number for one in listing.people)
    return [
        _hit(people[one.id_number], one.told, rules)
        for one in listing.people
        if one.id_number in people
    ]


def _absent(
    listing: Listing, rules: ListRules, year: int
) -> tuple[list[Hit], list[RegisteredPerson]]:
    """Return whom a whole list ought to name and does not; whom nobody can look for.

    Without a number on the register nobody can be looked for, nor without a birth date
    where the list is of an age: nobody is asked about them, and they are counted.
    """
    listed = people_with(one.id_number for one in listing.people)
    named = {person.number for person in listed.values()}
    absent: list[Hit] = []
    unknown: list[RegisteredPerson] = []
    for person in people_on_register():
        expected = _is_expected(person, rules, year)
        if expected is False or person.number in named:
            continue
        if expected is None or not person.has_id_number:
            unknown.append(person)
        else:
            absent.append(_hit(person, {}, rules, str(year)))
    return absent, unknown


def _is_expected(person: RegisteredPerson, rules: ListRules, year: int) -> bool | None:
    if rules.ages is None:
        return True
    if person.born_on is None:
        return None
    return rules.ages.include(person.born_on, year=year)


def _hit(
    person: RegisteredPerson,
    told: Mapping[str, str],
    rules: ListRules,
    year: str = "",
) -> Hit:
    said = {"kind": rules.id, "member": person.number, "told": told, "year": year}
    return Hit(person, told, encryption.key_ring().fingerprint("comparison", said))
