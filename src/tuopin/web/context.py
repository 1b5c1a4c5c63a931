"""What every page shows around its own matter: who acts, what day it is."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from django.http import HttpRequest
from django.utils.translation import get_language

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import Right, may
from tuopin.office.divisions.queries import unit_named
from tuopin.web.burden.counting import opening
from tuopin.web.stages import menu_of


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
        "today": request.today,
        "menu": partial(menu_of, actor, on=request.today, here=request.path)
        if actor
        else "",
        "opened": partial(opening, request),
        "is_demo": getattr(request, "is_demo", False),
    }
