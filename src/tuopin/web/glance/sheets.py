"""The figures of an area as a workbook, and as a brief of one page for a meeting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from tuopin.office.divisions.models import Division
from tuopin.procedure.standing import Kind
from tuopin.register.domain import RegistrationStatus
from tuopin.register.workbook.cells import Value
from tuopin.register.workbook.writing import workbook_at, write_cell
from tuopin.rulebook.findings import Outcome
from tuopin.web.glance.figures import Glance, Tile
from tuopin.web.papers.forms import Data, dated, written
from tuopin.web.planner import Pressing
from tuopin.web.templatetags.office import in_language

PRESSING = (Pressing.LOST, Pressing.SOON, Pressing.FINE, Pressing.UNKNOWN)
Rows = Sequence[Sequence[Value]]
WIDTH = 18


def places(glance: Glance) -> tuple[list[str], Rows]:
    """Return the table of places, their sum last."""
    titles = [
        _("Place"),
        *(in_language(status.label) for status in RegistrationStatus),
        _("Poor persons"),
        *(in_language(kind.label) for kind in Kind),
    ]
    rows = [_of_place(tile, tile.name) for tile in glance.tiles]
    return titles, [*rows, _of_place(glance.total, _("Together"))]


def _of_place(tile: Tile, name: str) -> list[Value]:
    registered = [tile.registered[status] for status in RegistrationStatus]
    standing = [tile.standing[kind] for kind in Kind]
    return [name, *registered, tile.persons, *standing]


def tables(glance: Glance) -> Iterator[tuple[str, list[str], Rows]]:
    """Yield every table of the page: its title, its columns, its rows."""
    yield _("By place"), *places(glance)
    yield (
        _("Acts done"),
        [_("No."), _("Act"), _("Article"), _("Households")],
        [
            [
                one.number,
                in_language(one.rule.title),
                in_language(one.rule.cite.label),
                one.households,
            ]
            for one in glance.acts
        ],
    )
    yield (
        _("Where exits stand"),
        [_("Where the exit stands"), _("Households")],
        [[in_language(one.status.title), one.households] for one in glance.statuses],
    )
    yield (
        _("Poor villages"),
        [_("Indicator"), *(in_language(outcome.label) for outcome in Outcome)],
        [
            [
                in_language(one.criterion.title),
                *(one.outcomes[outcome] for outcome in Outcome),
            ]
            for one in glance.indicators
        ],
    )
    yield (
        _("Poor households over time"),
        [_("Day"), _("Households")],
        [[one.day.isoformat(), one.households] for one in glance.days],
    )
    yield (
        _("Deadlines"),
        [_("Deadline"), _("Day"), *(_said(pressing) for pressing in PRESSING)],
        [
            [
                in_language(one.due.rule.title),
                one.due.on.isoformat(),
                *(one.villages.get(pressing, 0) for pressing in PRESSING),
            ]
            for one in glance.deadlines
        ],
    )
    yield (
        _("Waiting to be cleared"),
        [_("What waits"), _("Count")],
        [[in_language(one.title), one.count] for one in glance.waiting],
    )


def _said(pressing: Pressing) -> str:
    return {
        Pressing.LOST: _("villages too late"),
        Pressing.SOON: _("villages within seven days"),
        Pressing.FINE: _("villages in time"),
        Pressing.UNKNOWN: _("villages beyond the calendar"),
    }[pressing]


def write_workbook(path: Path, glance: Glance) -> None:
    """Write the page's tables, a sheet for each."""
    with workbook_at(path) as book:
        bold, as_text = book.add_format({"bold": True}), book.add_format()
        for title, columns, rows in tables(glance):
            sheet = book.add_worksheet(title)
            sheet.set_column(0, len(columns) - 1, WIDTH)
            for at, column in enumerate(columns):
                sheet.write_string(0, at, column, bold)
            for line, row in enumerate(rows, 1):
                for at, value in enumerate(row):
                    write_cell(sheet, line, at, value, as_text)


def brief(glance: Glance, place: Division) -> Data:
    """Return the brief of one page: what a leading group looks at before it meets."""
    total = glance.total
    return {
        "title": f"{place.name}脱贫退出工作情况",
        "dated": dated(glance.on),
        "day": f"截至 {written(glance.on)}",
        "headline": [
            ["在册贫困户", f"{total.poor} 户 {total.persons} 人"],
            ["已脱贫", f"{total.registered[RegistrationStatus.LIFTED_OUT]} 户"],
            ["返贫", f"{total.registered[RegistrationStatus.RETURNED]} 户"],
            ["正在退出", f"{total.standing[Kind.OPEN]} 户"],
            ["须先解决", f"{total.standing[Kind.WAITS]} 户"],
            ["贫困村", f"{glance.poor_villages} 个"],
        ],
        "acts": [
            [str(one.number), one.rule.title.zh, one.households]
            for one in glance.acts
            if one.households
        ],
        "of": total.exits,
        "deadlines": [
            [
                one.due.rule.title.zh,
                *(str(one.villages.get(pressing, 0)) for pressing in PRESSING),
            ]
            for one in glance.deadlines
        ],
        "waiting": [[one.title.zh, str(one.count)] for one in glance.waiting],
        "indicators": [
            [
                one.criterion.title.zh,
                *(str(one.outcomes[outcome]) for outcome in Outcome),
            ]
            for one in glance.indicators
        ],
        "says": "各数与系统“一览”页、导出的工作簿同源，均为当日实时统计；"
        "未办结不等于未达标，未知不计为达标。",
    }
