"""A form that is sent twice does its act once: the second finds it in the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuopin.office.accounts.domain import Actor


@dataclass(frozen=True)
class Said:
    """Who said what, and of which day."""

    person_id: int
    on: date
    what: object = None

    def is_said_by(self, actor: Actor, on: date | None, what: object = None) -> bool:
        """Whether a form says once more what is in the record, word for word."""
        return self == Said(actor.person_id, on or date.min, what)
