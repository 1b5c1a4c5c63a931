"""What the portal says in figures: to the end of yesterday, small ones hidden."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from tuopin.notice.small_cells import Count, published
from tuopin.office.divisions.domain import township_of


@dataclass(frozen=True)
class Figures:
    """What is published of one place; hidden counts of households are None."""

    name: str
    exited: Count
    notices: int
    objections: Count
    upheld: Count


@dataclass(frozen=True)
class Township:
    """A township with its villages."""

    figures: Figures
    villages: tuple[Figures, ...]


@dataclass(frozen=True)
class Statistics:
    """The published figures of a year."""

    year: int
    smallest: int
    total: Figures
    townships: tuple[Township, ...]


@dataclass(frozen=True)
class _Counted:
    village_code: str
    village: str
    township: str
    year: int
    exited: int
    notices: int
    objections: int
    upheld: int


def latest_statistics(last_acts: Collection[str]) -> Statistics | None:
    """Return the figures of the latest year, None before the first notice.

    `last_acts` end a household's way out. What is counted was recorded before today:
    all day the figures are the same, and so is the page.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM public_counts(%s)", [list(last_acts)])
        found = [_Counted(*row) for row in cursor.fetchall()]
    year = max((one.year for one in found), default=0)
    return _of_year([one for one in found if one.year == year]) if found else None


def _of_year(found: Sequence[_Counted]) -> Statistics:
    smallest = settings.TUOPIN_SMALLEST_PUBLISHED
    exited = published(
        {one.village_code: one.exited for one in found}, smallest=smallest
    )
    objections = published(
        {one.village_code: one.objections for one in found}, smallest=smallest
    )
    upheld = published(
        {one.village_code: one.upheld for one in found}, smallest=smallest
    )
    by_township: dict[str, list[_Counted]] = {}
    for one in found:
        by_township.setdefault(township_of(one.village_code), []).append(one)
    return Statistics(
        year=found[0].year,
        smallest=smallest,
        total=Figures(
            "",
            exited.total,
            sum(one.notices for one in found),
            objections.total,
            upheld.total,
        ),
        townships=tuple(
            Township(
                Figures(
                    among[0].township,
                    exited.townships[code],
                    sum(one.notices for one in among),
                    objections.townships[code],
                    upheld.townships[code],
                ),
                tuple(
                    Figures(
                        one.village,
                        exited.villages[one.village_code],
                        one.notices,
                        objections.villages[one.village_code],
                        upheld.villages[one.village_code],
                    )
                    for one in among
                ),
            )
            for code, among in sorted(by_township.items())
        ),
    )
