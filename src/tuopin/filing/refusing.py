"""What this stage raises when nothing at all can be recorded."""

from __future__ import annotations

from tuopin.office.accounts.domain import Refusal


class UnableToFile(Refusal):
    """A consignment that cannot be sent, or a receipt that belongs to none."""
