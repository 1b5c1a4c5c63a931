"""How much processor time a server took, with all its children: no neighbour counts."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import psycopg

TICKS = os.sysconf("SC_CLK_TCK")


def seconds_of(roots: Iterable[int]) -> float:
    """Return the seconds that these processes and their children have taken so far."""
    family = set(roots)
    taken = 0
    for folder in sorted(Path("/proc").glob("[0-9]*"), key=lambda one: int(one.name)):
        try:
            figures = (folder / "stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(folder.name) in family or int(figures[1]) in family:
            family.add(int(folder.name))
            # Their own, and that of their children who have ended.
            taken += sum(int(one) for one in figures[11:15])
    return taken / TICKS


def postmaster_of(conninfo: str) -> int:
    """Return the process of a database server from which all its others come."""
    with psycopg.connect(conninfo) as connection:
        row = connection.execute("SELECT pg_backend_pid()").fetchone()
        assert row is not None
        return int(
            Path(f"/proc/{row[0]}/stat").read_text().rpartition(")")[2].split()[1]
        )
