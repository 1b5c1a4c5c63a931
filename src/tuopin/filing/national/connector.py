"""How entries reach the national system, and how its list comes back.

That system has no interface for programs, so files are carried by hand. Should it get
one, another `NationalConnector` takes this one's place: what goes in, what comes back
and what is compared stay the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tuopin.filing.national.listing import (
    ListingFault,
    NationalListing,
    UnreadableListing,
    listing_in,
)
from tuopin.filing.national.workbook import HouseholdToEnter, write_for_entry
from tuopin.register.workbook import UnreadableWorkbook, read_workbook
from tuopin.rulebook.national import NationalForm
from tuopin.rulebook.text import Text


class NationalConnector(Protocol):
    """A way to the national system and back; digests say what was carried."""

    def hand_over(
        self, form: NationalForm, households: Sequence[HouseholdToEnter]
    ) -> str:
        """Hand households over for entry; returns the SHA-256 of what went out."""

    def take_back(self, form: NationalForm) -> tuple[NationalListing, str]:
        """Return the system's list and its SHA-256; raises UnreadableListing."""


@dataclass(frozen=True)
class ByWorkbook:
    """A workbook that somebody carries."""

    path: Path

    def hand_over(
        self, form: NationalForm, households: Sequence[HouseholdToEnter]
    ) -> str:
        """Write the workbook."""
        write_for_entry(self.path, form, households)
        return _digest(self.path)

    def take_back(self, form: NationalForm) -> tuple[NationalListing, str]:
        """Read the workbook, in a child process that can be spoilt without harm."""
        try:
            raw = read_workbook(self.path)
        except UnreadableWorkbook as refusal:
            raise UnreadableListing(
                [ListingFault("", None, "", refusal.message)]
            ) from refusal
        if not raw.sheets:
            empty = Text("文件里没有工作表。", "The file has no sheet.")
            raise UnreadableListing([ListingFault("", None, "", empty)])
        return listing_in(raw, form), _digest(self.path)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
