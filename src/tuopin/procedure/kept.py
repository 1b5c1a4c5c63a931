"""What is kept beside a case so that an area is counted fast: status and way; pure.

Both follow from the acts and are computed anew with each; verification computes them
once more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tuopin.procedure.state import CaseState, DoneAct
from tuopin.rulebook.procedure import Procedure, status

BETWEEN_ACTS = ";"
BETWEEN_PARTS = "="


@dataclass(frozen=True)
class Kept:
    """A case's status, and the acts that count in its round as one text.

    Cases with the same way stand exactly alike.
    """

    status: str
    way: str

    def __str__(self) -> str:
        return f"{self.status} ({self.way})"


def kept_of(procedure: Procedure, state: CaseState) -> Kept:
    """Return what is to be kept of a case as it is recorded."""
    if state.ending is not None:
        return Kept(state.ending, "")
    return kept_for(procedure, state.acts.values(), held=bool(state.holds))


def kept_for(procedure: Procedure, acts: Iterable[DoneAct], *, held: bool) -> Kept:
    """Return what is to be kept of a case with these acts.

    The day of an act is part of the way only where another act is to be done together
    with it; otherwise every day of surveying would make a way of its own.
    """
    done = list(acts)
    performed = {one.act: one.verdict for one in done}
    return Kept(
        status(procedure, performed, held=held).id,
        BETWEEN_ACTS.join(_step(procedure, one) for one in done),
    )


def steps(way: str) -> list[tuple[str, str, date | None]]:
    """Return (act, verdict, day if it is kept) of each act of a way, in order."""
    parted = [step.split(BETWEEN_PARTS) for step in way.split(BETWEEN_ACTS) if step]
    return [
        (act, verdict, date.fromisoformat(day) if day else None)
        for act, verdict, day in parted
    ]


def _step(procedure: Procedure, done: DoneAct) -> str:
    has_twin = bool(procedure.acts[done.act].together_with)
    day = done.done_on.isoformat() if has_twin else ""
    return BETWEEN_PARTS.join((done.act, done.verdict, day))
