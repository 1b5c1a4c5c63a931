"""Whether what is kept beside each case still follows from its acts; to verify."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg

from tuopin.office.audit.checks import Tampering
from tuopin.office.policy.queries import pack_of
from tuopin.procedure import queries
from tuopin.procedure.kept import Kept, kept_of
from tuopin.procedure.recorded_states import recorded_states
from tuopin.rulebook.text import Text

CASES = "procedure_exitcase"
BY_PACK = f"""
SELECT pack_id, household_id IS NULL, array_agg(id ORDER BY id) FROM {CASES}
GROUP BY 1, 2 ORDER BY 1, 2
"""
STORED = f"SELECT id, status, way FROM {CASES} WHERE id = ANY(%s)"
BATCH = 5_000


def misstated_cases(connection: psycopg.Connection[Any]) -> Iterator[Tampering]:
    """Name the cases whose status or way does not follow from acts, holds and ending.

    The connection sees every area; the digests leave both out because they are
    computed.
    """
    cursor = connection.cursor()
    for pack_id, is_of_village, case_ids in connection.execute(BY_PACK).fetchall():
        unit = queries.unit_of(is_of_village)
        procedure = queries.procedure_of(pack_of(pack_id), unit)
        for start in range(0, len(case_ids), BATCH):
            batch = case_ids[start : start + BATCH]
            rows = connection.execute(STORED, [batch]).fetchall()
            stored = {case_id: Kept(*kept) for case_id, *kept in rows}
            for state in recorded_states(cursor, procedure, batch):
                follows = kept_of(procedure, state)
                if stored[state.case_id] != follows:
                    yield Tampering(
                        CASES,
                        str(state.case_id),
                        Text(
                            f"状态和环节记为“{stored[state.case_id]}”，"
                            f"按办理记录应为“{follows}”。",
                            f"Status and way say {stored[state.case_id]}; by "
                            f"the acts they are {follows}.",
                        ),
                    )
