"""Comparing documents by the pack's checks, and reading what came of asking."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tuopin.notice.time_logic import meeting_after_notice, signed_within_notice
from tuopin.office.divisions.domain import code_range
from tuopin.office.time_logic import Comparison, Pair, State, pairs
from tuopin.oversight.contradictions.models import SettledContradiction
from tuopin.procedure.time_logic import (
    photo_off_day,
    signer_gone,
    votes_unlike_attendance,
)
from tuopin.rulebook.time_logic import TimeCheck, TimeLogicRules
from tuopin.survey.time_logic import two_places_one_hour

MADE: Mapping[str, Callable[[TimeCheck], Comparison]] = {
    "meeting_after_notice": meeting_after_notice,
    "signed_within_notice": signed_within_notice,
    "photo_off_day": photo_off_day,
    "signer_gone": signer_gone,
    "votes_unlike_attendance": votes_unlike_attendance,
}
"""How each check is made that needs nothing but its own figures."""


def comparisons(rules: TimeLogicRules, only: str = "") -> list[Comparison]:
    """Return the pack's comparisons, all or one."""
    return [
        two_places_one_hour(one, rules.clock.key)
        if name not in MADE
        else MADE[name](one)
        for name, one in rules.checks.items()
        if only in ("", name)
    ]


def settled_in(place: str) -> dict[str, SettledContradiction]:
    """Return what came last of each contradiction looked into at a place, by key."""
    first, after = code_range(place)
    found = SettledContradiction.objects.filter(
        village_code__gte=first, village_code__lt=after
    )
    return {one.key: one for one in found.order_by("id")}


def all_settlings(key: str) -> Sequence[SettledContradiction]:
    """Return what was said of a contradiction, the last first."""
    found = SettledContradiction.objects.filter(key=key)
    return list(found.select_related("settled_by__person").order_by("-id"))


def contradiction(village: str, key: str, rules: TimeLogicRules) -> Pair | None:
    """Return the contradiction as the documents stand now, None where it is gone."""
    made = comparisons(rules)
    found = pairs(made, village, State.CONTRADICTS, key=key)
    return found[0] if found else None
