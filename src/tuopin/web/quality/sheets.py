"""The five kinds of quality as a workbook."""

from __future__ import annotations

from pathlib import Path

from tuopin.register.workbook.cells import Value
from tuopin.web.performance.sheets import write_sheets
from tuopin.web.quality.board import QualityPage
from tuopin.web.templatetags.office import in_percent


def write_qualities(path: Path, page: QualityPage) -> None:
    """Write each kind's figure, its months and its worst places."""
    kinds: list[tuple[Value, ...]] = []
    months: list[tuple[Value, ...]] = []
    places: list[tuple[Value, ...]] = []
    for one in page.kinds:
        kind, share = one.quality.kind, one.quality.share
        kinds.append(
            (
                kind.label.zh,
                kind.good.zh,
                share.good,
                kind.of.zh,
                share.of,
                in_percent(share.share) if share.share is not None else "情况不明",
                kind.source.zh,
            )
        )
        months.extend(
            (
                kind.label.zh,
                month,
                found.good,
                found.of,
                in_percent(found.share) if found.share is not None else "",
            )
            for month, found in one.months
        )
        places.extend(
            (
                kind.label.zh,
                place.name,
                place.code,
                place.share.bad,
                place.share.of,
                in_percent(place.share.share) if place.share.share is not None else "",
            )
            for place in one.places
        )
    write_sheets(
        path,
        (
            (
                f"{page.year}年度",
                ("类别", "计入", "户（件）数", "总数口径", "总数", "比率", "来源"),
                kinds,
            ),
            ("各月", ("类别", "月份", "计入", "总数", "比率"), months),
            ("最差", ("类别", "地方", "代码", "不合格", "总数", "比率"), places),
        ),
    )
