"""Gathering facts for judging, and reading assessments; writes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count

from tuopin.office.policy.queries import pack_of
from tuopin.register import queries as register
from tuopin.rulebook.facts import Fact, FactSource, FactType
from tuopin.rulebook.findings import Finding, Outcome, overall
from tuopin.rulebook.judging import judge
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.units import Unit
from tuopin.standards import domain
from tuopin.standards.models import Assessment, AssessmentFinding
from tuopin.survey import queries as surveys

MEMBERS = "members"

# An assessment is looked at again when the register has other member rows than the
# ones it was made on, or the year a later visit.
POSSIBLY_CHANGED = """
SELECT a.id
FROM standards_assessment a
LEFT JOIN LATERAL (
  SELECT array_agg(m.id ORDER BY m.id) AS rows
  FROM register_householdmember m
  WHERE m.household_id = a.household_id AND m.valid_to IS NULL
) present ON true
LEFT JOIN LATERAL (
  SELECT v.id FROM survey_surveyvisit v
  WHERE v.household_id = a.household_id AND v.year = a.year
    AND v.evidence <> '{}'::jsonb
  ORDER BY v.surveyed_on DESC, v.id DESC LIMIT 1
) latest ON true
WHERE a.id = ANY(%s)
  AND (present.rows IS DISTINCT FROM a.member_rows
       OR latest.id IS DISTINCT FROM a.survey_visit_id)
"""


@dataclass(frozen=True)
class JudgedHousehold:
    """A household's facts and findings, with what they were gathered from."""

    household_id: int
    village_code: str
    visit_id: int | None
    member_rows: tuple[int, ...]
    frozen: Mapping[str, object]
    findings: tuple[Finding, ...]

    @property
    def outcome(self) -> Outcome:
        """All criteria joined: one not met decides, else one unknown."""
        return overall(self.findings).outcome


def judge_households(
    household_ids: Sequence[int], *, pack: PolicyPack, year: int, on: date
) -> list[JudgedHousehold]:
    """Judge households by the facts known on a day; raises MissingFigure."""
    sheet = pack.facts[Unit.HOUSEHOLD]
    judged = []
    for gathered in _gathered(household_ids, pack=pack, year=year, on=on):
        household_id, village_code, visit_id, member_rows, facts = gathered
        judged.append(
            JudgedHousehold(
                household_id=household_id,
                village_code=village_code,
                visit_id=visit_id,
                member_rows=member_rows,
                frozen=domain.freeze(sheet, facts),
                findings=judge(pack, Unit.HOUSEHOLD, facts, year=year),
            )
        )
    return judged


Gathered = tuple[int, str, int | None, tuple[int, ...], dict[str, object]]


def _gathered(
    household_ids: Sequence[int], *, pack: PolicyPack, year: int, on: date
) -> list[Gathered]:
    """Return households' facts: members from the register, the rest from visits."""
    sheet = pack.facts[Unit.HOUSEHOLD]
    of_survey = [f for f in sheet.facts.values() if f.source is FactSource.SURVEY]
    visits = surveys.counting_visits(household_ids, year=year, until=on)
    members = register.member_rows(household_ids)
    gathered = []
    for household in register.households_by_id(household_ids):
        visit = visits.get(household.id)
        rows = members.get(household.id, [])
        # Without a visit in the year, every fact of the survey is unknown (art. 3).
        answers = visit.answers if visit else {}
        facts: dict[str, object] = {
            fact.name: domain.thawed(fact, answers.get(fact.name)) for fact in of_survey
        }
        if MEMBERS in sheet.facts:
            facts[MEMBERS] = _member_facts(sheet.facts[MEMBERS], rows)
        gathered.append(
            (
                household.id,
                household.village_id,
                visit.id if visit else None,
                tuple(sorted(row.id for row in rows)),
                facts,
            )
        )
    return gathered


def _member_facts(
    fact: Fact, rows: Sequence[register.MemberRow]
) -> tuple[dict[str, object], ...]:
    return tuple(
        {
            name: _member_value(member_fact, row.value_of(member_fact.column))
            for name, member_fact in fact.member_facts.items()
        }
        for row in rows
    )


def _member_value(fact: Fact, value: object) -> object:
    """Return a register column's value as the pack's rules read it."""
    if fact.type is FactType.GRADE and isinstance(value, str):
        return fact.value_of(value)
    return value if value != "" else None


def assessments_with_changed_facts(assessment_ids: Sequence[int]) -> set[int]:
    """Return which assessments no longer rest on the facts as they are known."""
    with connection.cursor() as cursor:
        cursor.execute(POSSIBLY_CHANGED, [list(assessment_ids)])
        possibly = [row[0] for row in cursor.fetchall()]
    changed = set()
    for assessment in Assessment.objects.filter(id__in=possibly).order_by("id"):
        pack = pack_of(assessment.pack_id)
        present = judge_households(
            [assessment.household_id],
            pack=pack,
            year=assessment.year,
            on=date(assessment.year, 12, 31),
        )
        if domain.digest(present[0].frozen) != assessment.facts_digest:
            changed.add(assessment.id)
    return changed


def latest_assessment(household_id: int, *, year: int) -> Assessment | None:
    """Return a household's latest assessment of a year, with its findings."""
    return (
        Assessment.objects.filter(household_id=household_id, year=year)
        .select_related("pack", "survey_visit", "assessed_by__person")
        .prefetch_related("findings")
        .order_by("-assessed_on", "-id")
        .first()
    )


def failing_counts(*, year: int) -> list[tuple[str, str, str, int]]:
    """Return (criterion, outcome, article, households) of all that was not met."""
    rows = (
        AssessmentFinding.objects.filter(assessment__year=year)
        .exclude(outcome=Outcome.MET.value)
        .values("criterion", "outcome", "cite")
        .annotate(households=Count("assessment__household_id", distinct=True))
        .order_by("criterion", "outcome")
    )
    return [
        (row["criterion"], row["outcome"], row["cite"], row["households"])
        for row in rows
    ]
