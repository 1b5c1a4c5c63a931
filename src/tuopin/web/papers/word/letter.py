"""A covering letter to edit: red head, number, title, recipient, text, signature."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tuopin.web.papers.word.look import (
    CENTRE,
    RED,
    RIGHT,
    SMALL,
    SONG,
    TITLE,
    Paper,
    Style,
)


def letter(paper: Paper, data: Mapping[str, Any]) -> None:
    """Write the letter in the order in which it is printed."""
    head = Style(24 if data["is_long"] else 30, SONG, is_bold=True, colour=RED)
    paper.words(data["sender"], head, align=CENTRE)
    number = paper.words(data["number"], align=CENTRE, before=1)
    paper.rule(number, RED)
    paper.words(data["title"], TITLE, align=CENTRE, before=1)
    paper.words(data["recipient"], before=1)
    for words in data["says"]:
        paper.words(words, is_indented=True)
    paper.table(
        data["columns"],
        [*data["summary"], data["total"]],
        widths=(80, 38, 38),
    )
    for words in data["attachments"]:
        paper.words(words, is_indented=True, before=0.5)
    paper.words(data["signed"], align=RIGHT, before=2, right=2)
    paper.words(data["day"], align=RIGHT, right=4)
    paper.words(data["seal"], SMALL, before=3)
