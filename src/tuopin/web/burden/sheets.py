"""An area's year as a workbook and on one page of paper."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from tuopin.office.policy.queries import pack_on
from tuopin.oversight.burden.domain import MOST_SECONDS
from tuopin.oversight.burden.forms import AskedTwice
from tuopin.register.workbook.cells import Value
from tuopin.web.burden.behind import Asked, columns_of, facts_of, lines_of
from tuopin.web.burden.board import BurdenPage, PlaceRow
from tuopin.web.papers.forms import Data, dated, written
from tuopin.web.performance.sheets import write_sheets
from tuopin.web.templatetags.office import in_tenths

UNKNOWN = "情况不明"
MOST_ON_PAPER = 24
"""So many places, and so many things asked twice, leave the paper one page."""
MOST_TWICE = 8
PLACES = (
    "地方",
    "回答数",
    "重复问且没变",
    "按规则再问",
    "打印份数",
    "打印页数",
    "录入小时",
    "时长不明的录入",
    "每户调查分钟（中位数）",
    "本年改动的表",
)


def tenths(found: Fraction | None) -> str:
    """Write a figure with one decimal, unknown in words."""
    return UNKNOWN if found is None else in_tenths(found)


def write_board(path: Path, page: BurdenPage) -> None:
    """Write the places, each form's median, what is asked twice, what changed."""
    places: list[tuple[Value, ...]] = [_of_place(one) for one in page.rows]
    load = page.total
    places.append(
        (
            "合计",
            load.asked,
            load.repeated,
            load.wanted,
            load.papers,
            load.pages,
            tenths(load.hours),
            load.untimed,
            "",
            len(page.changes),
        )
    )
    times: list[tuple[Value, ...]] = [
        (one.title.zh, one.median.entries, tenths(one.minutes)) for one in page.medians
    ]
    twice: list[tuple[Value, ...]] = [
        (
            one.title.zh,
            asking.form.zh,
            asking.cite.label.zh if asking.cite else "",
            "规则要求再问" if asking.is_wanted else "",
        )
        for one in page.twice
        for asking in one.askings
    ]
    changes: list[tuple[Value, ...]] = [
        (one.day, one.form.zh, one.by, one.differences) for one in page.changes
    ]
    write_sheets(
        path,
        (
            (f"{page.year}年度", PLACES, places),
            ("各表用时", ("表", "录入次数", "每户分钟（中位数）"), times),
            ("多表同问", ("项目", "表", "依据", "说明"), twice),
            ("改动的表", ("日期", "表", "依据", "不同之处"), changes),
        ),
    )


def _of_place(one: PlaceRow) -> tuple[Value, ...]:
    load = one.load
    return (
        one.name,
        load.asked,
        load.repeated,
        load.wanted,
        load.papers,
        load.pages,
        tenths(load.hours),
        load.untimed,
        tenths(one.survey_minutes),
        one.changed,
    )


def write_behind(path: Path, asked: Asked, title: str) -> None:
    """Write every line behind a figure."""
    lines, _count = lines_of(asked)
    rows = [tuple(_cell(one) for one in line.cells) for line in lines]
    sheets = [(title, columns_of(asked.figure), rows)]
    if asked.facts:
        facts = [tuple(_cell(one) for one in cells) for cells in facts_of(asked)]
        sheets.append(("按项目", ("项目", "表", "重复", "共问"), facts))
    write_sheets(path, sheets)


def _cell(value: object) -> Value:
    return value if isinstance(value, int) else str(value)


def paper_of(page: BurdenPage, name: str) -> Data:
    """Return the year on one page: the worst places, and what is asked twice."""
    load, pack = page.total, pack_on(page.as_of)
    twice = [one for one in page.twice if one.extra][:MOST_TWICE]
    left_out = len(page.rows) - MOST_ON_PAPER
    return {
        "title": f"{name}{page.year}年度填报负担",
        "flipped": False,
        "facts": [
            ["数据截至", f"{written(page.as_of)}；政策包 {pack.version[:12]}"],
            ["重复问且没变", f"{load.repeated}项（共{load.asked}项回答）"],
            ["按规则再问", f"{load.wanted}项（盲抽复访、回访），不算浪费"],
            ["打印", f"{load.papers}份、{load.pages}页"],
            [
                "录入",
                f"{tenths(load.hours)}{'小时' if load.timed else ''}；"
                f"另有{load.untimed}次时长不明",
            ],
            [
                "多表同问",
                "；".join(
                    f"{one.title.zh}（{'、'.join(_forms(one))}）" for one in twice
                )
                or "没有",
            ],
        ],
        "columns": ["地方", "重复问", "按规则再问", "页数", "小时", "时长不明", "改表"],
        "widths": [2, 1, 1.2, 1, 1, 1, 0.8],
        "rows": [
            [
                one.name,
                str(one.load.repeated),
                str(one.load.wanted),
                str(one.load.pages),
                tenths(one.load.hours),
                str(one.load.untimed),
                str(one.changed),
            ]
            for one in page.rows[:MOST_ON_PAPER]
        ],
        "nothing": "没有记录。",
        "signers": [],
        "says": (f"另有{left_out}个地方没有列出，见表格。" if left_out > 0 else "")
        + "由记录算出，谁也不能填。程序以外印的、手工填的不知道，不计。"
        f"每张表打开超过{MOST_SECONDS // 60}分钟的，时长按不明计。",
        "dated": dated(page.as_of),
    }


def _forms(one: AskedTwice) -> list[str]:
    return list(dict.fromkeys(a.form.zh for a in one.askings if not a.is_wanted))
