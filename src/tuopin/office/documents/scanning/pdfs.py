"""Reads what a PDF says: its pages, properties, notes and form fields."""

from __future__ import annotations

import io
from collections.abc import Iterator

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject

from tuopin.office.documents.scanning.kinds import Passage, Unreadable
from tuopin.rulebook.text import Text

PROPERTIES = Text("文件属性", "the file's properties")
BROKEN = Text("整个文件（损坏或有密码）", "the file: damaged or locked")
MOST_PAGES = 500


def passages(content: bytes) -> Iterator[Passage]:
    """Return every text of a PDF; raises Unreadable."""
    try:
        yield from _passages(content)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError,
            RecursionError, OSError) as damaged:  # fmt: skip
        # Malformed PDFs make the library fail in any of these ways.
        raise Unreadable(BROKEN) from damaged


def _passages(content: bytes) -> Iterator[Passage]:
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted or len(reader.pages) > MOST_PAGES:
        raise Unreadable(BROKEN)
    _refuse_hidden_files(reader)
    said = [str(value) for value in (reader.metadata or {}).values()]
    if reader.xmp_metadata is not None:
        said.append(reader.xmp_metadata.stream.get_data().decode(errors="replace"))
    yield Passage(PROPERTIES, "\n".join(said))
    yield from _of_fields(reader)
    for number, page in enumerate(reader.pages, start=1):
        yield from _of_page(page, Text(f"第{number}页", f"page {number}"))


def _refuse_hidden_files(reader: PdfReader) -> None:
    names = reader.root_object.get("/Names")
    tree = names.get_object() if names is not None else None
    hidden = {"/EmbeddedFiles", "/JavaScript"} & set(
        tree if isinstance(tree, DictionaryObject) else ()
    )
    if hidden or ("/OpenAction" in reader.root_object and _runs(reader)):
        raise Unreadable(Text("嵌入的文件或程序", "an embedded file or program"))


def _runs(reader: PdfReader) -> bool:
    action = reader.root_object["/OpenAction"].get_object()
    return isinstance(action, DictionaryObject) and action.get("/S") != "/GoTo"


def _of_fields(reader: PdfReader) -> Iterator[Passage]:
    for name, found in (reader.get_fields() or {}).items():
        value = f"{name}\n{found.get('/V', '')}\n{found.get('/DV', '')}"
        yield Passage(Text("表单栏", "a form field"), value)


def _of_page(page: PageObject, where: Text) -> Iterator[Passage]:
    if _has_picture(page.get("/Resources"), set()):
        zh, en = f"{where.zh}的图片", f"a picture on {where.en}"
        raise Unreadable(Text(zh, en))
    text = page.extract_text()
    if not text.strip() or _has_nameless_letters(page):
        # Letters drawn as lines, or without a table of what they are.
        zh, en = f"{where.zh}的文字", f"the letters on {where.en}"
        raise Unreadable(Text(zh, en))
    yield Passage(where, text)
    for note in page.get("/Annots") or ():
        found = note.get_object()
        if found.get("/Subtype") == "/FileAttachment":
            raise Unreadable(Text("嵌入的文件", "an embedded file"))
        if "/AP" in found and found.get("/Subtype") not in ("/Link", "/Popup"):
            zh, en = f"{where.zh}的批注或印章", f"a note or stamp on {where.en}"
            _refuse_drawn(found, Text(zh, en))
        said = [str(found.get(key, "")) for key in ("/Contents", "/T", "/Subj", "/RC")]
        action = found.get("/A")
        if action is not None:
            said.append(str(action.get_object().get("/URI", "")))
        yield Passage(
            Text(f"{where.zh}的批注", f"a note on {where.en}"), "\n".join(said)
        )


def _has_nameless_letters(page: PageObject) -> bool:
    """Say whether a font of a page does not tell which letters it draws."""
    resources = page.get("/Resources")
    found = resources.get_object() if resources is not None else None
    fonts = found.get("/Font") if isinstance(found, DictionaryObject) else None
    return fonts is not None and any(
        font.get_object().get("/Subtype") in ("/Type0", "/Type3")
        and "/ToUnicode" not in font.get_object()
        for font in fonts.get_object().values()
    )


def _refuse_drawn(note: DictionaryObject, where: Text) -> None:
    """Refuse a note whose looks hold more than its words."""
    drawn = note["/AP"].get_object()
    looks = drawn.get("/N") if isinstance(drawn, DictionaryObject) else None
    stream = looks.get_object() if looks is not None else None
    if isinstance(stream, DictionaryObject) and note.get("/Subtype") == "/Stamp":
        raise Unreadable(where)


def _has_picture(resources: object, seen: set[int]) -> bool:
    """Say whether a page, or a form drawn on it, draws a picture."""
    if resources is None:
        return False
    found = resources.get_object() if hasattr(resources, "get_object") else resources
    drawn = found.get("/XObject") if isinstance(found, DictionaryObject) else None
    if drawn is None:
        return False
    for one in drawn.get_object().values():
        item = one.get_object()
        if id(item) in seen:
            continue
        seen.add(id(item))
        is_picture = item.get("/Subtype") == "/Image"
        if is_picture or _has_picture(item.get("/Resources"), seen):
            return True
    return False
