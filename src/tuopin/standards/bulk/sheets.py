"""A workbook of outcomes that a clerk reads: a summary, then a sheet per village."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from tuopin.rulebook.findings import Outcome
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.units import Unit
from tuopin.standards.bulk.faults import (
    MOST_HOUSEHOLDS,
    MOST_VILLAGES,
    TooLargeForWorkbook,
)
from tuopin.standards.bulk.judged import Judged
from tuopin.standards.bulk.tables import ALL

A3, A4 = 8, 9
"""Papers, as Excel numbers them."""
ANSWERS = {"yes": "是", "no": "否"}
FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
LONGEST_NAME = 31

FILLS = {
    Outcome.MET: {"font_color": "#1b5e20"},
    Outcome.NOT_MET: {"bg_color": "#f8d7da", "font_color": "#842029"},
    Outcome.UNKNOWN: {"bg_color": "#fff3cd", "font_color": "#664d03"},
}
# A shape beside the word, for those who see no colors and for black-and-white paper.
SHAPES = {Outcome.MET: "✓", Outcome.NOT_MET: "✗", Outcome.UNKNOWN: "?"}


class OutcomeWorkbook:
    """Gathers what was judged and writes it village by village at the end."""

    def __init__(
        self,
        path: Path,
        pack: PolicyPack,
        year: int,
        village_names: Mapping[str, str],
        heads: Mapping[str, str],
    ) -> None:
        self._path = path
        self._pack = pack
        self._year = year
        self._names = village_names
        self._heads = heads
        self._households: defaultdict[str, list[Judged]] = defaultdict(list)
        self._villages: dict[str, Judged] = {}
        self._count = 0

    def add(self, batch: Sequence[Judged]) -> None:
        """Take a batch; raises TooLargeForWorkbook."""
        self._count += len(batch)
        for one in batch:
            if one.unit is Unit.VILLAGE:
                self._villages[one.id] = one
            else:
                self._households[one.village].append(one)
        codes = self._households.keys() | self._villages.keys()
        if self._count > MOST_HOUSEHOLDS or len(codes) > MOST_VILLAGES:
            raise TooLargeForWorkbook

    def close(self) -> None:
        """Write the workbook."""
        codes = sorted(self._households.keys() | self._villages.keys())
        if self._count > MOST_HOUSEHOLDS or len(codes) > MOST_VILLAGES:
            return
        # Only so is a text that begins with = kept from being taken for a formula.
        book = xlsxwriter.Workbook(
            self._path, {"in_memory": True, "strings_to_formulas": False}
        )
        styles = _Styles(book)
        named = self._sheet_names(codes)
        summary = book.add_worksheet("汇总")
        for code in codes:
            self._village_sheet(book.add_worksheet(named[code]), styles, code)
        self._summary(summary, styles, codes, named)
        if self._villages:
            self._indicators(book.add_worksheet("村指标"), styles, codes)
        book.close()

    def _name(self, code: str) -> str:
        return self._names.get(code, code)

    def _sheet_names(self, codes: Sequence[str]) -> dict[str, str]:
        """Return a name for each village's sheet; two alike have their codes."""
        plain = {
            code: FORBIDDEN.sub("", self._name(code))[:LONGEST_NAME] for code in codes
        }
        taken = list(plain.values())
        return {
            code: name
            if taken.count(name) == 1
            else f"{name[: LONGEST_NAME - 13]} {code}"
            for code, name in plain.items()
        }

    def _village_sheet(self, sheet: Any, styles: _Styles, code: str) -> None:
        criteria = self._pack.criteria(Unit.HOUSEHOLD)
        titles = ["户编号", "户主", "人口", "调查日期", "结论"]
        titles += [criterion.title.zh for criterion in criteria]
        sheet.write_string(
            0, 0, f"{self._name(code)} {self._year}年评定结果", styles.title
        )
        sheet.write_row(1, 0, [*titles, "为什么，还缺什么"], styles.head)
        for row, one in enumerate(self._households[code], start=2):
            sheet.write_string(row, 0, one.id, styles.cell)
            sheet.write_string(row, 1, self._heads.get(one.id, ""), styles.cell)
            sheet.write_number(row, 2, one.members or 0, styles.cell)
            day = one.surveyed_on.isoformat() if one.surveyed_on else "无"
            sheet.write_string(row, 3, day, styles.cell)
            for at, outcome in enumerate(one.outcomes, start=4):
                styles.write_outcome(sheet, row, at, outcome)
            sheet.write_string(row, len(titles), _reasons(one), styles.wrapped)
        last = len(self._households[code]) + 1
        sheet.freeze_panes(2, 1)
        sheet.autofilter(1, 0, max(last, 2), len(titles))
        widths = (21, 9, 6, 12, 11, *(13 for _ in criteria), 90)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        _print_setup(sheet, last, len(titles), paper=A3, title_row=1)

    def _summary(
        self,
        sheet: Any,
        styles: _Styles,
        codes: Sequence[str],
        named: Mapping[str, str],
    ) -> None:
        title = f"{self._pack.title.zh} {self._year}年评定汇总"
        sheet.write_string(0, 0, title, styles.title)
        row = self._totals(sheet, styles, 2)
        self._by_village(sheet, styles, codes, named, row + 1)
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, 30, 13)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)

    def _totals(self, sheet: Any, styles: _Styles, row: int) -> int:
        """Write each criterion's counts: how many of how many, and the ratio."""
        for unit, judged in (
            (
                Unit.HOUSEHOLD,
                [one for rows in self._households.values() for one in rows],
            ),
            (Unit.VILLAGE, list(self._villages.values())),
        ):
            criteria = self._pack.standards.get(unit, {})
            if not criteria or not judged:
                continue
            what = "户" if unit is Unit.HOUSEHOLD else "村"
            heads = (
                "标准",
                "依据",
                "达标",
                "不达标",
                "情况不明",
                f"共（{what}）",
                "达标率",
            )
            sheet.write_row(row, 0, heads, styles.head)
            names = {ALL: ("全部标准", "")} | {
                one.id: (one.title.zh, one.cite.label.zh) for one in criteria.values()
            }
            for at, (title, cite) in enumerate(names.values()):
                row += 1
                counts = [sum(o.outcomes[at] is one for o in judged) for one in Outcome]
                sheet.write_row(
                    row, 0, (title, cite, *counts, len(judged)), styles.cell
                )
                met = f"{counts[0]}/{len(judged)}"
                sheet.write_string(
                    row, 6, f"{met} = {_percent(counts[0], len(judged))}"
                )
            row += 2
        return row

    def _by_village(
        self,
        sheet: Any,
        styles: _Styles,
        codes: Sequence[str],
        named: Mapping[str, str],
        row: int,
    ) -> None:
        criteria = self._pack.standards.get(Unit.VILLAGE, {})
        heads = ["村", "户数", "达标", "不达标", "情况不明"]
        judged_titles = [one.title.zh for one in criteria.values()]
        if criteria:
            heads += ["村结论", *judged_titles]
        sheet.write_row(row, 0, heads, styles.head)
        for code in codes:
            row += 1
            link = f"internal:'{named[code]}'!A1"
            sheet.write_url(row, 0, link, styles.link, self._name(code))
            households = self._households[code]
            counts = [sum(o.outcome is one for o in households) for one in Outcome]
            sheet.write_row(row, 1, (len(households), *counts), styles.cell)
            village = self._villages.get(code)
            for at, outcome in enumerate(village.outcomes if village else (), start=5):
                styles.write_outcome(sheet, row, at, outcome)

    def _indicators(self, sheet: Any, styles: _Styles, codes: Sequence[str]) -> None:
        """Write each village's indicators with the figures behind every ratio."""
        criteria = list(self._pack.standards.get(Unit.VILLAGE, {}).values())
        heads = ("村", "指标", "依据", "结论", "数值", "界限", "说明（分子、分母）")
        sheet.write_row(0, 0, heads, styles.head)
        row = 0
        for village in (self._villages[one] for one in codes if one in self._villages):
            for criterion, finding in zip(criteria, village.findings[1:], strict=False):
                row += 1
                words = (self._name(village.id), criterion.title.zh)
                sheet.write_row(row, 0, (*words, criterion.cite.label.zh), styles.cell)
                styles.write_outcome(sheet, row, 3, finding.outcome)
                figures = (finding.observed or "", finding.threshold or "")
                for at, figure in enumerate(figures, start=4):
                    sheet.write_string(
                        row, at, ANSWERS.get(figure, figure), styles.cell
                    )
                sheet.write_string(row, 6, finding.reason.zh, styles.wrapped)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(row, 1), len(heads) - 1)
        for column, width in enumerate((22, 24, 14, 12, 10, 10, 80)):
            sheet.set_column(column, column, width)
        _print_setup(sheet, row, len(heads) - 1, paper=A4, title_row=0)


class _Styles:
    """The formats of a workbook, made once."""

    def __init__(self, book: Any) -> None:
        base = {"font_name": "宋体", "font_size": 11, "valign": "top", "border": 1}
        self.title = book.add_format({"font_name": "黑体", "font_size": 16})
        self.head = book.add_format(
            {**base, "bold": True, "bg_color": "#e9ecef", "text_wrap": True}
        )
        self.cell = book.add_format(base)
        self.link = book.add_format({**base, "font_color": "#0b5ed7", "underline": 1})
        self.wrapped = book.add_format({**base, "text_wrap": True})
        self._outcomes = {
            outcome: book.add_format({**base, **fill})
            for outcome, fill in FILLS.items()
        }

    def write_outcome(self, sheet: Any, row: int, at: int, outcome: Outcome) -> None:
        """Write an outcome as a shape and a word, colored."""
        shown = f"{SHAPES[outcome]} {outcome.label.zh}"
        sheet.write_string(row, at, shown, self._outcomes[outcome])


def _reasons(one: Judged) -> str:
    """Return why a household does not pass, or that it does."""
    if not one.findings:
        return ""
    open_ones = [f for f in one.findings[1:] if f.outcome is not Outcome.MET]
    if not open_ones:
        return one.findings[0].reason.zh
    return "\n".join(finding.reason.zh for finding in open_ones)


def _percent(part: int, whole: int) -> str:
    """Write a share in percent with one place, cut and not rounded: never too good."""
    return f"{part * 1000 // whole / 10:.1f}%"


def _print_setup(
    sheet: Any, last_row: int, last_column: int, *, paper: int, title_row: int
) -> None:
    sheet.set_landscape()
    sheet.set_paper(paper)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(title_row)
    sheet.print_area(0, 0, max(last_row, 2), last_column)
    sheet.set_footer("&C第 &P 页，共 &N 页")
