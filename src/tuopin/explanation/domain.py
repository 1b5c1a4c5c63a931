"""Slips: their codes, how long they hold, and into whose hands they are given; pure."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from tuopin.rulebook.text import Text

LASTS = timedelta(days=180)
"""How long a slip holds: a round from its survey to its mark, with a second review."""
HEAD = "户主"
"""How the register writes that a member is the head."""
CODE_DIGITS = 16
"""As long as a bank card's number: nobody guesses one, however many are out."""
ADULT_AT = 18
"""Completed years at which somebody is an adult (Civil Code art. 17)."""


class Proof(StrEnum):
    """What whoever takes a slip showed; its number is not kept."""

    ID_CARD = "id_card"  # 居民身份证
    TEMPORARY_ID_CARD = "temporary_id_card"  # 临时居民身份证
    HOUSEHOLD_BOOKLET = "household_booklet"  # 户口簿
    SOCIAL_SECURITY_CARD = "social_security_card"  # 社会保障卡

    @property
    def label(self) -> Text:
        """The document in words."""
        return _PROOFS[self]


_PROOFS = {
    Proof.ID_CARD: Text("居民身份证", "identity card"),
    Proof.TEMPORARY_ID_CARD: Text("临时居民身份证", "temporary identity card"),
    Proof.HOUSEHOLD_BOOKLET: Text("户口簿", "household booklet"),
    Proof.SOCIAL_SECURITY_CARD: Text("社会保障卡", "social security card"),
}


class WhyWithdrawn(StrEnum):
    """Why a slip holds no longer."""

    LOST = "lost"  # 遗失
    ASKED = "asked"  # 本户要求
    WRONG_HANDS = "wrong_hands"  # 交错了人

    @property
    def label(self) -> Text:
        """The reason in words."""
        return _WHY[self]


_WHY = {
    WhyWithdrawn.LOST: Text("凭条遗失", "the slip was lost"),
    WhyWithdrawn.ASKED: Text("本户要求", "the household asked for it"),
    WhyWithdrawn.WRONG_HANDS: Text("交错了人", "it went into the wrong hands"),
}


def is_adult(born_on: date | None, *, on: date) -> bool:
    """Say whether somebody is known to be an adult; unknown is no."""
    if born_on is None:
        return False
    birthday_to_come = (born_on.month, born_on.day) > (on.month, on.day)
    return on.year - born_on.year - birthday_to_come >= ADULT_AT
