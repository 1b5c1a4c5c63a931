"""Small pictures that stand for the photos of a demonstration; no two are alike."""

from __future__ import annotations

import io
from datetime import date

from PIL import ExifTags, Image, ImageDraw

SIZE = (320, 240)
BOARD, SHEET = "#7d5b3b", "#fbf6ea"
SHEET_AT = (60, 30, 260, 210)


def drawn(village_code: str, kind: str, day: date, number: int) -> bytes:
    """Draw a sheet on a board, with the village, the day and a number on it."""
    image = Image.new("RGB", SIZE, BOARD)
    pen = ImageDraw.Draw(image)
    pen.rectangle(SHEET_AT, fill=SHEET)
    pen.text((80, 50), f"{village_code}\n{day}\n{kind}\nNo. {number}", fill="black")
    for line in range(130, 200, 12):
        pen.line((80, line, 240, line), fill="#8a8378")
    exif = Image.Exif()
    taken = exif.get_ifd(ExifTags.IFD.Exif)
    taken[ExifTags.Base.DateTimeOriginal] = f"{day:%Y:%m:%d} 09:30:00"
    out = io.BytesIO()
    image.save(out, "JPEG", quality=60, exif=exif)
    return out.getvalue()
