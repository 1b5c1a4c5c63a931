"""Reads everything that a workbook or a text document holds, part by part.

Not as a spreadsheet would show it: every part of the package is read, every attribute,
every text, seen or hidden. Texts that are cut into runs are put together again.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from xml.parsers import expat

from tuopin.office.documents.scanning.kinds import Passage, Unreadable
from tuopin.rulebook.text import Text

MOST_UNPACKED = 64 * 1024 * 1024
XML = (".xml", ".rels", ".vml")
PRINTER = re.compile(r"printersettings[0-9]*\.bin$", re.IGNORECASE)
PICTURE = re.compile(r"\.(png|jpe?g|gif|bmp|tiff?|emf|wmf|svg|webp|heic)$", re.I)
BLOCKS = {"p", "si", "is", "comment", "definedName", "v", "f", "threadedComment"}
"""Elements whose text belongs together, however many pieces it is cut into."""
BREAKS = {"br", "cr", "tab"}
PLACES = (
    ("docprops/", Text("文件属性", "the file's properties")),
    ("comment", Text("批注", "a comment")),
    ("header", Text("页眉", "a header")),
    ("footer", Text("页脚", "a footer")),
    ("footnotes", Text("脚注", "a footnote")),
    ("endnotes", Text("尾注", "an endnote")),
    (
        "word/document.xml",
        Text("正文（含修订）", "the text, with its changes"),
    ),
    ("sharedstrings", Text("表格里留下的文字", "text left in the workbook")),
    ("xl/workbook.xml", Text("工作表名或定义的名称", "a sheet's or a defined name")),
    ("drawing", Text("图形或文本框", "a drawing or text box")),
    ("chart", Text("图表", "a chart")),
    ("pivot", Text("数据透视表的缓存", "a pivot table's store")),
    ("externallink", Text("外部链接的缓存", "what a link to another file stored")),
)


@dataclass
class _Sheets:
    """What the workbook's parts say of each other."""

    names: dict[str, str] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    targets: dict[str, str] = field(default_factory=dict)
    cells: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))

    def title_of(self, part: str) -> str:
        """Return a sheet's name, and whether it is hidden."""
        for rel, target in self.targets.items():
            if part.endswith(target.lstrip("/")) and rel in self.names:
                name = self.names[rel]
                return f"{name}（隐藏/hidden）" if rel in self.hidden else name
        return part.rpartition("/")[2]


def passages(content: bytes) -> Iterator[Passage]:
    """Return every text of a package; raises Unreadable."""
    parts = _unpacked(content)
    sheets = _sheets_of(parts)
    for name in sorted(parts, key=lambda one: "sharedstrings" in one.lower()):
        yield Passage(Text("文件里的部件名", "the name of a part"), name)
        if name.lower().endswith(XML):
            yield from _of_xml(name, parts[name], sheets)
        elif PRINTER.search(name):
            for encoding in ("utf-16-le", "latin-1"):
                yield Passage(
                    Text("打印设置", "printer settings"),
                    parts[name].decode(encoding, errors="ignore"),
                )
        elif PICTURE.search(name):
            raise Unreadable(Text("文件里的图片", "a picture in the file"))
        else:
            raise Unreadable(Text("文件里嵌入的内容", "something embedded in the file"))


def _unpacked(content: bytes) -> dict[str, bytes]:
    broken = Unreadable(Text("整个文件（损坏或有密码）", "the file: damaged or locked"))
    found: dict[str, bytes] = {}
    left = MOST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if package.comment:
                raise Unreadable(Text("压缩包的注释", "the package's comment"))
            for part in package.infolist():
                if part.is_dir():
                    continue
                if part.filename in found:
                    raise broken
                with package.open(part) as file:
                    # Counted while unpacking: what the directory says may be a lie.
                    found[part.filename] = file.read(left + 1)
                left -= len(found[part.filename])
                if left < 0:
                    raise Unreadable(Text("整个文件（太大）", "the file: too large"))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError,
            ValueError) as damaged:  # fmt: skip
        raise broken from damaged
    return found


def _sheets_of(parts: dict[str, bytes]) -> _Sheets:
    sheets = _Sheets()

    def start(name: str, attributes: dict[str, str]) -> None:
        local = _local(name)
        if local == "sheet":
            rel = next((v for k, v in attributes.items() if _local(k) == "id"), "")
            sheets.names[rel] = attributes.get("name", "")
            if attributes.get("state", "visible") != "visible":
                sheets.hidden.add(rel)
        elif local == "Relationship":
            sheets.targets[attributes.get("Id", "")] = attributes.get("Target", "")

    for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
        if name in parts:
            _walk(parts[name], start, lambda _: None, lambda _: None)
    return sheets


def _of_xml(part: str, content: bytes, sheets: _Sheets) -> Iterator[Passage]:
    reader = _Reader(part, sheets)
    _walk(content, reader.start, reader.end, reader.text)
    reader.close()
    yield from reader.found


class _Reader:
    """Collects the texts of one part while it is parsed."""

    def __init__(self, part: str, sheets: _Sheets) -> None:
        self.part, self.sheets = part, sheets
        self.is_sheet = "/worksheets/" in part and "/_rels/" not in part
        self.is_strings = part.lower().endswith("sharedstrings.xml")
        self.found: list[Passage] = []
        self.buffers: list[list[str]] = [[]]
        self.cell, self.type, self.strings = "", "", 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = _local(name)
        if local == "c" and self.is_sheet:
            self.cell, self.type = attributes.get("r", ""), attributes.get("t", "")
        elif self.is_sheet and "ref" in attributes:
            self.cell = attributes["ref"]
        if local in BLOCKS:
            self.buffers.append([])
        if local in BREAKS:
            self.buffers[-1].append("\n")
        self._say("\n".join(v for v in attributes.values() if not _is_plain(v)))

    def end(self, name: str) -> None:
        local = _local(name)
        if local not in BLOCKS:
            if len(self.buffers) == 1:
                self.buffers[-1].append("\n")
            return
        text = "".join(self.buffers.pop())
        if local == "v" and self.is_sheet:
            self._say_value(text)
        elif local == "si" and self.is_strings:
            cells = self.sheets.cells.get(self.strings, [])
            self.strings += 1
            self._say(text, "、".join(cells[:3]))
        else:
            self._say(text)
        if len(self.buffers) == 1:
            self.cell = "" if local != "v" else self.cell

    def text(self, text: str) -> None:
        self.buffers[-1].append(text)

    def _say_value(self, text: str) -> None:
        if self.type == "s" and text.strip().isdigit():
            at = f"“{self.sheets.title_of(self.part)}”{self.cell}"
            self.sheets.cells[int(text)].append(at)
            return
        if self.type in ("", "n"):
            self._say(_expanded(text), is_number=True)
            return
        self._say(text)

    def _say(self, text: str, at: str = "", *, is_number: bool = False) -> None:
        if text.strip():
            where = Text(at, at) if at else self._where()
            self.found.append(Passage(where, text, is_number))

    def _where(self) -> Text:
        if self.is_sheet:
            at = f"“{self.sheets.title_of(self.part)}”{self.cell}"
            return Text(at, at)
        lowered = self.part.lower()
        for beginning, place in PLACES:
            if beginning in lowered:
                return place
        return Text(f"文件部件{self.part}", f"part {self.part}")

    def close(self) -> None:
        """Say what stood between the blocks."""
        self._say("".join(self.buffers[0]))


def _is_plain(value: str) -> bool:
    """Say whether an attribute cannot hold anything personal."""
    return len(value) < 4 or value.startswith("http://schemas.")


def _expanded(text: str) -> str:
    """Return a number without an exponent: 2.1E+17 is one that lost its end."""
    try:
        return f"{Decimal(text.strip()):f}"
    except InvalidOperation:
        return text


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _walk(
    content: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
) -> None:
    """Parse a part of the package; one that declares its own entities is refused."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def doctype(*_: object) -> None:
        raise Unreadable(Text("文件里自定义的结构", "a structure of the file's own"))

    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.CommentHandler = text
    parser.ProcessingInstructionHandler = None
    try:
        parser.Parse(content, True)
    except expat.ExpatError as broken:
        raise Unreadable(Text("文件里损坏的部件", "a damaged part")) from broken
