"""A case as it is recorded, with the acts of its present round; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from tuopin.rulebook.procedure import (
    Consequence,
    Procedure,
    has_ended,
    missing_requirements,
)
from tuopin.rulebook.units import Unit

APPROVAL = "approve"


@dataclass(frozen=True)
class DoneAct:
    """An act of the round as it stands in the record."""

    act: str
    verdict: str
    done_on: date
    person_id: int
    person_name: str


class Acts(dict[str, DoneAct]):
    """The acts of a round, by id; never changed once made.

    The cases of a batch that came the same way share one, and what follows from it.
    """

    def __init__(self, procedure: Procedure, acts: Iterable[DoneAct]) -> None:
        super().__init__({done.act: done for done in acts})
        self.procedure = procedure
        self._missing_for: dict[str, tuple[str, ...]] = {}
        self._apart_from: dict[str, tuple[str, ...]] = {}

    @cached_property
    def performed(self) -> Mapping[str, str]:
        """The acts and their verdicts."""
        return {act: done.verdict for act, done in self.items()}

    def missing_for(self, act: str) -> tuple[str, ...]:
        """Return the acts that this one requires and that are not done."""
        if act not in self._missing_for:
            missing = missing_requirements(self.procedure, act, self.performed)
            self._missing_for[act] = missing
        return self._missing_for[act]

    def apart_from(self, act: str) -> tuple[str, ...]:
        """Return the acts here that nobody may have done who does this one."""
        if act not in self._apart_from:
            rules = self.procedure.acts
            self._apart_from[act] = tuple(
                other
                for other in self
                if other in rules[act].different_person_from
                or act in rules[other].different_person_from
            )
        return self._apart_from[act]

    @cached_property
    def has_ended(self) -> bool:
        """Whether a verdict has ended the round."""
        return has_ended(self.procedure, self.performed)

    def has_missed_a_twin(self, *, on: date) -> bool:
        """Say whether an act was done and its twin (同时) can be done no more."""
        allowed = self.procedure.entry.together_within_days
        return any(
            twin not in self and (on - done.done_on).days > allowed
            for done in self.values()
            for twin in self.procedure.acts[done.act].together_with
            if self.procedure.acts[done.act].verdict(done.verdict).consequence
            is Consequence.CONTINUES
        )


@dataclass(frozen=True)
class CaseState:
    """What the gates look at: a case as it is recorded, in its current round."""

    case_id: int
    household_id: int | None
    household_number: str
    village_code: str
    year: int
    round: int
    acts: Acts
    ending: str | None = None
    holds: tuple[str, ...] = ()
    facts_changed: bool = False
    recused_persons: frozenset[int] = frozenset()
    surveyor: str = ""
    assessment_id: int | None = None
    households_pending: int = 0
    """Of a village: how many of its households the county has yet to decide on."""

    @property
    def unit(self) -> Unit:
        """What exits by this case; a village's own has no household."""
        return Unit.VILLAGE if self.household_id is None else Unit.HOUSEHOLD

    @property
    def performed(self) -> Mapping[str, str]:
        """The acts of the round and their verdicts."""
        return self.acts.performed

    @property
    def has_void_facts(self) -> bool:
        """Whether what was decided rests on facts that have changed since.

        The county's approval is the last act that rests on the facts; what changes
        later is a matter of continued support (art. 9).
        """
        return self.facts_changed and APPROVAL not in self.acts
