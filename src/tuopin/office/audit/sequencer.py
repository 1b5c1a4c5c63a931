"""Sealing: every committed event gets a place in one tree, whose root is signed.

Runs beside the program, one at a time. The order of the tree is the order in which
events are met here, so gaps between ids and late commits do no harm.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from tuopin.office.audit import domain, tree
from tuopin.office.audit.notes import Checkpoint, SigningKey, sign

# The name under which sequencers keep each other out: the ASCII codes of "tuopin".
ONLY_ONE = 0x74756F70696E
MOST_AT_ONCE = 20_000

UNSEALED = """
SELECT e.id, e.alg, e.prev, e.raw FROM audit_event e
WHERE e.id > %s AND NOT EXISTS (SELECT FROM audit_leaf l WHERE l.event_id = e.id)
ORDER BY e.id LIMIT %s
"""
LAST_CHECKPOINT = """
SELECT size, root, note FROM audit_checkpoint ORDER BY size DESC LIMIT 1
"""
LAST_ID = "SELECT last_value FROM audit_event_id_seq"
RUNNING = """
SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
       pg_snapshot_xmax(pg_current_snapshot())::text::bigint
"""


DOES_NOT_FIT = (
    "前 {size} 条封存位置与最近一次封存不符，不再签发。请运行 tuopin audit verify，"
    "保全数据库，报督查部门(第十五条)。\n"
    "The first {size} leaves do not fit the last checkpoint: nothing more is signed."
    " Run tuopin audit verify, secure the database, report to the supervision office"
    " (art. 15)."
)


class AnotherSequencerRuns(RuntimeError):
    """Somebody else is sealing this database."""


class SealDoesNotFit(RuntimeError):
    """The leaves are not those that were signed: signing on would cover it up."""


@dataclass(frozen=True)
class Sealing:
    """What one round did: how many events got their place, what was signed."""

    leaves: int
    checkpoint: Checkpoint | None


@dataclass
class Sequencer:
    """Seals the events of one database; `connection` is its own and autocommitted.

    Its first round raises AnotherSequencerRuns when there is one already, and
    SealDoesNotFit when the leaves are not those that were signed.
    """

    connection: psycopg.Connection[Any]
    key: SigningKey
    folder: Path
    _frontier: tree.Frontier | None = None
    _signed: int = 0
    # All events up to this id have their place, or will never be committed.
    _settled: int = 0
    _horizons: deque[tuple[int, int]] = field(default_factory=deque)

    def seal(self) -> int:
        """Give all committed events a place in the tree; returns how many got one."""
        frontier = self._frontier or self._begin()
        count, got = 0, MOST_AT_ONCE
        settled = self._settling()
        while got == MOST_AT_ONCE:
            got = self._seal_some(frontier)
            count += got
        self._settled = settled
        return count

    def run_once(self) -> Sealing:
        """Seal, and sign a checkpoint if the tree has grown since the last one."""
        count = self.seal()
        assert self._frontier is not None
        if self._frontier.size == self._signed:
            return Sealing(count, None)
        checkpoint = self._sign(self._frontier)
        return Sealing(count, checkpoint)

    def run_forever(
        self, stop: threading.Event, *, seal_every: float, sign_every: float
    ) -> None:
        """Seal and sign until told to stop; signs once more before it goes."""
        rounds = max(1, round(sign_every / seal_every))
        turn = 0
        while not stop.wait(seal_every):
            turn += 1
            if turn % rounds == 0:
                self.run_once()
            else:
                self.seal()
        self.run_once()

    def _begin(self) -> tree.Frontier:
        """Keep others out, and build the frontier from the leaves that are there."""
        self.connection.execute("SET ROLE tuopin_guard")
        self.connection.execute("SET timezone = 'UTC'")
        if not self._value(f"SELECT pg_try_advisory_lock({ONLY_ONE})"):
            raise AnotherSequencerRuns(
                "另一个封存程序正在运行。Another one is sealing."
            )
        signed = self.connection.execute(LAST_CHECKPOINT).fetchone()
        self._frontier = self._grown_past(signed)
        self.folder.mkdir(parents=True, exist_ok=True)
        _publish(self.folder / "key.txt", self.key.verifier.text + "\n")
        if signed is not None:
            self._signed = signed[0]
            _publish(self.folder / file_name(signed[0]), signed[2])
        return self._frontier

    def _grown_past(self, signed: tuple[int, bytes, str] | None) -> tree.Frontier:
        """Build the frontier, past the last checkpoint if the leaves still fit it."""
        size, root = signed[:2] if signed else (0, tree.EMPTY)
        frontier, fits = tree.Frontier.empty(), size == 0
        with (
            self.connection.transaction(),
            self.connection.cursor("leaves") as leaves,
        ):
            leaves.execute("SELECT hash FROM audit_leaf ORDER BY idx")
            for (hashed,) in leaves:
                frontier.add(hashed)
                fits = fits or (frontier.size == size and frontier.root == root)
        if not fits:
            raise SealDoesNotFit(DOES_NOT_FIT.format(size=size))
        return frontier

    def _settling(self) -> int:
        """Return the id below which nobody has to look after this round.

        Every transaction draws its events' ids after it has its own number. Once all
        that were running at an earlier round have ended, so have those that drew the
        ids known at that round.
        """
        last_id = self._value(LAST_ID)
        oldest_running, next_number = self.connection.execute(RUNNING).fetchall()[0]
        settled = self._settled
        while self._horizons and self._horizons[0][0] <= oldest_running:
            settled = self._horizons.popleft()[1]
        if not self._horizons or self._horizons[-1][1] != last_id:
            self._horizons.append((next_number, last_id))
        return settled

    def _seal_some(self, frontier: tree.Frontier) -> int:
        try:
            with self.connection.transaction():
                rows = self.connection.execute(
                    UNSEALED, [self._settled, MOST_AT_ONCE]
                ).fetchall()
                self._append(frontier, rows)
        except BaseException:
            # The leaves are not stored: build the frontier anew before going on.
            self._frontier = None
            raise
        return len(rows)

    def _value(self, query: str) -> Any:
        return self.connection.execute(query.encode()).fetchall()[0][0]

    def _append(
        self, frontier: tree.Frontier, rows: list[tuple[int, str, bytes, bytes]]
    ) -> None:
        """Store the next leaves, made anew from the bytes that are stored."""
        if not rows:
            return
        with (
            self.connection.cursor() as cursor,
            cursor.copy("COPY audit_leaf (idx, event_id, hash) FROM STDIN") as copy,
        ):
            for event_id, alg, prev, raw in rows:
                leaf = tree.leaf_hash(domain.chained(prev, raw, alg))
                copy.write_row((frontier.size, event_id, leaf))
                frontier.add(leaf)

    def _sign(self, frontier: tree.Frontier) -> Checkpoint:
        moment = self._value("SELECT clock_timestamp()")
        checkpoint = Checkpoint(
            origin=self.key.name,
            size=frontier.size,
            root=frontier.root,
            signed_at=domain.moment_text(moment),
        )
        note = sign(checkpoint, self.key)
        self.connection.execute(
            "INSERT INTO audit_checkpoint (size, root, note, signed_at)"
            " VALUES (%s, %s, %s, %s)",
            [checkpoint.size, checkpoint.root, note, moment],
        )
        _publish(self.folder / file_name(checkpoint.size), note)
        self._signed = checkpoint.size
        return checkpoint


def file_name(size: int) -> str:
    """Return the name under which a checkpoint leaves the building."""
    return f"checkpoint-{size:012d}.txt"


def _publish(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    unfinished = path.with_suffix(".unfinished")
    with unfinished.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
