"""Papers that an office still edits, as .docx: the content of the printed ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tuopin.web.papers.word.letter import letter
from tuopin.web.papers.word.look import Paper
from tuopin.web.papers.word.meeting import meeting
from tuopin.web.papers.word.notice import notice

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_WRITERS: Mapping[str, Callable[[Paper, Mapping[str, object]], None]] = {
    "letter": letter,
    "meeting": meeting,
    "notice": notice,
}


def to_edit(paper: str, data: Mapping[str, object]) -> bytes:
    """Return a paper as .docx, from the data by which it is printed."""
    written = Paper.of(data)
    _WRITERS[paper](written, data)
    return written.saved()
