"""A closed list and its draw: on the page, and on the paper to draw again from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import Right, may
from tuopin.office.divisions.queries import villages_of
from tuopin.survey.operations.second import LEAST_OF_DIGEST
from tuopin.survey.second import queries
from tuopin.survey.second.domain import lot_of, wanted_of
from tuopin.survey.second.people import witnesses_for
from tuopin.web.papers.forms import Data, dated, written
from tuopin.web.second_surveys.board import in_hundredths

if TYPE_CHECKING:
    from tuopin.survey.models import DrawnSurvey, SecondSurveyFrame, SecondSurveyLine

A_PAGE = 100


@dataclass(frozen=True)
class LineShown:
    """A line of the list, and its lot once a number is spoken."""

    row: SecondSurveyLine
    village: str
    lot: str
    is_drawn: bool


@dataclass(frozen=True)
class VillageShown:
    """How many households of a village are listed, and how many of them are drawn."""

    code: str
    name: str
    listed: int
    wanted: int


@dataclass(frozen=True)
class ListPage:
    """A closed list with its terms, its lines and what was drawn from it."""

    frame: SecondSurveyFrame
    page: Page[SecondSurveyLine]
    lines: tuple[LineShown, ...]
    villages: tuple[VillageShown, ...]
    drawn: int
    witnesses: tuple[Actor, ...]
    may_draw: bool
    least_of_digest: int = LEAST_OF_DIGEST

    @property
    def is_drawn(self) -> bool:
        """Whether a number was spoken over it."""
        return hasattr(self.frame, "draw")

    @property
    def share(self) -> str:
        """The share in hundredths."""
        return in_hundredths(self.frame.share)

    @property
    def digest_parts(self) -> list[str]:
        """The digest in groups that can be read out."""
        return [self.frame.digest[at : at + 8] for at in range(0, 64, 8)]

    @property
    def wanted(self) -> int:
        """How many are drawn in all."""
        return sum(one.wanted for one in self.villages)


def list_page(actor: Actor, number: int, *, at: str, on: date) -> ListPage | None:
    """Return a list, None where there is none in sight."""
    frame = queries.frame_by_id(number)
    if frame is None:
        return None
    names = villages_of(actor.division_code)
    drawn = {one.line_id: one for one in queries.drawn_of(frame)}
    page = Paginator(queries.lines_of(frame), A_PAGE).get_page(at)
    return ListPage(
        frame=frame,
        page=page,
        lines=tuple(_line(row, frame, names, drawn) for row in page),
        villages=tuple(_villages(frame, names)),
        drawn=len(drawn),
        witnesses=tuple(witnesses_for(actor, on=on)),
        may_draw=may(actor, Right.DRAW_SECOND_SURVEYS, in_division=frame.division_code),
    )


def _line(
    row: SecondSurveyLine,
    frame: SecondSurveyFrame,
    names: Mapping[str, str],
    drawn: Mapping[int, DrawnSurvey],
) -> LineShown:
    seed = frame.draw.seed if hasattr(frame, "draw") else ""
    lot = lot_of(seed, row.position) if seed else ""
    name = names.get(row.village_code, row.village_code)
    return LineShown(row, name, lot, row.id in drawn)


def _villages(frame: SecondSurveyFrame, names: Mapping[str, str]) -> list[VillageShown]:
    return [
        VillageShown(
            code,
            names.get(code, code),
            count,
            wanted_of(
                count, share=frame.share, least_per_village=frame.least_per_village
            ),
        )
        for code, count in queries.counts_by_village(frame).items()
    ]


def draw_sheet(actor: Actor, number: int, *, on: date) -> Data | None:
    """Return what the paper says: the list, the number, the recipe, what is drawn."""
    frame = queries.frame_by_id(number)
    if frame is None:
        return None
    names = villages_of(actor.division_code)
    drawn = {one.line_id: one for one in queries.drawn_of(frame)}
    lines = [_line(row, frame, names, drawn) for row in queries.lines_of(frame)]
    is_drawn = hasattr(frame, "draw")
    title = "第二次调查抽签记录" if is_drawn else "第二次调查抽样名单"
    return {
        "title": title,
        "flipped": True,
        "facts": _facts(frame, lines),
        "widths": [0, 2, 0, 3, 0, 0, 5 if is_drawn else 1, 0],
        "columns": COLUMNS,
        "rows": [
            [
                str(one.row.position),
                one.village,
                one.row.village_code,
                one.row.household.number,
                str(one.row.visit_id),
                str(one.row.surveyor_id),
                one.lot,
                "抽中" if one.is_drawn else "",
            ]
            for one in lines
        ],
        "nothing": "名单上没有户。",
        "signers": ["报号人", "录入人", "见证人"],
        "says": RECIPE.format(
            year=frame.year, share=f"{frame.share:.4f}", least=frame.least_per_village
        ),
        "dated": dated(on),
    }


def _facts(frame: SecondSurveyFrame, lines: list[LineShown]) -> list[list[str]]:
    facts = [
        ["名单", f"第{frame.id}号，{frame.year}年，共{frame.size}户"],
        ["封存", f"{written(frame.entered_on)}，{frame.frozen_by.person.name}"],
        ["比例", f"{frame.share:.4f}，每村至少{frame.least_per_village}户"],
        ["名单校验码", frame.digest],
    ]
    if hasattr(frame, "draw"):
        draw = frame.draw
        facts += [
            ["报出的号码", draw.seed],
            ["怎么产生、地点", f"{draw.means}；{draw.place}"],
            [
                "录入、见证",
                f"{draw.entered_by.person.name}录入，{draw.witness.person.name}见证，"
                f"{written(draw.entered_on)}",
            ],
            ["抽中", f"{sum(one.is_drawn for one in lines)}户"],
        ]
    return facts


COLUMNS = ["编号", "村", "村代码", "户编号", "走访号", "调查人号", "签值", "抽中"]
RECIPE = (
    "怎样重抽：每户的签值是“号码|编号”这几个字符（UTF-8）的SHA-256，"
    "如在命令行执行 printf '%s' '号码|编号' | sha256sum；"
    "每村按签值从小到大取，户数乘以比例，不足一户的进为一户，每村至少取规定的户数。"
    "怎样核对校验码：第一行写“{year}|{share}|{least}”，以下每户一行，写"
    "“编号|村代码|户编号|走访号|调查人号”，"
    "行间一个换行、末尾不换行，整段的SHA-256就是名单校验码。"
)
