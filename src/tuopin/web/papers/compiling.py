"""From a paper's data to its PDF/A, with the fonts that come with the program."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import typst

SOURCES = Path(__file__).parent / "typst"
FONTS = "pylopdf_fonts_zh_cn"
FOR_KEEPING: Literal["a-2b"] = "a-2b"


def compiled(paper: str, data: Mapping[str, object]) -> bytes:
    """Return a paper as PDF/A-2b; `paper` names a file of the folder `typst`.

    The same data give the same bytes: no clock and no font of the machine is read.
    """
    return _whole(paper, data, partial(_compiled, paper))


class Press:
    """Prints thousands of papers: fonts are read once for each form.

    Leaves out the tags by which a paper on a screen is read aloud, which would treble
    what is kept. Not to be shared by threads.
    """

    def __init__(self) -> None:
        self._compilers: dict[str, typst.Compiler] = {}

    def printed(self, paper: str, data: Mapping[str, object]) -> bytes:
        """Return a paper as PDF/A-2b, as `compiled` does."""
        return _whole(paper, data, partial(self._compiled, paper))

    def _compiled(self, paper: str, written: str) -> bytes:
        if paper not in self._compilers:
            self._compilers[paper] = typst.Compiler(
                str(SOURCES / f"{paper}.typ"),
                # Pictures of kept files lie wherever the set is built.
                root=Path(SOURCES.anchor),
                font_paths=[_fonts()],
                ignore_system_fonts=True,
            )
        pdf = self._compilers[paper].compile(
            sys_inputs=_inputs(written), pdf_standards=FOR_KEEPING, pdf_tags=False
        )
        assert isinstance(pdf, bytes)
        return pdf


def _whole(
    paper: str, data: Mapping[str, object], compile_text: Callable[[str], bytes]
) -> bytes:
    written = json.dumps(data, ensure_ascii=False)
    for _ in range(MOST_LACKING):
        try:
            return compile_text(written)
        except typst.TypstError as error:
            lacking = LACKING.search(str(error))
            if lacking is None:
                raise
            # One rare character must not cost a village its whole paper; a blank box
            # is filled in by hand, and the paper says so.
            for character in lacking[1]:
                escaped = json.dumps(character)[1:-1]
                for form in (character, escaped):
                    written = written.replace(form, IN_ITS_PLACE)
    raise ValueError(f"more than {MOST_LACKING} characters of {paper} have no glyph")


LACKING = re.compile(r'the text `?"(.+?)"`? could not be displayed', re.DOTALL)
IN_ITS_PLACE = "〓"
FILL_IN = "〓处字库缺字，请用笔补上。"
MOST_LACKING = 30


def _compiled(paper: str, written: str) -> bytes:
    pdf: bytes = typst.compile(
        str(SOURCES / f"{paper}.typ"),
        root=str(SOURCES),
        font_paths=[_fonts()],
        ignore_system_fonts=True,
        sys_inputs=_inputs(written),
        pdf_standards=FOR_KEEPING,
    )
    return pdf


def _inputs(written: str) -> dict[str, str]:
    return {
        "data": written,
        "lacking": FILL_IN if IN_ITS_PLACE in written else "",
    }


@cache
def _fonts() -> str:
    found = find_spec(FONTS)
    assert found is not None
    assert found.origin is not None
    return str(Path(found.origin).parent)
