"""The count: what phones were told against what the office keeps."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from tests.support.syncing.phones import Handset
from tests.support.syncing.proxy import cutting
from tests.support.world import World
from tuopin.office.scope import acting_as

KEPT = """
SELECT h.number, s.body->'answers'->>'companions', s.put_aside
FROM survey_surveysubmission s JOIN register_household h ON h.id = s.household_id
WHERE s.device = ANY(%s) ORDER BY s.id
"""
VISITS = """
SELECT h.number, count(*)
FROM survey_surveyvisit v JOIN register_household h ON h.id = v.household_id
WHERE h.number = ANY(%s) GROUP BY h.number
"""


@dataclass(frozen=True)
class Count:
    """What became of the surveys of all phones."""

    surveys: int
    batches: int
    lost: int
    doubled: int
    overwritten: int
    conflicts: int
    put_aside: int
    refused: tuple[str, ...]
    network: dict[str, int]

    @property
    def is_sound(self) -> bool:
        """Whether each survey is kept once and each conflict is put aside."""
        wrong = self.lost + self.doubled + self.overwritten + len(self.refused)
        return wrong == 0 and self.conflicts == self.put_aside


def send_all(
    world: World, phones: Sequence[Handset], *, port: int, chance: random.Random
) -> Count:
    """Let all phones send at once through the cutting network; count."""
    network = asyncio.run(_send_all(phones, port, chance))
    return _count(world, phones, network)


async def _send_all(
    phones: Sequence[Handset], port: int, chance: random.Random
) -> dict[str, int]:
    async with cutting(port, chance) as proxy:
        await asyncio.gather(*(one.empty(proxy.listens) for one in phones))
    return proxy.counted


def _count(world: World, phones: Sequence[Handset], network: dict[str, int]) -> Count:
    told = {mark for phone in phones for mark in phone.acknowledged}
    households = {one.household for phone in phones for one in phone.surveys}
    with acting_as(world["province"]), connection.cursor() as cursor:
        cursor.execute(KEPT, [[phone.login for phone in phones]])
        kept = cursor.fetchall()
        cursor.execute(VISITS, [sorted(households)])
        visits = dict(cursor.fetchall())
    times = Counter(mark for _, mark, _ in kept)
    sent = [one for phone in phones for one in phone.surveys]
    return Count(
        surveys=len(sent),
        batches=sum(phone.batches for phone in phones),
        lost=len(told - times.keys()) + len({one.mark for one in sent} - told),
        doubled=sum(count - 1 for count in times.values()),
        # Two visits and nobody decided: the later one stands where the first stood.
        overwritten=sum(visits.get(one, 0) > 1 for one in households),
        conflicts=len(sent) - len(households),
        put_aside=sum(bool(why) for _, _, why in kept),
        refused=tuple(one for phone in phones for one in phone.refused),
        network=network,
    )
