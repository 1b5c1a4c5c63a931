"""Check a workbook: the rows that may be used, and what is wrong with the others."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tuopin.register.workbook.cells import read_cell, written
from tuopin.register.workbook.columns import Column, Sheet
from tuopin.register.workbook.consistency import (
    Check,
    Row,
    compare_households_with_members,
    compare_village,
    compare_with_id_number,
    refuse_duplicates,
    refuse_unknown_households,
)
from tuopin.register.workbook.entries import (
    HouseholdEntry,
    MemberEntry,
    RegisterWorkbook,
    SurveyEntry,
    VillageEntry,
)
from tuopin.register.workbook.faults import Severity
from tuopin.register.workbook.layout import FoundSheet, find_sheets
from tuopin.register.workbook.reading import Cell, RawWorkbook, read_workbook
from tuopin.rulebook.text import Text


def sift_workbook(
    raw: RawWorkbook,
    *,
    villages: Mapping[str, str],
    asked: tuple[Column, ...] = (),
) -> RegisterWorkbook:
    """Check every cell, row and household; `villages` are code to name, of the area.

    `asked` are the survey columns that a policy pack has beside the known ones.
    """
    found, faults = find_sheets(raw, asked=asked)
    check = Check(villages, faults=faults)
    for sheet in found:
        for number, cells in sheet.records():
            check.rows[sheet.sheet].append(_read_row(check, sheet, number, cells))
    for row in [*check.rows[Sheet.HOUSEHOLDS], *check.rows[Sheet.VILLAGES]]:
        compare_village(check, row)
    refuse_duplicates(check)
    compare_households_with_members(check)
    refuse_unknown_households(check)
    for row in check.rows[Sheet.MEMBERS]:
        compare_with_id_number(check, row)
    for row in check.rows[Sheet.SURVEYS]:
        _note_undated(check, row)
    return _result(check)


def read_register(
    path: Path, *, villages: Mapping[str, str], asked: tuple[Column, ...] = ()
) -> RegisterWorkbook:
    """Read and check a workbook; raises UnreadableWorkbook."""
    return sift_workbook(read_workbook(path), villages=villages, asked=asked)


def _read_row(check: Check, sheet: FoundSheet, number: int, cells: list[Cell]) -> Row:
    row = Row(sheet, number, {}, cells)
    faulty: list[tuple[Column, Text, Text, Severity]] = []
    formulas = sheet.raw.formulas
    for column in sheet.columns:
        at = sheet.positions.get(column.title, -1)
        if formulas and at >= 0 and (number, at + 1) in formulas:
            row.values[column.field] = None
            faulty.append((column, *FORMULA, Severity.ERROR))
            continue
        cell = cells[at] if 0 <= at < len(cells) else ""
        if cell == "":
            row.values[column.field] = None
            if column.is_required and at >= 0:
                faulty.append((column, BLANK, column.right, Severity.ERROR))
            continue
        reading = read_cell(column, cell)
        row.values[column.field] = reading.value
        if reading.severity and reading.wrong and reading.right:
            faulty.append((column, reading.wrong, reading.right, reading.severity))
        elif reading.value is None and column.is_required:
            faulty.append((column, BLANK, column.right, Severity.ERROR))
    # Only once the row's household is known can the household be set aside.
    for column, wrong, right, severity in faulty:
        check.fault(row, column.title, wrong, right, severity)
    if any(row.values.get(c.field) is None for c in sheet.columns if c.is_required):
        row.is_whole = False
        if row.household:
            check.set_aside.add(row.household)
    return row


BLANK = Text("没有填写", "it is blank")
FORMULA = (
    Text("这里是公式，结果无法采信", "it is a formula, and its result proves nothing"),
    Text("把公式的结果按数值粘贴", "the formula's result, pasted as a value"),
)


def _note_undated(check: Check, row: Row) -> None:
    if row.values.get("surveyed_on") is None and row.is_whole:
        check.fault(
            row,
            "调查日期",
            Text(
                "没有调查日期，不能算作一次入户调查",
                "without a date it counts as no survey",
            ),
            Text("补填入户的日期", "the date of the visit"),
            Severity.NOTICE,
        )


OF_THE_VISIT = ("household_number", "surveyed_on", "surveyor", "organization")


def _answers(row: Row) -> dict[str, str]:
    answers = {}
    for column in row.sheet.columns:
        value = row.values[column.field]
        if value is None or column.field in OF_THE_VISIT:
            continue
        answers[column.title] = written(column, value)
    return answers


def _result(check: Check) -> RegisterWorkbook:
    def whole(sheet: Sheet) -> list[Any]:
        return [
            row.values
            for row in check.rows[sheet]
            if row.is_whole and row.household not in check.set_aside
        ]

    surveys = [
        SurveyEntry(
            household_number=str(row.values["household_number"]),
            surveyed_on=row.values["surveyed_on"],  # type: ignore[arg-type]
            surveyor=str(row.values["surveyor"] or ""),
            organization=str(row.values["organization"] or ""),
            values=_answers(row),
        )
        for row in check.rows[Sheet.SURVEYS]
        if row.is_whole and row.household not in check.set_aside
    ]
    return RegisterWorkbook(
        households=tuple(HouseholdEntry(**v) for v in whole(Sheet.HOUSEHOLDS)),
        members=tuple(MemberEntry(**v) for v in whole(Sheet.MEMBERS)),
        surveys=tuple(surveys),
        villages=tuple(VillageEntry(**v) for v in whole(Sheet.VILLAGES)),
        faults=tuple(check.faults),
        set_aside=frozenset(check.set_aside),
    )
