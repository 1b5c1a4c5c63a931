"""Parses articles and interpretations, which a pack keeps as Markdown for people."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tuopin.rulebook.citation import Citation
from tuopin.rulebook.document import Node, Page, Place
from tuopin.rulebook.faults import Faults
from tuopin.rulebook.pack import Article, ArticleStatus, Interpretation
from tuopin.rulebook.parsing.form import Form
from tuopin.rulebook.text import Text

_HEADING = re.compile(r"^## (?P<id>\S+)\s*$")
_LABELS = {
    "cites": "条款 Articles",
    "question_zh": "问题",
    "question_en": "Question",
    "default_zh": "默认",
    "default_en": "Default",
    "confirmation_zh": "状态",
    "confirmation_en": "Status",
}
_LINE = re.compile(r"^- \*\*(?P<label>[^*]+)\*\*[:\uff1a]\s*(?P<said>.+)$")


def parse_article(page: Page, faults: Faults) -> Article:
    """Read one article: front matter, then our reading in Chinese and in English."""
    form = Form(page.front or Node(page.place, {}), faults)
    number = form.whole("number")
    article = Article(
        id=f"art-{number:02d}",
        number=number,
        chapter=form.whole("chapter"),
        title=form.text("title"),
        status=form.word("status", ArticleStatus),
        reading=_reading(page, faults),
        paragraphs=form.whole("paragraphs"),
    )
    form.close()
    return article


def _reading(page: Page, faults: Faults) -> Text:
    paragraphs = [p.strip() for p in page.body.split("\n\n") if p.strip()]
    if len(paragraphs) == 2:
        return Text(*(" ".join(p.split("\n")) for p in paragraphs))
    faults.add(
        Place(page.place.file, page.body_line),
        wrong=Text(
            f"正文有{len(paragraphs)}段", f"the text has {len(paragraphs)} paragraphs"
        ),
        right=Text("一段中文，一段英文", "one in Chinese, then one in English"),
    )
    return Text("", "")


def parse_interpretations(page: Page, faults: Faults) -> dict[str, Interpretation]:
    """Read the register of open readings: a heading each, and seven labelled lines."""
    found: dict[str, Interpretation] = {}
    for place, name, said in _sections(page):
        missing = [label for key, label in _LABELS.items() if key not in said]
        if missing:
            faults.add(
                place,
                wrong=Text(f"“{name}”缺少{missing[0]}", f"{name!r} lacks {missing[0]}"),
                right=Text(f"- **{missing[0]}**:…", f"- **{missing[0]}**: …"),
            )
            continue
        found[name] = Interpretation(
            id=name,
            cites=_cites(said["cites"], place, faults),
            question=Text(said["question_zh"], said["question_en"]),
            default=Text(said["default_zh"], said["default_en"]),
            confirmation=Text(said["confirmation_zh"], said["confirmation_en"]),
        )
    return found


def _sections(page: Page) -> Iterator[tuple[Place, str, dict[str, str]]]:
    keys = {label: key for key, label in _LABELS.items()}
    name, place, said = "", page.place, dict[str, str]()
    for offset, line in enumerate(page.body.split("\n")):
        heading, labelled = _HEADING.match(line), _LINE.match(line)
        if heading:
            if name:
                yield place, name, said
            name, said = heading["id"], {}
            place = Place(page.place.file, page.body_line + offset)
        elif labelled and labelled["label"] in keys:
            said[keys[labelled["label"]]] = labelled["said"].strip()
    if name:
        yield place, name, said


def _cites(written: str, place: Place, faults: Faults) -> tuple[Citation, ...]:
    form = Form(Node(place, {}), faults)
    nodes = [Node(place, cite.strip()) for cite in written.split(",")]
    return tuple(form.citation_of(node, "cites") for node in nodes)
