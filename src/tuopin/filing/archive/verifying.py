"""Whether a set of papers is as it was closed: every byte, every line, every event.

Needs the folder and nothing else: no database, no settings, no clock.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import bagit

from tuopin.filing.archive.bags import (
    CATALOGUE,
    DECLARATION,
    INFO,
    MANIFEST,
    TAG_FILES,
    TAGS,
    digest_of,
    sha256_of,
)
from tuopin.filing.archive.contents import content_faults
from tuopin.filing.archive.faults import (
    ADDED,
    CHANGED,
    MISSING,
    Fault,
    at,
)

LINE = re.compile(r"([0-9a-f]{64})  ?(\S.*)")
BAGIT = b"BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n"


class NoBag(ValueError):
    """The folder holds nothing of a set of papers."""


@dataclass(frozen=True)
class Verification:
    """What was found wrong, and the figure to compare with the audit record."""

    faults: tuple[Fault, ...]
    files: int
    volumes: int
    events: int
    digest: str


def verify(bag: Path) -> Verification:
    """Look through a set; raises NoBag where there is nothing to look through."""
    if not (bag / "data").is_dir() and not any(
        (bag / one).is_file() for one in TAG_FILES
    ):
        raise NoBag(str(bag))
    payload = {
        path.relative_to(bag).as_posix(): path
        for path in sorted((bag / "data").rglob("*"))
        if not path.is_dir()
    }
    digests = {name: _digest(path) for name, path in payload.items()}
    faults = [*_tag_faults(bag, digests), *_payload_faults(bag, digests)]
    counts = {"volumes": 0, "events": 0}
    changed = frozenset(fault.file for fault in faults if fault.what == CHANGED)
    faults.extend(content_faults(bag / "data", counts, changed=changed))
    if not faults and (fault := _library_fault(bag)) is not None:
        faults.append(fault)
    return Verification(
        faults=tuple(_once(faults)),
        files=len(payload),
        volumes=counts["volumes"],
        events=counts["events"],
        digest="" if faults else digest_of(bag),
    )


def _digest(path: Path) -> str:
    try:
        return sha256_of(path)
    except OSError:
        return ""


def _once(faults: list[Fault]) -> Iterator[Fault]:
    """Name each file once, by what was found first: the rest follows from it."""
    named: set[str] = set()
    for fault in faults:
        if fault.file not in named:
            yield fault
        named.add(fault.file)


def _tag_faults(bag: Path, digests: Mapping[str, str]) -> Iterator[Fault]:
    """Yield the bag's own files that are not as they were closed.

    The last manifest answers for the other three, and nothing for the last: where the
    two disagree, what can be made again from the papers tells which was changed.
    """
    for path in sorted(bag.iterdir()):
        if path.name not in (*TAG_FILES, "data"):
            yield Fault(path.name, ADDED)
    for name in TAG_FILES:
        if not (bag / name).is_file():
            yield Fault(name, MISSING)
    stated = listed(bag / TAGS)
    if stated is None:
        if (bag / TAGS).is_file():
            yield Fault(TAGS, CHANGED)
        stated = {}
    elif set(stated) != set(TAG_FILES) - {TAGS}:
        yield Fault(TAGS, CHANGED)
    for name, remade in _remade(bag, digests).items():
        path = bag / name
        if not path.is_file() or name not in stated:
            if path.is_file() and remade is not None and path.read_bytes() != remade:
                yield Fault(name, CHANGED)
        elif sha256_of(path) != stated[name]:
            yield Fault(TAGS if path.read_bytes() == remade else name, CHANGED)


def _remade(bag: Path, digests: Mapping[str, str]) -> dict[str, bytes | None]:
    """Return the bag's own files as the papers say that they must be."""
    lines = "".join(f"{digests[name]}  {name}\n" for name in _as_listed(bag))
    return {
        DECLARATION: BAGIT,
        MANIFEST: lines.encode(),
        INFO: _info(bag, digests),
    }


def _as_listed(bag: Path) -> Iterator[str]:
    """Yield the papers in the manifest's order: a folder's files, then its folders."""
    for folder, folders, files in os.walk(bag / "data"):
        folders.sort()
        for file in sorted(files):
            yield (Path(folder) / file).relative_to(bag).as_posix()


def _info(bag: Path, digests: Mapping[str, str]) -> bytes | None:
    """Return what `bag-info.txt` says, from the catalogue that holds it too."""
    try:
        info = json.loads((bag / "data" / CATALOGUE).read_bytes())["bag_info"]
        size = sum((bag / name).stat().st_size for name in digests)
        info = {**info, "Payload-Oxum": f"{size}.{len(digests)}"}
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return "".join(f"{key}: {info[key]}\n" for key in sorted(info)).encode()


def _payload_faults(bag: Path, digests: Mapping[str, str]) -> Iterator[Fault]:
    """Yield the papers that are not as the manifest has them."""
    stated = listed(bag / MANIFEST)
    if stated is None:
        if (bag / MANIFEST).is_file():
            yield Fault(MANIFEST, CHANGED)
        return
    remade = _remade(bag, digests)[MANIFEST]
    tags = listed(bag / TAGS) or {}
    if remade is not None and _sha256(remade) == tags.get(MANIFEST):
        # The papers are those that were closed; it is the manifest that differs.
        return
    for name in sorted({*stated, *digests}):
        if name not in digests:
            yield Fault(name, MISSING)
        elif name not in stated:
            yield Fault(name, ADDED)
        elif stated[name] != digests[name]:
            yield Fault(name, CHANGED)


def listed(manifest: Path) -> dict[str, str] | None:
    """Return a manifest's digests by file; None where it is not as one is written."""
    try:
        text = manifest.read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        return None
    found: dict[str, str] = {}
    if not text.endswith("\n"):
        return None
    for line in text[:-1].split("\n"):
        matched = LINE.fullmatch(line)
        if matched is None or matched[2] in found:
            return None
        found[matched[2]] = matched[1]
    return found


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _library_fault(bag: Path) -> Fault | None:
    """Ask the library, which others will ask, whether the bag is valid."""
    try:
        bagit.Bag(str(bag)).validate()
    except bagit.BagError as invalid:
        return at(".", f"不是有效的 BagIt 包：{invalid}", f"is no valid bag: {invalid}")
    return None
