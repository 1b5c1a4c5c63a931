"""The watch for falling back as its page and its workbook show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings

from tuopin.aftercare import queries
from tuopin.aftercare.caring import PAGE_SIZE, Cared
from tuopin.aftercare.watching import Watch, Watched, told, watched
from tuopin.office.accounts.domain import Actor
from tuopin.office.divisions.queries import short_names_in
from tuopin.office.policy.queries import pack_on
from tuopin.register.workbook.writing import workbook_at, write_cell
from tuopin.rulebook.aftercare import AftercareRules
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.text import Text
from tuopin.web.aftercare.board import paged, rules_on
from tuopin.web.aftercare.household import WatchShown, criterion_title, watch_shown


@dataclass(frozen=True)
class WatchedShown:
    """A household with what fails or is not known first: figure, source and date."""

    cared: Cared
    village: str
    shown: WatchShown
    risk_due_on: date | None


@dataclass(frozen=True)
class WatchPage:
    """A page of what the watch found, and how many of each."""

    rules: AftercareRules
    counts: tuple[tuple[Watch, int], ...]
    by_criterion: tuple[tuple[Text, int], ...]
    chosen: Watch
    rows: tuple[WatchedShown, ...]
    page: int
    pages: int
    previous_query: str
    next_query: str


def watch_page(actor: Actor, asked: Mapping[str, str], *, on: date) -> WatchPage:
    """Return what the watch found in the actor's area, what fails first."""
    rules, pack = rules_on(on), pack_on(on)
    found = _found(actor, rules, pack, on)
    chosen = _chosen(asked)
    rows = [one for one in found if one.watch is chosen]
    pages = max(1, -(-len(rows) // PAGE_SIZE))
    number = asked.get("page", "1")
    page = min(pages, max(1, int(number))) if number.isdecimal() else 1
    kept = {"watch": chosen.value}
    failing: dict[str, int] = {}
    for one in found:
        if one.watch is Watch.FAILS:
            failing[one.criterion] = failing.get(one.criterion, 0) + 1
    return WatchPage(
        rules,
        tuple((each, sum(one.watch is each for one in found)) for each in Watch),
        tuple((criterion_title(name, pack), n) for name, n in failing.items()),
        chosen,
        tuple(_shown(rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE], actor, pack)),
        page,
        pages,
        paged(kept, page - 1, pages),
        paged(kept, page + 1, pages),
    )


def _chosen(asked: Mapping[str, str]) -> Watch:
    value = asked.get("watch", "")
    return Watch(value) if value in set(Watch) else Watch.FAILS


def _found(
    actor: Actor, rules: AftercareRules, pack: PolicyPack, on: date
) -> list[Watched]:
    return watched(actor.division_code, pack, rules, on=on, kept_in=settings.COMPILED)


def _shown(rows: list[Watched], actor: Actor, pack: PolicyPack) -> list[WatchedShown]:
    ids = [one.cared.id for one in rows]
    said, names = told(ids, pack), short_names_in(actor.division_code)
    risks = queries.open_risks(ids)
    return [
        WatchedShown(
            one.cared,
            names.get(one.cared.village_code, one.cared.village_code),
            watch_shown(said[one.cared.id], pack),
            risks[one.cared.id].due_on if one.cared.id in risks else None,
        )
        for one in rows
    ]


def query_of(watch: Watch) -> str:
    """Return the address query that shows one word of the watch."""
    return urlencode({"watch": watch.value})


COLUMNS = (
    "村", "户编号", "户主", "监测结果", "首项", "数值", "标准", "依据", "调查日期",
    "调查人", "说明", "风险办结期限",
)  # fmt: skip


def write_workbook(
    path: Path, actor: Actor, asked: Mapping[str, str], *, on: date
) -> None:
    """Write every household of which the watch says one thing, with its figure."""
    pack = pack_on(on)
    chosen = _chosen(asked)
    found = _found(actor, rules_on(on), pack, on)
    rows = _shown([one for one in found if one.watch is chosen], actor, pack)
    with workbook_at(path) as book:
        bold = book.add_format({"bold": True, "bg_color": "#DDE6F0", "border": 1})
        sheet = book.add_worksheet("返贫监测")
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(COLUMNS) - 1, 18)
        for at, title in enumerate(COLUMNS):
            sheet.write_string(0, at, title, bold)
        for number, one in enumerate(rows, 1):
            finding, visit = one.shown.told.finding, one.shown.told.visit
            cells = (
                one.village,
                one.cared.number,
                one.cared.head_name,
                one.shown.told.watch.label.zh,
                one.shown.title.zh if one.shown.title else "",
                (finding.observed or "") if finding else "",
                (finding.threshold or "") if finding else "",
                str(finding.cite) if finding else "",
                visit.surveyed_on if visit else None,
                visit.surveyor if visit else "",
                finding.reason.zh if finding else "",
                one.risk_due_on,
            )
            for at, cell in enumerate(cells):
                write_cell(sheet, number, at, cell)
