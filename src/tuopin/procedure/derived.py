"""Whether each case's stored status still follows from its acts; for verification."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg

from tuopin.office.audit.checks import Tampering
from tuopin.office.policy.queries import pack_of
from tuopin.procedure import queries
from tuopin.rulebook.procedure import status
from tuopin.rulebook.text import Text

CASES = "procedure_exitcase"
BY_PACK = f"""
SELECT pack_id, household_id IS NULL, array_agg(id ORDER BY id) FROM {CASES}
GROUP BY 1, 2 ORDER BY 1, 2
"""
STORED = f"SELECT id, status FROM {CASES} WHERE id = ANY(%s)"
BATCH = 5_000


def misstated_statuses(connection: psycopg.Connection[Any]) -> Iterator[Tampering]:
    """Name the cases whose status does not follow from their acts, holds and ending.

    The connection sees every area; the digests leave the status out because it is
    computed.
    """
    cursor = connection.cursor()
    for pack_id, is_of_village, case_ids in connection.execute(BY_PACK).fetchall():
        unit = queries.unit_of(is_of_village)
        procedure = queries.procedure_of(pack_of(pack_id), unit)
        for start in range(0, len(case_ids), BATCH):
            batch = case_ids[start : start + BATCH]
            stored = dict(connection.execute(STORED, [batch]).fetchall())
            for state in queries.recorded_states(cursor, procedure, batch):
                follows = state.ending or (
                    status(procedure, state.performed, held=bool(state.holds)).id
                )
                if stored[state.case_id] != follows:
                    yield Tampering(
                        CASES,
                        str(state.case_id),
                        Text(
                            f"状态记为{stored[state.case_id]}，按办理记录应为{follows}。",
                            f"The status says {stored[state.case_id]}; by the acts it "
                            f"is {follows}.",
                        ),
                    )
