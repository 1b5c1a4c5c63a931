"""Citations of articles; holds numbers and labels, leaves out the articles' text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from tuopin.rulebook.text import Text

_WRITTEN = re.compile(
    r"(?P<article>art-\d{2})(?: ¶(?P<paragraph>[1-9]\d?))?(?: \((?P<item>[1-9]\d?)\))?"
)
_DIGITS = "零一二三四五六七八九"


class UnreadableCitation(ValueError):
    """The text is no citation."""


@dataclass(frozen=True, slots=True)
class Citation:
    """An article, paragraph (款) and item (项) of the instrument a pack carries."""

    article: str
    paragraph: int | None = None
    item: int | None = None

    def __str__(self) -> str:
        paragraph = f" ¶{self.paragraph}" if self.paragraph else ""
        item = f" ({self.item})" if self.item else ""
        return f"{self.article}{paragraph}{item}"

    @property
    def number(self) -> int:
        """Return the article's number as printed."""
        return int(self.article.removeprefix("art-"))

    @property
    def label(self) -> Text:
        """Return the citation as people write it."""
        return _label(self)


@cache
def _label(cite: Citation) -> Text:
    zh = f"第{chinese_numeral(cite.number)}条"
    en = f"art. {cite.number}"
    if cite.paragraph:
        zh += f"第{chinese_numeral(cite.paragraph)}款"
        en += f" ¶{cite.paragraph}"
    if cite.item:
        zh += f"第（{chinese_numeral(cite.item)}）项"
        en += f" item {cite.item}"
    return Text(zh, en)


def parse(written: str) -> Citation:
    """Read a citation such as `art-03 ¶2`; raises UnreadableCitation."""
    match = _WRITTEN.fullmatch(written.strip())
    if match is None:
        raise UnreadableCitation(written)
    paragraph, item = match["paragraph"], match["item"]
    return Citation(
        match["article"],
        int(paragraph) if paragraph else None,
        int(item) if item else None,
    )


def chinese_numeral(number: int) -> str:
    """Write a number from 1 to 99 in Chinese, as articles are numbered."""
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _DIGITS[ones]
    head = "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head if ones == 0 else head + _DIGITS[ones]
