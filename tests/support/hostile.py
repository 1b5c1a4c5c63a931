"""Files that a malicious or unlucky sender might upload as a register workbook."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

CONTENT_TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>
</Types>"""  # noqa: E501  (one tag a line)
RELS = """<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/>
</Relationships>"""  # noqa: E501  (one tag a line)
BOOK = """<?xml version="1.0" encoding="UTF-8"?>
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
<sheets><sheet name="贫困户" sheetId="1" r:id="r1"/></sheets></workbook>"""
SHEET = """<?xml version="1.0" encoding="UTF-8"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<sheetData>{rows}</sheetData></worksheet>"""
ROW = '<row r="1"><c r="A1" t="inlineStr"><is><t>户编号</t></is></c></row>'


def parts(sheet: str | bytes = "") -> dict[str, str | bytes]:
    """Return the parts of a workbook of one sheet."""
    return {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": RELS.format(kind="officeDocument", target="xl/workbook.xml"),
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": RELS.format(
            kind="worksheet", target="worksheets/sheet1.xml"
        ),
        "xl/worksheets/sheet1.xml": sheet or SHEET.format(rows=ROW),
    }


def packed(content: Mapping[str, str | bytes]) -> bytes:
    """Return parts as a zip archive."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in content.items():
            archive.writestr(name, text)
    return written.getvalue()


def workbook(rows: str = ROW, **extra: str | bytes) -> bytes:
    """Return a workbook with these rows, and other parts by their names."""
    return packed(parts(SHEET.format(rows=rows)) | extra)


def bomb(inflated: int) -> bytes:
    """Return a workbook that inflates to so many bytes."""
    row = b'<row r="2"><c r="A2" t="inlineStr"><is><t>' + b"A" * 2**20
    row += b"</t></is></c></row>"
    head, tail = SHEET.format(rows="|").encode().split(b"|")
    return packed(parts(head + row * (inflated // len(row)) + tail))


def laughs() -> bytes:
    """Return a workbook whose entities multiply."""
    entities = '<!ENTITY a0 "ha">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
    )
    sheet = SHEET.format(
        rows='<row r="1"><c r="A1" t="inlineStr"><is><t>&a9;</t></is></c></row>'
    )
    return packed(parts(sheet.replace("?>", f"?><!DOCTYPE w [{entities}]>", 1)))


def external_entity() -> bytes:
    """Return a workbook that asks for a file of the server."""
    sheet = SHEET.format(
        rows='<row r="1"><c r="A1" t="inlineStr"><is><t>&x;</t></is></c></row>'
    )
    declared = '?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    return packed(parts(sheet.replace("?>", declared, 1)))


def hidden_entity() -> bytes:
    """Return the same in an encoding in which the declaration looks different."""
    text = SHEET.format(rows=ROW).replace(
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<?xml version="1.0" encoding="UTF-16"?>'
        '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    )
    return packed(parts(text.encode("utf-16")))


def declared_sizes_lie() -> bytes:
    """Return a workbook whose directory says that a large part is small."""
    content = bytearray(bomb(8 * 2**20))
    name = b"xl/worksheets/sheet1.xml"
    at = content.rfind(b"PK\x01\x02", 0, content.rfind(name))
    struct.pack_into("<I", content, at + 24, 100)
    return bytes(content)


def overlapping_parts() -> bytes:
    """Return a workbook two of whose parts are the same bytes."""
    content = bytearray(workbook(**{"xl/styles.xml": "<styleSheet/>"}))
    entries = [
        at for at in range(len(content)) if content[at : at + 4] == b"PK\x01\x02"
    ]
    (first,) = struct.unpack_from("<I", content, entries[0] + 42)
    struct.pack_into("<I", content, entries[-1] + 42, first)
    return bytes(content)


def wrong_checksum() -> bytes:
    """Return a workbook with one byte of a part altered."""
    content = packed(parts())
    at = content.find(b"xl/worksheets/sheet1.xml") + 60
    return content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]


def encrypted_zip() -> bytes:
    """Return an archive whose parts say that they are encrypted."""
    content = bytearray(workbook())
    for at in range(len(content)):
        if content[at : at + 4] == b"PK\x01\x02":
            content[at + 8] |= 1
    return bytes(content)


def nested() -> bytes:
    """Return an archive with a bomb for a part and no workbook."""
    return packed({"inner.xlsx": bomb(2**22)})


def compound_file(streams: Mapping[str, bytes]) -> bytes:
    """Return an OLE compound file with these streams (each at least 4,096 bytes)."""
    sector, bodies, table = 512, [], []
    starts: dict[str, int] = {}
    for name, body in streams.items():
        padded = body.ljust(max(4096, -(-len(body) // sector) * sector), b"\0")
        count = len(padded) // sector
        starts[name] = len(table)
        table += [*range(len(table) + 1, len(table) + count), 0xFFFFFFFE]
        bodies.append(padded)
    directory = len(table)
    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0)]
    entries += [
        _entry(name, 2, starts[name], max(4096, len(body)))
        for name, body in streams.items()
    ]
    while len(entries) % 4:
        entries.append(b"\0" * 128)
    sectors = len(entries) // 4
    table += [*range(directory + 1, directory + sectors), 0xFFFFFFFE]
    fat_at = len(table)
    fats = -(-(len(table) + 1) // 128)
    table += [0xFFFFFFFD] * fats
    table += [0xFFFFFFFF] * (fats * 128 - len(table))
    header = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack(
        "<IIIIIIII", 0, fats, directory, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE
    )
    header += struct.pack("<I", 0)
    difat = [fat_at + at for at in range(fats)]
    header += struct.pack("<109I", *difat, *[0xFFFFFFFF] * (109 - fats))
    return b"".join([header, *bodies, *entries, struct.pack(f"<{len(table)}I", *table)])


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    raw = (name + "\0").encode("utf-16-le")
    entry = raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw), kind, 1)
    entry += struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, 1 if kind == 5 else 0xFFFFFFFF)
    entry += b"\0" * 36 + struct.pack("<IQ", start, size)
    return entry


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


Cells = list[list[str | float]]


def old_excel(sheets: Mapping[str, Cells], extra: bytes = b"") -> bytes:
    """Return an .xls file (BIFF8); `extra` are records put into the first sheet."""
    begin = struct.pack("<HHHHII", 0x600, 5, 0x0DBB, 0x07CC, 0, 6)
    head = _record(0x809, begin) + _record(0x42, struct.pack("<H", 1200))
    names = {name: name.encode("utf-16-le") for name in sheets}
    length = len(head) + sum(4 + 8 + len(raw) for raw in names.values()) + 4
    bodies, bounds = [], b""
    for at, (name, rows) in enumerate(sheets.items()):
        body = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0x0DBB, 0x07CC, 0, 6))
        columns = max(len(row) for row in rows)
        body += _record(0x200, struct.pack("<IIHHH", 0, len(rows), 0, columns, 0))
        for row, cells in enumerate(rows):
            for column, value in enumerate(cells):
                body += _cell(row, column, value)
        body += (extra if at == 0 else b"") + _record(0x0A, b"")
        offset = length + sum(len(one) for one in bodies)
        raw = names[name]
        bounds += _record(0x85, struct.pack("<IHBB", offset, 0, len(raw) // 2, 1) + raw)
        bodies.append(body)
    return compound_file(
        {"Workbook": head + bounds + _record(0x0A, b"") + b"".join(bodies)}
    )


def _cell(row: int, column: int, value: str | float) -> bytes:
    at = struct.pack("<HHH", row, column, 0)
    if isinstance(value, str):
        raw = value.encode("utf-16-le")
        return _record(0x204, at + struct.pack("<HB", len(raw) // 2, 1) + raw)
    return _record(0x203, at + struct.pack("<d", value))


def formula_record(row: int, column: int, result: float) -> bytes:
    """Return an .xls formula cell with its last result."""
    return _record(
        0x06,
        struct.pack("<HHHdHIH", row, column, 0, result, 0, 0, 3) + b"\x1e\x01\x00",
    )


def password_record() -> bytes:
    """Return the .xls record that says that what follows is encrypted."""
    return _record(0x2F, struct.pack("<HHH", 0, 0, 0))


def random_like(content: bytes, seed: int) -> bytes:
    """Return a copy with a few bytes altered, the same for one seed."""
    altered = bytearray(content)
    state = zlib.crc32(seed.to_bytes(4, "big"))
    for _ in range(1 + state % 8):
        state = zlib.crc32(state.to_bytes(4, "big"))
        altered[state % len(altered)] = state >> 24
    return bytes(altered)
