"""What is known of a village when it is judged: returns, and counts of the register.

Article 7: a village's headcount rests on the county's decisions on its households, so
it is counted anew whenever somebody looks, and what is still open is said both ways.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import connection

from tuopin.procedure.state import APPROVAL, CaseState
from tuopin.register.domain import STILL_POOR
from tuopin.register.villages import Headcount, headcounts
from tuopin.rulebook.facts import Counted, FactSheet
from tuopin.rulebook.judging import judge
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.units import Unit
from tuopin.standards import domain
from tuopin.standards.queries import assessments_by_id, judge_village
from tuopin.survey import queries as surveys

if TYPE_CHECKING:
    from tuopin.survey.models import DepartmentReturn

# Cases that were given up, or whose round has ended, take nobody off the register.
DECISIONS = """
SELECT c.village_code,
       coalesce(sum(h.member_count) FILTER (WHERE a.decided), 0),
       coalesce(sum(h.member_count) FILTER (WHERE NOT a.decided), 0),
       count(*) FILTER (WHERE NOT a.decided)
FROM procedure_exitcase c
JOIN register_household h ON h.id = c.household_id
CROSS JOIN LATERAL (
  SELECT count(DISTINCT t.act) FILTER (WHERE t.act = ANY(%(waited_for)s::text[])
                                         AND t.consequence = 'continues')
           = cardinality(%(waited_for)s::text[]) AS decided,
         -- Over is also what ended in the mark: who is poor since fell back.
         coalesce(bool_or(t.consequence = 'ends' OR t.act = 'mark_lifted_out'), false)
           AS over
  FROM procedure_actrecord t WHERE t.case_id = c.id AND t.round = c.round
) a
WHERE c.year = %(year)s AND c.village_code = ANY(%(villages)s) AND NOT a.over
  AND h.registration_status = ANY(%(poor)s)
  AND NOT EXISTS (SELECT FROM procedure_caseending e WHERE e.case_id = c.id)
GROUP BY c.village_code
"""


# Whom a filed plan of the year names and who has no case yet is undecided, too. A later
# version that was filed stands in place of an earlier one.
UNOPENED = """
SELECT w.village_code, coalesce(sum(h.member_count), 0), count(*)
FROM plan_planrow w
JOIN plan_exitplan n ON n.id = w.plan_id AND n.year = %(year)s
JOIN plan_planact f ON f.plan_id = n.id AND f.act = 'file_with_province'
JOIN register_household h ON h.id = w.household_id
WHERE w.village_code = ANY(%(villages)s) AND h.registration_status = ANY(%(poor)s)
  AND NOT EXISTS (SELECT FROM procedure_exitcase c
                  WHERE c.household_id = h.id AND c.year = %(year)s)
  AND NOT EXISTS (
    SELECT FROM plan_exitplan l
    JOIN plan_planact a ON a.plan_id = l.id AND a.act = 'file_with_province'
    WHERE l.division_code = n.division_code AND l.year = n.year
      AND l.version > n.version)
GROUP BY w.village_code
"""


@dataclass(frozen=True)
class Count:
    """A village's people and households as the register has them, and what is open.

    `approved` people have left the poor by this year's decisions but are not marked
    yet; `pending` people, of `households_pending`, wait for a decision.
    """

    registered: Headcount
    approved: int = 0
    pending: int = 0
    households_pending: int = 0

    @property
    def still_poor(self) -> int:
        """The people still poor if nobody pending leaves."""
        return self.registered.still_poor - self.approved

    @property
    def if_all_pass(self) -> int:
        """The people still poor if everybody pending leaves."""
        return self.still_poor - self.pending

    def of(self, counted: Counted) -> int:
        """Return what is counted."""
        match counted:
            case Counted.STILL_POOR_PEOPLE:
                return self.still_poor
            case Counted.REGISTERED_HOUSEHOLDS:
                return self.registered.households
            case Counted.REGISTERED_PEOPLE:
                return self.registered.people


def counts(
    village_codes: Sequence[str], *, year: int, waited_for: Iterable[str] = (APPROVAL,)
) -> dict[str, Count]:
    """Count villages' registered people, and this year's decisions on them."""
    asked: dict[str, int | list[str]] = {
        "year": year,
        "villages": list(village_codes),
        "waited_for": sorted(waited_for),
        "poor": [status.value for status in STILL_POOR],
    }
    with connection.cursor() as cursor:
        cursor.execute(DECISIONS, asked)
        decided = {code: numbers for code, *numbers in cursor.fetchall()}
        cursor.execute(UNOPENED, asked)
        unopened = {code: numbers for code, *numbers in cursor.fetchall()}
    registered = headcounts(village_codes)
    found = {}
    for code in village_codes:
        approved, pending, households = decided.get(code, (0, 0, 0))
        people, more = unopened.get(code, (0, 0))
        found[code] = Count(
            registered.get(code, Headcount()),
            approved,
            pending + people,
            households + more,
        )
    return found


@dataclass(frozen=True)
class Gathered:
    """What is known of one village in the present round of its case."""

    facts: Mapping[str, object]
    returns: Mapping[str, DepartmentReturn]
    count: Count
    departments: tuple[str, ...]
    examiners: frozenset[int]

    @property
    def unreturned(self) -> tuple[str, ...]:
        """The departments that have not reported."""
        return tuple(one for one in self.departments if one not in self.returns)

    @property
    def unexamined(self) -> tuple[str, ...]:
        """The departments whose return nobody has confirmed on site."""
        return tuple(
            one
            for one in self.departments
            if one not in self.returns
            or not hasattr(self.returns[one], "examination")
            or not self.returns[one].examination.is_confirmed
        )


def gathered(
    states: Sequence[CaseState], pack: PolicyPack, *, waited_for: Iterable[str]
) -> dict[int, Gathered]:
    """Gather what is known of villages of one year, by their cases."""
    found: dict[int, Gathered] = {}
    sheet = pack.facts[Unit.VILLAGE]
    for year in sorted({state.year for state in states}):
        of_year = [state for state in states if state.year == year]
        codes = [state.village_code for state in of_year]
        returns = surveys.latest_returns(codes, year=year)
        examined = surveys.examiners(codes, year=year)
        counted = counts(codes, year=year, waited_for=waited_for)
        for state in of_year:
            this_round = (state.village_code, state.round)
            own = returns.get(this_round, {})
            count = counted[state.village_code]
            figures = {
                name: text for one in own.values() for name, text in one.figures.items()
            }
            reported = {
                fact.name: domain.thawed(fact, figures.get(fact.name))
                for fact in sheet.facts.values()
                if fact.counted is None
            }
            facts = {**reported, **_counted(sheet, reported, count, pack, year)}
            found[state.case_id] = Gathered(
                facts,
                own,
                count,
                sheet.departments,
                examined.get(this_round, frozenset()),
            )
    return found


def _counted(
    sheet: FactSheet,
    reported: Mapping[str, object],
    count: Count,
    pack: PolicyPack,
    year: int,
) -> dict[str, object]:
    """Return the counted facts; what pending decisions may yet turn is not known."""
    counted = {fact.name: fact.counted for fact in sheet.facts.values() if fact.counted}
    nobody_leaves: dict[str, object] = {n: count.of(one) for n, one in counted.items()}
    if not count.households_pending:
        return nobody_leaves
    everybody_leaves = {
        name: count.if_all_pass if one is Counted.STILL_POOR_PEOPLE else count.of(one)
        for name, one in counted.items()
    }
    outcomes = [
        [
            one.outcome
            for one in judge(pack, Unit.VILLAGE, {**reported, **way}, year=year)
        ]
        for way in (nobody_leaves, everybody_leaves)
    ]
    if outcomes[0] == outcomes[1]:
        return nobody_leaves
    still_poor = Counted.STILL_POOR_PEOPLE
    return {n: nobody_leaves[n] for n, one in counted.items() if one is not still_poor}


def as_they_are(
    states: Sequence[CaseState], pack: PolicyPack, *, waited_for: Iterable[str]
) -> list[CaseState]:
    """Return villages' states with what has changed since they were assessed.

    People move every day; an assessment is void once a criterion would end otherwise,
    or while a department's later return waits to be examined on site.
    """
    known = gathered(states, pack, waited_for=waited_for)
    kept = assessments_by_id([one.assessment_id for one in states if one.assessment_id])
    looked_at = []
    for state in states:
        assessment = kept.get(state.assessment_id or 0)
        changed = False
        if assessment is not None and APPROVAL not in state.acts:
            judged = judge_village(
                state.village_code,
                known[state.case_id].facts,
                pack=pack,
                year=state.year,
            )
            assessed = {one.criterion: one.outcome for one in assessment.findings.all()}
            changed = bool(known[state.case_id].unexamined) or assessed != {
                one.criterion: one.outcome.value for one in judged.findings
            }
        pending = known[state.case_id].count.households_pending
        looked_at.append(
            replace(state, facts_changed=changed, households_pending=pending)
        )
    return looked_at
