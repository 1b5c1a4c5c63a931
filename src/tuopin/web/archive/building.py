"""Building sets: press what is not there yet, close the bag, give it its name.

Each set that was built is recorded by its digest; one that is there and as it is to be
is left alone.
"""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from tuopin.filing.archive.bags import digest_of, source_of
from tuopin.filing.archive.kept import is_set_recorded
from tuopin.filing.archive.verifying import verify
from tuopin.filing.operations import UnableToFile, keep_set
from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import Right, require
from tuopin.office.documents.store import FileGone, documents_store
from tuopin.office.scope import acting_as
from tuopin.rulebook.text import Text
from tuopin.web.archive.assembling import assemble
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
        workshop = Workshop(tick)
        try:
            for asked in sets:
                with acting_as(actor):
                    contents = contents_of(asked, on=on)
                yield _built(contents, out, workshop, actor, on)
        finally:
            workshop.close()


def _built(
    contents: Contents, out: Path, workshop: Workshop, actor: Actor, on: date
) -> Built:
    asked = contents.asked
    place = out / asked.name
    outcome = Outcome.BUILT
    if place.exists():
        if source_of(place) == contents.source and not verify(place).faults:
            workshop.tick(len(contents.papers))
            outcome = Outcome.LEFT
        else:
            _set_aside(place)
            outcome = Outcome.REPLACED
    if outcome is not Outcome.LEFT:
        catalogue = contents.catalogue | {
            "source": contents.source,
            "bag_info": dict(contents.info),
        }
        assemble(
            place, contents.papers, catalogue, contents.info, workshop, read=_original
        )
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


def _original(digest: str) -> bytes:
    try:
        return documents_store().read(digest)
    except FileGone as gone:
        raise UnableToFile(
            Text(
                f"留存文件 {digest[:12]} 已丢失或被改动，档案包不能编制。"
                "请从备份恢复 documents 目录后重新编制，并报督查部门（第十五条）。",
                f"The kept file {digest[:12]} is lost or altered, so the set cannot be "
                "built. Restore the folder documents from a backup, build again, and "
                "report it to the supervision office (art. 15).",
            )
        ) from gone
