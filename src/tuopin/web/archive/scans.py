"""Kept files as pages of a volume: photos made to fit, PDFs drawn page by page.

What was kept goes with the set as it came; these are pictures of it, so that one page
number runs over everything in a volume. Knows no database.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

import pikepdf
import typst
from PIL import Image, ImageOps

from tuopin.office.documents.domain import MediaType

DRAWN = ".drawn"
"""The folder of the pictures while a set is being pressed."""
DOTS = 150
LARGEST = (1240, 1754)
"""A4 at that many dots an inch: more is in the kept file itself."""
MOST_PAGES = 200
QUALITY = 70


def drawn(root: Path, file: str, media_type: MediaType) -> list[Path]:
    """Return pictures of a kept file's pages; none where it cannot be drawn.

    The same file is drawn once for all the volumes that name it.
    """
    folder = root / DRAWN
    stem = Path(file).stem
    there = folder / f"{stem}.pages"
    if not there.exists():
        folder.mkdir(exist_ok=True)
        pictures = list(_pictures((root / file).read_bytes(), media_type))
        for at, picture in enumerate(pictures, 1):
            _put(folder / f"{stem}-{at:03d}.jpg", picture)
        # Last: who finds the number finds every picture.
        _put(there, str(len(pictures)).encode())
    count = int(there.read_text())
    return [folder / f"{stem}-{at:03d}.jpg" for at in range(1, count + 1)]


def _pictures(content: bytes, media_type: MediaType) -> Iterator[bytes]:
    if media_type.is_image:
        yield from _of_picture(content)
    elif media_type is MediaType.PDF:
        yield from _of_pdf(content)


def _of_picture(content: bytes) -> Iterator[bytes]:
    """Draw a picture; what cannot be read, or is too large, is left as it was kept."""
    try:
        yield _fitted(content)
    except (OSError, Image.DecompressionBombError):
        return


def _fitted(content: bytes) -> bytes:
    with Image.open(BytesIO(content)) as picture:
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    upright.thumbnail(LARGEST)
    written = BytesIO()
    upright.save(written, "JPEG", quality=QUALITY)
    return written.getvalue()


def _of_pdf(content: bytes) -> Iterator[bytes]:
    """Draw a PDF's pages; what cannot be read is left to the kept file."""
    try:
        with pikepdf.open(BytesIO(content), attempt_recovery=False) as pdf:
            pages = len(pdf.pages)
    except pikepdf.PdfError:
        return
    if not 0 < pages <= MOST_PAGES:
        return
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "kept.pdf").write_bytes(content)
        source = "#pagebreak()\n".join(
            f'#image("kept.pdf", page: {at})\n' for at in range(1, pages + 1)
        )
        main = Path(folder) / "pages.typ"
        main.write_text(
            f"#set page(width: auto, height: auto, margin: 0pt)\n{source}",
            encoding="utf-8",
        )
        try:
            found = typst.compile(str(main), root=folder, format="png", ppi=DOTS)
        except typst.TypstError:
            return
    for one in _listed(found):
        yield _fitted(one)


def _listed(found: bytes | Sequence[bytes] | None) -> Sequence[bytes]:
    if found is None:
        return ()
    return [found] if isinstance(found, bytes) else found


def _put(path: Path, content: bytes) -> None:
    """Write a file that another process may be writing, too: whole or not at all."""
    handle, passing = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(passing).rename(path)
