"""A notice in words for a telephone and for the village's loudspeaker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tuopin.notice.queries import rule_of
from tuopin.office.divisions.queries import unit_named
from tuopin.rulebook.units import Unit
from tuopin.web.papers.forms import written

if TYPE_CHECKING:
    from tuopin.notice.models import PublicityNotice


@dataclass(frozen=True)
class Spoken:
    """A notice as a message, which names nobody, and as words to be read out."""

    message: str
    script: tuple[str, ...]


def spoken(notice: PublicityNotice, *, address: str) -> Spoken:
    """Return a notice in words; the script has one paragraph for each breath."""
    village = unit_named(notice.village_id)
    unit, publicity = rule_of(notice)
    title = publicity.title.zh
    if unit is Unit.VILLAGE:
        return _of_village(
            notice,
            village.short_name,
            title,
            last=written(notice.last_day),
            address=address,
        )
    last = written(notice.last_day)
    households = len(notice.roster)
    names = [
        f"{line['group']}，{line['head_of_household']}，{line['persons']}口人"
        for line in notice.roster
    ]
    return Spoken(
        message=f"【{village.short_name}】{notice.year}年度贫困户退出{title}，共{households}户，"
        f"张贴在{notice.place}，到{last}为止。有不同意见可向村、乡、县提出，不用署名。"
        f"查看和提意见：{address}",
        script=(
            f"{village.short_name}的乡亲们，现在播送{notice.year}年度贫困户退出{title}。",
            f"名单共{households}户，已经张贴在{notice.place}，到{last}为止。",
            *(f"{one}。" for one in names),
            "对哪一户有不同意见，可以找村“两委”、驻村工作队、乡镇或县里，当面说、打电话、写信都行，"
            "不用留名字。收到意见给回执，查清以后书面答复。",
            "请大家知道：没有经过本户认可的，不能退出；不认可，不影响正在享受的帮扶。",
        ),
    )


def _of_village(
    notice: PublicityNotice, village: str, title: str, *, last: str, address: str
) -> Spoken:
    """Return a notice of a village's own exit in words (art. 7)."""
    return Spoken(
        message=f"【{village}】{notice.year}年度贫困村退出{title}，张贴在{notice.place}，"
        f"到{last}为止。有不同意见可向村、乡、县提出，不用署名。查看和提意见：{address}",
        script=(
            f"{village}的乡亲们，现在播送{notice.year}年度贫困村退出{title}。",
            f"本村拟退出贫困村。公示已经张贴在{notice.place}，到{last}为止。",
            "对路、水、房、卫生室、文化中心、合作医疗和还有多少贫困人口，有不同意见的，"
            "可以找村“两委”、驻村工作队、乡镇或县里，当面说、打电话、写信都行，"
            "不用留名字。收到意见给回执，查清以后书面答复。",
        ),
    )
