"""What somebody searched for, kept in their session: an address carries its key only.

A name in an address would stand in the access log, in the browser's history and in
every link that is passed on.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase

KEPT_IN = "searches"
AT_MOST = 20
"""How many searches a session remembers; the oldest is forgotten first."""


def keep_search(session: SessionBase, text: str) -> str:
    """Keep a search and return its key; the same search keeps its key."""
    kept: list[list[str]] = session.get(KEPT_IN, [])
    key = next((key for key, known in kept if known == text), secrets.token_urlsafe(12))
    others = [pair for pair in kept if pair[0] != key]
    session[KEPT_IN] = [*others, [key, text]][-AT_MOST:]
    return key


def kept_search(session: SessionBase, key: str) -> str:
    """Return what was searched for, or nothing if the session does not know the key."""
    kept: list[list[str]] = session.get(KEPT_IN, [])
    return next((text for known, text in kept if known == key), "")
