"""Gathering facts for judging, and reading assessments; writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count

from tuopin.office import arrays
from tuopin.office.policy.queries import pack_of
from tuopin.register import queries as register
from tuopin.rulebook.facts import FactSheet, FactSource
from tuopin.rulebook.findings import Finding, Outcome, overall
from tuopin.rulebook.judging import judge
from tuopin.rulebook.names_read import MEMBERS
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.units import Unit
from tuopin.standards import domain
from tuopin.standards.members import UNVISITED, Visited, member_facts, with_remarks
from tuopin.standards.models import Assessment, AssessmentFinding
from tuopin.survey import queries as surveys

# An assessment is looked at again when the register has other member rows than the
# ones it was made on, or the year later visits with a paper behind them.
LATER_VISITS = """
  SELECT v.id FROM survey_surveyvisit v
  JOIN survey_surveyvisit s ON s.id = a.survey_visit_id
  WHERE v.household_id = a.household_id AND v.year = a.year
    AND v.evidence <> '{}'::jsonb
    AND (v.surveyed_on, v.id) > (s.surveyed_on, s.id)
"""
POSSIBLY_CHANGED = f"""
SELECT a.id, ARRAY({LATER_VISITS} ORDER BY v.id)
FROM standards_assessment a
WHERE a.id = ANY(%s::bigint[])
  AND (EXISTS ({LATER_VISITS})
       OR a.member_rows IS DISTINCT FROM ARRAY(
         SELECT m.id FROM register_householdmember m
         WHERE m.household_id = a.household_id AND m.valid_to IS NULL
         ORDER BY m.id))
"""


@dataclass(frozen=True)
class JudgedUnit:
    """A household's or a village's facts and findings, and what they came from.

    Without a household it is the village that was judged.
    """

    household_id: int | None
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
    visit_ids: Mapping[int, int | None], *, pack: PolicyPack, year: int
) -> list[JudgedUnit]:
    """Judge households, each by the answers of one visit; raises MissingFigure.

    `visit_ids` names the visit that each household's survey rests on. Without one,
    every fact of the survey is unknown (art. 3 ¶2).
    """
    return judge_visits(list(visit_ids.items()), pack=pack, year=year)


def judge_visits(
    pairs: Sequence[tuple[int, int | None]], *, pack: PolicyPack, year: int
) -> list[JudgedUnit]:
    """Judge households, each perhaps by several of its visits, in order of numbers."""
    household_ids = list({household_id for household_id, _ in pairs})
    visits = surveys.visits_by_id(one for _, one in pairs if one is not None)
    members = register.member_rows(household_ids)
    visits_of: dict[int, list[int | None]] = {}
    for household_id, visit_id in pairs:
        visits_of.setdefault(household_id, []).append(visit_id)
    found = surveys.found_of_members(visits)
    visited = {
        one.id: Visited(one.surveyed_on, one.answers, found.get(one.id, {}))
        for one in visits.values()
    }
    return [
        _judged(
            household,
            visit_id,
            visited.get(visit_id or 0, UNVISITED),
            members.get(household.id, []),
            pack,
            year,
        )
        for household in register.households_by_id(household_ids)
        for visit_id in visits_of[household.id]
    ]


def _judged(
    household: register.HouseholdRow,
    visit_id: int | None,
    visited: Visited,
    rows: Sequence[register.MemberRow],
    pack: PolicyPack,
    year: int,
) -> JudgedUnit:
    sheet = pack.facts[Unit.HOUSEHOLD]
    facts = _facts(sheet, visited, rows)
    findings = judge(pack, Unit.HOUSEHOLD, facts, year=year)
    return JudgedUnit(
        household_id=household.id,
        village_code=household.village_id,
        visit_id=visit_id,
        member_rows=tuple(sorted(row.id for row in rows)),
        frozen=domain.freeze(sheet, facts),
        findings=with_remarks(findings, pack=pack, rows=rows, visited=visited),
    )


def judge_village(
    village_code: str, facts: Mapping[str, object], *, pack: PolicyPack, year: int
) -> JudgedUnit:
    """Judge a village by facts that are gathered already; raises MissingFigure."""
    return JudgedUnit(
        household_id=None,
        village_code=village_code,
        visit_id=None,
        member_rows=(),
        frozen=domain.freeze(pack.facts[Unit.VILLAGE], facts),
        findings=judge(pack, Unit.VILLAGE, facts, year=year),
    )


def _facts(
    sheet: FactSheet, visited: Visited, rows: Sequence[register.MemberRow]
) -> dict[str, object]:
    """Return a household's facts from a visit; who its members are is registered."""
    facts: dict[str, object] = {
        fact.name: domain.thawed(fact, visited.answers.get(fact.name))
        for fact in sheet.facts.values()
        if fact.source is FactSource.SURVEY
    }
    if MEMBERS in sheet.facts:
        facts[MEMBERS] = member_facts(sheet.facts[MEMBERS], rows, visited.members)
    return facts


def assessments_with_changed_facts(assessment_ids: Sequence[int]) -> set[int]:
    """Return which assessments no longer rest on the facts as they are known.

    A visit after the one that was judged can only speak against the assessment:
    whoever made it and however late it was entered, what it found differently has to
    be looked into by a fresh survey (art. 15).
    """
    return {
        assessment.id
        for assessment, present, later in _looked_at_again(assessment_ids)
        if {present, *later} != {assessment.facts_digest}
    }


def assessments_overtaken_by_a_visit(assessment_ids: Sequence[int]) -> set[int]:
    """Return which assessments a later visit found otherwise than the one judged."""
    return {
        assessment.id
        for assessment, present, later in _looked_at_again(assessment_ids)
        if later - {present}
    }


def _looked_at_again(
    assessment_ids: Sequence[int],
) -> Iterator[tuple[Assessment, str, set[str]]]:
    """Yield possibly changed assessments with the digests of the facts as they are.

    First by the visit that was judged, then by all later ones.
    """
    with connection.cursor() as cursor:
        cursor.execute(POSSIBLY_CHANGED, [arrays.of_ids(assessment_ids)])
        later = dict(cursor.fetchall())
    found = list(Assessment.objects.filter(id__in=later).order_by("id"))
    asked: dict[tuple[int, int], set[tuple[int, int | None]]] = {}
    for one in found:
        assert one.household_id is not None  # a village's is never looked at so
        by = asked.setdefault((one.pack_id, one.year), set())
        by.update(
            (one.household_id, at) for at in (one.survey_visit_id, *later[one.id])
        )
    digests = {
        (pack_id, year, judged.household_id, judged.visit_id): domain.digest(
            judged.frozen
        )
        for (pack_id, year), pairs in asked.items()
        for judged in judge_visits(list(pairs), pack=pack_of(pack_id), year=year)
    }
    for one in found:
        key = (one.pack_id, one.year, one.household_id)
        yield (
            one,
            digests[*key, one.survey_visit_id],
            {digests[*key, visit_id] for visit_id in later[one.id]},
        )


def assessments_by_id(assessment_ids: Sequence[int]) -> dict[int, Assessment]:
    """Return assessments with their findings."""
    found = Assessment.objects.filter(id__in=list(assessment_ids))
    return {one.id: one for one in found.prefetch_related("findings")}


def latest_assessment(household_id: int, *, year: int) -> Assessment | None:
    """Return a household's latest assessment of a year, with its findings."""
    return (
        Assessment.objects.filter(household_id=household_id, year=year)
        .select_related("pack", "survey_visit", "assessed_by__person")
        .prefetch_related("findings")
        .order_by("-assessed_on", "-id")
        .first()
    )


def latest_assessments(household_ids: Sequence[int]) -> dict[int, Assessment]:
    """Return each household's latest assessment with its findings, by household."""
    found = Assessment.objects.filter(household_id__in=list(household_ids))
    latest = found.order_by("household_id", "-assessed_on", "-id")
    return {
        one.household_id: one
        for one in latest.distinct("household_id").prefetch_related("findings")
        if one.household_id is not None
    }


def failing_counts(*, year: int) -> list[tuple[str, str, str, int]]:
    """Return (criterion, outcome, article, households) of all that was not met."""
    rows = (
        AssessmentFinding.objects.filter(
            assessment__year=year, assessment__household__isnull=False
        )
        .exclude(outcome=Outcome.MET.value)
        .values("criterion", "outcome", "cite")
        .annotate(households=Count("assessment__household_id", distinct=True))
        .order_by("criterion", "outcome")
    )
    return [
        (row["criterion"], row["outcome"], row["cite"], row["households"])
        for row in rows
    ]
