"""Notices as they hang: the frozen roster and nothing that stands beyond it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import segno

from tuopin.notice.queries import pack_of_notice
from tuopin.office.divisions.domain import township_of
from tuopin.office.divisions.queries import unit_named
from tuopin.procedure.queries import procedure_of, publicity_of
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.positions import Position
from tuopin.rulebook.procedure import Publicity
from tuopin.rulebook.units import Unit
from tuopin.web.papers.forms import Data, dated, written

if TYPE_CHECKING:
    from tuopin.notice.models import PublicityNotice


class Shape(StrEnum):
    """What a notice is printed for."""

    BOARD = "board"  # A3, on the village's board
    SHEET = "sheet"  # A4, for the file
    LARGE = "large"  # large print, into the hand


@dataclass(frozen=True)
class _Print:
    paper: str
    scale: int
    """Of the usual size, in hundredths."""


_PRINTS = {
    Shape.BOARD: _Print("a3", 125),
    Shape.SHEET: _Print("a4", 100),
    Shape.LARGE: _Print("a4", 150),
}


ANNOUNCEMENT = "announcement"


def is_edited(notice: PublicityNotice) -> bool:
    """Say whether an office edits it further: a sheet on a wall hangs as it is."""
    return notice.publicity == ANNOUNCEMENT


def printed_notice(notice: PublicityNotice, shape: Shape, *, address: str) -> Data:
    """Return a notice as it is printed; its roster as it was frozen.

    `address` is where the portal shows the same notice.
    """
    village = unit_named(notice.village_id)
    pack = pack_of_notice(notice)
    unit, publicity = publicity_of(pack, notice.publicity)
    columns = [key for key in COLUMNS if key in notice.roster[0]]
    whose = "贫困村" if unit is Unit.VILLAGE else "贫困户"
    return {
        "title": f"{village.short_name}{whose}退出{publicity.title.zh}",
        "paper": _PRINTS[shape].paper,
        "scale": _PRINTS[shape].scale,
        "says": f"根据《{pack.title.zh}》{publicity.cite.label.zh}，现将{village.name}"
        f"{notice.year}年度{whose}退出名单予以{publicity.title.zh}。",
        "columns": [COLUMNS[key] for key in columns],
        "roster": [[str(line[key]) for key in columns] for line in notice.roster],
        "period": f"期限：{written(notice.posted_on)}张贴（张贴当日不计），"
        f"至{written(notice.last_day)}止。",
        "object": OBJECT.format(what="拟退出村" if unit is Unit.VILLAGE else "名单"),
        "signed": unit_named(_signer(notice.village_id, pack, unit, publicity)).name,
        "day": written(notice.posted_on),
        "dated": dated(notice.posted_on),
        "address": address,
        "qr": segno.make(address, error="m").svg_inline(border=1),
        "scan": f"手机扫码可查看本公示、提出意见、查询处理结果：{address}",
        "seal": f"编号：{notice.number}　张贴处：{notice.place}　"
        f"名单校验码（SHA-256）：{notice.roster_digest}",
    }


OBJECT = (
    "对{what}有不同意见的，可向村“两委”、驻村工作队、乡（镇）人民政府或县（市、区）扶贫办"
    "当面、来信、来电提出，不要求署名；收到后给回执，书面答复。"
)


COLUMNS = {
    "line": "序号",
    "group": "组别",
    "head_of_household": "户主姓名",
    "persons": "人口",
    "township": "乡镇",
    "village": "村",
}


def _signer(
    village_code: str, pack: PolicyPack, unit: Unit, publicity: Publicity
) -> str:
    """Return whose notice it is: of whoever the pack lets post it."""
    posters = procedure_of(pack, unit).acts[publicity.opened_by].performed_by
    if Position.COUNTY_OFFICE in posters:
        return f"{village_code[:6]}000000"
    if Position.TOWNSHIP_OFFICE in posters:
        return township_of(village_code)
    return village_code
