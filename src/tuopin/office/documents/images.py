"""Pictures: whether they unfold, what they say of themselves, how they are shown."""

from __future__ import annotations

import io
from dataclasses import dataclass
from decimal import Decimal

from PIL import ExifTags, Image, ImageOps

from tuopin.office.documents.domain import MOST_PIXELS, MediaType

FORMATS = {MediaType.JPEG: "JPEG", MediaType.PNG: "PNG", MediaType.WEBP: "WEBP"}
SHOWN = 480
"""The longer side of a picture as it is shown: enough to know it, not to read it."""
QUALITY = 70
DEGREE = Decimal("0.000001")
Image.MAX_IMAGE_PIXELS = MOST_PIXELS


class UnreadableImage(Exception):
    """A picture that is broken, or unfolds to more than may be."""


@dataclass(frozen=True)
class Taken:
    """When and where a picture says that it was taken; a claim, not a proof."""

    at: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None


def look_at(content: bytes, media_type: MediaType) -> Taken:
    """Unfold a picture once, and return what it says of itself.

    Raises UnreadableImage.
    """
    image = _opened(content, media_type)
    try:
        exif = image.getexif()
        inner = exif.get_ifd(ExifTags.IFD.Exif)
        position = exif.get_ifd(ExifTags.IFD.GPSInfo)
    except (OSError, ValueError, SyntaxError, KeyError, TypeError):
        return Taken()
    return Taken(
        at=_moment(inner.get(ExifTags.Base.DateTimeOriginal)),
        latitude=_degrees(position, ExifTags.GPS.GPSLatitude, "S", 90),
        longitude=_degrees(position, ExifTags.GPS.GPSLongitude, "W", 180),
    )


def shown(content: bytes, media_type: MediaType) -> bytes:
    """Return a small JPEG of a picture that says nothing but what is on it."""
    image = ImageOps.exif_transpose(_opened(content, media_type, draft=True))
    image = _on_white(image)
    image.thumbnail((SHOWN, SHOWN))
    # A fresh picture of the same dots: nothing of the original's metadata comes along.
    plain = Image.new("RGB", image.size)
    plain.paste(image)
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _on_white(image: Image.Image) -> Image.Image:
    """Return a picture without gaps: a signature is drawn on nothing."""
    if image.mode in ("RGB", "L"):
        return image.convert("RGB")
    layer = image.convert("RGBA")
    ground = Image.new("RGBA", layer.size, "white")
    return Image.alpha_composite(ground, layer).convert("RGB")


def _opened(
    content: bytes, media_type: MediaType, *, draft: bool = False
) -> Image.Image:
    """Return a picture, unfolded whole."""
    try:
        image = Image.open(io.BytesIO(content), formats=(FORMATS[media_type],))
        if image.width * image.height > MOST_PIXELS:
            raise UnreadableImage("too many pixels")
        if draft:
            image.draft("RGB", (2 * SHOWN, 2 * SHOWN))
        image.load()
    except (
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as broken:
        raise UnreadableImage(str(broken)) from broken
    return image


def _moment(written: object) -> str:
    """Return the moment as 2017-10-20 09:15:03; nothing for anything else."""
    text = str(written or "").strip("\0 ")
    day, _, time = text.partition(" ")
    is_moment = len(text) == len("2017:10:20 09:15:03") and text.isascii()
    digits = (day + time).replace(":", "")
    return f"{day.replace(':', '-')} {time}" if is_moment and digits.isdigit() else ""


def _degrees(
    position: dict[int, object], tag: int, negative: str, most: int
) -> Decimal | None:
    """Return a latitude or longitude of GPS's degrees, minutes and seconds."""
    parts = position.get(tag)
    try:
        degrees, minutes, seconds = (Decimal(str(part)) for part in parts)  # type: ignore[attr-defined]
        found = degrees + minutes / 60 + seconds / 3600
        # The tag before names the half of the globe.
        sign = -1 if str(position.get(tag - 1, "")).upper() == negative else 1
        return (sign * found).quantize(DEGREE) if abs(found) <= most else None
    except (TypeError, ValueError, ArithmeticError):
        return None
