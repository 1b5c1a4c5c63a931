"""The year's second surveys as a workbook: drawn, agreement, differences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from tuopin.office.accounts.domain import Actor
from tuopin.register.workbook.writing import workbook_at
from tuopin.rulebook.text import Text
from tuopin.web.second_surveys.board import (
    SecondBoard,
    Share,
    board_of,
    comparing_on,
)
from tuopin.web.second_surveys.pair import said
from tuopin.web.templatetags.office import in_language

YES = Text("是", "yes")
DRAWN = (
    Text("村", "village"),
    Text("户编号", "household"),
    Text("户主", "head"),
    Text("第一次调查人", "first surveyor"),
    Text("第二次调查人", "second surveyor"),
    Text("期限", "due"),
    Text("状态", "state"),
)
AGREE = (
    Text("题目", "question"),
    Text("一致", "same"),
    Text("对数", "pairs"),
    Text("一致率", "share"),
    Text("卡帕系数", "kappa"),
    Text("退出标准指标", "touches the standard"),
)
SHARES = (
    Text("名称", "name"),
    Text("户数", "households"),
    Text("一致", "same"),
    Text("对数", "pairs"),
    Text("一致率", "share"),
)
DIFFERENT = (
    Text("户编号", "household"),
    Text("题目", "question"),
    Text("成员", "member"),
    Text("第一次", "first"),
    Text("第二次", "second"),
    Text("退出标准指标", "touches the standard"),
)


def write_workbook(path: Path, actor: Actor, *, on: date) -> None:
    """Write all that the board has, a sheet for each of its tables."""
    board = board_of(actor, on=on)
    with workbook_at(path) as book:
        bold = book.add_format({"bold": True})
        for name, columns, rows in _sheets(board, on):
            sheet = book.add_worksheet(name)
            for at, title in enumerate(columns):
                sheet.write_string(0, at, in_language(title), bold)
            for row, cells in enumerate(rows, start=1):
                for at, cell in enumerate(cells):
                    sheet.write_string(row, at, cell)


Sheet = tuple[str, Sequence[Text], Iterable[Sequence[str]]]


def _sheets(board: SecondBoard, on: date) -> list[Sheet]:
    return [
        (_("Drawn households"), DRAWN, _drawn(board)),
        (_("By question"), AGREE, _questions(board)),
        (_("By surveyor"), SHARES, _shares(board.surveyors)),
        (_("By village"), SHARES, _shares(board.villages)),
        (_("Differences"), DIFFERENT, _differences(board, on)),
    ]


def _drawn(board: SecondBoard) -> Iterable[Sequence[str]]:
    for one in board.drawn:
        yield (
            one.village,
            one.drawn.household.number,
            one.drawn.household.head_name,
            one.first,
            one.sent.surveyor_name if one.sent else "",
            one.sent.due_on.isoformat() if one.sent else "",
            in_language(one.state),
        )


def _questions(board: SecondBoard) -> Iterable[Sequence[str]]:
    for one in board.questions:
        yield (
            in_language(one.label),
            str(one.agreement.same),
            str(one.agreement.pairs),
            one.percent,
            one.kappa,
            in_language(YES) if one.agreement.touches_standard else "",
        )


def _shares(found: Iterable[Share]) -> Iterable[Sequence[str]]:
    for one in found:
        figures = (str(one.households), str(one.same), str(one.pairs))
        yield (one.name, *figures, one.percent)


def _differences(board: SecondBoard, on: date) -> Iterable[Sequence[str]]:
    comparing = comparing_on(on)
    for one in board.drawn:
        for pair in one.compared.different if one.compared else ():
            yield (
                one.drawn.household.number,
                in_language(pair.question.label),
                pair.whose,
                said(comparing, pair, pair.first),
                said(comparing, pair, pair.second),
                in_language(YES) if pair.touches_standard else "",
            )
