"""What can be counted after exits: calls that were due, and those that were made."""

from __future__ import annotations

from datetime import date

from tuopin.office.counting import Measure
from tuopin.rulebook.aftercare import AftercareRules

DUE = """
SELECT m.village_code::text AS place, h.number::text AS unit, t.last_day::text AS about,
  t.last_day AS day, EXISTS (
    SELECT FROM aftercare_aftercarevisit v WHERE v.household_id = h.id
      AND v.done_on BETWEEN t.first_day AND t.last_day) AS counts
FROM filing_nationalmark m
JOIN procedure_exitcase c ON c.id = m.case_id
JOIN register_household h ON h.id = c.household_id
JOIN unnest(%(first_days)s::date[], %(last_days)s::date[]) t(first_day, last_day)
  ON m.marked_on < t.first_day
WHERE t.last_day < %(on)s AND NOT EXISTS (
  SELECT FROM aftercare_returntopoverty r
  WHERE r.case_id = c.id AND r.entered_on <= t.last_day)
"""


def calls_due(year: int, rules: AftercareRules, *, on: date) -> Measure:
    """Return households by the periods of a year that are over: called on counts.

    A period that had begun when the household was marked is not due yet, nor one in
    which it was put back on the register.
    """
    terms = sorted(
        {rules.term_of(date(year, month, 1)) for month in range(1, 13)},
        key=lambda term: term.first_day,
    )
    return Measure(
        DUE,
        {
            "first_days": [term.first_day for term in terms],
            "last_days": [term.last_day for term in terms],
            "on": on,
        },
    )
