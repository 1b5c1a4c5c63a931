"""A picture of what would change: by criterion above, by township below."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.figure import Figure

from tuopin.rulebook.findings import Outcome
from tuopin.rulebook.units import Unit
from tuopin.standards.bulk.outputs import whole_file
from tuopin.standards.bulk.whatif import Comparison, Flips

GAINED, LOST = "#1b7837", "#b2182b"
FONTS = "pylopdf_fonts_zh_cn"
MOST_BARS = 30
ROW_INCHES = 1 / 3


def draw(
    found: Comparison,
    path: Path,
    *,
    titles: Mapping[str, str],
    places: Mapping[str, str],
) -> None:
    """Draw households that newly meet and no longer meet, as PNG or SVG.

    `titles` names criteria, `places` townships; what has no name keeps its id.
    """
    _take_font()
    groups = (
        ("按标准", _bars(found.by_criterion), titles),
        ("按乡镇（全部标准）", _bars(found.by_township), places),
    )
    heights = [max(len(bars), 1) for _, bars, _ in groups]
    figure = Figure(
        figsize=(9, 2 + ROW_INCHES * (sum(heights) + 4)), layout="constrained"
    )
    axes = figure.subplots(2, 1, height_ratios=[height + 2 for height in heights])
    for axis, (heading, bars, names) in zip(axes, groups, strict=True):
        _draw_bars(axis, heading, bars, names)
    axes[0].legend(loc="best", frameon=False)
    before, after = found.before.title.zh, found.after.title.zh
    packs = before if before == after else f"{before} → {after}"
    asked = "\n".join((packs, *found.settings))
    figure.suptitle(f"如果改变标准，哪些户的结论会变（{found.year}年）\n{asked}")
    with whole_file(path) as partial:
        figure.savefig(partial, format=path.suffix[1:], dpi=150)


def _take_font() -> None:
    """Use a font that has Chinese; letters of pictures stay letters in SVG."""
    folder = files(FONTS)
    for entry in Path(str(folder)).rglob("*.otf"):
        font_manager.fontManager.addfont(entry)
    names = [font.name for font in font_manager.fontManager.ttflist]
    chinese = [one for one in names if "Sans" in one and ("SC" in one or "CJK" in one)]
    mpl.rcParams["font.family"] = [*chinese[:1], "DejaVu Sans"]
    mpl.rcParams["svg.fonttype"] = "path"
    mpl.rcParams["axes.unicode_minus"] = False


def _bars(flips: Sequence[Flips]) -> dict[str, tuple[int, int]]:
    """Return how many newly meet and how many no longer do, largest change first."""
    bars: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for flip in flips:
        if flip.unit is Unit.HOUSEHOLD:
            bars[flip.group][0] += flip.units * (flip.after is Outcome.MET)
            bars[flip.group][1] += flip.units * (flip.before is Outcome.MET)
    ordered = sorted(bars.items(), key=lambda bar: (-sum(bar[1]), bar[0]))
    return {group: (counts[0], counts[1]) for group, counts in ordered[:MOST_BARS]}


def _draw_bars(
    axis: Any,
    heading: str,
    bars: Mapping[str, tuple[int, int]],
    names: Mapping[str, str],
) -> None:
    axis.set_title(heading, loc="left")
    if not bars:
        axis.text(0, 0, "没有变化")
        axis.set_axis_off()
        return
    labels = [names.get(group, group) for group in bars]
    gained = [counts[0] for counts in bars.values()]
    lost = [-counts[1] for counts in bars.values()]
    rows = range(len(labels))
    axis.barh(rows, gained, color=GAINED, label="变为达标")
    axis.barh(rows, lost, color=LOST, hatch="//", label="不再达标")
    for row, (more, fewer) in enumerate(zip(gained, lost, strict=True)):
        if more:
            axis.annotate(f" +{more:,}", (more, row), va="center", ha="left")
        if fewer:
            axis.annotate(f"{fewer:,} ", (fewer, row), va="center", ha="right")
    axis.set_yticks(rows, labels)
    axis.invert_yaxis()
    axis.axvline(0, color="#333333", linewidth=1)
    axis.margins(x=1 / 5)
    axis.set_xlabel("户")
    axis.spines[["top", "right", "left"]].set_visible(False)
