"""How often one person, or one address without an account, may ask.

Counted in the memory of one process: with several, each counts for itself.
"""

from __future__ import annotations

import time
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from tuopin.office.accounts.domain import Actor
from tuopin.rulebook.text import Text
from tuopin.web.api.problems import TOO_OFTEN, Trouble


def count_person(actor: Actor) -> None:
    """Count a request of somebody, whatever their program comes in with."""
    _count("person", str(actor.person_id))


def from_anywhere(request: HttpRequest) -> bool:
    """Let anybody in, but not without end from one address."""
    _count("address", _address_of(request))
    return True


def objecting_from_anywhere(request: HttpRequest) -> bool:
    """Let anybody object; a whole village may share one address."""
    _count("objections", _address_of(request))
    return True


def _address_of(request: HttpRequest) -> str:
    """Return from where a request comes; of what is forwarded, the proxy's own word."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if settings.TUOPIN_BEHIND_PROXY and forwarded:
        return str(forwarded.rpartition(",")[2].strip())
    return str(request.META.get("REMOTE_ADDR", ""))


def _count(what: str, who: str) -> None:
    most, seconds = settings.TUOPIN_API_RATES[what]
    window, passed = divmod(int(time.time()), seconds)
    key = f"api-{what}-{sha256(who.encode()).hexdigest()}-{window}"
    # Kept a while longer than it counts, so that it is there to be counted up.
    cache.add(key, 0, 2 * seconds)
    try:
        asked = cache.incr(key)
    except ValueError:  # dropped in between, because too many others were counted
        asked = 1
        cache.set(key, asked, 2 * seconds)
    if asked > most:
        says = Text("请求太多，请稍后再试。", "Too many requests: wait a while.")
        raise Trouble(TOO_OFTEN, "too_often", says, wait=seconds - passed)
