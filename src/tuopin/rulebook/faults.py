"""Faults of a pack's files: place, wrong and right; leaves out finding them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tuopin.rulebook.document import Place
from tuopin.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a pack file, and what would be right."""

    place: Place
    wrong: Text
    right: Text

    @property
    def message(self) -> Text:
        """Return the fault as one line."""
        where = f"{self.place.file}:{self.place.line}"
        return Text(
            f"{where}：{self.wrong.zh}。应为：{self.right.zh}。",
            f"{where}: {self.wrong.en}. Right would be: {self.right.en}.",
        )


class PackFault(Exception):
    """A pack cannot be used; carries every fault that was found in it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(fault.message.en for fault in self.faults))


@dataclass(slots=True)
class Faults:
    """Collects faults while a pack is read, so that all are told at once."""

    found: list[Fault] = field(default_factory=list)

    def add(self, place: Place, *, wrong: Text, right: Text) -> None:
        """Note one fault."""
        self.found.append(Fault(place, wrong, right))

    def raise_any(self) -> None:
        """Raise PackFault if anything was noted."""
        if self.found:
            raise PackFault(self.found)
