"""Townships with their year's score, and the page of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.http import Http404
from django.utils.translation import gettext as _

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import Right, may
from tuopin.office.divisions.domain import DivisionLevel, covers
from tuopin.office.divisions.models import Division
from tuopin.office.divisions.queries import find_unit, units_below
from tuopin.office.policy.queries import pack_on
from tuopin.oversight.performance import queries
from tuopin.oversight.performance.domain import (
    TITLES,
    Effect,
    Known,
    PartScore,
    Proposal,
    Recognition,
    RedLineFound,
    Score,
    may_be,
    proposal,
)
from tuopin.oversight.performance.frozen import Frozen, digest_of, read
from tuopin.oversight.performance.queries import Asked
from tuopin.plan.queries import latest_filed_year
from tuopin.rulebook.findings import Outcome
from tuopin.rulebook.performance import Part, PerformanceRules
from tuopin.rulebook.text import Text
from tuopin.web.acting import NotInThePack
from tuopin.web.oversight.drawn import GroundsShown, grounds_shown
from tuopin.web.performance.words import COUNTS, OF

if TYPE_CHECKING:
    from tuopin.oversight.models import (
        EffectFinding,
        IncentiveScheme,
        PerformanceDecision,
    )

STATES = {
    Recognition.COMMENDATION: "done",
    Recognition.PUBLIC_CRITICISM: "ends",
    Recognition.NEITHER: "open",
}
IN_TIME = {
    Outcome.MET: (Text("如期", "in time"), "done"),
    Outcome.NOT_MET: (Text("未能如期", "not in time"), "ends"),
    Outcome.UNKNOWN: (Text("尚不能认定", "cannot be told yet"), "waits"),
}


@dataclass(frozen=True)
class PartShown:
    """A part of a score as the table has it."""

    score: PartScore
    of: Text
    counts: Text

    @property
    def part(self) -> str:
        """Its word in addresses."""
        return self.score.figure.part.value

    @property
    def is_unknown(self) -> bool:
        """Whether nothing is known of it."""
        return self.score.figure.known is Known.UNKNOWN

    @property
    def is_listed(self) -> bool:
        """Whether there is anything behind its figure."""
        return self.score.figure.of > 0


@dataclass(frozen=True)
class DecisionShown:
    """A decision with its document and the score as it stood."""

    decision: PerformanceDecision
    recognition: Text
    kind: str
    grounds: GroundsShown
    frozen: Frozen
    parts: tuple[tuple[Text, str, str], ...]
    """Each frozen part: what it is, its figure, its points."""
    is_as_frozen: bool

    @property
    def bars(self) -> bool:
        """Whether it takes the township out of this year's awards."""
        return self.decision.recognition == Recognition.PUBLIC_CRITICISM.value


@dataclass(frozen=True)
class FindingShown:
    """What was found of the work, with its document."""

    finding: EffectFinding
    effect: Text
    grounds: GroundsShown


@dataclass(frozen=True)
class SchemeShown:
    """A village's incentive scheme with its document."""

    scheme: IncentiveScheme
    village: str
    grounds: GroundsShown


@dataclass(frozen=True)
class TownshipScored:
    """A township with its score, what is proposed, and what was decided."""

    unit: Division
    score: Score
    effect: Effect | None
    proposed: Proposal
    decision: DecisionShown | None

    @property
    def in_time(self) -> Text:
        """Whether the plan was fulfilled in time, in words."""
        return IN_TIME[self.score.in_time][0]

    @property
    def in_time_kind(self) -> str:
        """How that is colored."""
        return IN_TIME[self.score.in_time][1]

    @property
    def proposed_kind(self) -> str:
        """How what is proposed is colored."""
        found = self.proposed.recognition
        return STATES[found] if found else "waits"

    @property
    def has_crossed_since(self) -> bool:
        """Whether it was commended and a red line is known of it now."""
        return (
            self.decision is not None
            and self.decision.decision.recognition == Recognition.COMMENDATION.value
            and bool(self.score.red_lines)
        )


@dataclass(frozen=True)
class Board:
    """The townships of an area in one year."""

    rules: PerformanceRules
    year: int
    years: tuple[int, ...]
    townships: tuple[TownshipScored, ...]


@dataclass(frozen=True)
class RedLineShown:
    """A red line that was crossed, in words."""

    found: RedLineFound
    title: Text
    village: str


@dataclass(frozen=True)
class TownshipPage:
    """One township's year, and what its reader may do."""

    rules: PerformanceRules
    year: int
    scored: TownshipScored
    parts: tuple[PartShown, ...]
    red_lines: tuple[RedLineShown, ...]
    findings: tuple[FindingShown, ...]
    decisions: tuple[DecisionShown, ...]
    schemes: tuple[SchemeShown, ...]
    villages: tuple[tuple[str, str], ...]
    """The villages that may have a scheme."""
    may_find: bool
    may_decide: bool
    may_keep: bool
    follows_inspections: bool

    @property
    def choices(self) -> tuple[Recognition, ...]:
        """What may be decided now."""
        scored = self.scored
        return tuple(
            one for one in Recognition if may_be(one, scored.score, scored.effect)
        )


def asked_for(query: Mapping[str, str], *, on: date) -> Asked:
    """Return which year is asked for; raises NotInThePack without rules."""
    pack = pack_on(on)
    if pack.performance is None:
        raise NotInThePack(
            _("The rules in force say nothing of how townships are assessed.")
        )
    return Asked(year_asked(query, on=on), on, pack, pack.performance)


def year_asked(query: Mapping[str, str], *, on: date) -> int:
    """Return the year that is asked for, the latest with a filed plan otherwise."""
    wanted = query.get("year", "")
    if wanted.isdecimal() and 2000 <= int(wanted) <= on.year:
        return int(wanted)
    return latest_filed_year(until=on.year) or on.year


def board_of(actor: Actor, asked: Asked) -> Board:
    """Return the townships of an area in a year."""
    units = units_below(actor.division_code, DivisionLevel.TOWNSHIP)
    scores = queries.scores_of([one.code for one in units], asked)
    findings = queries.findings_of(asked.year)
    decisions = queries.decisions_of(asked.year)
    latest = latest_filed_year(until=asked.on.year) or asked.on.year
    years = sorted({latest, latest - 1, asked.year, asked.on.year}, reverse=True)
    return Board(
        asked.rules,
        asked.year,
        tuple(years),
        tuple(
            _scored(
                unit,
                scores[unit.code],
                findings.get(unit.code),
                decisions.get(unit.code),
            )
            for unit in units
        ),
    )


def _scored(
    unit: Division,
    score: Score,
    finding: EffectFinding | None,
    decision: PerformanceDecision | None,
) -> TownshipScored:
    effect = Effect(finding.effect) if finding else None
    return TownshipScored(
        unit,
        score,
        effect,
        proposal(score, effect),
        _decided(decision) if decision else None,
    )


def _decided(decision: PerformanceDecision) -> DecisionShown:
    recognition = Recognition(decision.recognition)
    frozen = read(decision.figures)
    return DecisionShown(
        decision,
        recognition.label,
        STATES[recognition],
        grounds_shown(decision.evidence),
        frozen,
        tuple(
            (
                TITLES[Part(one.part)],
                f"{one.counted} / {one.of}",
                "–" if one.points is None else f"{one.points} / {one.weight}",
            )
            for one in frozen.parts
        ),
        digest_of(decision.figures) == decision.digest,
    )


def township_in(actor: Actor, code: str) -> Division:
    """Return a township of the actor's area; any other is not there."""
    unit = find_unit(code)
    if (
        unit is None
        or unit.code != code
        or unit.level != DivisionLevel.TOWNSHIP
        or not covers(actor.division_code, code)
    ):
        raise Http404
    return unit


def page_of(actor: Actor, code: str, asked: Asked) -> TownshipPage:
    """Return one township's year."""
    unit = township_in(actor, code)
    findings = queries.all_findings(code, asked.year)
    decisions = queries.all_decisions(code, asked.year)
    scored = _scored(
        unit,
        queries.scores_of([code], asked)[code],
        findings[0] if findings else None,
        decisions[0] if decisions else None,
    )
    names = {
        one.code: one.short_name for one in units_below(code, DivisionLevel.VILLAGE)
    }
    keeps = may(actor, Right.KEEP_INCENTIVES, in_division=code)
    in_time = queries.villages_in_time(code, asked)
    return TownshipPage(
        rules=asked.rules,
        year=asked.year,
        scored=scored,
        parts=tuple(
            PartShown(one, OF[one.figure.part], COUNTS[one.figure.part][0])
            for one in scored.score.parts
        ),
        red_lines=tuple(
            RedLineShown(
                one,
                asked.rules.red_lines[one.line].title,
                names.get(one.village_code, one.village_code),
            )
            for one in scored.score.red_lines
        ),
        findings=tuple(
            FindingShown(one, Effect(one.effect).label, grounds_shown(one.evidence))
            for one in findings
        ),
        decisions=tuple(_decided(one) for one in decisions),
        schemes=tuple(
            SchemeShown(
                one,
                names.get(one.village_code, one.village_code),
                grounds_shown(one.evidence),
            )
            for one in queries.schemes_of(code, asked.year)
        ),
        villages=tuple(
            (village, names.get(village, village)) for village in sorted(in_time)
        ),
        may_find=may(actor, Right.FIND_EFFECT, in_division=code),
        may_decide=may(actor, Right.DECIDE_PERFORMANCE, in_division=code),
        may_keep=keeps and bool(in_time),
        follows_inspections=may(actor, Right.FOLLOW_INSPECTIONS, in_division=code),
    )
