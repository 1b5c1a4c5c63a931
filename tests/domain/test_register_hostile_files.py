"""Hostile and damaged files cost seconds and a sentence, never the server."""

from __future__ import annotations

import contextlib
import resource
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tests.support import hostile
from tests.support.workbooks import VILLAGES, H, Sheet, small_book
from tuopin.register.workbook import UnreadableWorkbook, read_register, read_workbook
from tuopin.register.workbook.columns import COLUMNS

MEGABYTE = 2**20
SECONDS = 60


def cells(count: int, row: int = 1) -> str:
    return "".join(
        f'<c r="{_letters(at)}{row}"><v>1</v></c>' for at in range(1, count + 1)
    )


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


CORPUS: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "a photo": lambda: b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40,
    "a letter": lambda: "尊敬的领导：请查收。".encode(),
    "zip bomb": lambda: hostile.bomb(300 * MEGABYTE),
    "zip bomb below the ratio": lambda: hostile.workbook(
        rows="".join(f'<row r="{n}">{cells(60, n)}</row>' for n in range(1, 60_000))
    ),
    "billion laughs": hostile.laughs,
    "external entity": hostile.external_entity,
    "entity in another encoding": hostile.hidden_entity,
    "far cell": lambda: hostile.workbook(
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    ),
    "far cell behind another attribute": lambda: hostile.workbook(
        '<row r="1"><c s="0" r="XFD1048576"><v>1</v></c></row>'
    ),
    "far cell behind an angle bracket": lambda: hostile.workbook(
        '<row r="1"><c t=">" r="XFD1048576"><v>1</v></c></row>'
    ),
    "far cell in a single quote": lambda: hostile.workbook(
        "<row r='1'><c r='XFD1048576'><v>1</v></c></row>"
    ),
    "a million columns": lambda: hostile.workbook(f'<row r="1">{cells(16_384)}</row>'),
    "columns that name no place": lambda: hostile.workbook(
        "<row>" + "<c><v>1</v></c>" * 20_000 + "</row>"
    ),
    "rows without an end": lambda: hostile.workbook("<row/>" * 1_000_000),
    "a tag without an end": lambda: hostile.workbook("<row " + "a" * 3 * MEGABYTE),
    "declared sizes lie": hostile.declared_sizes_lie,
    "overlapping parts": hostile.overlapping_parts,
    "wrong checksum": hostile.wrong_checksum,
    "encrypted archive": hostile.encrypted_zip,
    "encrypted by Excel": lambda: hostile.compound_file(
        {"EncryptionInfo": b"\4\0\4\0", "EncryptedPackage": b"\0" * 5000}
    ),
    "old file with a password": lambda: hostile.old_excel(
        {"贫困户": [["户编号"]]}, hostile.password_record()
    ),
    "old file with macros": lambda: hostile.compound_file(
        {"Workbook": b"\0" * 4096, "_VBA_PROJECT_CUR": b"\0" * 4096}
    ),
    "old file without a workbook": lambda: hostile.compound_file(
        {"WordDocument": b"x"}
    ),
    "old file cut short": lambda: hostile.old_excel({"贫困户": [["户编号"]]})[:700],
    "macros": lambda: hostile.workbook(**{"xl/vbaProject.bin": b"\0" * 100}),
    "links to other files": lambda: hostile.workbook(
        **{"xl/externalLinks/externalLink1.xml": "<externalLink/>"}
    ),
    "archive in an archive": hostile.nested,
    "too many parts": lambda: hostile.packed(
        hostile.parts() | {f"xl/p{n}.xml": "<a/>" for n in range(300)}
    ),
    "archive cut short": lambda: hostile.workbook()[:-40],
    "text of a cell without an end": lambda: hostile.workbook(
        f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"甲" * 100_000}</t></is></c></row>'
    ),
    "binary workbook": lambda: hostile.packed({"xl/workbook.bin": b"\0" * 100}),
}


@pytest.mark.parametrize("name", CORPUS)
def test_a_file_that_cannot_be_taken_is_refused_in_words_and_in_seconds(
    name: str, tmp_path: Path
) -> None:
    path = tmp_path / "upload.xlsx"
    path.write_bytes(CORPUS[name]())
    before = psutil.Process().memory_info().rss
    began = time.monotonic()

    with pytest.raises(UnreadableWorkbook) as refusal:
        read_workbook(path)

    assert time.monotonic() - began < SECONDS
    assert psutil.Process().memory_info().rss - before < 50 * MEGABYTE
    assert refusal.value.message.zh
    assert refusal.value.message.en
    assert "passwd" not in str(refusal.value)
    assert "root:" not in str(refusal.value)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("zip bomb", "炸弹"),
        ("billion laughs", "实体"),
        ("external entity", "实体"),
        ("far cell", "过大"),
        ("encrypted by Excel", "加密"),
        ("old file with a password", "加密"),
        ("macros", "宏"),
        ("links to other files", "链接"),
        ("a photo", "不是 Excel"),
        ("a letter", "不是 Excel"),
        ("wrong checksum", "损坏"),
    ],
)
def test_the_refusal_names_what_is_wrong_with_the_file(
    name: str, words: str, tmp_path: Path
) -> None:
    path = tmp_path / "upload.xlsx"
    path.write_bytes(CORPUS[name]())

    with pytest.raises(UnreadableWorkbook) as refusal:
        read_workbook(path)

    assert words in refusal.value.message.zh


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnreadableWorkbook) as refusal:
        read_workbook(tmp_path / "none.xlsx")

    assert "none.xlsx" in refusal.value.message.zh


def test_damaged_copies_are_read_or_refused_and_nothing_else(tmp_path: Path) -> None:
    whole = small_book(2).write(tmp_path / "whole.xlsx").read_bytes()
    path = tmp_path / "damaged.xlsx"

    for seed in range(40):
        path.write_bytes(hostile.random_like(whole, seed))
        with contextlib.suppress(UnreadableWorkbook):
            assert read_register(path, villages=VILLAGES) is not None


def test_the_limits_bind_the_child_and_not_the_server(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)

    read_workbook(small_book(1).write(tmp_path / "small.xlsx"))

    assert resource.getrlimit(resource.RLIMIT_AS) == before


def as_old_excel(extra: bytes = b"") -> bytes:
    book = small_book(2)
    sheets: dict[str, hostile.Cells] = {}
    for sheet in Sheet:
        titles: list[str | float] = [column.title for column in COLUMNS[sheet]]
        rows: hostile.Cells = [titles]
        for row in book.rows[sheet]:
            rows.append(
                [
                    value if isinstance(value, str) else "" if value is None else
                    float(value)  # type: ignore[arg-type]
                    for value in row
                ]
            )  # fmt: skip
        sheets[sheet.value] = rows
    return hostile.old_excel(sheets, extra)


def test_an_old_excel_file_reads_like_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "old.xls"
    path.write_bytes(as_old_excel())

    read = read_register(path, villages=VILLAGES)

    expected = small_book(2).read(tmp_path / "fresh.xlsx")
    assert read.faults == ()
    assert read.members == expected.members
    assert read.surveys == expected.surveys


def test_formulas_of_an_old_excel_file_are_refused_too(tmp_path: Path) -> None:
    path = tmp_path / "old.xls"
    path.write_bytes(as_old_excel(hostile.formula_record(1, 6, 2014.0)))

    read = read_register(path, villages=VILLAGES)

    (fault,) = [fault for fault in read.faults if "公式" in fault.wrong.zh]
    assert (fault.sheet, fault.row, fault.column) == (H.value, 2, "识别年度")


def test_csv_files_in_an_archive_read_like_a_workbook(tmp_path: Path) -> None:
    folder = small_book(2).write_csv(tmp_path / "csv")
    path = tmp_path / "csv.zip"
    path.write_bytes(
        hostile.packed({one.name: one.read_bytes() for one in folder.iterdir()})
    )

    read = read_register(path, villages=VILLAGES)

    assert len(read.households) == 2
    assert read.faults == ()
