"""List pages of a large register at 50 requests a second, and the portal at 1,000.

    .venv/bin/python benchmarks/load_pages.py [--households N] [--planned N]
        [--seconds N] [--portal N] [--keep]

Serves the program as `./tuopin serve` does, on a server of its own in `var/`, beside an
empty Django view under the same server; sends from this process, on the same machine.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
DATA = ROOT / "var" / "bench-pages"
os.environ["TUOPIN_DATA"] = str(DATA)
os.environ["DJANGO_SETTINGS_MODULE"] = "tuopin.web.settings"

from tuopin.web import embedded  # noqa: E402  (needs the environment above)
from tuopin.web.secret_keys import make_keys  # noqa: E402  (as above)

make_keys(DATA)
embedded.start(DATA)
SERVER = embedded.read_connection(DATA)
assert SERVER is not None
embedded.make_roles(SERVER)
IS_NEW = embedded.make_database(SERVER)

import django  # noqa: E402  (needs the server above)

django.setup()

import psycopg  # noqa: E402
from django.core.management import call_command  # noqa: E402  (needs setup)
from django.db import connections  # noqa: E402  (needs setup)
from django.test import Client  # noqa: E402  (needs setup)

from benchmarks.loading import county as large_county  # noqa: E402  (needs setup)
from benchmarks.loading.processor import (  # noqa: E402  (needs setup)
    postmaster_of,
    seconds_of,
)
from benchmarks.loading.sender import Ask, Heard, percentile, send  # noqa: E402
from tests.support import world as county  # noqa: E402  (needs setup)
from tuopin.notice import public  # noqa: E402  (needs setup)
from tuopin.office.accounts.models import Account  # noqa: E402  (needs setup)

# A county has one office, some twenty townships and some 250 villages at work.
SEATS = {"county": 1, "township": 3, "village": 6}
LONGEST_START = 20
SERVE = (
    "from granian import Granian; from granian.constants import Interfaces;"
    "Granian({target!r}, address='127.0.0.1', port={port}, interface=Interfaces.WSGI,"
    " workers=2, blocking_threads=2, log_enabled=False).serve()"
)


def prepare(households: int, planned: int) -> None:
    """Make the county, unless a run before left it."""
    if not IS_NEW:
        return
    print(f"making a county of {households} households …", flush=True)
    call_command("migrate", database="owner", verbosity=0)
    county.found_county()
    assert SERVER is not None
    conninfo = SERVER.conninfo(embedded.SUPERUSER)
    with psycopg.connect(conninfo, autocommit=True) as connection:
        large_county.make(connection, households=households, planned=planned)


@contextmanager
def served(target: str) -> Iterator[tuple[int, int]]:
    """Serve an application by Granian as the program does; give port and process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    child = subprocess.Popen(
        [sys.executable, "-c", SERVE.format(target=target, port=port)],
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


def list_pages() -> list[Ask]:
    """Return the pages that list households, for three offices of unlike size."""
    asks = []
    for seat in SEATS:
        browser = Client()
        browser.force_login(
            Account.objects.get(username=seat),
            backend="django.contrib.auth.backends.ModelBackend",
        )
        cookie = f"sessionid={browser.cookies['sessionid'].value}"
        asks += [Ask(f"{seat} {name}", at, cookie) for name, at in PAGES]
    sheets = {
        "village": f"/work/appraise/{county.VILLAGE}/",
        "township": f"/work/determine/{county.TOWNSHIP}/",
        "county": f"/work/announce/{county.COUNTY}/",
    }
    cookies = {one.name.split()[0]: one.cookie for one in asks}
    asks += [Ask(f"{seat} sheet", at, cookies[seat]) for seat, at in sheets.items()]
    return [one for one in asks for _ in range(SEATS[one.name.split()[0]])]


PAGES = (
    ("my work", "/"),
    ("register", "/register/"),
    ("register, page 9", "/register/?page=9"),
    ("register, by name", "/register/?sort=head_name"),
    ("register, by standing", "/register/?status=first_publicity"),
    ("register, by open act", "/register/?open=examine"),
    ("objections", "/objections/"),
)


def portal_pages() -> list[Ask]:
    """Return what villagers open: the front, the standard, notices."""
    tokens = [one.token for one in public.notices(at_most=20)]
    return [
        Ask("front", "/public/"),
        Ask("standard", "/public/standard/"),
        *(Ask("a notice", f"/public/{token}/") for token in tokens),
    ]


def told(title: str, heard: Heard, seconds: float, processor: float) -> None:
    """Print a table of what was heard, and what it cost."""
    sent = len(heard.everything)
    print(
        f"\n{title}: {sent} answers, {sent / max(heard.took, seconds):.0f} a second,"
        f" {processor / sent * 1000:.2f} ms of processor time each"
    )
    print("| page | answers | p50 ms | p95 ms | p99 ms |")
    print("| --- | ---: | ---: | ---: | ---: |")
    lines = {**dict(sorted(heard.seconds.items())), "all": heard.everything}
    for name, took in lines.items():
        shares = " | ".join(f"{percentile(took, share):.1f}" for share in (50, 95, 99))
        print(f"| {name} | {len(took)} | {shares} |")
    for fault, count in heard.faults.items():
        print(f"not 200: {fault}, {count} times")


@dataclass(frozen=True)
class Server:
    """Where requests go, and the processes that answer them."""

    port: int
    processes: tuple[int, ...]

    def measured(
        self, title: str, asks: Sequence[Ask], *, a_second: float, seconds: float
    ) -> None:
        """Warm the pages up, then send and print."""
        send(self.port, asks, a_second=a_second, seconds=2, seed=1)
        before = seconds_of(self.processes)
        heard = send(self.port, asks, a_second=a_second, seconds=seconds)
        told(title, heard, seconds, seconds_of(self.processes) - before)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--households", type=int, default=100_000)
    parser.add_argument("--planned", type=int, default=20_000)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--pages", type=float, default=50)
    parser.add_argument("--portal", type=float, default=1_000)
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    prepare(options.households, options.planned)
    lists, portal = list_pages(), portal_pages()
    for alias in connections:
        connections[alias].close()
    seconds = options.seconds
    empty = [Ask("an empty view", "/")]
    assert SERVER is not None
    database = postmaster_of(SERVER.conninfo(embedded.SUPERUSER))
    with (
        served("benchmarks.loading.empty:application") as (empty_port, bare),
        served("tuopin.web.wsgi:application") as (port, program),
    ):
        nothing = Server(empty_port, (bare,))
        office = Server(port, (program, database))
        for one in dict.fromkeys(lists):
            send(port, [one], a_second=4, seconds=1)
        for rate, asks, title in (
            (options.pages, lists, "list pages"),
            (options.portal, portal, "portal"),
        ):
            beside = f"an empty view at the rate of {title}"
            office.measured(title, asks, a_second=rate, seconds=seconds)
            nothing.measured(beside, empty, a_second=rate, seconds=seconds)
    if not options.keep:
        embedded.stop(DATA)
        shutil.rmtree(DATA)


if __name__ == "__main__":
    main()
