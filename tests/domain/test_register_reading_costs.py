"""What reading a file may cost the server, at its peak and not only afterwards."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support import hostile
from tuopin.register.workbook import (
    UnreadableWorkbook,
    limits,
    read_workbook,
)

SECONDS = 60
MOST = 50 * 2**20
STRINGS = "xl/sharedStrings.xml"


def peak() -> int:
    """Return the most memory that this process has held since the count began."""
    status = Path("/proc/self/status").read_text().splitlines()
    (line,) = [one for one in status if one.startswith("VmHWM")]
    return int(line.split()[1]) * 1024


@contextmanager
def at_little_cost() -> Iterator[None]:
    """Hold what happens inside to seconds, and to megabytes of this process."""
    Path("/proc/self/clear_refs").write_text("5")
    before, began = peak(), time.monotonic()
    yield
    assert time.monotonic() - began < SECONDS
    assert peak() - before < MOST


def sharing_one_text(rows: int) -> bytes:
    """Return a small workbook in which a long text stands in very many cells."""
    letters = random.Random(1)
    long = "".join(chr(letters.randrange(0x4E00, 0x9F00)) for _ in range(1_990))
    written = "".join(
        f'<row r="{row}">'
        + "".join(
            f'<c s="{letters.randrange(999)}" t="s"><v>0</v></c>' for _ in range(200)
        )
        + "</row>"
        for row in range(1, rows + 1)
    )
    return hostile.workbook(written, **{STRINGS: f"<sst><si><t>{long}</t></si></sst>"})


def test_one_long_text_in_very_many_cells_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "upload.xlsx"
    path.write_bytes(sharing_one_text(100))
    assert path.stat().st_size < 200_000

    with at_little_cost(), pytest.raises(UnreadableWorkbook) as refusal:
        read_workbook(path)

    assert "内容过多" in refusal.value.message.zh


def test_as_much_text_as_may_be_in_it_comes_over_piece_by_piece(tmp_path: Path) -> None:
    path = tmp_path / "upload.xlsx"
    path.write_bytes(sharing_one_text(25))

    with at_little_cost():
        raw = read_workbook(path)

    assert len(raw.sheets[0].rows) == 25


def test_a_file_beyond_the_size_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "upload.xlsx"
    with path.open("wb") as file:
        file.truncate(limits.FILE_BYTES + 1)

    with at_little_cost(), pytest.raises(UnreadableWorkbook) as refusal:
        read_workbook(path)

    assert "过大" in refusal.value.message.zh


def test_a_declaration_does_not_hide_where_two_pieces_meet(tmp_path: Path) -> None:
    path = tmp_path / "upload.xlsx"
    head, rest = hostile.SHEET.split("?>", 1)
    for early in range(12):
        letters = random.Random(early)
        comment = "".join(letters.choices("abcdefgh", k=2**20 - 60 - early))
        declared = f'?><!--{comment}--><!DOCTYPE w SYSTEM "file:///etc/passwd">'
        path.write_bytes(hostile.packed(hostile.parts(head + declared + rest)))

        with pytest.raises(UnreadableWorkbook) as refusal:
            read_workbook(path)

        assert "实体" in refusal.value.message.zh


def test_a_relationship_out_of_the_file_leads_nowhere(tmp_path: Path) -> None:
    secret = tmp_path / "secret.xml"
    secret.write_text(hostile.SHEET.format(rows=hostile.ROW))
    path = tmp_path / "upload.xlsx"
    target = f"../../../../../../../../..{secret}"
    named = hostile.RELS.format(kind="worksheet", target=target)
    path.write_bytes(
        hostile.packed(hostile.parts() | {"xl/_rels/workbook.xml.rels": named})
    )

    with pytest.raises(UnreadableWorkbook):
        read_workbook(path)
