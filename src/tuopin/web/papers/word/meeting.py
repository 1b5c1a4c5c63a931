"""The minutes of an appraisal meeting to edit: the count per household, who came."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tuopin.web.papers.word.look import (
    CENTRE,
    HEADING,
    SIZE_4,
    SMALL,
    TITLE,
    Paper,
    Style,
)

TEXT = Style(SIZE_4)
VOTES = (12, 30, 14, 26, 18, 20, 18, 18)
SIGNING = (12, 30, 36, 12, 30, 36)
SMALLER = 12


def meeting(paper: Paper, data: Mapping[str, Any]) -> None:
    """Write the minutes in the order in which they are printed."""
    paper.words(data["title"], TITLE, align=CENTRE)
    for name, value in data["about"]:
        paper.words(f"{name}：{value}", TEXT)
    paper.words(data["says"], TEXT, is_indented=True, before=0.5)
    paper.words(data["votes"]["title"], HEADING, align=CENTRE, before=0.5)
    paper.table(
        data["votes"]["columns"],
        [
            [str(at), one["head_name"], str(one["persons"]), one["outcome"], *[""] * 4]
            for at, one in enumerate(data["households"], start=1)
        ],
        widths=VOTES,
        size=SMALLER,
    )
    paper.signatures(data["signers"])
    paper.words(f"{data['cite']}　{data['printed']}", SMALL, before=1)
    paper.new_page()
    paper.words(data["signing"]["title"], TITLE, align=CENTRE)
    lines = range(1, data["signing"]["lines"] + 1, 2)
    paper.table(
        data["signing"]["columns"] * 2,
        [[str(at), "", "", str(at + 1), "", ""] for at in lines],
        widths=SIGNING,
        size=SMALLER,
    )
    paper.words(f"{data['signing']['says']}{data['cite']}", SMALL, before=1)
