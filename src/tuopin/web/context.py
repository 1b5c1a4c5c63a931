"""What every page shows around its own matter: who acts, what day it is."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from django.http import HttpRequest
from django.utils.translation import get_language

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import MAY, Right, may
from tuopin.office.clock import queries as clock
from tuopin.office.divisions.queries import unit_named
from tuopin.rulebook.positions import Position
from tuopin.survey.operations import SURVEYORS
from tuopin.web.stages import stages_of


def office(request: HttpRequest) -> Mapping[str, object]:
    """Return the page's frame: the actor, the actor's place, the day, the demo."""
    actor: Actor | None = getattr(request, "actor", None)
    is_english = (get_language() or "").startswith("en")
    if not hasattr(request, "today"):
        return {"actor": None, "is_demo": False, "is_english": is_english}
    return {
        "is_english": is_english,
        "actor": actor,
        "actor_place": unit_named(actor.division_code) if actor else None,
        "keeps_accounts": actor is not None
        and may(actor, Right.KEEP_ACCOUNTS, in_division=actor.division_code),
        "follows_surveys": actor is not None
        and may(actor, Right.FOLLOW_SURVEYS, in_division=actor.division_code),
        "looks_at_surveys": actor is not None
        and actor.position in (*MAY[Right.FOLLOW_INTEGRITY], *SURVEYORS),
        "follows_second_surveys": actor is not None
        and actor.position in MAY[Right.FOLLOW_SECOND_SURVEYS],
        "follows_comparison": actor is not None
        and may(actor, Right.FOLLOW_COMPARISON, in_division=actor.division_code),
        "follows_performance": actor is not None
        and actor.position in MAY[Right.FOLLOW_PERFORMANCE],
        "follows_inspections": actor is not None
        and actor.position
        in (*MAY[Right.FOLLOW_INSPECTIONS], *MAY[Right.ANSWER_CORRECTION]),
        "follows_time_logic": actor is not None
        and actor.position
        in (*MAY[Right.FOLLOW_INSPECTIONS], Position.TOWNSHIP_OFFICE),
        "today": request.today,
        "stages": partial(stages_of, actor, on=request.today, here=request.path)
        if actor
        else (),
        "is_demo": clock.is_demo(),
    }
