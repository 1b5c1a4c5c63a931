"""What answers have in common: words in both languages, articles, pages."""

from __future__ import annotations

from typing import Annotated

from ninja import Field, Schema
from pydantic import ConfigDict

from tuopin.procedure.standing import ShownStatus
from tuopin.rulebook import citation
from tuopin.rulebook.citation import Citation
from tuopin.rulebook.text import Text

KEEPABLE = r"^[^\x00]*$"
"""Any text but with the one character that the database does not keep."""
SAYING = r"^[^\x00]*\S[^\x00]*$"
"""Such a text that is not blank."""
PlaceCode = Annotated[str, Field(pattern="^[0-9]{12}$")]
Row = Annotated[int, Field(ge=1, lt=10**18)]
"""The number of a case, a notice or a letter, as the answers name it."""
PageNumber = Annotated[int, Field(ge=1, le=1_000_000)]
Year = Annotated[int, Field(ge=1949, le=2200)]


class Sent(Schema):
    """What a program sends; a field that nobody knows is a mistake, not ignored."""

    model_config = ConfigDict(extra="forbid")


class Words(Schema):
    """Words in Chinese and in English."""

    zh: str
    en: str


class Named(Words):
    """Something with an id that stays, and its name."""

    id: str


class Article(Words):
    """The article, paragraph and item that something rests on."""

    id: str


def words(text: Text) -> Words:
    """Return a text in both languages."""
    return Words(zh=text.zh, en=text.en)


def some_words(text: Text | None) -> Words | None:
    """Return a text in both languages, if there is one."""
    return None if text is None else words(text)


def named(id: str, title: Text) -> Named:
    """Return something with its id and its name."""
    return Named(id=id, zh=title.zh, en=title.en)


def status_named(status: ShownStatus | None) -> Named | None:
    """Return where an exit stands, if it has begun."""
    return None if status is None else named(status.id, status.title)


def article(cite: Citation | str) -> Article | None:
    """Return what is cited; nothing where nothing is."""
    if not cite:
        return None
    read = citation.parse(cite) if isinstance(cite, str) else cite
    return Article(id=str(read), zh=read.label.zh, en=read.label.en)
