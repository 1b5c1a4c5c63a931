"""What a kept file is, and how an act's evidence names it; no storage, no framework."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from tuopin.rulebook.text import Text

MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 60_000_000
"""So much a file may weigh, and a picture unfold to."""


class MediaType(StrEnum):
    """The kinds of file that are kept, by their content."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    PDF = "application/pdf"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

    @property
    def is_image(self) -> bool:
        """Whether it is a picture."""
        return self.value.startswith("image/")

    @property
    def suffix(self) -> str:
        """How the name of such a file ends."""
        return self.name.lower().replace("jpeg", "jpg")

    @property
    def label(self) -> Text:
        """The kind in words."""
        if self.is_image:
            return Text("照片", "photo")
        return _LABELS[self]


_LABELS = {
    MediaType.PDF: Text("PDF 文件", "PDF"),
    MediaType.XLSX: Text("Excel 表格", "workbook"),
    MediaType.DOCX: Text("Word 文档", "Word document"),
}


class DocumentKind(StrEnum):
    """What a file is kept for."""

    EVIDENCE = "evidence"  # 办理依据
    ATTACHMENT = "attachment"  # 公示公告附件, to be published


class WhyOpened(StrEnum):
    """Why somebody opens a whole file; nobody does without."""

    CHECKING = "checking"  # 核对办理依据
    ANSWERING = "answering"  # 调查答复异议
    INSPECTING = "inspecting"  # 督查检查
    ARCHIVING = "archiving"  # 整理归档

    @property
    def label(self) -> Text:
        """The reason in words."""
        return _WHY[self]


_WHY = {
    WhyOpened.CHECKING: Text("核对办理依据", "checking an act's evidence"),
    WhyOpened.ANSWERING: Text("调查答复异议", "looking into an objection"),
    WhyOpened.INSPECTING: Text("督查检查", "an inspection"),
    WhyOpened.ARCHIVING: Text("整理归档", "putting papers into the archive"),
}


@dataclass(frozen=True, order=True)
class Reference:
    """A kept file as evidence names it: by number and by content."""

    number: int
    digest: str

    @property
    def written(self) -> str:
        """How it stands in an act's evidence."""
        return f"〔附件{self.number} sha256:{self.digest}〕"


WRITTEN = re.compile(r"〔附件([0-9]{1,18}) sha256:([0-9a-f]{64})〕")


def references_in(text: str) -> tuple[Reference, ...]:
    """Return the files that an evidence names, in the order written."""
    if "〔" not in text:
        return ()
    return tuple(Reference(int(n), digest) for n, digest in WRITTEN.findall(text))


def paper_in(text: str) -> str:
    """Return what an evidence says of paper, without the files."""
    return WRITTEN.sub("", text).strip()


def naming(paper: str, references: Iterable[Reference]) -> str:
    """Return an evidence that names a paper, files, or both; each file once."""
    files = dict.fromkeys(one.written for one in references)
    return paper.strip() + "".join(files)
