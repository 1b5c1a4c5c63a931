"""Holding ours, theirs and the archive's against each other, household by household.

Pure: the register and the case on one side, the national list on another, the archive
sets on the third. Identity numbers are compared by their blind index and told apart by
their last four characters only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tuopin.filing.national.listing import ListedHousehold
from tuopin.office.id_numbers import NotAnIdNumber, read_id_number
from tuopin.register.domain import mask_id_number
from tuopin.rulebook.text import Text

HEAD = "户主"
SHOWN_OF_ID = 4


class ComparedAs(StrEnum):
    """What the comparison of a household came to."""

    EQUAL = "equal"  # 一致
    DIFFERS = "differs"  # 不一致
    MISSING = "missing"  # 对方没有
    UNKNOWN = "unknown"  # 我方没有

    @property
    def label(self) -> Text:
        """The outcome in words."""
        return _OUTCOMES[self]


_OUTCOMES = {
    ComparedAs.EQUAL: Text("一致", "equal"),
    ComparedAs.DIFFERS: Text("不一致", "differs"),
    ComparedAs.MISSING: Text("全国系统没有", "missing in the national system"),
    ComparedAs.UNKNOWN: Text("登记册没有", "unknown in the register"),
}


class ComparedField(StrEnum):
    """What is held against each other."""

    STATUS = "status"  # 脱贫标志
    HEAD_NAME = "head_name"  # 户主
    PERSONS = "persons"  # 人数
    MEMBER = "member"  # 成员
    NAME = "name"  # 姓名
    ID_NUMBER = "id_number"  # 证件号码
    EXIT_YEAR = "exit_year"  # 脱贫年度
    APPROVED_ON = "approved_on"  # 审批日期
    RECORDED_ON = "recorded_on"  # 标注日期
    RECORD_NUMBER = "record_number"  # 标注编号

    @property
    def label(self) -> Text:
        """The field in words."""
        return _FIELDS[self]


_FIELDS = {
    ComparedField.STATUS: Text("脱贫标志", "status"),
    ComparedField.HEAD_NAME: Text("户主", "head of household"),
    ComparedField.PERSONS: Text("人数", "persons"),
    ComparedField.MEMBER: Text("家庭成员", "member"),
    ComparedField.NAME: Text("姓名", "name"),
    ComparedField.ID_NUMBER: Text("证件号码", "identity number"),
    ComparedField.EXIT_YEAR: Text("脱贫年度", "year of exit"),
    ComparedField.APPROVED_ON: Text("审批日期", "day of approval"),
    ComparedField.RECORDED_ON: Text("标注日期", "day of the mark"),
    ComparedField.RECORD_NUMBER: Text("标注编号", "number of the record"),
}


@dataclass(frozen=True)
class Difference:
    """One thing that two of the three say differently; empty is not known."""

    field: ComparedField
    ours: str = ""
    theirs: str = ""
    archived: str = ""

    @property
    def kept(self) -> dict[str, str]:
        """The difference as it is recorded."""
        return {
            "field": self.field.value,
            "ours": self.ours,
            "theirs": self.theirs,
            "archived": self.archived,
        }


@dataclass(frozen=True)
class OurMember:
    """A member as the register has them; the identity number is masked, with its index.

    Equal numbers have equal indexes, so that none has to be read whole.
    """

    number: str
    name: str
    masked: str
    index: bytes | None


@dataclass(frozen=True)
class OurHousehold:
    """A household whose mark is due, as the register and its case have it."""

    head_name: str
    persons: int
    year: int
    approved_on: date | None
    entered_on: date | None
    """On which day the workbook for its entry was exported; never without one."""
    is_due: bool
    """Whether nothing but the mark is missing."""
    standing: Text
    members: Sequence[OurMember]
    archived: Mapping[str, date | None]
    """By level, the day of approval that the archived catalogue gives."""


def differences(
    ours: OurHousehold,
    theirs: ListedHousehold,
    *,
    words: Sequence[str],
    index: Callable[[str], bytes | None],
    on: date,
) -> tuple[Difference, ...]:
    """Return everything that is not the same in all three; nothing if all is."""
    found = [
        *_of_status(ours, theirs, words),
        *_of_household(ours, theirs),
        *_of_members(ours, theirs, index),
        *_of_archive(ours),
        *_of_record(ours, theirs, on),
    ]
    return tuple(found)


def _of_status(
    ours: OurHousehold, theirs: ListedHousehold, words: Sequence[str]
) -> list[Difference]:
    if theirs.status not in words or not ours.is_due:
        shown = theirs.status or "–"
        return [Difference(ComparedField.STATUS, ours.standing.zh, shown)]
    return []


def _of_household(ours: OurHousehold, theirs: ListedHousehold) -> list[Difference]:
    head = next((m.name for m in theirs.members if m.relation == HEAD), "")
    pairs = (
        (ComparedField.HEAD_NAME, ours.head_name, head),
        (ComparedField.PERSONS, str(ours.persons), theirs.persons),
        (ComparedField.EXIT_YEAR, str(ours.year), theirs.exit_year),
    )
    return [
        Difference(field, mine, other) for field, mine, other in pairs if mine != other
    ]


def _of_members(
    ours: OurHousehold,
    theirs: ListedHousehold,
    index: Callable[[str], bytes | None],
) -> list[Difference]:
    mine = {one.number: one for one in ours.members}
    other = {one.number: one for one in theirs.members}
    found = [
        Difference(
            ComparedField.MEMBER,
            number if number in mine else "",
            number if number in other else "",
        )
        for number in sorted(set(mine) ^ set(other))
    ]
    for number in sorted(set(mine) & set(other)):
        a, b = mine[number], other[number]
        if a.name != b.name:
            found.append(Difference(ComparedField.NAME, a.name, b.name))
        if a.index != index(b.id_number):
            found.append(
                Difference(
                    ComparedField.ID_NUMBER,
                    f"{a.name} {told_apart(a.masked)}",
                    f"{b.name} {told_apart(b.id_number)}",
                )
            )
    return found


def _of_archive(ours: OurHousehold) -> list[Difference]:
    approved = ours.approved_on.isoformat() if ours.approved_on else ""
    return [
        Difference(
            ComparedField.APPROVED_ON,
            approved,
            archived=f"{level}: {day.isoformat() if day else '–'}",
        )
        for level, day in ours.archived.items()
        if day != ours.approved_on
    ]


def _of_record(
    ours: OurHousehold, theirs: ListedHousehold, on: date
) -> list[Difference]:
    found = []
    since = ours.entered_on
    day = theirs.recorded_on
    if day is None or day > on or since is None or day < since:
        found.append(
            Difference(
                ComparedField.RECORDED_ON,
                f"{since.isoformat()} – {on.isoformat()}" if since else "",
                day.isoformat() if day else "",
            )
        )
    if not theirs.record_number:
        found.append(Difference(ComparedField.RECORD_NUMBER))
    return found


def told_apart(id_number: str) -> str:
    """Return what may be kept of an identity number: its last four characters."""
    return f"…{id_number[-SHOWN_OF_ID:]}" if id_number else "–"


def without_person(number: str) -> str:
    """Return a household's number, masked where somebody typed a person's there."""
    try:
        read_id_number(number)
    except NotAnIdNumber:
        return number
    return mask_id_number(number)
