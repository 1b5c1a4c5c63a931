"""Building sets: press what is not there yet, close the bag, give it its name.

A set is built beside its place and put there whole, so that a run that was killed
leaves what it had pressed for the next one, and never half a set or two of one.
"""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from tuopin.filing.archive.bags import (
    CATALOGUE,
    TAG_FILES,
    close_bag,
    digest_of,
    source_of,
)
from tuopin.filing.archive.kept import is_set_recorded
from tuopin.filing.archive.verifying import verify
from tuopin.filing.operations import UnableToFile, keep_set
from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import Right, require
from tuopin.office.scope import acting_as
from tuopin.rulebook.text import Text
from tuopin.web.archive.papers import Papers, is_pressed, text_of
from tuopin.web.archive.pressing import Workshop
from tuopin.web.archive.sets import Asked, Contents, contents_of

SET_ASIDE = "set-aside"


class Outcome(StrEnum):
    """What became of a set that was asked for."""

    BUILT = "built"
    LEFT = "left"  # there already, and as it is to be
    REPLACED = "replaced"  # there, but with other papers: set aside


@dataclass(frozen=True)
class Built:
    """A set in its place."""

    asked: Asked
    outcome: Outcome
    path: Path
    digest: str
    volumes: int


def build(
    sets: Sequence[Asked],
    *,
    out: Path,
    actor: Actor,
    on: date,
    tick: Callable[[int], None],
) -> Iterator[Built]:
    """Build the sets one after the other, leaving alone what is as it is to be.

    Raises UnableToFile when another run builds in the same folder, NotYourPosition and
    NotYourJurisdiction before anything is written.
    """
    require(actor, Right.KEEP_ARCHIVE_SET, places=[one.place for one in sets])
    with _alone_in(out):
        workshop = Workshop(out, tick)
        try:
            for asked in sets:
                with acting_as(actor):
                    contents = contents_of(asked, on=on)
                yield _built(contents, workshop, actor, on)
        finally:
            workshop.close()


def _built(contents: Contents, workshop: Workshop, actor: Actor, on: date) -> Built:
    asked = contents.asked
    place = workshop.out / asked.name
    outcome = Outcome.BUILT
    if place.exists():
        if source_of(place) == contents.source and not verify(place).faults:
            workshop.tick(len(contents.papers))
            outcome = Outcome.LEFT
        else:
            _set_aside(place)
            outcome = Outcome.REPLACED
    if outcome is not Outcome.LEFT:
        _assemble(contents, workshop, place)
    digest = digest_of(place)
    with acting_as(actor):
        recorded = is_set_recorded(asked.place, year=asked.year, digest=digest)
    if not recorded:
        keep_set(
            place=asked.place,
            year=asked.year,
            digest=digest,
            volumes=contents.volumes,
            actor=actor,
            on=on,
        )
    return Built(asked, outcome, place, digest, contents.volumes)


def _assemble(contents: Contents, workshop: Workshop, place: Path) -> None:
    work = workshop.out / f".building-{contents.asked.name}"
    _take_up(work, contents.papers)
    workshop.press(work, contents.papers)
    catalogue = contents.catalogue | {
        "source": contents.source,
        "bag_info": dict(contents.info),
    }
    (work / CATALOGUE).write_text(text_of(catalogue), encoding="utf-8")
    close_bag(work, contents.info)
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
        if kept in whole or kept == "households":
            continue
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def _set_aside(place: Path) -> None:
    """Move a set that is to be replaced: nothing that was archived is deleted."""
    aside = place.parent / SET_ASIDE
    aside.mkdir(exist_ok=True)
    taken = sum(1 for _ in aside.glob(f"{place.name}-*"))
    place.rename(aside / f"{place.name}-{taken + 1}")


@contextmanager
def _alone_in(out: Path) -> Iterator[None]:
    out.mkdir(parents=True, exist_ok=True)
    with (out / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UnableToFile(
                Text(
                    f"另一个归档任务正在 {out} 中进行，请等它结束。",
                    f"Another run builds sets in {out}; wait until it has ended.",
                )
            ) from None
        yield
