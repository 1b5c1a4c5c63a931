"""Folders of a set as they are to be pressed: prints, texts, and what is said of them.

Needs no database, so that other processes can press them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from tuopin.filing.archive.bags import METADATA, VOLUME, sha256_of
from tuopin.filing.archive.pages import pages_in
from tuopin.office.documents.domain import MediaType
from tuopin.web.archive.scans import drawn
from tuopin.web.papers.compiling import Press

Data = dict[str, object]


@dataclass(frozen=True)
class Print:
    """A paper to print: its file, its form, what it says."""

    file: str
    form: str
    says: Mapping[str, object]


@dataclass(frozen=True)
class Papers:
    """What a folder of the set holds; `metadata` is written when all of it is there.

    `originals` are kept files that go with the set, once each for all folders: their
    SHA-256 by their place in the set. The metadata names them too.
    """

    folder: str
    prints: tuple[Print, ...]
    texts: Mapping[str, str] = field(default_factory=dict)
    metadata: Mapping[str, object] | None = None
    originals: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def source(self) -> str:
        """The digest of everything that the folder is made from."""
        return digest(
            [
                self.folder,
                [[one.file, one.form, one.says] for one in self.prints],
                dict(self.texts),
                self.metadata,
            ]
        )


def digest(value: object) -> str:
    """Return the digest of what JSON can say, in its one text."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def text_of(value: object) -> str:
    """Write a value as JSON, the same for the same value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def press_papers(press: Press, root: Path, papers: Papers) -> None:
    """Write a folder of the set, unless an earlier run has finished it."""
    folder = root / papers.folder
    if is_pressed(root, papers):
        return
    folder.mkdir(parents=True, exist_ok=True)
    for one in papers.prints:
        says = _with_scans(root, one.says)
        (folder / one.file).write_bytes(press.printed(one.form, says))
    for name, text in papers.texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    if papers.metadata is None:
        return
    written = folder / f".{METADATA}"
    written.write_text(text_of(_with_files(folder, papers)), encoding="utf-8")
    # Last, and at once: a folder with its metadata is whole.
    written.rename(folder / METADATA)


def _with_scans(root: Path, says: Mapping[str, object]) -> Mapping[str, object]:
    """Return what a paper says with pictures of the kept files that belong to it."""
    sheets = says.get("sheets")
    if not isinstance(sheets, list):
        return says
    return {
        **says,
        "sheets": [
            {
                **sheet,
                "scans": [
                    {
                        **scan,
                        "pages": [
                            str(path.resolve())
                            for one in scan["files"]
                            for path in drawn(
                                root, one["file"], MediaType(one["media_type"])
                            )
                        ],
                    }
                    for scan in sheet["scans"]
                ],
            }
            for sheet in sheets
        ],
    }


def is_pressed(root: Path, papers: Papers) -> bool:
    """Say whether a folder is there, made from the same, with every byte."""
    folder = root / papers.folder
    try:
        there = (folder / METADATA).read_text(encoding="utf-8")
        return there == text_of(_with_files(folder, papers))
    except (OSError, ValueError):
        return False


def _with_files(folder: Path, papers: Papers) -> Data:
    names = [*(one.file for one in papers.prints), *papers.texts]
    return {
        **_with_pages(folder, papers),
        "source": papers.source,
        "files": {name: sha256_of(folder / name) for name in sorted(names)},
    }


def _with_pages(folder: Path, papers: Papers) -> Mapping[str, object]:
    """Return what is said of a folder, its list with the pages as they were pressed."""
    metadata = papers.metadata or {}
    lines = metadata.get("catalogue")
    if not isinstance(lines, list) or not (folder / VOLUME).exists():
        return metadata
    numbered, count = pages_in(folder / VOLUME)
    last = max((end for _, end in numbered.values()), default=0)
    return {
        **metadata,
        "pages": {"numbered": last, "unnumbered": count - last},
        "catalogue": [
            {**line, "pages": list(numbered[line["line"]])}
            if line["line"] in numbered
            else line
            for line in lines
        ],
    }
