"""What the operations of this stage raise when nothing at all can be recorded."""

from __future__ import annotations

from tuopin.office.accounts.domain import Refusal


class UnableToRecord(Refusal):
    """An act that cannot stand as a whole: a meeting without quorum, say."""
