"""The checks as DuckDB reads them: one query each, over tables of submissions.

Every query has the columns surveyor, device, households, odd, total and others: how
many rows are odd among how many, and the share that is odd with everybody else.
Figures come in by name, from the pack's thresholds.
"""

from __future__ import annotations

# What is odd with one surveyor far more often than with all others: so many standard
# deviations above the others' share, which is held away from nought and one.
_CROWDED = """
WITH one AS ({rows}),
own AS (
  SELECT surveyor, count(*) AS n, count(*) FILTER (WHERE odd) AS k,
         list(DISTINCT household) FILTER (WHERE odd) AS households
  FROM one GROUP BY surveyor),
whole AS (SELECT sum(n) AS n, sum(k) AS k FROM own),
beside AS (
  SELECT own.*, (whole.k - own.k + 1) / (whole.n - own.n + 2) AS p FROM own, whole)
SELECT surveyor, '' AS device, households, k AS odd, n AS total, p AS others
FROM beside
WHERE k >= $least AND k - n * p >= $deviations * sqrt(n * p * (1 - p))
"""
# What several households of one surveyor have alike.
_ALIKE = """
WITH same AS (
  SELECT surveyor, {what}, list(DISTINCT household) AS households
  FROM visits WHERE {where} GROUP BY surveyor, {what}
  HAVING count(DISTINCT household) >= $least)
SELECT s.surveyor, '' AS device,
       list_distinct(flatten(list(s.households))) AS households,
       sum(len(s.households)) AS odd, any_value(t.n) AS total, NULL AS others
FROM same s JOIN totals t USING (surveyor) GROUP BY s.surveyor
"""
# What is odd by itself, often enough with one surveyor.
_OFTEN = """
SELECT v.surveyor, '' AS device, list(DISTINCT v.household) AS households,
       count(*) AS odd, any_value(t.n) AS total, NULL AS others
FROM ({rows}) v JOIN totals t USING (surveyor)
GROUP BY v.surveyor HAVING count(*) >= $least
"""
TOTALS = "SELECT surveyor, count(*) AS n FROM visits GROUP BY surveyor"
EARTH = "6371000"

_JUST_ABOVE = """
SELECT surveyor, household, per_capita > line AND per_capita <= line + $band AS odd
FROM visits WHERE per_capita IS NOT NULL AND line IS NOT NULL AND NOT explained
"""
_ROUND = """
SELECT v.surveyor, v.household, a.amount % $multiple = 0 AS odd
FROM amounts a JOIN visits v ON v.id = a.visit
WHERE a.amount > 0 AND NOT a.explained
"""
_NEW = """
SELECT v.surveyor, v.household, coalesce(bool_or(
         NOT a.is_cost AND NOT a.explained AND coalesce(a.before, 0) = 0
         AND a.amount >= $share * w.income
         AND v.per_capita > v.line AND v.per_capita - a.amount / v.persons <= v.line),
       false) AS odd
FROM visits v JOIN amounts a ON a.visit = v.id
JOIN (SELECT visit, sum(amount) AS income FROM amounts WHERE NOT is_cost
      GROUP BY visit) w ON w.visit = v.id
WHERE v.had_before GROUP BY v.surveyor, v.household
"""
_TOO_FAST = """
SELECT surveyor, household FROM visits
WHERE began IS NOT NULL AND ended >= began AND ended < began + to_seconds($minutes * 60)
"""
_NIGHT = """
SELECT surveyor, household FROM visits
WHERE began IS NOT NULL
  AND (extract(hour FROM began) >= $from_hour OR extract(hour FROM began) < $until_hour)
"""
_METERS = """2 * {earth} * asin(sqrt(
  power(sin(radians({b}.latitude - {a}.latitude) / 2), 2)
  + cos(radians({a}.latitude)) * cos(radians({b}.latitude))
  * power(sin(radians({b}.longitude - {a}.longitude) / 2), 2)))"""


def _meters(one: str, other: str) -> str:
    return _METERS.format(earth=EARTH, a=one, b=other)


# A household is odd if there was no time to come to it from the one before.
_TRAVEL = f"""
SELECT surveyor, household FROM (
  SELECT b.surveyor, b.household, {_meters("a", "b")} AS meters,
         greatest(date_diff('second', a.ended, b.began), 0) AS seconds
  FROM located b
  ASOF JOIN located a ON a.surveyor = b.surveyor AND a.began < b.began)
WHERE meters > $least_meters AND meters * 3600 > $kilometers_per_hour * 1000 * seconds
"""
_ONE_PLACE = f"""
SELECT a.surveyor, '' AS device, list(DISTINCT a.household) AS households,
       count(DISTINCT a.household) AS odd, any_value(t.n) AS total, NULL AS others
FROM (
  SELECT a.surveyor, a.household FROM located a JOIN located b
    ON b.surveyor = a.surveyor AND abs(b.latitude - a.latitude) < $meters / 100000
    AND {_meters("a", "b")} <= $meters
  GROUP BY a.surveyor, a.household, a.id HAVING count(DISTINCT b.household) >= $least) a
JOIN totals t USING (surveyor) GROUP BY a.surveyor
"""
LOCATED = """
SELECT id, surveyor, household, began, coalesce(ended, began) AS ended,
       TRY_CAST(latitude AS DOUBLE) AS latitude,
       TRY_CAST(longitude AS DOUBLE) AS longitude
FROM visits WHERE began IS NOT NULL AND TRY_CAST(latitude AS DOUBLE) IS NOT NULL
  AND TRY_CAST(longitude AS DOUBLE) IS NOT NULL
"""
# Asked of who sent most with it.
_ONE_PHONE = """
WITH shared AS (
  SELECT device FROM visits WHERE device <> '' GROUP BY device
  HAVING count(DISTINCT surveyor) >= $people AND count(DISTINCT household) >= $least),
sent AS (
  SELECT device, surveyor, count(*) AS n, list(DISTINCT household) AS households
  FROM visits JOIN shared USING (device) GROUP BY device, surveyor)
SELECT arg_max(surveyor, (n, -surveyor)) AS surveyor, device,
       list_distinct(flatten(list(households))) AS households,
       count(*) AS odd, sum(n) AS total, NULL AS others
FROM sent GROUP BY device
"""
_NOT_INCOME = """
SELECT v.surveyor, v.household FROM amounts a JOIN visits v ON v.id = a.visit
WHERE a.amount > 0 AND NOT a.is_cost
  AND regexp_matches(a.note, $words) AND NOT regexp_matches(a.note, $but)
GROUP BY v.surveyor, v.household
"""
_PICTURES = """
SELECT DISTINCT v.surveyor, v.household FROM pictures p JOIN visits v ON v.id = p.visit
WHERE p.digest IN (
  SELECT q.digest FROM pictures q JOIN visits w ON w.id = q.visit
  GROUP BY q.digest HAVING count(DISTINCT w.household) >= 2)
"""

QUERIES = {
    "just_above_line": _CROWDED.format(rows=_JUST_ABOVE),
    "same_income": _ALIKE.format(
        what="floor(per_capita)", where="per_capita IS NOT NULL AND NOT explained"
    ),
    "copied_answers": _ALIKE.format(what="answers", where="NOT explained"),
    "round_figures": _CROWDED.format(rows=_ROUND),
    "too_fast": _OFTEN.format(rows=_TOO_FAST),
    "night_entry": _OFTEN.format(rows=_NIGHT),
    "impossible_travel": _OFTEN.format(rows=_TRAVEL),
    "one_phone": _ONE_PHONE,
    "one_place": _ONE_PLACE,
    "new_income": _CROWDED.format(rows=_NEW),
    "not_income": _OFTEN.format(rows=_NOT_INCOME),
    "same_picture": _OFTEN.format(rows=_PICTURES),
}
