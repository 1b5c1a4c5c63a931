"""Papers in plain words and large print: the leaflet, one's own case, the slip."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

import segno

from tuopin.explanation.own_words import OwnPage
from tuopin.explanation.queries import rules_in_words
from tuopin.explanation.sections import Item, Section, dated
from tuopin.office.divisions.domain import township_of
from tuopin.office.divisions.queries import unit_named
from tuopin.register.queries import HouseholdRow
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.text import Text
from tuopin.web.papers import forms
from tuopin.web.papers.forms import Data, written

IN_SHORT = ("steps",)
"""Sections of which the leaflet has a line for each item."""
ON_THE_LEAFLET = ("household", "steps", "times", "rights", "after", "ask")


def leaflet(pack: PolicyPack, *, address: str, on: date) -> Data:
    """Return the leaflet that a village hands out, of what concerns a household."""
    sections = [
        _in_short(one) if one.id in IN_SHORT else one
        for one in rules_in_words(pack, year=on.year)
        if one.id in ON_THE_LEAFLET
    ]
    return {
        **_plain("贫困户退出政策明白纸", pack.title.zh, sections, on=on),
        "foot": f"{pack.issued_by.zh}　{written(on)}印",
        **_scanned(address, f"手机扫码看公示、看详细说明、提意见：{address}"),
    }


def own_paper(page: OwnPage, *, address: str, on: date) -> Data:
    """Return how a household's case stands, for its own hands."""
    case = page.case
    place = f"{case.township}{case.village}"
    return {
        **_plain(
            f"{case.head}家退出情况",
            f"{place}　家庭人口{case.persons}人",
            page.sections,
            on=on,
        ),
        "foot": f"打印日期：{written(on)}。只供本户查看；有不对的地方，请当场指出。",
        **_scanned(address, f"手机扫码看公示、看政策说明、提意见：{address}"),
    }


def slip_paper(
    household: HouseholdRow, code: str, *, valid_until: date, address: str, on: date
) -> Data:
    """Return a slip as it is handed over."""
    township = unit_named(township_of(household.village_id))
    village = unit_named(household.village_id)
    return {
        "title": "查询凭条",
        "place": f"{township.short_name}{village.short_name}　{household.head_name}家",
        "code": code.split("-"),
        "until": f"有效期到{dated(valid_until).zh}",
        "says": [
            f"用手机扫下面的码，或者打开{address}，输入上面的号码，"
            "就能看到自己家退出办到哪一步。",
            "号码只有您有，工作人员查不到。不要给别人看，也不要拍照发出去。",
            "丢了就告诉村里或乡镇，收回旧的，再给一张新的；给了新的，旧的就不能用了。",
            "不会用手机的，到村里、乡镇随时可以看，也可以打印。",
        ],
        "given": f"{written(on)}交付",
        **_scanned(address, ""),
        "dated": forms.dated(on),
    }


def _plain(title: str, subtitle: str, sections: Iterable[Section], *, on: date) -> Data:
    return {
        "title": title,
        "subtitle": subtitle,
        "sections": [_section(one) for one in sections],
        "dated": forms.dated(on),
    }


def _section(section: Section) -> Data:
    return {
        "title": section.title.zh,
        "says": section.says.zh,
        "numbered": section.is_numbered,
        "items": [_item(one) for one in section.items],
    }


def _item(item: Item) -> Data:
    return {
        "title": item.title.zh,
        "state": item.state.zh if item.state else "",
        "cite": item.cite.zh if item.cite else "",
        "lines": _written(item.lines),
        "parts": _written(item.parts),
        "after": _written(item.after),
    }


def _written(texts: Sequence[Text]) -> list[str]:
    return [one.zh for one in texts]


def _in_short(section: Section) -> Section:
    """Return a section with a line for each item, and beside it by whom it is done."""
    items = tuple(
        Item(one.title, cite=one.lines[0] if one.lines else None)
        for one in section.items
    )
    return replace(section, items=items)


def _scanned(address: str, says: str) -> Data:
    qr = segno.make(address, error="m").svg_inline(border=1)
    return {"address": address, "qr": qr, "scan": says}
