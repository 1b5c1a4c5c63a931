"""Reading what a year cost those below: one statement for each figure, for any area."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db import connection

from tuopin.office.counting import VILLAGE, tallies
from tuopin.office.divisions.domain import code_range
from tuopin.oversight.burden.domain import (
    MOST_SECONDS,
    Cost,
    Load,
    Median,
    median_share,
)
from tuopin.oversight.burden.measures import answers_asked, answers_wanted_again

SURVEY = "survey"
PRINTED = """
SELECT p.division_code::text AS place, p.kind::text AS form, p.pages AS size,
  p.printed_on AS day
FROM oversight_printedpaper p
WHERE p.printed_on BETWEEN make_date(%(year)s::int, 1, 1)
  AND make_date(%(year)s::int, 12, 31)
"""
ENTERED = """
SELECT e.division_code::text AS place, e.form::text AS form, e.rows AS rows,
  e.seconds AS seconds, e.entered_on AS day
FROM oversight_entrytime e
WHERE e.entered_on BETWEEN make_date(%(year)s::int, 1, 1)
  AND make_date(%(year)s::int, 12, 31)
UNION ALL
SELECT s.village_code, CASE WHEN s.put_aside = 'second_survey' THEN 'second_survey'
    ELSE 'survey' END, 1,
  CASE WHEN t.seconds BETWEEN 0 AND %(most)s::int THEN t.seconds::int END, s.entered_on
FROM survey_surveysubmission s
CROSS JOIN LATERAL (SELECT extract(epoch FROM coalesce(
    moment_or_null(s.body->>'ended_at'),
    CASE WHEN s.channel = 'page' THEN s.recorded_at END)
  - moment_or_null(s.body->>'began_at')) AS seconds) t
WHERE s.entered_on BETWEEN make_date(%(year)s::int, 1, 1)
  AND make_date(%(year)s::int, 12, 31)
"""
PAGES = f"""
SELECT m.place, count(*), sum(m.size) FROM ({PRINTED}) m GROUP BY 1
"""
TIMES = f"""
SELECT m.place, count(m.seconds), coalesce(sum(m.seconds), 0),
  count(*) FILTER (WHERE m.seconds IS NULL)
FROM ({ENTERED}) m GROUP BY 1
"""
MEDIANS = f"""
SELECT m.form, count(*), percentile_disc(0.5) WITHIN GROUP (
  ORDER BY m.seconds / m.rows) FILTER (WHERE m.seconds IS NOT NULL)
FROM ({ENTERED}) m WHERE m.place >= %(place_from)s AND m.place < %(place_until)s
GROUP BY 1 ORDER BY 2 DESC, 1
"""
MEDIANS_BELOW = f"""
SELECT left(m.place, %(digits)s::int), percentile_disc(0.5) WITHIN GROUP (
  ORDER BY m.seconds / m.rows)
FROM ({ENTERED}) m WHERE m.form = %(form)s AND m.seconds IS NOT NULL GROUP BY 1
"""
BY_DAY = """
SELECT m.place, m.form, m.day, {what} FROM ({rows}) m
WHERE m.place >= %(place_from)s AND m.place < %(place_until)s
GROUP BY 1, 2, 3 ORDER BY m.day DESC, m.place, m.form OFFSET %(offset)s LIMIT %(limit)s
"""
HOW_MANY_DAYS = """
SELECT count(*) FROM (SELECT FROM ({rows}) m
WHERE m.place >= %(place_from)s AND m.place < %(place_until)s
GROUP BY m.place, m.form, m.day) one
"""
OF_PAPERS = "count(*), sum(m.size), NULL::bigint, NULL::bigint"
OF_ENTRIES = """count(*), sum(m.rows), sum(m.seconds),
  count(*) FILTER (WHERE m.seconds IS NULL)"""
BY_FACT = """
SELECT m.about, count(*) FILTER (WHERE m.counts), count(*) FROM ({measure}) m
WHERE m.place >= %(place_from)s AND m.place < %(place_until)s
GROUP BY 1 HAVING %(is_wanted)s OR count(*) FILTER (WHERE m.counts) > 0
ORDER BY 2 DESC, 1
"""
SURVEYED = """
SELECT v.village_code::text, count(DISTINCT v.household_id)
FROM survey_surveyvisit v
WHERE v.year = %(year)s AND v.village_code >= %(place_from)s
  AND v.village_code < %(place_until)s GROUP BY 1
"""


@dataclass(frozen=True)
class DayOf:
    """What one place did with one form or paper on one day.

    `size` is pages, or the households of entries.
    """

    place: str
    form: str
    day: date
    times: int
    size: int
    seconds: int | None
    untimed: int | None


@dataclass(frozen=True)
class FactAsked:
    """How often one form asked one fact again, of how many times that it asked."""

    about: str
    again: int
    of: int


def loads(year: int) -> dict[str, Load]:
    """Return the year's figures of each place in sight, by its code."""
    found: dict[str, Load] = {}
    for code, tally in tallies(answers_asked(year), digits=VILLAGE).items():
        _add(found, code, Load(asked=tally.of, repeated=tally.counted))
    for code, tally in tallies(answers_wanted_again(year), digits=VILLAGE).items():
        _add(found, code, Load(wanted=tally.of))
    for code, papers, pages in _fetched(PAGES, {"year": year}):
        _add(found, code, Load(papers=papers, pages=pages))
    given = {"year": year, "most": MOST_SECONDS}
    for code, timed, seconds, untimed in _fetched(TIMES, given):
        _add(found, code, Load(timed=timed, seconds=seconds, untimed=untimed))
    return found


def _add(found: dict[str, Load], code: str, load: Load) -> None:
    found[code] = found.get(code, Load()) + load


def medians(year: int, place: str) -> list[Median]:
    """Return each form's median for one household in a place, the busiest first."""
    given = {"year": year, "most": MOST_SECONDS, **_within(place)}
    return [Median(*row) for row in _fetched(MEDIANS, given)]


def survey_medians(year: int, *, digits: int) -> dict[str, int]:
    """Return the median of a survey in seconds by area; an area without is unknown."""
    given = {"year": year, "most": MOST_SECONDS, "form": SURVEY, "digits": digits}
    return {f"{code:0<12}": median for code, median in _fetched(MEDIANS_BELOW, given)}


def facts_asked_again(year: int, place: str, *, is_wanted: bool) -> list[FactAsked]:
    """Return by form and fact what was asked again in a place, the most first."""
    measure = answers_wanted_again(year) if is_wanted else answers_asked(year)
    statement = BY_FACT.format(measure=measure.sql)
    given = {**measure.given, **_within(place), "is_wanted": is_wanted}
    return [FactAsked(*row) for row in _fetched(statement, given)]


def papers_by_day(
    year: int, place: str, *, offset: int = 0, limit: int | None = None
) -> tuple[list[DayOf], int]:
    """Return papers by place, kind and day, the latest first, and how many lines."""
    return _by_day(PRINTED, OF_PAPERS, year, place, (offset, limit))


def entries_by_day(
    year: int, place: str, *, offset: int = 0, limit: int | None = None
) -> tuple[list[DayOf], int]:
    """Return entries by place, form and day, the latest first, and how many lines."""
    return _by_day(ENTERED, OF_ENTRIES, year, place, (offset, limit))


def _by_day(
    rows: str, what: str, year: int, place: str, part: tuple[int, int | None]
) -> tuple[list[DayOf], int]:
    given = {"year": year, "most": MOST_SECONDS, **_within(place)}
    ((count,),) = _fetched(HOW_MANY_DAYS.format(rows=rows), given)
    offset, limit = part
    statement = BY_DAY.format(rows=rows, what=what)
    found = _fetched(statement, {**given, "offset": offset, "limit": limit})
    return [DayOf(*row) for row in found], count


def cost_of(households: int, *, year: int, place: str) -> Cost:
    """Return what asking so many households would cost, by what the year measured.

    Pages for a household are the median of the area's villages: papers of a village by
    the households that were surveyed there.
    """
    of_survey = next((m for m in medians(year, place) if m.form == SURVEY), None)
    pages = {code: pages for code, _, pages in _fetched(PAGES, {"year": year})}
    surveyed = _fetched(SURVEYED, {"year": year, **_within(place)})
    shares = [Fraction(pages[code], n) for code, n in surveyed if code in pages]
    return Cost(
        households, of_survey.seconds if of_survey else None, median_share(shares)
    )


def _within(place: str) -> dict[str, str]:
    first, after = code_range(place)
    return {"place_from": first, "place_until": after}


def _fetched(statement: str, given: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
