"""Five thousand households archived at three levels, and the sets built of them.

    .venv/bin/python benchmarks/archive_five_thousand.py [--households N] [--levels …]

Prints the seconds of the whole, per level, with the processor's own seconds, which a
machine that others use too does not stretch. The acts are written straight into the
record, as in `approve_ten_thousand.py`: what is measured is the building of the sets.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import sys
import time
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

# The processes that press the papers read this file too, and need no server.
if __name__ == "__main__":
    import approve_ten_thousand as bench
    from django.conf import settings
    from django.db import connections

    from tests.support import world as county
    from tuopin.filing.domain import Level
    from tuopin.filing.models import ArchiveEntry
    from tuopin.office.audit import operations as audit
    from tuopin.office.policy.reader import read_pack
    from tuopin.office.scope import acting_as
    from tuopin.web.archive.building import build
    from tuopin.web.archive.sets import sets_in

EVENTS_OF_A_CASE = 24


def papers_named() -> dict[str, str]:
    """Return a reference for every paper that an act of the procedure rests on."""
    procedure = read_pack(settings.PACKS / county.PACK).procedure("household_exit")
    return {
        paper.id: f"纸质：{paper.title.zh}-{county.YEAR}-第12盒"
        for act in procedure.acts.values()
        for paper in act.evidence
    }


def archive(world: county.World, case_ids: list[int]) -> None:
    """Enter the volumes of every level, and as many events as a case comes to have."""
    keeper = {
        Level.VILLAGE: world["village"],
        Level.TOWNSHIP: world["township"],
        Level.COUNTY: world["county"],
    }
    with acting_as(world["county"]):
        details = ("1组", "一般贫困户", "", "", "", b"", county.FIRST_DAY)
        bench.rows.insert(
            "register_householddetails",
            county.DETAILS,
            [(one, county.VILLAGE, *details) for one in world.households],
        )
        for level, actor in keeper.items():
            ArchiveEntry.objects.bulk_create(
                ArchiveEntry(
                    level=level.value,
                    case_id=case_id,
                    village_code=county.VILLAGE,
                    archive_number=f"{level.value}-{case_id}",
                    catalogue=[],
                    archived_on=world.today,
                    archived_by_id=actor.appointment_id,
                )
                for case_id in case_ids
            )
        for _ in range(EVENTS_OF_A_CASE):
            audit.record(
                actor=world["county"],
                on=world.today,
                entries=[
                    audit.Entry(f"case:{case_id}", "bench", county.VILLAGE, {})
                    for case_id in case_ids
                ],
            )


def processor_seconds() -> float:
    """Return what this process and those that it has waited for took."""
    used = [
        resource.getrusage(who)
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    ]
    return sum(one.ru_utime + one.ru_stime for one in used)


def measure(world: county.World, level: Level, out: Path) -> None:
    """Build a level's sets and print how long it took."""
    actor = world["county"]
    with acting_as(actor):
        sets = sets_in(actor, level=level, place=actor.division_code, year=county.YEAR)
    began, used = time.monotonic(), processor_seconds()
    found = build(sets, out=out, actor=actor, on=world.today, tick=lambda _: None)
    volumes = sum(one.volumes for one in found)
    print(
        f"{level.value}: {volumes} volumes in {time.monotonic() - began:.1f} s,"
        f" processor {processor_seconds() - used:.1f} s",
        flush=True,
    )


def main() -> None:
    """Build all levels' sets of as many households as asked for."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--households", type=int, default=5000)
    asked.add_argument("--levels", nargs="+", default=[one.value for one in Level])
    options = asked.parse_args()
    out = bench.DATA / "sets"
    try:
        bench.call_command("migrate", database="owner", verbosity=0)
        county.found_county()
        world = county.World()
        case_ids = bench.bring_to_approval(
            world, options.households, papers=papers_named()
        )
        world.move_to(world.today + timedelta(days=1))
        archive(world, case_ids)
        began = time.monotonic()
        for level in options.levels:
            measure(world, Level(level), out)
        print(f"all: {time.monotonic() - began:.1f} s")
    finally:
        connections.close_all()
        bench.embedded.stop(bench.DATA)
        shutil.rmtree(bench.DATA, ignore_errors=True)


if __name__ == "__main__":
    main()
