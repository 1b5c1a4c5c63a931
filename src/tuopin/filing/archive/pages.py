"""The page numbers of a volume: which page each line of its list begins and ends on.

They stand on the pages, in the volume's list, and among the PDF's own keywords, from
where whoever presses or verifies a set reads them; needs no database.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pikepdf

from tuopin.rulebook.text import Text

Pages = tuple[int, int]
KEYWORD = re.compile(r"(\d+):(\d+)-(\d+)")


def pages_in(volume: Path) -> tuple[dict[int, Pages], int]:
    """Return each line's first and last page by a volume, and how many pages it has.

    The second counts the cover and the list, which have no number. Raises ValueError.
    """
    try:
        with pikepdf.open(volume, attempt_recovery=False) as pdf:
            said = pdf.docinfo.get("/Keywords", "")
            count = len(pdf.pages)
    except pikepdf.PdfError as unreadable:
        raise ValueError(str(unreadable)) from unreadable
    found = {
        int(line): (int(first), int(last))
        for line, first, last in KEYWORD.findall(str(said))
    }
    return found, count


def numbering_faults(
    lines: Sequence[Mapping[str, Any]], numbered: Mapping[int, Pages], count: int
) -> Iterator[Text]:
    """Yield where the pages of a volume's list do not run on, or the PDF differs."""
    expected = 0
    for line in lines:
        if "pages" not in line:
            continue
        first, last = line["pages"]
        at = f"{line['line']} {line['title']}"
        if (first, last) != numbered.get(line["line"]):
            yield Text(
                f"目录第 {at} 行的页号与卷内不符",
                f"line {at} has other pages than the volume",
            )
        # A sheet may begin on the page on which the one before it ends.
        starts_well = first in ((1,) if not expected else (expected, expected + 1))
        if not starts_well or last < first:
            yield Text(
                f"目录第 {at} 行的页号不连续：上一件止于第 {expected} 页，"
                f"本件为第 {first}–{last} 页",
                f"the pages of line {at} do not run on: {first} to {last} after "
                f"{expected}",
            )
        expected = max(expected, last)
    if numbered and (len(numbered) != sum("pages" in line for line in lines)):
        yield Text("卷内有目录未列页号的件", "a paper has no pages in the list")
    if expected > count:
        yield Text(
            f"目录到第 {expected} 页，卷内只有 {count} 页",
            f"the list goes to page {expected}, the volume has {count}",
        )
