"""From a paper's data to its PDF/A, with the fonts that come with the program."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

import typst

SOURCES = Path(__file__).parent / "typst"
FONTS = "pylopdf_fonts_zh_cn"
FOR_KEEPING: Literal["a-2b"] = "a-2b"
Files = Any
"""What typst reads: bytes by name. It takes them, but its types do not say so."""


def compiled(paper: str, data: Mapping[str, object]) -> bytes:
    """Return a paper as PDF/A-2b; `paper` names a file of the folder `typst`.

    The same data give the same bytes: no clock and no font of the machine is read.
    """
    return _whole(paper, data, _compiled)


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

    def _compiled(self, paper: str, files: Files) -> bytes:
        if paper not in self._compilers:
            self._compilers[paper] = typst.Compiler(
                files,
                # Pictures of kept files lie wherever the set is built.
                root=Path(SOURCES.anchor),
                font_paths=[_fonts()],
                ignore_system_fonts=True,
            )
        pdf = self._compilers[paper].compile(
            input=files, pdf_standards=FOR_KEEPING, pdf_tags=False
        )
        assert isinstance(pdf, bytes)
        return pdf


def _whole(
    paper: str,
    data: Mapping[str, object],
    compile_files: Callable[[Files], bytes],
) -> bytes:
    written = json.dumps(data, ensure_ascii=False)
    for _ in range(MOST_LACKING):
        try:
            return compile_files(_files(paper, written))
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


def _files(paper: str, written: str) -> Files:
    """Return a paper's sources, and what it says as a file beside them.

    Typst remembers what it has laid out only while its own inputs stay the same, so
    that what differs from paper to paper is no input but a file.
    """
    lacking = FILL_IN if IN_ITS_PLACE in written else ""
    said = {"data.json": written.encode(), "lacking.txt": lacking.encode()}
    return {"main.typ": _source(paper), "look.typ": _source("look"), **said}


@cache
def _source(name: str) -> bytes:
    return (SOURCES / f"{name}.typ").read_bytes()


def _compiled(files: Files) -> bytes:
    pdf = typst.compile(
        files,
        font_paths=[_fonts()],
        ignore_system_fonts=True,
        pdf_standards=FOR_KEEPING,
    )
    assert isinstance(pdf, bytes)
    return pdf


@cache
def _fonts() -> str:
    found = find_spec(FONTS)
    assert found is not None
    assert found.origin is not None
    return str(Path(found.origin).parent)
