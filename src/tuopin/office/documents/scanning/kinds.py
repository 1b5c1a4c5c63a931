"""What must not be published, and where something of it was found; pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tuopin.rulebook.text import Text


class Kind(StrEnum):
    """Why a file cannot be published as it is."""

    ID_NUMBER = "id_number"
    BANK_CARD = "bank_card"
    PHONE = "phone"
    HEALTH = "health"
    LONG_NUMBER = "long_number"
    POSITION = "position"
    UNREADABLE = "unreadable"

    @property
    def label(self) -> Text:
        """What it is, in words."""
        return _LABELS[self]

    @property
    def remedy(self) -> Text:
        """What to do about it."""
        return _UNREAD if self is Kind.UNREADABLE else _TAKE_OUT


_LABELS = {
    Kind.ID_NUMBER: Text("身份证号", "an identity number"),
    Kind.BANK_CARD: Text("银行卡号", "a bank card number"),
    Kind.PHONE: Text("手机号", "a mobile phone number"),
    Kind.HEALTH: Text("健康状况", "somebody's health"),
    Kind.LONG_NUMBER: Text(
        "像身份证号或银行卡号的长数字", "a number as long as an identity or card number"
    ),
    Kind.POSITION: Text("拍摄地点", "where a photo was taken"),
    Kind.UNREADABLE: Text("程序读不出的内容", "something that cannot be read"),
}
_TAKE_OUT = Text("请从文件里删去再上传", "take it out of the file and upload it again")
_UNREAD = Text(
    "请改用程序能读出文字的文件：去掉图片、嵌入的文件和密码",
    "use a file whose text can be read: without pictures, embedded files, passwords",
)


@dataclass(frozen=True)
class Hit:
    """Something that must not be published: what and where, never the thing itself."""

    kind: Kind
    where: Text


@dataclass(frozen=True)
class Passage:
    """A piece of a file's text and where it stands."""

    where: Text
    text: str
    is_number: bool = False
    """The value of a cell that holds a number, whose last digits may be lost."""


class Unreadable(Exception):
    """A part of a file that cannot be read, and where it is."""

    def __init__(self, where: Text) -> None:
        super().__init__(where.en)
        self.where = where
