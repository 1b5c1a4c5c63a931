"""Which counts of people may be published, so that none can be worked out; pure.

A count from one up to the smallest that is published tells of single households. It is
hidden, and with it as many others of its total that what is hidden cannot be had by
subtracting what is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from tuopin.office.divisions.domain import township_of

Count = int | None
"""A count as it is published; None is hidden."""


@dataclass(frozen=True)
class Published:
    """A measure by township and village; hidden counts are None."""

    total: Count
    townships: Mapping[str, Count]
    villages: Mapping[str, Count]


def published(villages: Mapping[str, int], *, smallest: int) -> Published:
    """Return what may be shown of a measure, from its count in each village.

    A village's code begins with its township's nine digits. A township that is hidden
    hides its villages, too: they would add up to it.
    """
    by_township: dict[str, dict[str, int]] = {}
    for code, count in villages.items():
        by_township.setdefault(township_of(code), {})[code] = count
    totals = {code: sum(counts.values()) for code, counts in by_township.items()}
    within = {code: hidden(one, smallest=smallest) for code, one in by_township.items()}
    unsafe = {
        code
        for code, names in within.items()
        if is_small([by_township[code][one] for one in names], smallest)
    }
    townships = hidden(totals, smallest=smallest, forced=unsafe)
    unseen = set().union(
        *within.values(), *(by_township[code].keys() for code in townships)
    )
    is_shown = not is_small([totals[code] for code in townships], smallest)
    return Published(
        total=sum(totals.values()) if is_shown else None,
        townships=_without(townships, totals),
        villages=_without(unseen, villages),
    )


def _without(names: Collection[str], counts: Mapping[str, int]) -> dict[str, Count]:
    """Return counts without those hidden; nobody at all may be shown."""
    return {
        name: None if count and name in names else count
        for name, count in counts.items()
    }


def hidden(
    counts: Mapping[str, int], *, smallest: int, forced: Collection[str] = ()
) -> set[str]:
    """Return what has to be hidden of counts whose sum is shown.

    Nobody at all is no single household, and may be shown. The least of the others go
    along until those hidden are several, and add up to enough.
    """
    names = {one for one, count in counts.items() if 0 < count < smallest}
    names |= {one for one in forced if counts[one]}
    rest = sorted(
        (one for one, count in counts.items() if count and one not in names),
        key=lambda one: (counts[one], one),
    )
    while rest and is_small([counts[one] for one in names], smallest):
        names.add(rest.pop(0))
    return names


def is_small(counts: Collection[int], smallest: int) -> bool:
    """Say whether hidden counts could be worked out from a sum that is shown."""
    return bool(counts) and (len(counts) < 2 or sum(counts) < smallest)
