"""What can be wrong with a set of papers, in plain words; pure."""

from __future__ import annotations

from dataclasses import dataclass

from tuopin.rulebook.text import Text

CHANGED = Text("内容被改动", "was changed")
MISSING = Text("缺少此文件", "is missing")
ADDED = Text("是后来加进来的，归档时没有此文件", "was added; it was not in the set")
NOT_READABLE = Text("无法读取，不是归档时的样子", "cannot be read as it was written")


@dataclass(frozen=True)
class Fault:
    """A file of a set, and what is wrong with it."""

    file: str
    what: Text


def at(file: str, zh: str, en: str) -> Fault:
    """Return a fault in words of its own."""
    return Fault(file, Text(zh, en))
