"""The watch for falling back: every criterion on the newest facts of each household.

Judged by the standards stage's own statement, a year of visits at a time; who meets
everything is not told of, and what is not known is never fine (art. 9).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from tuopin.aftercare.caring import Cared, everybody_cared_for
from tuopin.office.divisions.domain import code_range
from tuopin.register.domain import RegistrationStatus
from tuopin.rulebook.aftercare import AftercareRules
from tuopin.rulebook.findings import Finding, Outcome
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.parameters import MissingFigure
from tuopin.rulebook.text import Text
from tuopin.standards.live import not_met_by_household
from tuopin.standards.queries import judge_households
from tuopin.survey import queries as surveys

if TYPE_CHECKING:
    from tuopin.survey.models import SurveyVisit

EXITED = (RegistrationStatus.LIFTED_OUT.value,)


class Watch(StrEnum):
    """What the watch says of a household."""

    FAILS = "fails"  # 有指标不达标
    UNKNOWN = "unknown"  # 情况不明
    HOLDS = "holds"  # 全部达标

    @property
    def label(self) -> Text:
        """The word of the watch."""
        return _WATCHED[self]


_WATCHED = {
    Watch.FAILS: Text("有指标不达标", "a criterion is not met"),
    Watch.UNKNOWN: Text("情况不明", "not known"),
    Watch.HOLDS: Text("全部达标", "everything met"),
}


@dataclass(frozen=True)
class Watched:
    """A household that was marked, with what the watch says and by which criterion."""

    cared: Cared
    watch: Watch
    criterion: str = ""


@dataclass(frozen=True)
class Told:
    """The criterion that fails first or is not known first, with figure and source."""

    watch: Watch
    finding: Finding | None
    visit: SurveyVisit | None
    why: Text | None = None
    """Why nothing could be judged: the pack has no figure of that year."""


def watched(
    place: str,
    pack: PolicyPack,
    rules: AftercareRules,
    *,
    on: date,
    kept_in: Path | None,
) -> list[Watched]:
    """Return every marked household of a place with what the watch says of it."""
    found = _first_by_number(place, pack, on=on, kept_in=kept_in)
    return [
        # Without a survey on record nothing is known of a household, so it holds not.
        Watched(one, *found.get(one.number, (Watch.UNKNOWN, "")))
        for one in everybody_cared_for(place, rules, on=on)
        if one.is_marked
    ]


def _first_by_number(
    place: str, pack: PolicyPack, *, on: date, kept_in: Path | None
) -> dict[str, tuple[Watch, str]]:
    found: dict[str, tuple[Watch, str]] = {}
    for year, numbers in surveys.years_of_newest_visits(code_range(place)).items():
        of_year = set(numbers)
        try:
            judged = not_met_by_household(
                pack=pack, year=year, on=on, statuses=EXITED, kept_in=kept_in
            )
        except MissingFigure:
            continue
        # The statement tells of those who do not meet everything, and of no others.
        found |= dict.fromkeys(of_year, (Watch.HOLDS, ""))
        for one in judged:
            if one.number not in of_year:
                continue
            fails = one.not_met is not None
            found[one.number] = (
                Watch.FAILS if fails else Watch.UNKNOWN,
                (one.not_met if fails else one.unknown) or "",
            )
    return found


def told(household_ids: Sequence[int], pack: PolicyPack) -> dict[int, Told]:
    """Return, for some households, what fails first with its figure and its source."""
    visits = surveys.newest_visits(household_ids)
    by_year: dict[int, dict[int, int | None]] = {}
    for household, visit in visits.items():
        by_year.setdefault(visit.year, {})[household] = visit.id
    found: dict[int, Told] = {}
    for year, asked in by_year.items():
        found |= _told_of(year, asked, visits, pack)
    return {
        one: found.get(one) or Told(Watch.UNKNOWN, None, None, NOT_VISITED)
        for one in household_ids
    }


def _told_of(
    year: int,
    asked: Mapping[int, int | None],
    visits: Mapping[int, SurveyVisit],
    pack: PolicyPack,
) -> dict[int, Told]:
    try:
        judged = judge_households(asked, pack=pack, year=year)
    except MissingFigure as missing:
        return {
            one: Told(Watch.UNKNOWN, None, visits[one], missing.message)
            for one in asked
        }
    found = {}
    for unit in judged:
        assert unit.household_id is not None  # households were asked for
        watch, finding = first_of(unit.findings)
        visit = visits[unit.household_id]
        found[unit.household_id] = Told(watch, finding, visit)
    return found


def first_of(findings: Sequence[Finding]) -> tuple[Watch, Finding | None]:
    """Return the first finding that is not met, else the first that is not known."""
    for outcome, watch in (
        (Outcome.NOT_MET, Watch.FAILS),
        (Outcome.UNKNOWN, Watch.UNKNOWN),
    ):
        for one in findings:
            if one.outcome is outcome:
                return watch, one
    return Watch.HOLDS, None


NOT_VISITED = Text(
    "没有入户调查，情况不明。", "No survey has been made, so nothing is known."
)
