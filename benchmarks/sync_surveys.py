"""Ten thousand surveys from 200 phones over a network that cuts, each kept once.

    .venv/bin/python benchmarks/sync_surveys.py [--phones N] [--each N] [--in-plan]

Serves the program as `./tuopin serve` does, on a server of its own in `var/`; the
phones and the network that cuts are in this process, on the same machine. Prints what
was lost, doubled and written over, how many conflicts there were and how many were put
aside, the seconds, and the processor time that program and database took. `--in-plan`
has every household's exit wait for its survey, so that each is taken as an act too.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
DATA = ROOT / "var" / f"bench-sync-{os.getpid()}"
os.environ["TUOPIN_DATA"] = str(DATA)
os.environ["DJANGO_SETTINGS_MODULE"] = "tuopin.web.settings"

from tuopin.web import embedded  # noqa: E402  (needs the environment above)
from tuopin.web.secret_keys import make_keys  # noqa: E402  (as above)

make_keys(DATA)
embedded.start(DATA)
SERVER = embedded.read_connection(DATA)
assert SERVER is not None
embedded.make_roles(SERVER)
embedded.make_database(SERVER)

import django  # noqa: E402  (needs the server above)

django.setup()

from django.core.management import call_command  # noqa: E402  (needs setup)
from django.db import connections  # noqa: E402  (needs setup)

from benchmarks.loading.processor import (  # noqa: E402  (needs setup)
    postmaster_of,
    seconds_of,
)
from tests.support import world as county  # noqa: E402  (needs setup)
from tests.support.syncing.county import handsets  # noqa: E402  (needs setup)
from tests.support.syncing.ledger import send_all  # noqa: E402  (needs setup)

CONFLICT_EVERY = 90
LONGEST_START = 30
SERVE = (
    "from granian import Granian; from granian.constants import Interfaces;"
    "Granian('tuopin.web.wsgi:application', address='127.0.0.1', port={port},"
    " interface=Interfaces.WSGI, workers=2, blocking_threads=4, log_enabled=False)"
    ".serve()"
)


@contextmanager
def served() -> Iterator[tuple[int, int]]:
    """Serve the program by Granian; give port and process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    child = subprocess.Popen(
        [sys.executable, "-c", SERVE.format(port=port)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
    )
    try:
        deadline = time.monotonic() + LONGEST_START
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except ConnectionRefusedError:
                assert time.monotonic() < deadline
                time.sleep(0.1)
        yield port, child.pid
    finally:
        child.terminate()
        child.wait()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--phones", type=int, default=200)
    parser.add_argument("--each", type=int, default=50)
    parser.add_argument("--in-plan", action="store_true")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    assert SERVER is not None
    chance = random.Random(options.seed)
    call_command("migrate", database="owner", verbosity=0)
    county.found_county()
    world = county.World()
    print(f"preparing {options.phones * options.each} households …", flush=True)
    phones = handsets(
        world,
        phones=options.phones,
        each=options.each,
        name="phone ",
        conflict_every=CONFLICT_EVERY,
        chance=chance,
    )
    if options.in_plan:
        households = list(world.households)
        world.file_plan(households)
        world.open_cases(households)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
    database = postmaster_of(SERVER.conninfo(embedded.SUPERUSER))
    with served() as (port, program):
        at_first = seconds_of([program]), seconds_of([database])
        began = time.perf_counter()
        count = send_all(world, phones, port=port, chance=chance)
        seconds = time.perf_counter() - began
        taken = [
            now - before
            for now, before in zip(
                (seconds_of([program]), seconds_of([database])), at_first, strict=True
            )
        ]
    print(
        f"{count.surveys} surveys from {len(phones)} phones in {count.batches} batches:"
        f" lost {count.lost}, doubled {count.doubled}, overwritten {count.overwritten},"
        f" refused {len(count.refused)};"
        f" {count.put_aside} of {count.conflicts} conflicts put aside"
    )
    print("network:", ", ".join(f"{what} {n}" for what, n in count.network.items()))
    print(
        f"{seconds:.0f} s, {count.surveys / seconds:.0f} surveys a second;"
        f" processor time: program {taken[0]:.0f} s, database {taken[1]:.0f} s"
    )
    if not count.is_sound:
        print("NOT SOUND", *count.refused[:5], sep="\n")
    for alias in connections:
        connections[alias].close()
    embedded.stop(DATA)
    shutil.rmtree(DATA)
    sys.exit(0 if count.is_sound else 1)


if __name__ == "__main__":
    main()
