"""Why nothing is judged or written: where, what, and what would be right."""

from __future__ import annotations

from collections.abc import Sequence

from tuopin.register.workbook.faults import Fault, Severity
from tuopin.rulebook.text import Text

MOST_VILLAGES = 400
MOST_HOUSEHOLDS = 100_000
"""What a workbook of outcomes can hold and somebody can read."""
SHOWN = 20
"""So many faults are named; the others are counted."""


class UnusableRegister(Exception):
    """The register has faults, and nothing of it was judged."""

    def __init__(self, faults: Sequence[Fault], total: int | None = None) -> None:
        self.faults = tuple(faults[:SHOWN])
        self.total = len(faults) if total is None else total
        super().__init__(f"{self.total} faults")

    @property
    def message(self) -> Text:
        """Name the faults, each on its line, and say what to do."""
        rest = self.total - len(self.faults)
        more_zh = f"\n……另有{rest}处。" if rest else ""
        more_en = f"\n… and {rest} more." if rest else ""
        zh = "\n".join(fault.message.zh for fault in self.faults)
        en = "\n".join(fault.message.en for fault in self.faults)
        return Text(
            f"登记数据有{self.total}处错误，未作评定，也未写出文件。请改正后重新运行。"
            f"\n{zh}{more_zh}",
            f"The register has {self.total} faults; nothing was judged and no file was"
            f" written. Correct them and run this again.\n{en}{more_en}",
        )


def fault(
    place: str,
    row: int | None,
    column: str | None,
    value: str,
    wrong: Text,
    right: Text,
) -> Fault:
    """Return a fault that keeps a register from being judged."""
    return Fault(place, row, column, value, wrong, right, Severity.ERROR)


class TooLargeForWorkbook(Exception):
    """Nobody reads a workbook of so many rows; says what to do instead."""

    message = Text(
        f"超过{MOST_HOUSEHOLDS:,}户或{MOST_VILLAGES}个村，工作簿装不下。"
        "请分乡镇评定，或把结果写成 .parquet 文件。",
        f"More than {MOST_HOUSEHOLDS:,} households or {MOST_VILLAGES} villages do not "
        "fit a workbook. Judge one township at a time, or write a .parquet file.",
    )


class MissingEngine(Exception):
    """The engine asked for cannot run here; says what to do."""

    def __init__(self, message: Text) -> None:
        self.message = message
        super().__init__(message.en)
