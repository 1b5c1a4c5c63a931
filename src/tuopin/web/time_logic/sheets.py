"""Contradictions between documents' times as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tuopin.register.workbook.cells import Value
from tuopin.web.performance.sheets import write_sheets
from tuopin.web.time_logic.board import PairShown, SettlingShown, SideShown

SIDE = ("材料", "内容", "日期", "时间", "地点", "附件号")
COLUMNS = (
    "核对项目",
    "户主",
    "户编号",
    *(f"甲：{one}" for one in SIDE),
    *(f"乙：{one}" for one in SIDE),
    "核实结果",
    "核实情况",
    "核实日期",
)


def write_pairs(path: Path, title: str, rows: Sequence[PairShown]) -> None:
    """Write each pair in a row, the two documents side by side."""
    lines: list[tuple[Value, ...]] = [
        (
            one.check.title.zh,
            one.household,
            one.number,
            *_cells(one.one),
            *_cells(one.two),
            *_settled(one.settling),
        )
        for one in rows
    ]
    write_sheets(path, ((title, COLUMNS, lines),))


def _cells(side: SideShown | None) -> tuple[Value, ...]:
    if side is None:
        return ("",) * len(SIDE)
    return (side.title.zh, side.about, side.day, side.hour, side.place, side.number)


def _settled(settling: SettlingShown | None) -> tuple[Value, ...]:
    if settling is None:
        return ("", "", None)
    said = settling.settled
    return (settling.outcome.label.zh, said.grounds, said.entered_on)
