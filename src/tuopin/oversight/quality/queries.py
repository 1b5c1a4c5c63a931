"""Reading the five kinds of quality with one query each, for any area."""

from __future__ import annotations

from datetime import date

from tuopin.filing.measures import archived_in_time
from tuopin.notice.measures import upheld_objections
from tuopin.office.counting import Measure, Tally, spread
from tuopin.oversight.quality.domain import Kind, Quality, Share, quality_of
from tuopin.oversight.quality.measures import questioned_surveys
from tuopin.oversight.satisfaction.queries import approval
from tuopin.procedure.measures import late_acts
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.text import Text

NO_RULE = Text("政策包没有规定归档期限", "the pack has no limit for archiving")


def measure_of(kind: Kind, *, year: int, on: date, pack: PolicyPack) -> Measure | None:
    """Return what a kind counts, None where the pack says nothing of it."""
    match kind:
        case Kind.PROCEDURE:
            return late_acts(year)
        case Kind.TRUTH:
            return questioned_surveys(year)
        case Kind.OPENNESS:
            return upheld_objections(year)
        case Kind.APPROVAL:
            return approval(year, pack.satisfaction)
        case Kind.ARCHIVE:
            rules = pack.performance
            if rules is None:
                return None
            return archived_in_time(year, days=rules.archive_within_days, on=on)


def qualities(
    place: str, *, year: int, on: date, pack: PolicyPack
) -> tuple[Quality, ...]:
    """Return the five kinds in a place, in the article's order."""
    return tuple(_quality(kind, place, year, on, pack) for kind in Kind)


def _quality(kind: Kind, place: str, year: int, on: date, pack: PolicyPack) -> Quality:
    measure = measure_of(kind, year=year, on=on, pack=pack)
    if measure is None:
        return Quality(kind, Share(0, 0), (), (), (), because=NO_RULE)
    by_village, by_month = spread(measure, place)
    return quality_of(
        kind,
        {code: share_of(kind, one) for code, one in by_village.items()},
        tuple((month, share_of(kind, one)) for month, one in by_month),
    )


def share_of(kind: Kind, tally: Tally) -> Share:
    """Return what is good of a tally: some measures count what is not."""
    if kind.counts_the_good:
        return Share(tally.counted, tally.of)
    return Share(tally.of - tally.counted, tally.of)
