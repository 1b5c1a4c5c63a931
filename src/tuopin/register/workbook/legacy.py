"""Look through an old .xls file for passwords, macros and formulas."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from tuopin.register.workbook.container import DECRYPT, refuse

MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
FREE = 0xFFFFFFFA  # and above: ends, free and special sectors
BOUND_SHEET, FILE_PASS, BEGIN, LONG_TEXT = 0x85, 0x2F, 0x809, 0x207
FORMULAS = (0x06, 0x206, 0x406)
NAME_AT = 8  # in the record of a sheet
CELL = struct.Struct("<HH")  # row and column, at the head of a cell's record


class CompoundFile:
    """The storages and streams of an OLE compound file."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        try:
            self._sector = 1 << struct.unpack_from("<H", content, 30)[0]
            (directory,) = struct.unpack_from("<I", content, 48)
            self._table = self._read_table()
            self.entries = self._read_entries(self._chain(directory))
        except (struct.error, IndexError, OverflowError, ValueError) as broken:
            raise refuse("文件已损坏", "the file is damaged") from broken

    def _read_table(self) -> list[int]:
        found = list(struct.unpack_from("<109I", self._content, 76))
        following, left = struct.unpack_from("<II", self._content, 68)
        per_sector = self._sector // 4
        while following < FREE and left > 0 and len(found) < 2**20:
            more = struct.unpack_from(
                f"<{per_sector}I", self._content, (following + 1) * self._sector
            )
            found.extend(more[:-1])
            following, left = more[-1], left - 1
        table: list[int] = []
        for sector in found:
            if sector < FREE:
                table.extend(
                    struct.unpack_from(
                        f"<{per_sector}I", self._content, (sector + 1) * self._sector
                    )
                )
        return table

    def _chain(self, sector: int) -> bytes:
        pieces: list[bytes] = []
        # A chain longer than the table goes round in a circle.
        for _ in range(len(self._table) + 1):
            if sector >= FREE:
                return b"".join(pieces)
            at = (sector + 1) * self._sector
            pieces.append(self._content[at : at + self._sector])
            sector = self._table[sector]
        raise refuse("文件已损坏", "the file is damaged")

    @staticmethod
    def _read_entries(directory: bytes) -> dict[str, tuple[int, int]]:
        entries = {}
        for at in range(0, len(directory) - 127, 128):
            (length,) = struct.unpack_from("<H", directory, at + 64)
            name = directory[at : at + max(0, min(length, 64) - 2)]
            start, size = struct.unpack_from("<IQ", directory, at + 116)
            entries[name.decode("utf-16-le", "replace")] = (start, size)
        return entries

    def workbook(self) -> bytes:
        """Return the workbook's stream."""
        for name in ("Workbook", "Book"):
            if name in self.entries:
                start, size = self.entries[name]
                return self._chain(start)[: size & 0xFFFFFFFF]
        raise refuse("它不是 Excel 工作簿", "it is no Excel workbook")


def look_through(content: bytes) -> dict[str, list[tuple[int, int]]]:
    """Return each sheet's formula cells; raises UnreadableWorkbook."""
    compound = CompoundFile(content)
    if "EncryptedPackage" in compound.entries:
        raise refuse("文件已加密", "it is encrypted", DECRYPT)
    if any(name.startswith(("_VBA", "VBA")) for name in compound.entries):
        raise refuse("文件含有宏", "it contains macros")
    return _formulas(compound.workbook())


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield at, kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _formulas(stream: bytes) -> dict[str, list[tuple[int, int]]]:
    names: dict[int, str] = {}
    formulas: dict[str, list[tuple[int, int]]] = {}
    sheet = ""
    for at, kind, body in _records(stream):
        if kind == FILE_PASS:
            raise refuse("文件已加密", "it is encrypted", DECRYPT)
        if kind == BOUND_SHEET and len(body) > NAME_AT:
            names[struct.unpack_from("<I", body)[0]] = _sheet_name(body)
        elif kind == BEGIN:
            sheet = names.get(at, sheet)
        elif kind in FORMULAS and len(body) >= CELL.size:
            row, column = CELL.unpack_from(body)
            formulas.setdefault(sheet, []).append((row + 1, column + 1))
    return formulas


def _sheet_name(body: bytes) -> str:
    length, is_wide = body[6], body[7] & 1
    if is_wide:
        return body[NAME_AT : NAME_AT + 2 * length].decode("utf-16-le", "replace")
    return body[NAME_AT : NAME_AT + length].decode("latin-1")
