"""Small pictures for tests and what they say of themselves; no two are alike."""

from __future__ import annotations

import io
import itertools
from base64 import b64decode

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image

_numbers = itertools.count(1)


def uploaded(content: bytes = b"", name: str = "photo.jpg") -> SimpleUploadedFile:
    """Return a file as a browser sends it; a picture nobody has seen unless given."""
    return SimpleUploadedFile(name, content or picture())


def picture(
    file_format: str = "JPEG",
    *,
    size: tuple[int, int] = (16, 12),
    taken_at: str = "",
    at: tuple[float, float] | None = None,
    comment: str = "",
) -> bytes:
    """Draw a picture that nobody has drawn before."""
    number = next(_numbers)
    image = Image.new("RGB", size, (number % 256, number // 256 % 256, 128))
    exif = Image.Exif()
    if taken_at:
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken_at
    if at is not None:
        exif[ExifTags.IFD.GPSInfo] = {
            ExifTags.GPS.GPSLatitudeRef: "N",
            ExifTags.GPS.GPSLatitude: (at[0], 0.0, 0.0),
            ExifTags.GPS.GPSLongitudeRef: "E",
            ExifTags.GPS.GPSLongitude: (at[1], 0.0, 0.0),
        }
    exif[ExifTags.Base.ImageDescription] = comment or f"picture {number}"
    out = io.BytesIO()
    image.save(out, file_format, exif=exif)
    return out.getvalue()


HEIC = b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAb5tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABw"
    "aWN0AAAAAAAAAAAAAAAAAAAAADRpbG9jAAAAAERAAAIAAQAAAAAB4gABAAAAAAAAAEAAAgAAAAAC"
    "IgABAAAAAAAAALwAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAAAAABAABodmMxAAAAABVpbmZlAgAA"
    "AQACAABFeGlmAAAAAA5waXRtAAAAAAABAAAA/WlwcnAAAADdaXBjbwAAAHZodmNDAQNwAAAAkAAA"
    "AAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMA"
    "kAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgA"
    "AQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xhcAAAAEAAAAABAAAAMAAAAAEAAAAAAAAA"
    "Av////AAAAACAAAAEHBpeGkAAAAAAwgICAAAABhpcG1hAAAAAAAAAAEAAQWBAgMFhAAAABppcmVm"
    "AAAAAAAAAA5jZHNjAAIAAQABAAABBG1kYXQAAAA8KAGvWOb06r//8QD5H5T0/+jy/V/9Kvr/uMPr"
    "+ngVaV9tHbPIwkdyrBEyUFv39uIPBQjPAjeMOEgu9FrAAAAABkV4aWYAAE1NACoAAAAIAAKHaQAE"
    "AAAAAQAAACaIJQAEAAAAAQAAAEwAAAAAAAGQAwACAAAAFAAAADgAAAAAMjAxNzowOTowNSAxMDox"
    "MToxMgAABAABAAIAAAACTgAAAAACAAUAAAADAAAAggADAAIAAAACRQAAAAAEAAUAAAADAAAAmgAA"
    "AAAAAAAqAAAAAQAAAAAAAAABAAAAAAAAAAEAAAB7AAAAAQAAAAAAAAABAAAAAAAAAAE="
)
"""A phone's photo of 64 by 48 dots, drawn with pillow-heif, whose encoder is GPL."""
