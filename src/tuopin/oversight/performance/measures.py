"""What can be counted of inspections and of the orders that followed."""

from __future__ import annotations

from datetime import date

from tuopin.office.counting import Measure

EXITS = ["lifted_out", "in_procedure"]
CHECKED = """
SELECT d.village_code::text AS place, l.household_number::text AS unit,
  (d.inspection_id || '/' || l.list_number)::text AS about, c.done_on AS day,
  c.verdict = 'wrong_exit' AS counts
FROM oversight_drawnhousehold d
JOIN inspections_of(%(year)s::int) i ON i.id = d.inspection_id
JOIN oversight_frameline l ON l.id = d.line_id AND l.standing = ANY(%(exits)s)
JOIN oversight_spotcheck c ON c.drawn_id = d.id AND c.verdict <> 'cannot_be_told'
"""
ORDERED = """
SELECT o.village_code::text AS place, l.household_number::text AS unit,
  o.id::text AS about, o.due_on AS day,
  coalesce(x.entered_on <= o.due_on, false) AS counts
FROM oversight_correctionorder o
JOIN oversight_spotcheck c ON c.id = o.check_made_id
JOIN oversight_drawnhousehold d ON d.id = c.drawn_id
JOIN inspections_of(%(year)s::int) i ON i.id = d.inspection_id
JOIN oversight_frameline l ON l.id = d.line_id
LEFT JOIN LATERAL (
  SELECT a.entered_on FROM oversight_correctionanswer a
  JOIN oversight_correctiondecision y ON y.answer_id = a.id AND y.is_accepted
  WHERE a.order_id = o.id) x ON true
WHERE left(o.office_code, 9) = left(o.village_code, 9)
  AND (x.entered_on IS NOT NULL OR o.due_on < %(on)s)
"""


def wrong_exits(year: int) -> Measure:
    """Return the exits that a year's inspections told about: a wrong one counts."""
    return Measure(CHECKED, {"year": year, "exits": EXITS})


def corrected_in_time(year: int, *, on: date) -> Measure:
    """Return the orders to a township's own offices that are due: accepted counts.

    In time is the answer that was accepted; one that was sent back is none.
    """
    return Measure(ORDERED, {"year": year, "on": on})
