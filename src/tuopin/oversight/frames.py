"""Gathering a frame: which households of some places stand so today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tuopin.oversight.domain import Frame, Standing
from tuopin.oversight.drawing import Line, in_order
from tuopin.procedure.standing import Kind
from tuopin.procedure.workload import kinds_in
from tuopin.register.domain import RegistrationStatus
from tuopin.register.roster import Listed, listed_in

KINDS = {
    Kind.OPEN: Standing.IN_PROCEDURE,
    Kind.WAITS: Standing.IN_PROCEDURE,
    Kind.ENDS: Standing.NOT_ELIGIBLE,
}


@dataclass(frozen=True)
class Gathered:
    """A frame in its order, and the household and standing behind each line."""

    lines: tuple[Line, ...]
    household_ids: Mapping[str, int]
    standings: Mapping[str, Standing]


def gathered(frame: Frame, places: Sequence[str], *, year: int) -> Gathered:
    """Return the households of a kind in some places, as they stand now."""
    kinds = kinds_in(year)
    stand = {one: _standing(one, kinds) for one in listed_in(places)}
    wanted = [
        one
        for one, standing in stand.items()
        if frame is Frame.ON_REGISTER or standing.value == frame.value
    ]
    return Gathered(
        tuple(in_order((one.village_code, one.number) for one in wanted)),
        {one.number: one.id for one in wanted},
        {one.number: stand[one] for one in wanted},
    )


def _standing(one: Listed, kinds: Mapping[int, Kind]) -> Standing:
    """Return how a household stands: lifted out only by an exit of the year."""
    kind = kinds.get(one.id)
    if kind is Kind.DONE and one.status is RegistrationStatus.LIFTED_OUT:
        return Standing.LIFTED_OUT
    return KINDS.get(kind, Standing.NO_CASE) if kind else Standing.NO_CASE
