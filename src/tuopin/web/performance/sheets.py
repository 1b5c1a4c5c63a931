"""A township's year on paper and as workbooks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tuopin.office.audit.queries import latest_checkpoint
from tuopin.oversight.performance.domain import Known
from tuopin.oversight.performance.queries import Asked
from tuopin.register.workbook.cells import Value
from tuopin.register.workbook.writing import workbook_at, write_cell
from tuopin.web.papers.forms import Data, dated, written
from tuopin.web.performance.behind import UnitShown
from tuopin.web.performance.board import Board, PartShown, TownshipPage
from tuopin.web.templatetags.office import in_percent

WIDTH = 16
BOOK = (
    "乡镇",
    "得分",
    "说明",
    "是否如期",
    "工作实效",
    "红线",
    "系统建议",
    "决定",
    "文号",
    "评先资格",
)
UNITS = ("村", "名称", "编号", "情况", "日期", "是否计入")


def figure_words(part: PartShown) -> str:
    """Return a part's share, or why there is none."""
    figure = part.score.figure
    if figure.known is Known.NOTHING_DUE:
        return "本年没有应办的，不计"
    if figure.share is None:
        return f"情况不明：{figure.because.zh if figure.because else ''}"
    return in_percent(figure.share)


def score_sheet(page: TownshipPage, asked: Asked) -> Data:
    """Return the score sheet of a township's year."""
    scored = page.scored
    score = scored.score
    total = f"{score.total}分" if score.total is not None else "不出总分"
    because = f"（{score.because.zh}）" if score.because else ""
    proposed = scored.proposed.recognition
    decision = scored.decision
    return {
        "title": f"{scored.unit.name}{page.year}年度实绩考核计分表",
        "flipped": False,
        "facts": [
            ["依据", f"第十条、第十一条；政策包 {asked.pack.version[:12]}"],
            ["数据截至", written(asked.on)],
            ["得分", f"{total}{because}"],
            *[["条件", one.zh] for one in scored.proposed.grounds],
            ["系统建议", proposed.label.zh if proposed else "条件未齐，暂不建议"],
            [
                "决定",
                f"{decision.recognition.zh}（{decision.decision.paper_number}，"
                f"{written(decision.decision.entered_on)}）"
                if decision
                else "尚未决定",
            ],
        ],
        "columns": ["项目", "计入/总数", "比率", "得分/分值", "为什么这样计分"],
        "widths": [1.5, 1, 1.5, 1, 2.2],
        "rows": [
            [
                one.score.title.zh,
                f"{one.score.figure.counted}/{one.score.figure.of}",
                figure_words(one),
                f"{one.score.points if one.score.is_known else '–'}"
                f"/{one.score.rule.weight}",
                one.score.rule.why.zh,
            ]
            for one in page.parts
        ],
        "nothing": "",
        "signers": ["计分人", "复核人"],
        "says": _says(page, asked),
        "dated": dated(asked.on),
    }


def _says(page: TownshipPage, asked: Asked) -> str:
    decision = page.scored.decision
    checkpoint = latest_checkpoint()
    kept = (
        f"决定时计分校验码（SHA-256）：{decision.decision.digest}　" if decision else ""
    )
    sealed = checkpoint.code if checkpoint else "–"
    return (
        f"{kept}分值和限度是政策包的假定值，情况不明的部分不计零分也不计满分。"
        f"最近封存码：{sealed}　打印日期：{written(asked.on)}"
    )


def write_board(path: Path, board: Board) -> None:
    """Write the townships of a year, and every part of each."""
    summary: list[tuple[Value, ...]] = []
    parts: list[tuple[Value, ...]] = []
    for one in board.townships:
        score, proposed = one.score, one.proposed.recognition
        decision = one.decision
        summary.append(
            (
                one.unit.name,
                score.total,
                score.because.zh if score.because else "",
                one.in_time.zh,
                one.effect.label.zh if one.effect else "未认定",
                len(score.red_lines),
                proposed.label.zh if proposed else "条件未齐",
                decision.recognition.zh if decision else "",
                decision.decision.paper_number if decision else "",
                "取消" if decision and decision.bars else "",
            )
        )
        parts.extend(
            (
                one.unit.name,
                part.title.zh,
                part.figure.counted,
                part.figure.of,
                in_percent(part.figure.share) if part.figure.share is not None else "",
                part.points,
                part.rule.weight,
                part.figure.because.zh if part.figure.because else "",
            )
            for part in score.parts
        )
    columns = ("乡镇", "项目", "计入", "总数", "比率", "得分", "分值", "说明")
    write_sheets(
        path,
        ((f"{board.year}年度", BOOK, summary), ("各项", columns, parts)),
    )


def write_units(path: Path, title: str, rows: Sequence[UnitShown]) -> None:
    """Write every unit behind a figure."""
    lines: list[tuple[Value, ...]] = [
        (one.village, one.name, one.number, one.detail, one.day, one.verdict.zh)
        for one in rows
    ]
    write_sheets(path, ((title, UNITS, lines),))


def write_sheets(
    path: Path,
    sheets: Sequence[tuple[str, Sequence[str], Sequence[tuple[Value, ...]]]],
) -> None:
    """Write lists as the sheets of a workbook, each with its columns."""
    with workbook_at(path) as book:
        bold = book.add_format({"bold": True, "bg_color": "#DDE6F0", "border": 1})
        for title, columns, rows in sheets:
            sheet = book.add_worksheet(title)
            sheet.set_column(0, len(columns) - 1, WIDTH)
            sheet.freeze_panes(1, 0)
            for at, column in enumerate(columns):
                sheet.write_string(0, at, column, bold)
            for number, row in enumerate(rows, 1):
                for at, value in enumerate(row):
                    write_cell(sheet, number, at, value)
