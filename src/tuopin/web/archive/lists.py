"""Lists on paper: what the form `listing.typ` prints; knows no database."""

from __future__ import annotations

from collections.abc import Mapping

from tuopin.web.archive.papers import Data


def listing(
    title: str,
    *,
    facts: list[tuple[str, str]],
    columns: Mapping[str, int],
    rows: list[list[str]],
    day: Data,
    signers: tuple[str, ...] = (),
    says: str = "本件据县级系统的操作留痕编制，签字原件为纸质。",
    flipped: bool = False,
) -> Data:
    """Return a list for printing; `columns` has each title's share of the width."""
    return {
        "title": title,
        "facts": facts,
        "columns": list(columns),
        "widths": list(columns.values()),
        "rows": rows,
        "nothing": "无",
        "signers": list(signers),
        "says": says,
        "dated": day,
        "flipped": flipped,
    }
