"""A list of a department and the answers to its questions; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tuopin.register.workbook.faults import Fault
from tuopin.rulebook.text import Text


class Verdict(StrEnum):
    """What somebody found out about a question (待核 is a question without any)."""

    NOT_SO = "not_so"  # 不属实
    CONFIRMED = "confirmed"  # 属实，尚待整改
    CORRECTED = "corrected"  # 已整改

    @property
    def label(self) -> Text:
        """The verdict in words."""
        return _VERDICTS[self]

    @property
    def clears(self) -> bool:
        """Whether the question is closed by it; what is so has yet to be corrected."""
        return self is not Verdict.CONFIRMED


_VERDICTS = {
    Verdict.NOT_SO: Text("不属实", "not so"),
    Verdict.CONFIRMED: Text("属实，待整改", "it is so, to be corrected"),
    Verdict.CORRECTED: Text("属实，已整改", "it was so, and is corrected"),
}
OPEN = Text("待核", "to be cleared")


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """A row of a list: whose number, and what the pack lets be kept of a hit."""

    row: int
    id_number: str
    told: Mapping[str, str]


@dataclass(frozen=True)
class Listing:
    """What could be read of a list; a row with an error is left out and told."""

    people: tuple[ListedPerson, ...]
    faults: tuple[Fault, ...]
    set_aside: int


@dataclass(frozen=True)
class ListPaper:
    """The paper that a list comes with: which list, its day, its number."""

    kind: str
    document_number: str
    dated_on: date


COUNTED = {
    "rows": Text("名单人数", "people on the list"),
    "matched": Text("涉及在册贫困户成员", "members of registered households concerned"),
    "asked": Text("新提疑点", "new questions"),
    "asked_before": Text("以前已问过", "asked before"),
    "not_looked_for": Text(
        "登记册缺身份证号或出生日期而无法比对的成员",
        "members who cannot be looked for: the register lacks a number or birth date",
    ),
    "set_aside": Text("读不出的行", "rows that cannot be read"),
}
