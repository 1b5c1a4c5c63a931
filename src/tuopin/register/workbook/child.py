"""Read one workbook in a process of its own, which has little memory and no way out.

Started by `reading`; writes lines of JSON to standard output. Numbers are written as
the workbook's own digits and never become floats again.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import resource
import sys
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import PurePath

import python_calamine

from tuopin.register.workbook import container, legacy, limits
from tuopin.register.workbook.faults import UnreadableWorkbook

BATCH = 500
LETTERS_OF_A_BATCH = 100_000
ENCODINGS = ("utf-8-sig", "gb18030", "utf-16")
Formulas = dict[str, list[tuple[int, int]]]


def main(paths: Sequence[str]) -> int:
    """Read the files, then forbid this process everything, then parse them."""
    contents = []
    for path in paths:
        with open(path, "rb") as file:
            contents.append((PurePath(path).name, file.read(limits.FILE_BYTES + 1)))
    _forbid()
    try:
        for name, content in contents:
            _read(name, content)
        _say({"done": True})
    except UnreadableWorkbook as refusal:
        _say(
            {
                "wrong": [refusal.wrong.zh, refusal.wrong.en],
                "right": [refusal.right.zh, refusal.right.en],
            }
        )
    sys.stdout.flush()
    return 0


def _forbid() -> None:
    """Give up memory, time, and the right to open any file or connection."""
    for encoding in ("cp437", "utf-16-le", *ENCODINGS):
        codecs.lookup(encoding)  # loaded from files, which are out of reach below
    resource.setrlimit(resource.RLIMIT_AS, (limits.CHILD_MEMORY,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (limits.CHILD_CPU_SECONDS,) * 2)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.CHILD_OUTPUT,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))


def _say(line: object) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=True, separators=(",", ":")))
    sys.stdout.write("\n")


def _read(name: str, content: bytes) -> None:
    if len(content) > limits.FILE_BYTES:
        raise container.refuse("文件过大", "it is too large", container.SPLIT)
    if content.startswith(b"PK"):
        found = container.look_through(content)
        if found.csv_parts:
            _read_packed_csv(content, found.csv_parts)
            return
        _read_excel(content, container.formulas_by_sheet(content, found.formulas))
    elif content.startswith(legacy.MAGIC):
        _read_excel(content, legacy.look_through(content))
    else:
        _read_csv(PurePath(name).stem, content)


def _read_excel(content: bytes, formulas: Formulas) -> None:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            rows = sheet.iter_rows() if sheet.start else iter(())
            _send(name, rows, offset=sheet.start[1] if sheet.start else 0)
            if name in formulas:
                _say({"formulas": formulas[name]})
    except python_calamine.PasswordError as locked:
        raise container.refuse(
            "文件已加密", "it is encrypted", container.DECRYPT
        ) from locked
    except (python_calamine.CalamineError, python_calamine.WorksheetNotFound) as broken:
        raise container.refuse("文件已损坏", "the file is damaged") from broken


def _read_packed_csv(content: bytes, parts: Sequence[str]) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for part in parts:
            _read_csv(PurePath(_archive_name(part)).stem, archive.read(part))


def _archive_name(name: str) -> str:
    """Return a name in an archive made by a Chinese Windows, which says no encoding."""
    try:
        return name.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return name


def _read_csv(name: str, content: bytes) -> None:
    text = _decoded(content)
    first = text[:10_000]
    delimiter = max(",\t;", key=first.count)
    if delimiter not in first:
        raise UnreadableWorkbook(container.NO_WORKBOOK, container.RESAVE)
    csv.field_size_limit(limits.TEXT_LENGTH * 50)
    try:
        _send(name, csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as broken:
        raise container.refuse("文件已损坏", "the file is damaged") from broken


def _decoded(content: bytes) -> str:
    is_wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ENCODINGS[2:] if is_wide else ENCODINGS[:2]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and text.strip():
            return text
    raise UnreadableWorkbook(container.NO_WORKBOOK, container.RESAVE)


def _send(name: str, rows: Iterable[Sequence[object]], offset: int = 0) -> None:
    _say({"sheet": name})
    batch: list[object] = []
    letters = _sent.letters
    for number, cells in _bounded(rows, offset):
        batch.append([number, cells])
        # Whoever reads a line holds the whole of it.
        if len(batch) == BATCH or _sent.letters - letters > LETTERS_OF_A_BATCH:
            _say({"rows": batch})
            batch, letters = [], _sent.letters
    _say({"rows": batch})


class _Count:
    """What was sent so far, over all sheets; a few bytes can stand for all of it."""

    def __init__(self) -> None:
        self.cells = 0
        self.letters = 0

    def add(self, cells: Sequence[object]) -> None:
        self.cells += len(cells)
        self.letters += sum(len(cell) for cell in cells if isinstance(cell, str))
        if self.cells > limits.CELLS or self.letters > limits.LETTERS:
            raise container.refuse(
                "内容过多", "there is too much in it", container.SPLIT
            )


_sent = _Count()


def _bounded(
    rows: Iterable[Sequence[object]], offset: int
) -> Iterator[tuple[int, list[object]]]:
    """Number the rows that hold anything, without their trailing blanks."""
    for number, row in enumerate(rows, start=1):
        cells = [_written(value) for value in row]
        while cells and cells[-1] == "":
            cells.pop()
        if not cells:
            continue
        if number > limits.ROWS or len(cells) + offset > limits.COLUMNS:
            raise container.refuse("表格过大", "a sheet is too large", container.SPLIT)
        _sent.add(cells)
        yield number, [""] * offset + cells


def _written(value: object) -> object:
    """Return a cell as JSON: text, a number, true or false, or a tagged date."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        if len(value) > limits.TEXT_LENGTH:
            raise container.refuse(
                "单元格文字过长", "a cell's text is too long", container.SPLIT
            )
        return value
    if isinstance(value, int | float):
        return value
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, time | timedelta):
        return str(value)
    return str(value)
