"""The roster of a consignment, as it was on the day it was sent, and its workbook."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tuopin.filing import queries
from tuopin.office.divisions.queries import unit_named
from tuopin.procedure import queries as cases
from tuopin.register import queries as register
from tuopin.register.workbook.cells import Value
from tuopin.web.plans.printed import write_sheets

if TYPE_CHECKING:
    from tuopin.filing.models import Consignment

COLUMNS = ("序号", "乡（镇）", "村", "户编号", "户主姓名", "人口")
SUMMARY = ("乡（镇）", "户数", "人数")


@dataclass(frozen=True)
class RosterLine:
    """A household of a roster."""

    township: str
    village: str
    number: str
    head_name: str
    persons: int


@dataclass(frozen=True)
class SummaryLine:
    """A township of a roster: its households and their people."""

    township: str
    households: int
    persons: int


@dataclass(frozen=True)
class Roster:
    """The households of a consignment, by village."""

    lines: tuple[RosterLine, ...]

    @property
    def summary(self) -> tuple[SummaryLine, ...]:
        """The roster counted by township."""
        households: Counter[str] = Counter()
        persons: Counter[str] = Counter()
        for line in self.lines:
            households[line.township] += 1
            persons[line.township] += line.persons
        return tuple(
            SummaryLine(name, n, persons[name]) for name, n in households.items()
        )

    @property
    def persons(self) -> int:
        """How many people the households have."""
        return sum(line.persons for line in self.lines)


def roster_of(consignment: Consignment) -> Roster:
    """Return a consignment's households as the register had them when it went."""
    found = list(
        cases.cases_by_id(queries.case_ids_in(consignment))
        .select_related("household")
        .order_by("village_id", "household__number")
    )
    heads = register.heads_as_at(
        [case.leaving.id for case in found], consignment.sent_on
    )
    names: dict[str, str] = {}

    def named(code: str) -> str:
        if code not in names:
            names[code] = unit_named(code).name
        return names[code]

    return Roster(
        tuple(
            RosterLine(
                named(f"{case.village_id[:9]}000"),
                named(case.village_id),
                case.leaving.number,
                *heads.get(
                    case.leaving.id, (case.leaving.head_name, case.leaving.member_count)
                ),
            )
            for case in found
        )
    )


def write_roster(
    path: Path, consignment: Consignment, roster: Roster, *, checkpoint: str
) -> None:
    """Write the roster's workbook: the same roster gives the same bytes."""
    sent = consignment.sent_on
    lines: list[tuple[Value, ...]] = [
        (at, one.township, one.village, one.number, one.head_name, one.persons)
        for at, one in enumerate(roster.lines, start=1)
    ]
    summary: list[tuple[Value, ...]] = [
        (one.township, one.households, one.persons) for one in roster.summary
    ]
    proof: list[tuple[Value, ...]] = [
        ("报送文号", consignment.letter_number),
        ("报送日期", sent.isoformat()),
        ("户数", len(roster.lines)),
        ("人数", roster.persons),
        ("名单校验码（SHA-256）", consignment.roster_digest),
        ("最近封存码", checkpoint or "–"),
    ]
    write_sheets(
        path,
        [
            ("名单", COLUMNS, lines),
            ("分乡镇汇总", SUMMARY, summary),
            ("校验", ("项目", "内容"), proof),
        ],
        on=sent,
    )
