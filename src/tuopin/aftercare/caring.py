"""Households after their exit, one row each: who helps, who calls, what is left to do.

One statement whatever their number: it counts, narrows, sorts and cuts the page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.db import connection

from tuopin.office.divisions.domain import code_range
from tuopin.rulebook.aftercare import AftercareRules
from tuopin.rulebook.text import Text

PAGE_SIZE = 50

# Cared for is who was approved by the case that stands, and has not fallen back since.
CARED = """
WITH approved AS (
  SELECT h.id, h.number, h.village_code, h.head_name, h.member_count,
    h.registration_status = 'lifted_out' AS is_marked,
    c.id AS case_id, c.year AS exit_year, a.done_on AS since
  FROM procedure_exitcase c
  JOIN register_household h ON h.id = c.household_id
  JOIN LATERAL (
    SELECT t.done_on FROM procedure_actrecord t
    WHERE t.case_id = c.id AND t.round = c.round AND t.act = 'approve'
      AND t.consequence = 'continues' ORDER BY t.id DESC LIMIT 1) a ON true
  WHERE h.village_code >= %(first)s AND h.village_code < %(after)s
    AND h.registration_status <> 'deregistered'
    AND (%(ids)s::bigint[] IS NULL OR h.id = ANY(%(ids)s::bigint[]))
    AND NOT EXISTS (SELECT FROM procedure_exitcase x
                    WHERE x.household_id = c.household_id AND x.year > c.year)
    AND NOT EXISTS (SELECT FROM procedure_caseending e WHERE e.case_id = c.id)
    AND NOT EXISTS (
      SELECT FROM aftercare_returntopoverty r WHERE r.case_id = c.id)
), cared AS (
  SELECT h.*, o.name AS helper, p.caller, p.each_year, p.plan_id,
    v.done_on AS called_on, v.visitor, coalesce(v.is_now, false) AS is_called,
    h.since <= %(before_first)s AND NOT coalesce(v.is_before, false) AS is_missed,
    m.lapse_on, coalesce(m.running, 0) AS measures, k.due_on AS risk_due_on,
    s.surveyed_on, h.exit_year < %(year)s AND s.surveyed_on IS NULL AS is_resurvey_due
  FROM approved h
  LEFT JOIN LATERAL (
    SELECT f.name FROM aftercare_assistanceofficer f
    WHERE f.household_id = h.id
      AND NOT EXISTS (SELECT FROM aftercare_assistanceofficer x
                      WHERE x.follows_id = f.id)
      AND NOT EXISTS (SELECT FROM aftercare_pairingend e
                      WHERE e.pairing_id = f.pairing_id)
    ORDER BY f.id DESC LIMIT 1) o ON true
  LEFT JOIN LATERAL (
    SELECT l.id AS plan_id, l.caller, l.each_year FROM aftercare_callplan l
    WHERE l.household_id = h.id AND l.from_on >= h.since AND l.until_on >= %(on)s
      AND NOT EXISTS (SELECT FROM aftercare_callplan x WHERE x.follows_id = l.id)
    ORDER BY l.id DESC LIMIT 1) p ON true
  LEFT JOIN LATERAL (
    SELECT max(w.done_on) AS done_on,
      (array_agg(w.visitor ORDER BY w.done_on DESC))[1] AS visitor,
      bool_or(w.done_on BETWEEN %(term_first)s AND %(term_last)s) AS is_now,
      bool_or(w.done_on BETWEEN %(before_first)s AND %(term_first)s - 1) AS is_before
    FROM aftercare_aftercarevisit w
    WHERE w.household_id = h.id AND w.done_on >= h.since) v ON true
  LEFT JOIN LATERAL (
    SELECT min(g.until_on) FILTER (WHERE g.until_on <= %(remind_on)s) AS lapse_on,
      count(*) FILTER (WHERE %(on)s BETWEEN g.from_on AND g.until_on) AS running
    FROM aftercare_aftercaremeasure g
    WHERE g.household_id = h.id
      AND NOT EXISTS (SELECT FROM aftercare_measureend e WHERE e.measure_id = g.id)
      AND NOT EXISTS (SELECT FROM aftercare_aftercaremeasure x
                      WHERE x.renews_id = g.id)) m ON true
  LEFT JOIN LATERAL (
    SELECT min(r.due_on) AS due_on FROM aftercare_riskrecord r
    WHERE r.household_id = h.id AND NOT EXISTS (
      SELECT FROM aftercare_riskclosing x WHERE x.risk_id = r.id)) k ON true
  LEFT JOIN LATERAL (
    SELECT max(y.surveyed_on) AS surveyed_on FROM survey_surveyvisit y
    WHERE y.household_id = h.id AND y.year = %(year)s AND y.evidence <> '{}'::jsonb
      AND y.surveyed_on >= h.since) s ON true
)
"""
COLUMNS = """
id, number, village_code, head_name, member_count, is_marked, case_id, exit_year,
since, helper, caller, plan_id, called_on, visitor, is_called, is_missed, measures,
lapse_on, risk_due_on, surveyed_on, is_resurvey_due
"""


class Show(StrEnum):
    """What a list of households after their exit is narrowed to."""

    ALL = "all"
    TO_CALL = "to_call"
    MISSED = "missed"
    NO_PLAN = "no_plan"
    NO_HELPER = "no_helper"
    LAPSING = "lapsing"
    RESURVEY = "resurvey"
    RISK = "risk"

    @property
    def label(self) -> Text:
        """The choice in words."""
        return _SHOWN[self]


_SHOWN = {
    Show.ALL: Text("全部", "all"),
    Show.TO_CALL: Text("本期未回访", "not called on this period"),
    Show.MISSED: Text("上期未回访", "missed last period"),
    Show.NO_PLAN: Text("没有回访计划", "without a plan of calls"),
    Show.NO_HELPER: Text("没有帮扶责任人", "without a helper"),
    Show.LAPSING: Text("措施到期待处理", "a measure ends or has lapsed"),
    Show.RESURVEY: Text("本年未再调查", "to be surveyed again this year"),
    Show.RISK: Text("有返贫风险", "at risk of falling back"),
}
WHERE = {
    Show.ALL: "true",
    Show.TO_CALL: "NOT is_called",
    Show.MISSED: "is_missed",
    Show.NO_PLAN: "plan_id IS NULL",
    Show.NO_HELPER: "helper IS NULL",
    Show.LAPSING: "lapse_on IS NOT NULL",
    Show.RESURVEY: "is_resurvey_due",
    Show.RISK: "risk_due_on IS NOT NULL",
}


class Sort(StrEnum):
    """What such a list is sorted by."""

    PLACE = "place"
    CALLED_ON = "called_on"
    HELPER = "helper"
    LAPSE_ON = "lapse_on"
    RISK_DUE_ON = "risk_due_on"

    @property
    def label(self) -> Text:
        """The choice in words."""
        return _SORTED[self]


_SORTED = {
    Sort.PLACE: Text("村和户编号", "village and number"),
    Sort.CALLED_ON: Text("上次回访", "last call"),
    Sort.HELPER: Text("帮扶责任人", "helper"),
    Sort.LAPSE_ON: Text("措施到期", "end of help"),
    Sort.RISK_DUE_ON: Text("风险办结期限", "time limit of the risk"),
}
ORDER_BY = {
    Sort.PLACE: "village_code, number",
    Sort.CALLED_ON: "called_on NULLS FIRST, village_code, number",
    Sort.HELPER: "helper NULLS FIRST, village_code, number",
    Sort.LAPSE_ON: "lapse_on NULLS LAST, village_code, number",
    Sort.RISK_DUE_ON: "risk_due_on NULLS LAST, village_code, number",
}


@dataclass(frozen=True)
class Cared:
    """A household after its exit, and what is left to do for it."""

    id: int
    number: str
    village_code: str
    head_name: str
    member_count: int
    is_marked: bool
    """Whether it is marked already; approved it is in any case."""
    case_id: int
    exit_year: int
    since: date
    helper: str | None
    caller: str | None
    plan_id: int | None
    called_on: date | None
    visitor: str | None
    is_called: bool
    """Whether somebody has called in the present period."""
    is_missed: bool
    """Whether nobody called in the period before, which began after the exit."""
    measures: int
    lapse_on: date | None
    """When a measure ends that nobody has renewed or ended, if that is soon or past."""
    risk_due_on: date | None
    surveyed_on: date | None
    is_resurvey_due: bool


@dataclass(frozen=True)
class CaredPage:
    """One page of such households, and how many there are."""

    rows: tuple[Cared, ...]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PAGE_SIZE))


@dataclass(frozen=True)
class VillageCounts:
    """How many households of a village have exited, and what is left to do there."""

    village_code: str
    households: int
    left: Mapping[Show, int]


def cared_for(
    place: str,
    rules: AftercareRules,
    *,
    on: date,
    show: Show = Show.ALL,
    sort: Sort = Sort.PLACE,
    page: int = 1,
) -> CaredPage:
    """Return a page of the households after their exit at a place, as they stand."""
    query = (
        f"{CARED} SELECT {COLUMNS}, count(*) OVER () FROM cared WHERE {WHERE[show]}"
        f" ORDER BY {ORDER_BY[sort]}"
        f" LIMIT {PAGE_SIZE} OFFSET {(page - 1) * PAGE_SIZE}"
    )
    rows = _run(query, _asked(place, rules, on))
    if not rows and page > 1:
        return cared_for(place, rules, on=on, show=show, sort=sort)
    return CaredPage(
        tuple(Cared(*row[:-1]) for row in rows), rows[0][-1] if rows else 0, page
    )


def everybody_cared_for(
    place: str, rules: AftercareRules, *, on: date, show: Show = Show.ALL
) -> list[Cared]:
    """Return every household after its exit at a place, by village and number."""
    query = (
        f"{CARED} SELECT {COLUMNS} FROM cared WHERE {WHERE[show]}"
        " ORDER BY village_code, number"
    )
    return [Cared(*row) for row in _run(query, _asked(place, rules, on))]


def cared_by_id(
    household_ids: Sequence[int], rules: AftercareRules, *, on: date
) -> dict[int, Cared]:
    """Return those of some households in sight that are cared for."""
    asked = _asked("", rules, on) | {"ids": list(household_ids)}
    rows = _run(f"{CARED} SELECT {COLUMNS} FROM cared ORDER BY id", asked)
    return {row[0]: Cared(*row) for row in rows}


def counts_by_village(
    place: str, rules: AftercareRules, *, on: date
) -> dict[str, VillageCounts]:
    """Return what is left to do in each village of a place."""
    counted = ", ".join(f"count(*) FILTER (WHERE {WHERE[one]})" for one in Show)
    query = (
        f"{CARED} SELECT village_code, {counted} FROM cared"
        " GROUP BY village_code ORDER BY village_code"
    )
    found = {}
    for village, *numbers in _run(query, _asked(place, rules, on)):
        left = dict(zip(Show, numbers, strict=True))
        found[village] = VillageCounts(village, left[Show.ALL], left)
    return found


def _asked(place: str, rules: AftercareRules, on: date) -> dict[str, Any]:
    first, after = code_range(place) if place else ("", "~")
    term = rules.term_of(on)
    return {
        "first": first,
        "after": after,
        "ids": None,
        "on": on,
        "year": on.year,
        "term_first": term.first_day,
        "term_last": term.last_day,
        "before_first": rules.term_of(term.first_day - timedelta(days=1)).first_day,
        "remind_on": on + timedelta(days=rules.remind_before_days),
    }


def _run(query: str, asked: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, dict(asked))
        return list(cursor.fetchall())
