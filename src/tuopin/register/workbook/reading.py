"""Read workbooks in a limited child process; holds rows as written, judges nothing."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import IO

import tuopin
from tuopin.register.workbook import limits
from tuopin.register.workbook.faults import UnreadableWorkbook
from tuopin.rulebook.text import Text

Cell = str | Decimal | int | bool | date
"""A cell as written; blank is an empty text."""

SOURCES = str(Path(tuopin.__file__).resolve().parents[1])
PROGRAM = (
    f"import sys; sys.path.insert(0, {SOURCES!r});"
    " from tuopin.register.workbook.child import main; sys.exit(main(sys.argv[1:]))"
)
TOO_COSTLY = UnreadableWorkbook(
    Text(
        "读取它需要过多的内存或时间，或者文件已损坏",
        "reading it takes too much memory or time, or it is damaged",
    ),
    Text(
        "请用 Excel 或 WPS 另存为普通的 .xlsx 文件，或按乡镇分成几个文件上传",
        "Save it as a plain .xlsx file, or send one file per township",
    ),
)


@dataclass
class RawSheet:
    """A sheet as written: its rows by number, and where formulas stand."""

    name: str
    rows: list[tuple[int, list[Cell]]] = field(default_factory=list)
    formulas: frozenset[tuple[int, int]] = frozenset()


@dataclass
class RawWorkbook:
    """All sheets of a workbook as written."""

    sheets: list[RawSheet]


def read_workbook(path: Path) -> RawWorkbook:
    """Read an .xlsx, .xls or .csv file, an archive or a folder of .csv files.

    Raises UnreadableWorkbook, whose message says what to do.
    """
    paths = _paths(path)
    with tempfile.TemporaryFile() as output:
        _run_child(paths, output)
        output.seek(0)
        return _workbook(output)


def _paths(path: Path) -> list[Path]:
    if path.is_dir():
        found = sorted(one for one in path.iterdir() if one.suffix.lower() == ".csv")
    else:
        found = [path] if path.is_file() else []
    if not found:
        raise UnreadableWorkbook(
            Text(f"没有找到文件{path.name}", f"there is no file {path.name}"),
            Text("请核对文件名和路径", "Check its name and folder"),
        )
    if sum(one.stat().st_size for one in found) > limits.FILE_BYTES:
        raise UnreadableWorkbook(Text("文件过大", "it is too large"), TOO_COSTLY.right)
    return found


def _run_child(paths: Sequence[Path], output: IO[bytes]) -> None:
    """Have the child write to a file: a pipe would have to be drained while it runs."""
    child = subprocess.Popen(
        [sys.executable, "-I", "-c", PROGRAM, *(str(path.resolve()) for path in paths)],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={},
        close_fds=True,
    )
    try:
        ended = child.wait(limits.CHILD_SECONDS)
    except subprocess.TimeoutExpired as slow:
        raise UnreadableWorkbook(TOO_COSTLY.wrong, TOO_COSTLY.right) from slow
    finally:
        child.kill()
        child.wait()
    if ended != 0:
        raise UnreadableWorkbook(TOO_COSTLY.wrong, TOO_COSTLY.right)


def _workbook(lines: IO[bytes]) -> RawWorkbook:
    sheets: list[RawSheet] = []
    for line in lines:
        said = json.loads(line, parse_float=Decimal, object_hook=_dated)
        if "sheet" in said:
            sheets.append(RawSheet(said["sheet"]))
        elif "rows" in said:
            sheets[-1].rows.extend((number, cells) for number, cells in said["rows"])
        elif "formulas" in said:
            sheets[-1].formulas = frozenset(
                (row, column) for row, column in said["formulas"]
            )
        elif "wrong" in said:
            raise UnreadableWorkbook(Text(*said["wrong"]), Text(*said["right"]))
        elif "done" in said:
            return RawWorkbook(sheets)
    raise UnreadableWorkbook(TOO_COSTLY.wrong, TOO_COSTLY.right)


def _dated(value: dict[str, object]) -> object:
    day = value.get("date")
    return date.fromisoformat(day) if isinstance(day, str) else value
