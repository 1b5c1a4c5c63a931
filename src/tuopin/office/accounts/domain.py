"""Actors: a person in a position at a place, and what that lets them do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tuopin.office.divisions.domain import code_range, covers
from tuopin.rulebook.positions import Position
from tuopin.rulebook.text import Text


@dataclass(frozen=True)
class Actor:
    """Who does an act: the appointment under which a person does it."""

    appointment_id: int
    person_id: int
    person_name: str
    position: Position
    division_code: str
    department: str | None = None

    @property
    def codes(self) -> tuple[str, str]:
        """The first code of the actor's area, and the first code after it."""
        return code_range(self.division_code)

    def covers(self, codes: Iterable[str]) -> bool:
        """Say whether all these places lie in the actor's area."""
        return all(covers(self.division_code, code) for code in codes)


class Refusal(Exception):
    """An act that may not be done: what happened, why, and what to do next."""

    def __init__(self, text: Text, *, cite: str = "") -> None:
        super().__init__(f"{text.zh} {text.en}")
        self.text = text
        self.cite = cite


class NotYourPosition(Refusal):
    """The act belongs to another position."""


class NotYourJurisdiction(Refusal):
    """The place lies outside the actor's area."""
