"""Serving the web, with the audit record's sequencer beside it."""

from __future__ import annotations

import multiprocessing
import signal
import threading
from types import FrameType
from typing import Any

import psycopg
from django.conf import settings
from django.db import connections
from granian import Granian
from granian.constants import Interfaces

from tuopin.office.audit.notes import read_or_make_key
from tuopin.office.audit.sequencer import AnotherSequencerRuns, Sequencer

LOOPBACK = "127.0.0.1"
CHECKPOINT_NAME = "tuopin"
SEAL_EVERY, SIGN_EVERY = 2.0, 60.0


def serve(*, port: int, is_demo: bool) -> None:
    """Serve until stopped; a demo is served to this machine alone."""
    connections.close_all()
    sealing = multiprocessing.get_context("spawn").Process(
        target=seal_until_stopped, name="tuopin-sequencer", daemon=True
    )
    sealing.start()
    # Whoever printed papers before, as a demonstration does, has threads that a forked
    # worker would wait for and never have: the first long paper would hang it.
    multiprocessing.set_start_method("spawn", force=True)
    print(f"请打开 http://{LOOPBACK}:{port}/ (Ctrl-C 停止 / to stop)", flush=True)
    Granian(
        "tuopin.web.wsgi:application",
        address=LOOPBACK,
        port=port,
        interface=Interfaces.WSGI,
        workers=1 if is_demo else 2,
        # With more, threads take the interpreter from each other in mid-page.
        blocking_threads=2,
        log_enabled=False,
    ).serve()
    sealing.terminate()
    sealing.join(5)


def seal_once() -> None:
    """Seal and sign everything that was recorded until now."""
    with owner_connection() as connection:
        _sequencer(connection).run_once()


def seal_until_stopped() -> None:
    """Seal events and sign checkpoints until this process is told to stop."""
    stop = threading.Event()

    def stop_on(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, stop_on)
    signal.signal(signal.SIGINT, stop_on)
    with owner_connection() as connection:
        try:
            _sequencer(connection).run_forever(
                stop, seal_every=SEAL_EVERY, sign_every=SIGN_EVERY
            )
        except AnotherSequencerRuns as refusal:
            print(refusal)


def _sequencer(connection: psycopg.Connection) -> Sequencer:
    return Sequencer(
        connection,
        read_or_make_key(settings.TUOPIN_CHECKPOINT_KEY, CHECKPOINT_NAME),
        settings.TUOPIN_CHECKPOINTS,
    )


def owner_connection() -> psycopg.Connection:
    """Connect as the tables' owner, for work that belongs to no area."""
    owner: dict[str, Any] = settings.DATABASES["owner"]
    return psycopg.connect(
        host=owner["HOST"],
        port=owner["PORT"] or None,
        user=owner["USER"],
        password=owner["PASSWORD"],
        dbname=owner["NAME"],
        autocommit=True,
    )
