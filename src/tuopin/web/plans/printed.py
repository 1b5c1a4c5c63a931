"""A plan or a timetable on paper and as a workbook: all that it says, by name."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tuopin.office.divisions.queries import unit_named, villages_of
from tuopin.plan import queries as plans
from tuopin.register import queries as register
from tuopin.register.workbook.cells import Value
from tuopin.register.workbook.writing import workbook_at, write_cell
from tuopin.rulebook.pack import PolicyPack
from tuopin.web.archive.lists import listing
from tuopin.web.archive.papers import Data
from tuopin.web.papers.forms import dated, written

if TYPE_CHECKING:
    from tuopin.plan.models import ExitPlan

WIDTH = 18
A4 = 9
"""The paper by its number in a workbook."""
Sheet = tuple[str, Sequence[str], Iterable[Sequence[Value]]]
"""A sheet of a workbook: its name, its columns, its rows."""


def title_of(plan: ExitPlan) -> str:
    """Return what a plan is called on paper."""
    township = unit_named(plan.township_id).name
    what = "贫困村退出时序" if plan.is_timetable else f"{plan.year}年度贫困退出计划"
    return f"{township}{what}（第{plan.version}稿）"


def drafted_on(plan: ExitPlan) -> date:
    """Return the day on which a plan was drafted."""
    return min(act.done_on for act in plans.acts_of(plan).values())


def printed_plan(plan: ExitPlan, pack: PolicyPack) -> Data:
    """Return a plan or a timetable as the form `listing` prints it."""
    facts = [*_acts(plan, pack), ("名单校验码", plan.roster_digest)]
    if plan.is_timetable:
        counts = plans.years_of_households(plan).items()
        facts.insert(
            -1, ("计划退出户数", "，".join(f"{year}年{n}户" for year, n in counts))
        )
        columns = {"序号": 0, "退出年度": 1, "贫困村": 3, "区划代码": 3}
        rows: Sequence[Sequence[Value]] = village_rows(plan)
    else:
        villages, _ = plans.named_in(plan)
        names = villages_of(plan.township_id)
        facts.insert(
            -1, ("计划退出村", "、".join(names[code] for code in villages) or "无")
        )
        columns = {"序号": 0, "村": 2, "户主": 2, "户编号": 3, "人口": 1}
        rows = household_rows(plan)
    return listing(
        title_of(plan),
        facts=facts,
        columns=columns,
        rows=[[str(at), *map(str, row)] for at, row in enumerate(rows, 1)],
        day=dated(drafted_on(plan)),
    )


def village_rows(plan: ExitPlan) -> list[tuple[int, str, str]]:
    """Return the year, the name and the code of each village that a plan names."""
    names = villages_of(plan.township_id)
    if plan.is_timetable:
        years = plans.years_of_villages(plan)
    else:
        years = dict.fromkeys(plans.named_in(plan)[0], plan.year)
    return sorted((year, names.get(code, code), code) for code, year in years.items())


def household_rows(plan: ExitPlan) -> list[tuple[str, str, str, int]]:
    """Return village, head, number and persons of each household that a plan names."""
    names = villages_of(plan.township_id)
    _, household_ids = plans.named_in(plan)
    return [
        (names[row.village_id], row.head_name, row.number, row.member_count)
        for row in register.households_by_id(household_ids)
    ]


def _acts(plan: ExitPlan, pack: PolicyPack) -> list[tuple[str, str]]:
    rules = pack.procedures["plan"].acts
    return [
        (
            rules[act.act].title.zh,
            f"{rules[act.act].verdict(act.verdict).title.zh}，"
            f"{written(act.done_on)}，{act.done_by.person.name}"
            + (f"，意见：{act.opinion}" if act.opinion else "")
            + "".join(f"，{one}" for one in act.evidence.values()),
        )
        for act in plans.acts_of(plan).values()
    ]


def sheets_of(plan: ExitPlan) -> list[Sheet]:
    """Return the sheets in which a plan says whom it names."""
    villages: Sheet = ("贫困村", ("退出年度", "贫困村", "区划代码"), village_rows(plan))
    if plan.is_timetable:
        counts = plans.years_of_households(plan).items()
        return [villages, ("分年户数", ("年度", "计划退出户数"), list(counts))]
    columns = ("村", "户主姓名", "户编号", "人口")
    return [("贫困户", columns, household_rows(plan)), villages]


def workbook_of(sheets: Iterable[Sheet], on: date) -> bytes:
    """Return sheets as a workbook's bytes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheets.xlsx"
        write_sheets(path, sheets, on=on)
        return path.read_bytes()


def write_sheets(path: Path, sheets: Iterable[Sheet], *, on: date) -> None:
    """Write sheets into a workbook: the same sheets of a day give the same bytes."""
    with workbook_at(path) as book:
        book.set_properties(
            {"created": datetime(on.year, on.month, on.day, tzinfo=UTC)}
        )
        heading = book.add_format({"bold": True, "bg_color": "#DDE6F0", "border": 1})
        for title, columns, rows in sheets:
            page = book.add_worksheet(title)
            page.set_column(0, len(columns) - 1, WIDTH)
            page.freeze_panes(1, 0)
            # Printed: A4 across, all columns on a page, the titles on each.
            page.set_paper(A4)
            page.set_landscape()
            page.fit_to_pages(1, 0)
            page.repeat_rows(0)
            for at, column in enumerate(columns):
                page.write_string(0, at, column, heading)
            for number, row in enumerate(rows, start=1):
                for at, value in enumerate(row):
                    write_cell(page, number, at, value)
