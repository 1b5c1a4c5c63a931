"""What is wrong in a workbook: where, what stands there, what would be right."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tuopin.rulebook.text import Text


class Severity(StrEnum):
    """What a fault does to its row."""

    ERROR = "error"  # the household is set aside
    REPAIRED = "repaired"  # read as meant, and said so
    NOTICE = "notice"  # taken as written

    @property
    def label(self) -> Text:
        """Return the severity as people read it."""
        return _LABELS[self]


_LABELS = {
    Severity.ERROR: Text("须改", "to correct"),
    Severity.REPAIRED: Text("已更正", "repaired"),
    Severity.NOTICE: Text("请留意", "please note"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One remark on a cell, a row (no column), or a sheet (no row)."""

    sheet: str
    row: int | None
    column: str | None
    value: str
    wrong: Text
    right: Text
    severity: Severity

    @property
    def place(self) -> Text:
        """Say where: sheet, row, column."""
        zh, en = f"“{self.sheet}”表", f"sheet {self.sheet}"
        if self.row is not None:
            zh, en = f"{zh}第{self.row}行", f"{en}, row {self.row}"
        if self.column is not None:
            zh, en = f"{zh}“{self.column}”列", f"{en}, column {self.column}"
        return Text(zh, en)

    @property
    def message(self) -> Text:
        """Say the whole of it in one sentence."""
        shown = f"“{self.value}”" if self.value else ""
        return Text(
            f"{self.place.zh}{shown}：{self.wrong.zh}；应为：{self.right.zh}。",
            f"{self.place.en} {shown}: {self.wrong.en}; right is: {self.right.en}.",
        )


class UnreadableWorkbook(Exception):
    """The file cannot be taken at all; says why and what to do."""

    def __init__(self, wrong: Text, right: Text) -> None:
        super().__init__(f"{wrong.zh} {wrong.en}")
        self.wrong = wrong
        self.right = right

    @property
    def message(self) -> Text:
        """Say what is wrong with the file and what would be right."""
        return Text(
            f"无法读取这个文件：{self.wrong.zh}。{self.right.zh}。",
            f"This file cannot be read: {self.wrong.en}. {self.right.en}.",
        )
