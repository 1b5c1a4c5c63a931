"""Putting a set together from its papers; knows no database.

A set is built beside its place and put there whole, so that a run that was killed
leaves what it had pressed for the next one, and never half a set or two of one.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tuopin.filing.archive.bags import (
    CATALOGUE,
    ORIGINALS,
    TAG_FILES,
    close_bag,
    sha256_of,
)
from tuopin.web.archive.papers import Papers, is_pressed, text_of
from tuopin.web.archive.pressing import Workshop
from tuopin.web.archive.scans import DRAWN


def assemble(
    place: Path,
    papers: Sequence[Papers],
    catalogue: Mapping[str, object],
    info: Mapping[str, str],
    workshop: Workshop,
    *,
    read: Callable[[str], bytes],
) -> None:
    """Press the papers, close the bag, and give it its name as the last step.

    `read` returns a kept file by its SHA-256.
    """
    work = place.parent / f".building-{place.name}"
    _take_up(work, papers)
    _bring_originals(work, papers, read)
    workshop.press(work, papers)
    shutil.rmtree(work / DRAWN, ignore_errors=True)
    (work / CATALOGUE).write_text(text_of(catalogue), encoding="utf-8")
    close_bag(work, info)
    work.rename(place)


def _take_up(work: Path, papers: Sequence[Papers]) -> None:
    """Keep of a run that was killed only whole volumes that the set still has."""
    work.mkdir(parents=True, exist_ok=True)
    # Killed while the bag was being closed: the papers lie one folder deeper.
    for inner in (work / "data", *work.glob("tmp*")):
        if inner.is_dir():
            for entry in inner.iterdir():
                entry.rename(work / entry.name)
            inner.rmdir()
    for name in (*TAG_FILES, CATALOGUE):
        (work / name).unlink(missing_ok=True)
    whole = {one.folder for one in papers if is_pressed(work, one)}
    for entry in (*work.glob("households/*"), *work.iterdir()):
        kept = entry.relative_to(work).as_posix()
        if kept in whole or kept in ("households", ORIGINALS):
            continue
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def _bring_originals(
    work: Path, papers: Sequence[Papers], read: Callable[[str], bytes]
) -> None:
    """Put each kept file beside the volumes, once, whichever of them name it."""
    wanted = {name: digest for one in papers for name, digest in one.originals.items()}
    folder = work / ORIGINALS
    for left in folder.glob("*"):
        if f"{ORIGINALS}/{left.name}" not in wanted:
            left.unlink()
    for name, digest in sorted(wanted.items()):
        path = work / name
        if path.exists() and sha256_of(path) == digest:
            continue
        folder.mkdir(exist_ok=True)
        path.write_bytes(read(digest))
