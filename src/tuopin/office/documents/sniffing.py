"""What a file is, by its content; its name and what a browser says are not believed."""

from __future__ import annotations

import io
import zipfile

from tuopin.office.documents import images
from tuopin.office.documents.domain import MOST_BYTES, MediaType
from tuopin.office.documents.images import Taken, UnreadableImage
from tuopin.rulebook.text import Text

PARTS = {"xl/workbook.xml": MediaType.XLSX, "word/document.xml": MediaType.DOCX}
MOST_PARTS = 1_000
MOST_UNPACKED = 100 * 1024 * 1024
MEGABYTES = MOST_BYTES // 1024 // 1024


class UnfitFile(Exception):
    """A file that is not kept: what is wrong with it, and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def media_type_of(content: bytes) -> tuple[MediaType, Taken]:
    """Return what a file is and what a picture says of itself; raises UnfitFile."""
    if not content:
        raise UnfitFile(
            Text("文件是空的，请重新选择。", "The file is empty: choose again.")
        )
    if len(content) > MOST_BYTES:
        raise UnfitFile(TOO_LARGE)
    found = _by_magic(content)
    if not found.is_image:
        return found, Taken()
    try:
        return found, images.look_at(content, found)
    except UnreadableImage as broken:
        raise UnfitFile(BROKEN_IMAGE) from broken


def _by_magic(content: bytes) -> MediaType:
    if content.startswith(b"\xff\xd8\xff"):
        return MediaType.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return MediaType.PNG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return MediaType.WEBP
    if content.startswith(b"%PDF-"):
        return MediaType.PDF
    if content.startswith(b"PK\x03\x04"):
        return _of_package(content)
    if content[4:8] == b"ftyp":
        raise UnfitFile(HEIC)
    raise UnfitFile(OTHER_TYPE)


def _of_package(content: bytes) -> MediaType:
    """Return whether a package is a workbook or a text, without unpacking it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as broken:
        raise UnfitFile(OTHER_TYPE) from broken
    if len(parts) > MOST_PARTS or sum(one.file_size for one in parts) > MOST_UNPACKED:
        raise UnfitFile(TOO_LARGE)
    names = {part.filename for part in parts}
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise UnfitFile(MACROS)
    for name, media_type in PARTS.items():
        if name in names:
            return media_type
    raise UnfitFile(OTHER_TYPE)


OTHER_TYPE = Text(
    "这种文件不能收。可以收：照片（JPEG、PNG、WebP）、PDF、Excel（xlsx）、Word（docx）。"
    "请拍照，或者另存为其中一种再上传。",
    "Such a file is not taken. Photos (JPEG, PNG, WebP), PDF, xlsx and docx are: take "
    "a photo, or save it as one of these.",
)
TOO_LARGE = Text(
    f"文件太大，最多{MEGABYTES}MB。照片请用手机“标准”画质重拍，文件请拆开上传。",
    f"The file is too large; at most {MEGABYTES} MB. Take the photo in standard "
    "quality, or split the file.",
)
BROKEN_IMAGE = Text(
    "这张照片打不开，或者尺寸太大（最多6000万像素）。请重新拍一张。",
    "This photo does not open, or has more than 60 million pixels. Take it again.",
)
HEIC = Text(
    "这是HEIC照片或视频，不能收。已经拍好的照片，请在手机相册里另存或导出为JPEG再上传。"
    "以后拍照：苹果手机在“设置—相机—格式”里选“兼容性最佳”，其他手机在相机设置里关闭"
    "“HEIF”或“高效”格式，或者在本页直接拍照。",
    "This is a HEIC photo or a video, which is not taken. Save or export the photo as "
    "JPEG in the phone's gallery and upload that. For the next ones: on an iPhone "
    "choose “Most Compatible” under Settings, Camera, Formats; on another phone turn "
    "“HEIF” or “high efficiency” off in the camera; or take the photo from this page.",
)
MACROS = Text(
    "文件里有宏，不能收。请另存为不带宏的xlsx或docx。",
    "The file holds macros. Save it as xlsx or docx without them.",
)
