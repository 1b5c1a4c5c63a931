"""Two pictures of what was measured: time and memory against the register's size."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from judging.plan import CONTENDERS, Contender
from judging.summary import Figures, Summary

OURS, LIMIT = "#b2182b", "#000000"
OTHERS = ("#1f78b4", "#33a02c", "#ff7f00", "#6a3d9a", "#b15928", "#17becf")
MARKS = "osD^v*P"


def draw(summary: Summary, folder: Path) -> None:
    """Draw both as SVG, the same for the same figures."""
    mpl.rcParams["svg.fonttype"] = "none"
    mpl.rcParams["svg.hashsalt"] = "tuopin"
    mpl.rcParams["font.family"] = ["DejaVu Sans", "sans-serif"]
    _draw(
        summary,
        folder / "seconds.svg",
        "Seconds from data on disk to outcomes on disk",
        lambda one: one.seconds,
    )
    _draw(
        summary,
        folder / "memory.svg",
        "Peak memory of the process, MB",
        lambda one: one.peak_mb if one.is_measured else None,
    )


def _draw(
    summary: Summary,
    path: Path,
    title: str,
    of: Callable[[Figures], float | None],
) -> None:
    figure = Figure(figsize=(9, 5.5), layout="constrained")
    axis = figure.subplots()
    for at, one in enumerate(CONTENDERS):
        found = [summary.of(one, size) for size in summary.sizes]
        points = [(f, of(f)) for f in found if f is not None]
        shown = [(f, y) for f, y in points if y is not None]
        style = _style(one, at)
        measured = [(f.households, y) for f, y in shown if f.is_measured]
        if measured:
            axis.plot(*zip(*measured, strict=True), label=one.title, **style)
        guessed = [(f.households, y) for f, y in shown if not f.is_measured]
        if guessed:
            style |= {"linestyle": ":", "markerfacecolor": "white"}
            axis.plot(*zip(measured[-1], *guessed, strict=True), **style)
    axis.set_xscale("log")
    axis.set_yscale("log")
    axis.set_xlabel("households (dotted: extrapolated)")
    axis.set_title(title, loc="left")
    axis.grid(which="major", color="#dddddd")
    axis.spines[["top", "right"]].set_visible(False)
    figure.legend(loc="outside right upper", frameon=False, fontsize="small")
    figure.savefig(path, metadata={"Date": None})


def _style(one: Contender, at: int) -> dict[str, object]:
    is_ours = one.name.startswith("product")
    color = OURS if is_ours else LIMIT if one.name.startswith("hand") else None
    return {
        "color": color or OTHERS[at % len(OTHERS)],
        "marker": MARKS[at % len(MARKS)],
        "linewidth": 2 if is_ours else 1,
        "markersize": 5,
    }
