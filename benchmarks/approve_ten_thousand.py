"""Ten thousand households approved in one act, and others' waiting beside it.

    .venv/bin/python benchmarks/approve_ten_thousand.py [--households N] [--rounds N]

Prints the batch's seconds, alone and with another office at work beside it; those of
the barest form of it in the same run (one UPDATE, one COPY of chained events: no gate,
no act, no digest of a row, no row scope); and the 50th and 99th percentile of what the
other office waits for a household's state and for one act of its own.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import json
import os
import shutil
import statistics
import sys
import threading
import time
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
DATA = ROOT / "var" / f"bench-{os.getpid()}"
os.environ["TUOPIN_DATA"] = str(DATA)
os.environ["DJANGO_SETTINGS_MODULE"] = "tuopin.web.settings"

from tuopin.web import embedded  # noqa: E402  (needs the environment above)
from tuopin.web.secret_keys import make_keys  # noqa: E402  (as above)

make_keys(DATA)
embedded.start(DATA)
SERVER = embedded.read_connection(DATA)
assert SERVER is not None
embedded.make_roles(SERVER)
embedded.drop_database(SERVER)
embedded.make_database(SERVER)

import django  # noqa: E402  (needs the server above)

django.setup()

from django.core.management import call_command  # noqa: E402  (needs setup)
from django.db import connection, connections, transaction  # noqa: E402  (needs setup)
from psycopg.types.json import Jsonb  # noqa: E402  (needs setup)

from tests.support import world as county  # noqa: E402  (needs setup)
from tuopin.office.audit import rows  # noqa: E402  (needs setup)
from tuopin.office.scope import acting_as  # noqa: E402  (needs setup)
from tuopin.procedure import queries  # noqa: E402  (needs setup)

NO_PAPERS: Mapping[str, str] = {}
BEFORE_APPROVAL = (
    ("survey", "surveyed", "village"),
    ("appraise", "agreed", "village"),
    ("verify_committees", "confirmed", "village"),
    ("verify_team", "confirmed", "team"),
    ("acknowledge", "agrees", "village"),
    ("post_first", "posted", "village"),
    ("report_to_township", "reported", "village"),
    ("examine", "passed", "examiner"),
    ("close_first", "no_objection", "village"),
    ("determine", "determined", "township"),
    ("post_second", "posted", "township"),
    ("close_second", "no_objection", "township"),
)


def bring_to_approval(
    world: county.World, households: int, *, papers: Mapping[str, str] = NO_PAPERS
) -> list[int]:
    """Put households before the leading group with every act behind them.

    The acts are written straight into the record: what is measured is the approval.
    `papers` are what each act names as its evidence.
    """
    ids = _register(world, households)
    world.file_plan(ids)
    case_ids = world.open_cases(ids)
    world.visit(ids)
    world.assess(case_ids)
    with acting_as(world["county"]):
        for act, verdict, by in BEFORE_APPROVAL[1:]:
            actor = world[by]
            rows.insert(
                "procedure_actrecord",
                ACT,
                [
                    (
                        case_id,
                        county.VILLAGE,
                        1,
                        act,
                        verdict,
                        "continues",
                        world.today,
                        actor.appointment_id,
                        actor.person_id,
                        Jsonb(dict(papers)),
                        "",
                        "",
                    )
                    for case_id in case_ids
                ],
            )
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
    return case_ids


ACT = (
    "case_id",
    "village_code",
    "round",
    "act",
    "verdict",
    "consequence",
    "done_on",
    "appointment_id",
    "person_id",
    "evidence",
    "subject",
    "note",
)


def _register(world: county.World, households: int) -> list[int]:
    with acting_as(world["county"]):
        made = rows.insert(
            "register_household",
            (
                "number",
                "village_code",
                "registration_status",
                "head_name",
                "member_count",
            ),
            [
                (f"{county.VILLAGE}{at:05d}", county.VILLAGE, "in_register", "乙", 2)
                for at in range(households)
            ],
        )
        ids = [row.id for row in made]
        rows.insert(
            "register_householdmember",
            county.MEMBER,
            [
                county._member(
                    one, county.VILLAGE, f"{county.VILLAGE}{at:05d}", who, True
                )
                for at, one in enumerate(ids)
                for who in range(2)
            ],
        )
    world.households.update(
        {one: f"{county.VILLAGE}{at:05d}" for at, one in enumerate(ids)}
    )
    return ids


class OtherOffice(threading.Thread):
    """Another office at its own work: it looks a household up, and visits one."""

    def __init__(self, world: county.World, case_id: int, household: int) -> None:
        super().__init__()
        self.world, self.case_id, self.household = world, case_id, household
        self.stop = threading.Event()
        self.looked: list[float] = []
        self.acted: list[float] = []

    def run(self) -> None:
        while not self.stop.is_set():
            began = time.perf_counter()
            with acting_as(self.world["other township"]):
                queries.states([self.case_id])
            self.looked.append(time.perf_counter() - began)
            began = time.perf_counter()
            self.world.visit([self.household], by="other village")
            self.acted.append(time.perf_counter() - began)
            time.sleep(0.002)
        connection.close()


BARE = """
CREATE TABLE IF NOT EXISTS bare_case (
  id bigint PRIMARY KEY, village text, year int, state text);
CREATE INDEX IF NOT EXISTS bare_village ON bare_case (village);
CREATE INDEX IF NOT EXISTS bare_year ON bare_case (village, year);
CREATE INDEX IF NOT EXISTS bare_state ON bare_case (state);
CREATE TABLE IF NOT EXISTS bare_event (
  id bigserial PRIMARY KEY, case_id bigint, raw text, hash bytea);
TRUNCATE bare_case, bare_event;
INSERT INTO bare_case
  SELECT n, '211221' || n %% 250, 2017, 'determined' FROM generate_series(1, %s) n;
"""


def barest_form(households: int) -> float:
    """Move as many cases on and chain an event of each, with nothing else."""
    with connections["owner"].cursor() as cursor:
        for statement in BARE.split(";")[:-1]:
            cursor.execute(statement, [households] if "%s" in statement else None)
        began = time.perf_counter()
        with transaction.atomic("owner"):
            cursor.execute(
                "UPDATE bare_case SET state = 'approved'"
                " WHERE state = 'determined' RETURNING id"
            )
            hashed, events = b"", []
            for (case_id,) in cursor.fetchall():
                said = {"case": case_id, "act": "approve", "on": "2017-12-20", "by": 7}
                raw = json.dumps(said, sort_keys=True, separators=(",", ":"))
                hashed = hashlib.sha256(hashed + raw.encode()).digest()
                events.append((case_id, raw, hashed))
            into = "COPY bare_event (case_id, raw, hash) FROM STDIN"
            with cursor.copy(into) as copy:
                for event in events:
                    copy.write_row(event)
        return time.perf_counter() - began


def percentile(values: list[float], share: int) -> float:
    """Return a percentile in milliseconds."""
    if len(values) < 2:
        return float("nan")
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1] * 1000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--households", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    call_command("migrate", database="owner", verbosity=0)
    county.found_county()
    world = county.World()
    size = options.households
    batches = 2 * options.rounds
    print(f"preparing {batches} x {size} households …", flush=True)
    case_ids = bring_to_approval(world, size * batches)
    world.move_to(date(county.YEAR, 11, 1) + timedelta(days=1))
    spare = world.register(village=county.OTHER_VILLAGE)
    world.file_plan([spare], township="other township")
    (spare_case,) = world.open_cases([spare], township="other township")

    alone = OtherOffice(world, spare_case, spare)
    alone.start()
    time.sleep(2)
    alone.stop.set()
    alone.join()
    beside = OtherOffice(world, spare_case, spare)
    seconds: dict[str, list[float]] = {"alone": [], "beside another office": []}
    bare = []
    for at in range(batches):
        batch = case_ids[at * size : (at + 1) * size]
        is_alone = at % 2 == 0
        gc.collect()
        if not is_alone:
            office = OtherOffice(world, spare_case, spare)
            office.start()
        began = time.perf_counter()
        result = world.approve(batch)
        took = time.perf_counter() - began
        seconds["alone" if is_alone else "beside another office"].append(took)
        assert len(result.done) == size, result.refused[:1]
        if is_alone:
            bare.append(barest_form(size))
        else:
            office.stop.set()
            office.join()
            beside.looked += office.looked
            beside.acted += office.acted
    for name, values in [*seconds.items(), ("the barest form", bare)]:
        print(
            f"{size} approved, {name}: {statistics.median(values):.2f} s (median),"
            f" {min(values):.2f} s (best) of {len(values)}"
        )
    times = statistics.median(
        full / least for full, least in zip(seconds["alone"], bare, strict=True)
    )
    print(f"alone it takes {times:.1f} times the barest form (median of rounds)")
    for name, office in (("alone", alone), ("beside the batch", beside)):
        print(
            f"another office, {name}: "
            f"looks up p50 {percentile(office.looked, 50):.0f} ms"
            f" p99 {percentile(office.looked, 99):.0f} ms; "
            f"acts p50 {percentile(office.acted, 50):.0f} ms"
            f" p99 {percentile(office.acted, 99):.0f} ms"
        )
    for alias in connections:
        connections[alias].close()
    embedded.stop(DATA)
    shutil.rmtree(DATA)


if __name__ == "__main__":
    main()
