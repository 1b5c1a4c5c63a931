"""Citations read and write the article's number as printed."""

from __future__ import annotations

import pytest

from tuopin.rulebook.citation import Citation, UnreadableCitation, parse
from tuopin.rulebook.text import Text


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("art-06", Text("第六条", "art. 6")),
        ("art-03 ¶2", Text("第三条第二款", "art. 3 ¶2")),
        ("art-10", Text("第十条", "art. 10")),
        ("art-18 ¶1 (3)", Text("第十八条第一款第（三）项", "art. 18 ¶1 item 3")),
        ("art-21", Text("第二十一条", "art. 21")),
        ("art-40", Text("第四十条", "art. 40")),
    ],
)
def test_a_citation_is_labelled_as_people_write_it(written: str, label: Text) -> None:
    cite = parse(written)

    assert cite.label == label
    assert str(cite) == written


@pytest.mark.parametrize("written", ["", "art-3", "article 3", "art-03 ¶0", "art-03 2"])
def test_what_is_no_citation_is_refused(written: str) -> None:
    with pytest.raises(UnreadableCitation):
        parse(written)


def test_an_article_without_a_paragraph_stands_for_the_whole() -> None:
    assert parse("art-04") == Citation("art-04", None, None)
