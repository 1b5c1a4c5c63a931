"""What an order would ask of those below, for the pages on which orders are given."""

from __future__ import annotations

from datetime import date

from tuopin.office.accounts.domain import Actor
from tuopin.oversight.burden.domain import Cost
from tuopin.oversight.burden.queries import cost_of


def cost_before(actor: Actor, households: int, *, on: date) -> Cost:
    """Return what so many households would cost by what this year measured."""
    return cost_of(households, year=on.year, place=actor.division_code)
