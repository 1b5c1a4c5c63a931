"""How often one person, or one address without an account, may ask.

Counted in the memory of one process: with several, each counts for itself.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from tuopin.office.accounts.domain import Actor
from tuopin.rulebook.text import Text
from tuopin.web.api.problems import TOO_OFTEN, Trouble
from tuopin.web.guessing import Window, address_of, wrong_codes


def count_person(actor: Actor) -> None:
    """Count a request of somebody, whatever their program comes in with."""
    _count("person", str(actor.person_id))


def from_anywhere(request: HttpRequest) -> bool:
    """Let anybody in, but not without end from one address."""
    _count("address", address_of(request))
    return True


def objecting_from_anywhere(request: HttpRequest) -> bool:
    """Let anybody object; a whole village may share one address."""
    _count("objections", address_of(request))
    return True


def refuse_guessing(request: HttpRequest) -> None:
    """Refuse an address from which too many codes came that are none."""
    window = wrong_codes(request)
    if window.is_over:
        raise _too_often(window)


def _count(what: str, who: str) -> None:
    window = Window.of(f"api-{what}", who, settings.TUOPIN_API_RATES[what])
    if window.count() > window.most:
        raise _too_often(window)


def _too_often(window: Window) -> Trouble:
    says = Text("请求太多，请稍后再试。", "Too many requests: wait a while.")
    return Trouble(TOO_OFTEN, "too_often", says, wait=window.seconds_left)
