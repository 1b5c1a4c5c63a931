"""The acts in the regulation's order, as a menu: one's own lead to their sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from tuopin.filing.national.queries import MARK
from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import MAY, Right
from tuopin.office.policy.queries import (
    NoPackInForce,
    PackChanged,
    pack_kept,
    pack_on,
)
from tuopin.procedure.queries import procedure_of
from tuopin.rulebook.positions import Position
from tuopin.rulebook.procedure import ActRule, Procedure
from tuopin.survey.operations import SURVEYORS

FOLLOWERS = {
    "follows_surveys": MAY[Right.FOLLOW_SURVEYS],
    "looks_at_surveys": (*MAY[Right.FOLLOW_INTEGRITY], *SURVEYORS),
    "follows_second_surveys": MAY[Right.FOLLOW_SECOND_SURVEYS],
    "follows_burden": MAY[Right.FOLLOW_BURDEN],
    "follows_comparison": MAY[Right.FOLLOW_COMPARISON],
    "follows_performance": MAY[Right.FOLLOW_PERFORMANCE],
    "follows_inspections": (
        *MAY[Right.FOLLOW_INSPECTIONS],
        *MAY[Right.ANSWER_CORRECTION],
    ),
    "follows_time_logic": MAY[Right.FOLLOW_TIME_LOGIC],
}
"""Who finds which pages in the menu."""


@dataclass(frozen=True)
class Step:
    """An act of the way out, as somebody sees it who may or may not do it."""

    number: int
    rule: ActRule
    address: str
    is_own: bool


def menu_of(actor: Actor, *, on: date, here: str) -> SafeString:
    """Write the menu beside a page: the acts of the rules in force, and the rest."""
    position, place = actor.position, actor.division_code
    try:
        pack = pack_on(on)
    except (NoPackInForce, PackChanged):
        return _menu(get_language(), None, position, place, "")
    act = _act_at(here, procedure_of(pack))
    return _menu(get_language(), (pack.id, pack.version), position, place, act)


def _act_at(here: str, procedure: Procedure) -> str:
    """Return the act whose page an address is, if any."""
    if MARK in procedure.acts and here.startswith(reverse("web:marking")):
        return MARK
    found = (act for act in procedure.acts if here.startswith(f"/work/{act}/"))
    return next(found, "")


@lru_cache(maxsize=5_000)
def _menu(
    _language: str | None,
    version: tuple[str, str] | None,
    position: Position,
    place: str,
    act: str,
) -> SafeString:
    """Write a menu once: it is the same for everybody of a position in a place."""
    follows = {name: position in positions for name, positions in FOLLOWERS.items()}
    shown: tuple[Step, ...] = ()
    if version is not None:
        procedure = procedure_of(pack_kept(*version))
        shown = steps(procedure, list(procedure.acts), position=position, place=place)
    said = {"steps": shown, "act_here": act, **follows}
    return render_to_string("web/stages.html", said)


def steps(
    procedure: Procedure, acts: Sequence[str], *, position: Position, place: str
) -> tuple[Step, ...]:
    """Return acts as steps, in the order given."""
    numbers = {act: number for number, act in enumerate(procedure.acts, 1)}
    return tuple(
        Step(
            number=numbers[act],
            rule=procedure.acts[act],
            address=_address(procedure.acts[act], position, place),
            is_own=position in procedure.acts[act].performed_by,
        )
        for act in acts
    )


def _address(rule: ActRule, position: Position, place: str) -> str:
    """Return an own act's sheet, and for others' acts the households that wait.

    An act that requires none opens a case of whom a filed plan names.
    """
    if not rule.requires:
        return reverse("web:plans")
    if position not in rule.performed_by:
        return f"{reverse('web:register')}?{urlencode({'open': rule.id})}"
    if rule.id == MARK:
        return reverse("web:marking")
    return reverse("web:worksheet", args=[rule.id, place])
