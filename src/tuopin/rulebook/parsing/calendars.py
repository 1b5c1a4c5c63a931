"""Parses the maintained table of days off and working weekend days, year by year."""

from __future__ import annotations

from datetime import date, timedelta

from tuopin.rulebook.calendar import WorkCalendar
from tuopin.rulebook.document import Node
from tuopin.rulebook.faults import Faults
from tuopin.rulebook.parsing.form import Form
from tuopin.rulebook.text import Text


def parse_calendar(node: Node, faults: Faults) -> WorkCalendar:
    """Read one calendar file; its years follow each other without a gap."""
    form = Form(node, faults)
    form.name("id")
    form.text("title")
    form.text("note")
    off: set[date] = set()
    working: set[date] = set()
    years: list[int] = []
    for written, child in form.children("years").items():
        years.append(int(written) if written.isdigit() else 0)
        off |= _days_off(child)
        working |= {child.day_of(day, "worked") for day in child.items("worked")}
        child.text("notice")
        child.close()
        _refuse_other_years(child, years[-1], off | working, years)
    form.close()
    if years != list(range(years[0], years[0] + len(years))) if years else True:
        wrong = Text("各年不连续", "the years do not follow each other")
        form.fault(form.node, wrong, Text("逐年相连", "every year from first to last"))
        return WorkCalendar(frozenset(), frozenset(), 1, 0)
    return WorkCalendar(frozenset(off), frozenset(working), years[0], years[-1])


def _days_off(form: Form) -> set[date]:
    days: set[date] = set()
    for block in form.forms("off"):
        block.text("name")
        day, last = block.day("from"), block.day("until")
        block.close()
        if last < day or (last - day).days > 31:
            wrong = Text("放假起止日期不成段", "the days off make no block")
            block.fault(
                block.node, wrong, Text("from 不晚于 until", "from before until")
            )
            continue
        while day <= last:
            days.add(day)
            day += timedelta(days=1)
    return days


def _refuse_other_years(
    form: Form, year: int, days: set[date], years: list[int]
) -> None:
    # A notice for one year may give days off at the end of the year before it.
    strays = [d for d in days if d.year not in (*years, year - 1)]
    if strays:
        wrong = Text(f"{strays[0]}不属于{year}年", f"{strays[0]} is not in {year}")
        form.fault(form.node, wrong, Text("该年的日期", "days of that year"))
