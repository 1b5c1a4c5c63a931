"""Recording that a level's set of papers was built, and its digest (归档, art. 6)."""

from __future__ import annotations

from datetime import date

from tuopin.filing.domain import Level, set_stream
from tuopin.filing.operations.refusals import UnableToFile
from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import Right, require
from tuopin.office.audit import operations as audit
from tuopin.office.clock.gates import refuse_other_day
from tuopin.office.divisions.domain import level_of
from tuopin.office.scope import acting_as
from tuopin.rulebook.text import Text


def keep_set(
    *, place: str, year: int, digest: str, volumes: int, actor: Actor, on: date
) -> None:
    """Record a set by the digest that its own manifest ends in (归档, art. 6).

    Whoever rebuilds a set to hide a change gets another digest than the one that the
    checkpoints seal.
    """
    require(actor, Right.KEEP_ARCHIVE_SET, places=[place])
    level = _level(place)
    with acting_as(actor):
        refuse_other_day(on, UnableToFile)
        audit.record(
            actor=actor,
            on=on,
            entries=[
                audit.Entry(
                    stream=set_stream(place, year),
                    act=f"filing.{level.value}_set.built",
                    division_code=place,
                    body={"year": year, "sha256": digest, "volumes": volumes},
                )
            ],
        )


def _level(place: str) -> Level:
    try:
        return Level(level_of(place).value)
    except ValueError:
        raise UnableToFile(
            Text(
                "档案只在村、乡、县三级归档，请选择一个村、乡镇或县。",
                "Sets are kept by village, township and county; name one of these.",
            ),
            cite="art-06",
        ) from None
