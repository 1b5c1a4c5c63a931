"""A meeting's count: who came, and whether enough of them agree; pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Votes:
    """A meeting's show of hands on one household."""

    agree: int
    against: int
    abstain: int
    recused: int = 0

    @property
    def present(self) -> int:
        """Everybody who was in the room and not recused."""
        return self.agree + self.against + self.abstain


def reaches_quorum(*, attended: int, entitled: int, share: tuple[int, int]) -> bool:
    """Say whether enough of those entitled came; compared by cross-multiplying."""
    numerator, denominator = share
    return entitled > 0 and attended * denominator >= entitled * numerator


def carries(votes: Votes, *, share: tuple[int, int]) -> bool:
    """Say whether more than this share of those present agree."""
    numerator, denominator = share
    return votes.present > 0 and votes.agree * denominator > votes.present * numerator
