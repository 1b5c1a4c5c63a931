"""Reading what performance is scored by: figures of every township in a few queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from django.db import connection

from tuopin.aftercare.measures import calls_due
from tuopin.filing.measures import archived_in_time
from tuopin.notice.measures import upheld_objections
from tuopin.office.counting import NONE, VILLAGE, Measure, Tally, tallies
from tuopin.office.divisions.domain import code_range, township_of
from tuopin.office.documents.measures import reused_files
from tuopin.oversight.domain import Design
from tuopin.oversight.estimating import Estimate, Sample, Told, estimate
from tuopin.oversight.models import (
    EffectFinding,
    IncentiveScheme,
    PerformanceDecision,
    RedLineMark,
    SpotCheck,
)
from tuopin.oversight.performance.domain import (
    Figure,
    Known,
    RedLineFound,
    Score,
    score_of,
)
from tuopin.oversight.performance.measures import (
    EXITS,
    corrected_in_time,
    wrong_exits,
)
from tuopin.plan.queries import filed_townships
from tuopin.procedure.measures import (
    held_cases,
    last_day_of,
    late_acts,
    planned_households,
    planned_villages,
)
from tuopin.procedure.queries import procedure_of
from tuopin.procedure.state import APPROVAL
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.performance import Part, PerformanceRules, RedLine
from tuopin.rulebook.text import Text

DRAWN = """
SELECT d.inspection_id, i.design, d.village_code, l.standing,
  (SELECT c.verdict FROM oversight_spotcheck c WHERE c.drawn_id = d.id
   ORDER BY c.id DESC LIMIT 1)
FROM oversight_drawnhousehold d
JOIN inspections_of(%s::int) i ON i.id = d.inspection_id
JOIN oversight_frameline l ON l.id = d.line_id
WHERE NOT EXISTS (SELECT FROM oversight_drawnhousehold x WHERE x.replaces_id = d.id)
ORDER BY d.id
"""
SIZES = """
SELECT l.inspection_id, l.village_code, count(*)
FROM oversight_frameline l JOIN inspections_of(%s::int) i ON i.id = l.inspection_id
GROUP BY 1, 2 ORDER BY 1, 2
"""
RED_LINES = """
SELECT m.line, c.village_code, l.household_number, o.id,
  m.is_marked OR r.id IS NOT NULL OR EXISTS (
    SELECT FROM oversight_correctionanswer a
    JOIN oversight_correctiondecision y ON y.answer_id = a.id AND y.is_accepted
    WHERE a.order_id = o.id), r.id IS NOT NULL
FROM (
  SELECT id AS check_made_id, 'wrong_exit' AS line, false AS is_marked
  FROM oversight_spotcheck WHERE verdict = 'wrong_exit'
  UNION ALL SELECT check_made_id, line, true FROM oversight_redlinemark
) m
JOIN oversight_spotcheck c ON c.id = m.check_made_id
JOIN oversight_drawnhousehold d ON d.id = c.drawn_id
JOIN inspections_of(%s::int) i ON i.id = d.inspection_id
JOIN oversight_frameline l ON l.id = d.line_id
LEFT JOIN oversight_correctionorder o ON o.check_made_id = c.id
LEFT JOIN oversight_accountabilitycase r ON r.check_made_id = c.id
ORDER BY c.village_code, l.household_number, m.line
"""


@dataclass(frozen=True)
class Asked:
    """Whose figures are asked for: a year, as of a day, by a pack with its rules."""

    year: int
    on: date
    pack: PolicyPack
    rules: PerformanceRules

    @property
    def last_day(self) -> date:
        """The day by which the year's plan is to be fulfilled."""
        found = last_day_of(procedure_of(self.pack), APPROVAL, self.year)
        return found or date(self.year, 12, 31)

    @property
    def year_is_over(self) -> bool:
        """Whether nothing can be done in time any more."""
        return self.on > self.last_day

    def measure(self, part: Part) -> Measure | None:
        """Return what a part counts, None where the pack knows nothing of it."""
        return _MEASURES[part](self)


def _calls(asked: Asked) -> Measure | None:
    rules = asked.pack.aftercare
    return calls_due(asked.year, rules, on=asked.on) if rules else None


_MEASURES: Mapping[Part, Callable[[Asked], Measure | None]] = {
    Part.HOUSEHOLD_PLAN: lambda one: planned_households(one.year, one.last_day),
    Part.VILLAGE_PLAN: lambda one: planned_villages(one.year, one.last_day),
    Part.WRONG_EXIT: lambda one: wrong_exits(one.year),
    Part.LATE_ACTS: lambda one: late_acts(one.year),
    Part.UPHELD_OBJECTIONS: lambda one: upheld_objections(one.year),
    Part.REUSED_FILES: lambda one: reused_files(one.year),
    Part.HELD_CASES: lambda one: held_cases(one.year),
    Part.ARCHIVE: lambda one: archived_in_time(
        one.year, days=one.rules.archive_within_days, on=one.on
    ),
    Part.CALLS: _calls,
    Part.CORRECTIONS: lambda one: corrected_in_time(one.year, on=one.on),
}
NOTHING_DUE = (Part.VILLAGE_PLAN, Part.ARCHIVE, Part.CALLS, Part.CORRECTIONS)
"""Parts that weigh nothing where nothing was due; of the others nothing is known."""
NO_PLAN = Text("没有经省备案的年度计划", "no plan of the year is filed")
NO_RECORD = Text("没有这方面的记录", "there is no such record")
NOT_IN_THE_PACK = Text("政策包没有这方面的规定", "the pack says nothing of it")
NOT_INSPECTED = Text("本年没有抽查到退出户", "no exit was inspected this year")


def figures_of(townships: Iterable[str], asked: Asked) -> dict[str, dict[Part, Figure]]:
    """Return every part's figure of some townships, with as many queries for all."""
    codes = list(townships)
    planned = filed_townships(year=asked.year)
    estimates = wrong_exit_rates(asked)
    found: dict[str, dict[Part, Figure]] = {code: {} for code in codes}
    for part in Part:
        measure = asked.measure(part)
        counted = tallies(measure) if measure else {}
        for code in codes:
            tally = counted.get(code, NONE)
            if measure is None:
                figure = _unknown(part, tally, NOT_IN_THE_PACK)
            elif part is Part.WRONG_EXIT:
                figure = _estimated(tally, estimates.get(code))
            elif part in (Part.HOUSEHOLD_PLAN, Part.VILLAGE_PLAN):
                figure = _of_plan(part, tally, has_plan=code in planned)
            else:
                figure = _counted(part, tally)
            found[code][part] = figure
    return found


def _unknown(part: Part, tally: Tally, because: Text) -> Figure:
    return Figure(part, tally.counted, tally.of, Known.UNKNOWN, because=because)


def _counted(part: Part, tally: Tally) -> Figure:
    if tally.share is not None:
        return Figure(part, tally.counted, tally.of, Known.KNOWN, tally.share)
    if part in NOTHING_DUE:
        return Figure(part, 0, 0, Known.NOTHING_DUE)
    return _unknown(part, tally, NO_RECORD)


def _of_plan(part: Part, tally: Tally, *, has_plan: bool) -> Figure:
    if not has_plan:
        return _unknown(part, tally, NO_PLAN)
    if not tally.of:
        return Figure(part, 0, 0, Known.NOTHING_DUE)
    return _counted(part, tally)


def _estimated(tally: Tally, found: Estimate | None) -> Figure:
    part = Part.WRONG_EXIT
    if found is None:
        return _unknown(part, tally, NOT_INSPECTED)
    if found.share is None or found.interval is None:
        because = found.because or NOT_INSPECTED
        said = Text(
            f"不能由样本得出结论：{because.zh}", f"cannot be concluded: {because.en}"
        )
        return _unknown(part, tally, said)
    return Figure(part, tally.counted, tally.of, Known.KNOWN, Fraction(found.share))


def wrong_exit_rates(asked: Asked) -> dict[str, Estimate]:
    """Return each township's rate of wrong exits, from the inspection that tells most.

    Of a draw from the whole county, what fell in a township is a simple draw from it.
    """
    rules = asked.pack.inspection
    if rules is None:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(DRAWN, [asked.year])
        drawn = cursor.fetchall()
        cursor.execute(SIZES, [asked.year])
        sizes = cursor.fetchall()
    groups: dict[tuple[str, int], list[tuple[Design, str, str, str | None]]]
    groups = defaultdict(list)
    for inspection, design, village, standing, verdict in drawn:
        groups[township_of(village), inspection].append(
            (Design(design), village, standing, verdict)
        )
    in_frame: dict[int, Counter[str]] = defaultdict(Counter)
    for inspection, village, size in sizes:
        for stratum in (township_of(village), village):
            in_frame[inspection][stratum] += size
    best: dict[str, Estimate] = {}
    for (township, inspection), rows in sorted(groups.items()):
        sample = _sample(rows, township, in_frame[inspection])
        found = estimate(
            sample,
            confidence=rules.confidence,
            least=rules.least_sample,
            least_reached=rules.least_reached,
        )
        if township not in best or found.told >= best[township].told:
            best[township] = found
    return {code: one for code, one in best.items() if one.drawn}


def _sample(
    rows: list[tuple[Design, str, str, str | None]],
    township: str,
    sizes: Mapping[str, int],
) -> Sample:
    design = rows[0][0]
    is_spread = design in (Design.BY_VILLAGE, Design.VILLAGES_FIRST)
    stratum = {village: village if is_spread else township for _, village, _, _ in rows}
    within: dict[str, int] = defaultdict(int)
    for _, village, _, _ in rows:
        within[stratum[village]] += 1
    told = tuple(
        Told(
            stratum[village],
            village,
            sizes[stratum[village]],
            within[stratum[village]],
            None if verdict in (None, "cannot_be_told") else verdict == "wrong_exit",
        )
        for _, village, standing, verdict in rows
        if standing in EXITS
    )
    return Sample(
        told,
        is_stratified=design is Design.BY_VILLAGE,
        is_clustered=design is Design.VILLAGES_FIRST,
    )


def scores_of(townships: Iterable[str], asked: Asked) -> dict[str, Score]:
    """Return the score of each township, as it stands."""
    codes = list(townships)
    crossed = red_lines_of(asked.year)
    return {
        code: score_of(
            figures,
            asked.rules,
            year_is_over=asked.year_is_over,
            red_lines=crossed.get(code, ()),
        )
        for code, figures in figures_of(codes, asked).items()
    }


def red_lines_of(year: int) -> dict[str, list[RedLineFound]]:
    """Return the red lines that were crossed, by township."""
    found: dict[str, list[RedLineFound]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(RED_LINES, [year])
        for line, village, number, order, is_upheld, is_referred in cursor.fetchall():
            found[township_of(village)].append(
                RedLineFound(
                    RedLine(line), village, number, order, is_upheld, is_referred
                )
            )
    return found


def findings_of(year: int) -> dict[str, EffectFinding]:
    """Return what was last found of each township's work in a year."""
    found = EffectFinding.objects.filter(year=year, followed_by__isnull=True)
    return {
        one.division_code: one
        for one in found.select_related("found_by__person").order_by("id")
    }


def decisions_of(year: int) -> dict[str, PerformanceDecision]:
    """Return what was last decided on each township's year."""
    found = PerformanceDecision.objects.filter(year=year, followed_by__isnull=True)
    return {
        one.division_code: one
        for one in found.select_related("decided_by__person").order_by("id")
    }


def all_findings(township: str, year: int) -> list[EffectFinding]:
    """Return every finding of a township's work in a year, the last first."""
    found = EffectFinding.objects.filter(division_code=township, year=year)
    return list(found.select_related("found_by__person").order_by("-id"))


def all_decisions(township: str, year: int) -> list[PerformanceDecision]:
    """Return every decision on a township's year, the last first."""
    found = PerformanceDecision.objects.filter(division_code=township, year=year)
    return list(found.select_related("decided_by__person", "finding").order_by("-id"))


def schemes_of(township: str, year: int) -> list[IncentiveScheme]:
    """Return the incentive schemes of a township's villages, the last first."""
    first, after = code_range(township)
    found = IncentiveScheme.objects.filter(
        village_code__gte=first, village_code__lt=after, year=year
    )
    return list(found.select_related("kept_by__person").order_by("-id"))


def find_check(check_id: int) -> SpotCheck | None:
    """Return what was found of a drawn household in the actor's area."""
    found = SpotCheck.objects.filter(id=check_id)
    return found.select_related("drawn__line").order_by("id").first()


def is_marked(check_id: int, line: RedLine) -> bool:
    """Say whether a check's finding was marked as crossing a red line."""
    found = RedLineMark.objects.filter(check_made_id=check_id, line=line.value)
    return found.exists()


def marks_of(check_id: int) -> list[RedLineMark]:
    """Return the red lines that were marked on a check's finding."""
    found = RedLineMark.objects.filter(check_made_id=check_id)
    return list(found.select_related("marked_by__person").order_by("id"))


def villages_in_time(township: str, asked: Asked) -> set[str]:
    """Return the villages of a township that were approved by their plan in time."""
    measure = asked.measure(Part.VILLAGE_PLAN)
    assert measure is not None
    only = replace(measure, sql=f"SELECT * FROM ({measure.sql}) v WHERE v.counts")
    found = tallies(only, digits=VILLAGE)
    return {code for code in found if township_of(code) == township_of(township)}
