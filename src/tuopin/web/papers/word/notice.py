"""An announcement to edit for the paper or the county's site; the roster is frozen."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import segno

from tuopin.web.papers.word.look import CENTRE, RIGHT, SMALL, TITLE, Paper

PAGE = 156
"""Millimetres between the margins."""


def notice(paper: Paper, data: Mapping[str, Any]) -> None:
    """Write the announcement in the order in which it is printed."""
    paper.words(data["title"], TITLE, align=CENTRE)
    paper.words(data["says"], is_indented=True, before=0.5)
    columns = data["columns"]
    paper.table(columns, data["roster"], widths=[PAGE / len(columns)] * len(columns))
    paper.words(data["period"], is_indented=True, before=0.5)
    paper.words(data["object"], is_indented=True)
    paper.words(data["signed"], align=RIGHT, before=2, right=2)
    paper.words(data["day"], align=RIGHT, right=4)
    paper.picture(_code(data["address"]), width=28)
    paper.words(f"{data['seal']}　{data['scan']}", SMALL)


def _code(address: str) -> bytes:
    """Draw the code of the address where the portal shows the same announcement."""
    drawn = io.BytesIO()
    segno.make(address, error="m").save(drawn, kind="png", scale=6, border=1)
    return drawn.getvalue()
