"""Reads what a picture says of itself; what is on it, no program reads here."""

from __future__ import annotations

import io
from collections.abc import Iterator

from PIL import ExifTags, Image

from tuopin.office.documents.domain import MediaType
from tuopin.office.documents.images import FORMATS
from tuopin.office.documents.scanning.kinds import Hit, Kind, Passage, Unreadable
from tuopin.rulebook.text import Text

ITSELF = Text("照片自带的信息", "what the photo says of itself")


def passages(content: bytes, media_type: MediaType) -> Iterator[Passage]:
    """Return the texts that a picture carries along; raises Unreadable."""
    try:
        image = Image.open(io.BytesIO(content), formats=(FORMATS[media_type],))
        exif = image.getexif()
        inner = exif.get_ifd(ExifTags.IFD.Exif)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as broken:
        raise Unreadable(Text("整张照片", "the photo")) from broken
    for value in (*exif.values(), *inner.values(), *image.info.values()):
        text = (
            value.decode(errors="replace") if isinstance(value, bytes) else str(value)
        )
        yield Passage(ITSELF, text)


def position_of(content: bytes, media_type: MediaType) -> list[Hit]:
    """Return a hit where a picture says where it was taken."""
    image = Image.open(io.BytesIO(content), formats=(FORMATS[media_type],))
    says = image.getexif().get_ifd(ExifTags.IFD.GPSInfo)
    return [Hit(Kind.POSITION, ITSELF)] if says else []
