"""How a drawn household is asked, and what comes of it; pure."""

from __future__ import annotations

from enum import StrEnum

from tuopin.rulebook.text import Text


class Manner(StrEnum):
    """How somebody asks."""

    PHONE = "phone"  # 电话
    DOOR = "door"  # 入户

    @property
    def label(self) -> Text:
        """The manner in words."""
        return _MANNERS[self]


class Reply(StrEnum):
    """Whether the household answered."""

    ANSWERED = "answered"
    REFUSED = "refused"
    NOT_REACHED = "not_reached"

    @property
    def label(self) -> Text:
        """The reply in words."""
        return _REPLIES[self]


_MANNERS = {
    Manner.PHONE: Text("电话", "by phone"),
    Manner.DOOR: Text("入户", "at the door"),
}
_REPLIES = {
    Reply.ANSWERED: Text("已回答", "answered"),
    Reply.REFUSED: Text("拒绝回答", "refused"),
    Reply.NOT_REACHED: Text("没有联系上", "not reached"),
}
