"""What is known of members: what the visit found of them, else what the register has.

Whoever was asked about on the visit counts as the visit found them, unknown included
(art. 3 ¶2); what it did not ask of somebody is known from the register.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tuopin.register.queries import MemberRow
from tuopin.rulebook.facts import Fact, FactSheet, FactType
from tuopin.rulebook.findings import Finding
from tuopin.rulebook.names_read import MEMBERS, names_read
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit
from tuopin.standards import domain

FoundOfMembers = Mapping[str, Mapping[str, object]]
"""What a visit found, by the member's number and the fact's name; None is unknown."""


@dataclass(frozen=True)
class Visited:
    """A visit as judging reads it: its day, its answers, what it found of whom."""

    surveyed_on: date | None
    answers: Mapping[str, str]
    members: FoundOfMembers


UNVISITED = Visited(None, {}, {})


def member_facts(
    fact: Fact, rows: Sequence[MemberRow], found: FoundOfMembers
) -> tuple[dict[str, object], ...]:
    """Return the facts of a household's members, as the pack's rules read them."""
    return tuple(
        {
            name: member_value(member_fact, row, found.get(row.number, {}))
            for name, member_fact in fact.member_facts.items()
        }
        for row in rows
    )


def member_value(fact: Fact, row: MemberRow, found: Mapping[str, object]) -> object:
    """Return one fact of a member."""
    if fact.name in found:
        return domain.thawed(fact, found[fact.name])
    return _registered(fact, row)


def _registered(fact: Fact, row: MemberRow) -> object:
    """Return a register column's value as the pack's rules read it."""
    value = row.value_of(fact.column)
    if fact.type is FactType.GRADE and isinstance(value, str):
        return fact.value_of(value)
    return value if value != "" else None


def with_remarks(
    findings: Iterable[Finding],
    *,
    pack: PolicyPack,
    rows: Sequence[MemberRow],
    visited: Visited,
) -> tuple[Finding, ...]:
    """Return findings that say where the visit differs from the register, and when."""
    differing = _differing(pack.facts[Unit.HOUSEHOLD], rows, visited)
    if not differing:
        return tuple(findings)
    return tuple(
        _remarked(one, names, differing, visited.surveyed_on)
        for one in findings
        for names in [_read_by(pack, one.criterion)]
    )


def _differing(
    sheet: FactSheet, rows: Sequence[MemberRow], visited: Visited
) -> dict[str, tuple[Fact, int]]:
    """Return the facts that the register has otherwise, and of how many members."""
    if MEMBERS not in sheet.facts or not visited.members:
        return {}
    counts: dict[str, tuple[Fact, int]] = {}
    for name, fact in sheet.facts[MEMBERS].member_facts.items():
        count = sum(
            registered is not None
            and registered != member_value(fact, row, visited.members[row.number])
            for row in rows
            if name in visited.members.get(row.number, {})
            for registered in [_registered(fact, row)]
        )
        if count:
            counts[name] = (fact, count)
    return counts


def _read_by(pack: PolicyPack, criterion: str) -> set[str]:
    measure = pack.standards[Unit.HOUSEHOLD][criterion].measure
    return {name.removeprefix(f"{MEMBERS}.") for name in names_read(measure)}


def _remarked(
    finding: Finding,
    names: set[str],
    differing: Mapping[str, tuple[Fact, int]],
    day: date | None,
) -> Finding:
    own = [found for name, found in differing.items() if name in names]
    if not own:
        return finding
    zh = "、".join(f"{count}人的“{fact.title.zh}”" for fact, count in own)
    en = ", ".join(f"{fact.title.en} ({count})" for fact, count in own)
    said = Text(
        f"{finding.reason.zh}{zh}与登记册不一致，以{day}入户调查为准（第三条第二款）。",
        f"{finding.reason.en} The register has otherwise: {en}; the visit of {day} "
        "decides (article 3 ¶2).",
    )
    return replace(finding, reason=said)
