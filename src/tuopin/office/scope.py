"""The area that a transaction may see and change: its actor's, and nobody else's."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db import connection, transaction

from tuopin.office.accounts.domain import Actor

SET_AREA = (
    "SELECT set_config('tuopin.codes_from', %s, true),"
    " set_config('tuopin.codes_until', %s, true),"
    # Who it is: a second survey is blind for one person, wherever they sit.
    " set_config('tuopin.person', %s, true)"
)
ENTER_AREA = (
    "SELECT before.codes_from, before.codes_until, before.person,"
    " set_config('tuopin.codes_from', %s, true),"
    " set_config('tuopin.codes_until', %s, true),"
    " set_config('tuopin.person', %s, true)"
    # Read before anything is set: what OFFSET holds apart comes first.
    " FROM (SELECT coalesce(current_setting('tuopin.codes_from', true), ''),"
    " coalesce(current_setting('tuopin.codes_until', true), ''),"
    " coalesce(current_setting('tuopin.person', true), '') OFFSET 0)"
    " before(codes_from, codes_until, person)"
)
Read = TypeVar("Read")
_READ: ContextVar[dict[Hashable, Any] | None] = ContextVar("read once", default=None)


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """Open a transaction that sees the actor's area; the area before it comes back.

    Everything an actor reads or does happens inside; outside, the tables of places
    look empty.
    """
    own = (*actor.codes, str(actor.person_id))
    is_whole = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if is_whole:
            # The area ends with its transaction, and there was none before it.
            cursor.execute(SET_AREA, own)
            held = _READ.set({})
            try:
                yield
            finally:
                _READ.reset(held)
            return
        cursor.execute(ENTER_AREA, own)
        before = cursor.fetchone()[:3]
        try:
            yield
        except BaseException:
            # The rollback takes the setting back with everything else.
            raise
        if before != own:
            cursor.execute(SET_AREA, before)


def once(key: Hashable, read: Callable[[], Read]) -> Read:
    """Return what is read once for a whole act or page, and stands while it lasts.

    For what many parts of a page ask anew, as the pack in force. Read each time
    outside of a transaction with an actor.
    """
    held = _READ.get()
    if held is None:
        return read()
    if key not in held:
        held[key] = read()
    found: Read = held[key]
    return found


def read_anew() -> None:
    """Forget what was read once: the transaction itself has changed it."""
    held = _READ.get()
    if held is not None:
        held.clear()


def alone_with(*matters: str) -> None:
    """Wait until nobody else works on these matters, for the rest of the transaction.

    For records that are never changed, and so cannot be locked as rows. Whoever asks
    for several asks in the same order, so that no two wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(matter, 0))"
            " FROM (SELECT matter FROM unnest(%s::text[]) WITH ORDINALITY"
            " asked(matter, at) ORDER BY at) one",
            [sorted(set(matters))],
        )
