"""Whole chains of events, as an export writes them: to be kept with the papers."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

CHAINS = """
SELECT e.stream, e.prev, e.raw, e.hash
FROM audit_event e
WHERE e.stream = ANY(%s) ORDER BY e.stream, e.seq
"""


def chains(streams: Sequence[str]) -> dict[str, list[dict[str, str]]]:
    """Return the events of some streams that the actor may see, in their order.

    The leaf of the tree is left out: it is given later than the event is written.
    """
    found: dict[str, list[dict[str, str]]] = {stream: [] for stream in streams}
    with connection.cursor() as cursor:
        cursor.execute(CHAINS, [list(streams)])
        for stream, prev, raw, hashed in cursor.fetchall():
            found[stream].append(
                {
                    "hash": bytes(hashed).hex(),
                    "prev": bytes(prev).hex(),
                    "raw": bytes(raw).decode(),
                }
            )
    return found
