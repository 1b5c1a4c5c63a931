"""Small register workbooks for tests: lawful as made, and broken one cell at a time."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from openpyxl import Workbook

from tuopin.office.id_numbers import checking_digit
from tuopin.register.workbook import Fault, RegisterWorkbook, Severity, read_register
from tuopin.register.workbook.columns import COLUMNS, Sheet

VILLAGE, NEXT_VILLAGE, OTHER_VILLAGE = "211221101200", "211221101201", "211221102200"
VILLAGES: Mapping[str, str] = {
    VILLAGE: "甲村民委员会",
    NEXT_VILLAGE: "乙村民委员会",
    OTHER_VILLAGE: "丙村民委员会",
}
H, M, S, V = Sheet.HOUSEHOLDS, Sheet.MEMBERS, Sheet.SURVEYS, Sheet.VILLAGES


def id_number(born_on: date, sequence: int, region: str = "211221") -> str:
    """Return a number that holds together, for nobody; odd sequences are male."""
    body = f"{region}{born_on:%Y%m%d}{sequence:03d}"
    return body + checking_digit(body)


@dataclass
class Book:
    """The rows of a workbook by sheet, still to be written."""

    rows: dict[Sheet, list[list[object]]]

    def put(self, sheet: Sheet, row: int, title: str, value: object) -> Book:
        """Put something else into a cell; rows count from 0."""
        self.rows[sheet][row][position(sheet, title)] = value
        return self

    def get(self, sheet: Sheet, row: int, title: str) -> object:
        """Return what stands in a cell."""
        return self.rows[sheet][row][position(sheet, title)]

    def write(self, path: Path) -> Path:
        """Write the book as .xlsx, the header in the first row."""
        book = Workbook()
        book.remove(book.active)
        for sheet, rows in self.rows.items():
            worksheet = book.create_sheet(sheet.value)
            worksheet.append([column.title for column in COLUMNS[sheet]])
            for row in rows:
                worksheet.append(row)
        book.save(path)
        return path

    def write_csv(self, folder: Path, encoding: str = "utf-8-sig") -> Path:
        """Write the book as a folder with a file for each sheet."""
        folder.mkdir(exist_ok=True)
        for sheet, rows in self.rows.items():
            path = folder / f"{sheet.value}.csv"
            with path.open("w", encoding=encoding, newline="") as file:
                writer = csv.writer(file)
                writer.writerow([column.title for column in COLUMNS[sheet]])
                writer.writerows(rows)
        return folder

    def read(self, path: Path) -> RegisterWorkbook:
        """Write the book, read it back and check it."""
        return read_register(self.write(path), villages=VILLAGES)


def position(sheet: Sheet, title: str) -> int:
    """Return where a column stands."""
    return [column.title for column in COLUMNS[sheet]].index(title)


def small_book(households: int = 3, village: str = VILLAGE, first: int = 1) -> Book:
    """Return a lawful book: couples with one child of school age each."""
    rows: dict[Sheet, list[list[object]]] = {sheet: [] for sheet in Sheet}
    for at in range(first, first + households):
        number = f"{village}{at:05d}"
        rows[H].append(
            [
                number, village, "1组", "一般贫困户", "因病", None, 2014,
                f"139{at:08d}", "农村信用合作联社", f"62{at:017d}",
            ]
        )  # fmt: skip
        people = (
            ("户主", "男", date(1970, 5, 1), 2 * at + 1, None, None),
            ("配偶", "女", date(1972, 6, 2), 2 * at, None, None),
            ("之子", "男", date(2007, 7, 3), 2 * at + 1, "小学", "否"),
        )
        for line, (relation, gender, born, sequence, school, left) in enumerate(people):
            region = 211000 + int(village[8]) * 10 + int(village[-1])
            rows[M].append(
                [
                    number, f"{number}{line + 1:02d}", f"赵{'甲乙丙'[line]}", gender,
                    id_number(born, sequence, str(region)), born.isoformat(), relation,
                    "汉族", "小学" if school is None else None, school or "非在校生",
                    "健康", "无劳动力" if school else "普通劳动力", 0, "是", None, left,
                    None,
                ]
            )  # fmt: skip
        rows[S].append(
            [
                number, "2017-09-05", "钱访", "村委会", 9000.5, 4000, 0, 500.25, 1000,
                "务工", "是", "B", "安全", "基本安全", "安全", "安全",
            ]
        )  # fmt: skip
    rows[V].append(
        [
            village, 2017, 1500, 20, households, households, households, 3 * households,
            3 * households, "是", "是", "是", "否", 1234.5, "县扶贫办汇总",
        ]
    )  # fmt: skip
    return Book(rows)


def errors(book: RegisterWorkbook) -> list[Fault]:
    """Return the faults for which something was left out."""
    return [fault for fault in book.faults if fault.severity is Severity.ERROR]


def places(book: RegisterWorkbook) -> list[tuple[str, int | None, str | None]]:
    """Return where the errors are: sheet, row, column."""
    return [(fault.sheet, fault.row, fault.column) for fault in errors(book)]
