"""Look through an .xlsx container before anything parses it; keeps nothing of it."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from xml.etree import ElementTree

from tuopin.register.workbook import limits
from tuopin.register.workbook.faults import UnreadableWorkbook
from tuopin.rulebook.text import Text

CHUNK = 2**20
TAILS_KEPT = 1_000
LOCAL_HEADER = struct.Struct("<4s22xHH")
DECLARATION = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
ENCODING = re.compile(rb"""encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
TAG = re.compile(
    rb"<(?:\w+:)?(c|row|f)(?:\s+r=[\"']([A-Z]{0,3})([0-9]{1,7})[\"'])?"
    rb"((?=[\s/>])[^>]*)>"
)
BARE_REFERENCE = re.compile(rb"(?:^|\s)r\s*=")

RESAVE = Text(
    "请用 Excel 或 WPS 打开，另存为普通的 .xlsx 文件后再上传",
    "Open it in Excel or WPS, save it as a plain .xlsx file and send that",
)
SPLIT = Text(
    "请删去多余的空行空列，或按乡镇分成几个文件上传",
    "Remove superfluous rows and columns, or send one file per township",
)
NO_WORKBOOK = Text(
    "它不是 Excel 工作簿或 CSV 表格", "it is neither an Excel workbook nor a CSV table"
)


@dataclass
class Contents:
    """What the look-through found: formulas by part, and the parts' text names."""

    formulas: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    csv_parts: list[str] = field(default_factory=list)


def refuse(zh: str, en: str, right: Text = RESAVE) -> UnreadableWorkbook:
    """Return the refusal of a file."""
    return UnreadableWorkbook(Text(zh, en), right)


def look_through(content: bytes) -> Contents:
    """Inflate every part once, counting; raises UnreadableWorkbook."""
    parts = _parts(content)
    _refuse_by_name([part.filename for part in parts])
    found = Contents()
    total = 0
    cells = 0
    for part in parts:
        look = _PartLook(part.filename)
        for chunk in _inflated(content, part):
            total += len(chunk)
            if total > limits.INFLATED_BYTES:
                raise refuse(
                    "解压后过大，像是压缩炸弹", "it inflates far too large", SPLIT
                )
            look.at(chunk)
            if cells + look.cells > limits.CELLS:
                raise refuse("单元格过多", "it has too many cells", SPLIT)
        look.finish()
        cells += look.cells
        if look.formulas:
            found.formulas[part.filename] = look.formulas
        if part.filename.lower().endswith(".csv"):
            found.csv_parts.append(part.filename)
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names and not found.csv_parts:
        raise UnreadableWorkbook(NO_WORKBOOK, RESAVE)
    if "xl/workbook.xml" in names:
        found.csv_parts.clear()
    return found


def _parts(content: bytes) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = [part for part in archive.infolist() if not part.is_dir()]
    except (zipfile.BadZipFile, struct.error, ValueError, EOFError) as broken:
        raise refuse("文件已损坏", "the file is damaged") from broken
    if len(parts) > limits.PARTS:
        raise refuse("内含文件过多", "it holds too many parts")
    if len({part.filename for part in parts}) != len(parts):
        raise refuse("内含重名文件", "two of its parts have one name")
    if any(part.flag_bits & 1 for part in parts):
        raise refuse("文件已加密", "it is encrypted", DECRYPT)
    reached = 0
    for part in sorted(parts, key=lambda one: one.header_offset):
        if part.header_offset < reached:
            raise refuse("内含文件互相重叠", "its parts overlap")
        reached = part.header_offset + part.compress_size
    return parts


DECRYPT = Text(
    "请打开文件，去掉密码，另存后再上传",
    "Open it, take the password away, save it and send that",
)


def _refuse_by_name(names: list[str]) -> None:
    for name in names:
        lowered = name.lower()
        if lowered.endswith(("vbaproject.bin", ".vba")) or "/macrosheets/" in lowered:
            raise refuse("文件含有宏", "it contains macros")
        if "/externallinks/" in lowered or lowered.endswith("connections.xml"):
            raise refuse("文件链接到其他文件", "it links to other files")
        if lowered.startswith("xl/workbook.bin"):
            raise refuse("这是 .xlsb 文件", "it is an .xlsb file")


def _inflated(content: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield a part's bytes, by what it holds and not by what it declares."""
    header = content[part.header_offset : part.header_offset + LOCAL_HEADER.size]
    if len(header) < LOCAL_HEADER.size or header[:4] != b"PK\x03\x04":
        raise refuse("文件已损坏", "the file is damaged")
    _, name_length, extra_length = LOCAL_HEADER.unpack(header)
    start = part.header_offset + LOCAL_HEADER.size + name_length + extra_length
    packed = memoryview(content)[start : start + part.compress_size]
    size = 0
    checksum = 0
    for chunk in _unpacked(packed, part.compress_type):
        size += len(chunk)
        checksum = zlib.crc32(chunk, checksum)
        if size > limits.RATIO_COUNTS_FROM and size > limits.RATIO * len(packed):
            raise refuse("压缩比异常，像是压缩炸弹", "it is packed like a bomb", SPLIT)
        yield chunk
    if size != part.file_size or checksum != part.CRC:
        raise refuse("内含文件与其声明不符", "a part is not what it declares to be")


def _unpacked(packed: memoryview, method: int) -> Iterator[bytes]:
    if method == zipfile.ZIP_STORED:
        for at in range(0, len(packed), CHUNK):
            yield bytes(packed[at : at + CHUNK])
        return
    if method != zipfile.ZIP_DEFLATED:
        raise refuse("压缩方法不受支持", "it is packed in an unusual way")
    inflating = zlib.decompressobj(-15)
    waiting: bytes = bytes(packed)
    try:
        while waiting and not inflating.eof:
            yield inflating.decompress(waiting, CHUNK)
            waiting = inflating.unconsumed_tail
        yield inflating.flush()
    except zlib.error as broken:
        raise refuse("文件已损坏", "the file is damaged") from broken


class _PartLook:
    """Look at one part's text as it streams by."""

    def __init__(self, name: str) -> None:
        self.is_xml = not name.lower().endswith(".csv")
        self.cells = 0
        self.formulas: list[tuple[int, int]] = []
        self._rest = b""
        self._begun = False
        self._row = 0
        self._column = 0
        self._known_tails: set[bytes] = {b"", b"/"}

    def at(self, chunk: bytes) -> None:
        if not self.is_xml:
            return
        if not self._begun and chunk:
            self._begun = True
            # Whatever a part is called, what begins like XML is read as XML.
            self.is_xml = chunk.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in XML_BEGINNINGS
            _refuse_odd_encoding(chunk, self.is_xml)
            if not self.is_xml:
                return
        text = self._rest + chunk
        if DECLARATION.search(text):
            raise refuse(
                "文件含有 DTD 或实体声明", "it declares a document type or entities"
            )
        end = text.rfind(b">") + 1
        # A tag longer than this is no cell of any office program.
        if len(text) - end > CHUNK:
            raise refuse("文件内容异常", "its content is malformed")
        self._tags(text, end)
        self._rest = text[end:]

    def finish(self) -> None:
        self._tags(self._rest, len(self._rest))

    def _tags(self, text: bytes, end: int) -> None:
        for tag in TAG.finditer(text, 0, end):
            kind, letters, digits, tail = tag.groups()
            if tail not in self._known_tails:
                self._learn(tail)
            if kind == b"c":
                self._cell(letters, digits)
            elif kind == b"row":
                self._row = int(digits) if digits else self._row + 1
                self._column = 0
                self._bound()
            elif len(self.formulas) < limits.FORMULAS_NAMED:
                self.formulas.append((self._row, self._column))

    def _cell(self, letters: bytes | None, digits: bytes | None) -> None:
        self.cells += 1
        if letters and digits:
            self._row, self._column = int(digits), column_number(letters)
        else:
            self._column += 1
        self._bound()

    def _learn(self, tail: bytes) -> None:
        """Refuse a tag whose end or whose reference was not where it seemed."""
        if tail.count(b'"') % 2 or tail.count(b"'") % 2 or BARE_REFERENCE.search(tail):
            # A reference further back is read by parsers all the same.
            moved = re.search(rb"""\sr\s*=\s*["']([A-Z]{0,3})([0-9]{1,7})["']""", tail)
            if moved is None or tail.count(b'"') % 2 or tail.count(b"'") % 2:
                raise refuse("文件内容异常", "its content is malformed")
            self._row = int(moved[2])
            self._column = column_number(moved[1]) if moved[1] else 0
            self._bound()
            return
        if len(self._known_tails) < TAILS_KEPT:
            self._known_tails.add(tail)

    def _bound(self) -> None:
        if self._row > limits.ROWS or self._column > limits.COLUMNS:
            raise refuse("表格过大", "a sheet is too large", SPLIT)


XML_BEGINNINGS = (b"<", b"\xff", b"\xfe", b"\x00")


def _refuse_odd_encoding(start: bytes, is_xml: bool) -> None:
    if not is_xml:
        return
    head = start[:200]
    declared = ENCODING.search(head)
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00", b"<\x00")) or (
        declared is not None
        and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii")
    ):
        raise refuse("文件编码异常", "its text is in an unusual encoding")


def column_number(letters: bytes) -> int:
    """Return the number of a column's letters: A is 1."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}"


def formulas_by_sheet(
    content: bytes, formulas: dict[str, list[tuple[int, int]]]
) -> dict[str, list[tuple[int, int]]]:
    """Return formulas by the sheets' names instead of by their parts."""
    if not formulas:
        return {}
    with zipfile.ZipFile(BytesIO(content)) as archive:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    target_of = {
        link.get("Id"): link.get("Target", "").removeprefix("/").removeprefix("xl/")
        for link in links
    }
    named: dict[str, list[tuple[int, int]]] = {}
    for sheet in book.iter():
        if not sheet.tag.endswith("}sheet"):
            continue
        key = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), None)
        part = f"xl/{target_of.get(key, '')}"
        if part in formulas:
            named[sheet.get("name", "")] = formulas[part]
    return named
