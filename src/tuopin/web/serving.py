"""Serving the web, with the audit record's sequencer beside it."""

from __future__ import annotations

import multiprocessing

from django.db import connections
from granian import Granian
from granian.constants import Interfaces

LOOPBACK = "127.0.0.1"


def serve(*, port: int, is_demo: bool) -> None:
    """Serve until stopped; a demo is served to this machine alone."""
    connections.close_all()
    sealing = multiprocessing.get_context("spawn").Process(
        target=_seal, name="tuopin-sequencer", daemon=True
    )
    sealing.start()
    print(f"请打开 http://{LOOPBACK}:{port}/ (Ctrl-C 停止 / to stop)", flush=True)
    Granian(
        "tuopin.web.wsgi:application",
        address=LOOPBACK,
        port=port,
        interface=Interfaces.WSGI,
        workers=1 if is_demo else 2,
        blocking_threads=4,
        log_enabled=False,
    ).serve()
    sealing.terminate()
    sealing.join(5)


def _seal() -> None:
    """Seal events in a process of its own."""
    import_django()
    seal_until_stopped()
