"""In which years an exit may be planned: from this one to the campaign's last."""

from __future__ import annotations

import pytest

from tuopin.rulebook.citation import Citation
from tuopin.rulebook.procedure import TimetableRule

RULE = TimetableRule(2016, 2020, Citation("art-05"), "plan-timetable")


@pytest.mark.parametrize(
    ("year", "first", "count"),
    [(2010, 2016, 5), (2016, 2016, 5), (2017, 2017, 4), (2020, 2020, 1), (2021, 0, 0)],
)
def test_an_exit_is_planned_from_this_year_on(
    year: int, first: int, count: int
) -> None:
    years = RULE.years_from(year)

    assert len(years) == count
    assert years[:1] == ((first,) if first else ())
