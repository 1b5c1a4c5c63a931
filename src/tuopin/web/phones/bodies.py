"""Whole bodies of requests: of a bounded size, unpacked, and refused if they were cut.

Nothing of a body is looked at before all of it has come.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from io import BytesIO

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.http.request import UnreadablePostError

from tuopin.rulebook.text import Text

MEGABYTE = 1024 * 1024
PIECE = 64 * 1024
GZIP = 16 + zlib.MAX_WBITS


class UnfitBody(Exception):
    """A body that cannot be taken: with which status, why, and what to do."""

    def __init__(self, status: int, text: Text) -> None:
        super().__init__(text.en)
        self.status = status
        self.text = text


def whole_body(request: HttpRequest, *, most: int) -> bytes:
    """Return all that a request brings, gzip unpacked; raises UnfitBody."""
    said = request.META.get("CONTENT_LENGTH") or ""
    if said.isdecimal() and int(said) > most:
        raise UnfitBody(413, _too_large(most))
    # A chunked body says no length, and Django would take it for an empty one.
    is_chunked = request.headers.get("Transfer-Encoding", "").lower() == "chunked"
    stream = request.META["wsgi.input"] if is_chunked else request
    pieces, size = [], 0
    try:
        while piece := stream.read(PIECE):
            pieces.append(piece)
            size += len(piece)
            if size > most:
                raise UnfitBody(413, _too_large(most))
    except (UnreadablePostError, OSError) as cut:
        raise UnfitBody(400, CUT) from cut
    if said.isdecimal() and size != int(said):
        raise UnfitBody(400, CUT)
    body = b"".join(pieces)
    encoding = request.headers.get("Content-Encoding", "identity").lower()
    if encoding == "gzip":
        return _unpacked(body, most=most)
    if encoding != "identity":
        raise UnfitBody(415, _ENCODING)
    return body


def _unpacked(body: bytes, *, most: int) -> bytes:
    unpacking = zlib.decompressobj(GZIP)
    try:
        found = unpacking.decompress(body, most + 1)
    except zlib.error as broken:
        raise UnfitBody(400, CUT) from broken
    if len(found) > most:
        raise UnfitBody(413, _too_large(most))
    if not unpacking.eof:
        raise UnfitBody(400, CUT)
    return found


def json_of(body: bytes) -> object:
    """Return what a body says as JSON; raises UnfitBody."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as broken:
        raise UnfitBody(400, _NO_JSON) from broken


@dataclass(frozen=True)
class Parts:
    """A form's fields, and its files by the name of their field."""

    fields: dict[str, str]
    files: dict[str, bytes]


def parts_of(request: HttpRequest, body: bytes) -> Parts:
    """Return the parts of a multipart body; raises UnfitBody.

    A body that does not end with its boundary was cut, though it would parse.
    """
    said = request.content_params or {}
    boundary = said.get("boundary", "")
    ending = f"--{boundary}--".encode("ascii", "replace")
    if request.content_type != "multipart/form-data" or not boundary:
        raise UnfitBody(415, _NO_FORM)
    if ending not in body[-len(ending) - 64 :]:
        raise UnfitBody(400, CUT)
    meta = {**request.META, "CONTENT_LENGTH": str(len(body))}
    handler = MemoryFileUploadHandler(request)
    try:
        parser = MultiPartParser(meta, BytesIO(body), [handler], "utf-8")
        typed, files = parser.parse()
    except (MultiPartParserError, TooManyFilesSent, RequestDataTooBig) as broken:
        raise UnfitBody(400, CUT) from broken
    found: dict[str, bytes] = {}
    for name, uploads in files.lists():
        for upload in uploads:
            found[name] = upload.read()
    return Parts({name: str(value) for name, value in typed.items()}, found)


def _too_large(most: int) -> Text:
    size = most // MEGABYTE
    return Text(
        f"一次最多发送{size} MB，没有收下。请减少照片或分几次发送。",
        f"At most {size} MB at once; nothing was taken. "
        "Send fewer pictures, or send them in several turns.",
    )


CUT = Text(
    "没有收全，什么都没有收下。请在信号好的地方重新发送，不会重复。",
    "Not all of it came, and nothing was taken. Send it again where the network is "
    "good; it counts once.",
)
_ENCODING = Text(
    "压缩方式不认识，请用 gzip 或不压缩。", "Unknown encoding: use gzip, or none."
)
_NO_JSON = Text("内容不是 JSON，没有收下。", "This is no JSON; nothing was taken.")
_NO_FORM = Text(
    "应为 multipart/form-data，没有收下。",
    "This should be multipart/form-data; nothing was taken.",
)
