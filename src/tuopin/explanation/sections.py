"""The shape of an explanation: sections of items, for page and paper; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuopin.rulebook.text import Text


@dataclass(frozen=True)
class Item:
    """One thing that a section says: lines, parts of the last of them, and lines after.

    `color` is how its state is colored.
    """

    title: Text
    lines: tuple[Text, ...] = ()
    parts: tuple[Text, ...] = ()
    after: tuple[Text, ...] = ()
    cite: Text | None = None
    state: Text | None = None
    color: str = ""


@dataclass(frozen=True)
class Section:
    """A part of an explanation that can stand on a page of its own."""

    id: str
    title: Text
    says: Text
    items: tuple[Item, ...]
    is_numbered: bool = False


def dated(day: date) -> Text:
    """Return a day as people write it."""
    return Text(f"{day.year}年{day.month}月{day.day}日", day.isoformat())
