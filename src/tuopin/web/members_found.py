"""What a visit found of each member, beside what the register has, as pages show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tuopin.register.queries import MemberRow, member_rows
from tuopin.rulebook.names_read import MEMBERS
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit
from tuopin.standards.members import member_value
from tuopin.survey.queries import found_of_members
from tuopin.web.answers import value_shown


@dataclass(frozen=True)
class MemberFound:
    """One fact of one member: as the visit found it, and as the register has it."""

    name: str
    title: Text
    found: Text | None
    registered: Text | None

    @property
    def differs(self) -> bool:
        """Whether the register says something else."""
        return self.registered is not None and self.found != self.registered


def members_shown(
    household_id: int, visit_id: int, pack: PolicyPack
) -> tuple[MemberFound, ...]:
    """Return what a visit asked of members, by member in the register's order."""
    found = found_of_members([visit_id]).get(visit_id, {})
    rows: Sequence[MemberRow] = (
        member_rows([household_id]).get(household_id, []) if found else ()
    )
    facts = pack.facts[Unit.HOUSEHOLD].facts
    asked = facts[MEMBERS].member_facts if MEMBERS in facts else {}
    return tuple(
        MemberFound(
            row.name,
            fact.title,
            value_shown(fact, _word(member_value(fact, row, found[row.number]))),
            value_shown(fact, _word(member_value(fact, row, {}))),
        )
        for row in rows
        if row.number in found
        for name, fact in asked.items()
        if name in found[row.number]
    )


def _word(value: object) -> object:
    """Return a yes or no as the pack's words have it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value
