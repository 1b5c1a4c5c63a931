"""What a phone takes along: the questionnaire and the households to visit.

Never an identity number, a phone or an account, and no household that is somebody
else's: this leaves the building.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from tuopin.office.accounts.domain import Actor
from tuopin.office.scope import acting_as
from tuopin.rulebook.questionnaire.form import Questionnaire, spelled_out
from tuopin.survey import fieldwork
from tuopin.survey.lists import HOUSEHOLDS, MEMBERS, lists_for


def packet_for(
    actor: Actor, form: Questionnaire, *, device: str, days: int, on: date
) -> dict[str, Any]:
    """Return it as JSON has it; `days` is how long a phone may keep it."""
    with acting_as(actor):
        mine = fieldwork.assigned_to(actor, year=on.year)
        due = fieldwork.own_assignments(actor, year=on.year)
        lists = lists_for(mine, year=on.year)
    return {
        "device": device,
        "surveyor": actor.person_name,
        "made_on": on.isoformat(),
        "keep_days": days,
        "keep_until": (on + timedelta(days=days)).isoformat(),
        "form_version": form.version,
        "form_digest": form.digest,
        "form": spelled_out(form),
        "lists": lists,
        "households": [
            {
                "number": one.number,
                **lists[HOUSEHOLDS][one.number],
                "due_on": due[one.id].due_on.isoformat(),
                "members": _members(lists[MEMBERS], one.number),
            }
            for one in mine
        ],
    }


def _members(
    listed: Mapping[str, Mapping[str, str]], household: str
) -> list[dict[str, str]]:
    return [
        {"number": number, **said}
        for number, said in listed.items()
        if said["household"] == household
    ]
