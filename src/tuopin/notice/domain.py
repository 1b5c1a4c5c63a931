"""What a notice shows, how its roster is sealed, and receipt codes; pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

from tuopin.office.divisions.domain import DivisionLevel, covers, level_of
from tuopin.rulebook.text import Text


@dataclass(frozen=True)
class RosterLine:
    """A household as a notice shows it: these columns and never another one."""

    group: str
    head_of_household: str
    persons: int


@dataclass(frozen=True)
class VillageLine:
    """A village as a notice shows it (art. 7)."""

    township: str
    village: str


def sealed(
    lines: Sequence[RosterLine | VillageLine],
) -> tuple[list[dict[str, object]], str]:
    """Return a roster as it is frozen, numbered, with its SHA-256."""
    roster = [{"line": at, **asdict(line)} for at, line in enumerate(lines, start=1)]
    text = json.dumps(roster, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return roster, hashlib.sha256(text.encode()).hexdigest()


def token_of(notice_id: int, roster_digest: str) -> str:
    """Return a notice's address on the portal, which says nothing of what it is.

    The database makes the same one (`notice_token`).
    """
    return hashlib.sha256(f"{notice_id}:{roster_digest}".encode()).hexdigest()[:20]


class Channel(StrEnum):
    """How an objection came in; one without a name or a letter is as good."""

    IN_PERSON = "in_person"  # 当面
    PHONE = "phone"  # 电话
    LETTER = "letter"  # 来信
    PORTAL = "portal"  # 网上

    @property
    def label(self) -> Text:
        """Return the channel as people know it."""
        return _CHANNELS[self]


_CHANNELS = {
    Channel.IN_PERSON: Text("当面", "in person"),
    Channel.PHONE: Text("电话", "by phone"),
    Channel.LETTER: Text("来信", "by letter"),
    Channel.PORTAL: Text("网上", "online"),
}


def receipt_code(drawn: int, *, digits: int = 12) -> str:
    """Write a drawn number as a receipt that can be read out: groups of four digits."""
    written = f"{drawn:0{digits}d}"
    return "-".join(written[at : at + 4] for at in range(0, digits, 4))


def is_one_level_above(reviewer_code: str, answerer_code: str) -> bool:
    """Say whether a second review belongs here, by where the answer was given."""
    levels = list(DivisionLevel)
    above = levels.index(level_of(reviewer_code)) + 1
    return levels[above:][:1] == [level_of(answerer_code)] and covers(
        reviewer_code, answerer_code
    )
