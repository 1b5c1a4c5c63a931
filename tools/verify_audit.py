#!/usr/bin/env python3
"""Verify an exported audit record with the standard library alone.

FOLDER is what `tuopin audit export --to FOLDER` wrote. FILE holds the public keys that
you were given beforehand, one a line; without it the key in the export is believed,
which proves less. NOTE.txt is a checkpoint you have kept (a filing letter, a notice).
Exit code 0: as it was written. 1: tampered with, each place named. 2: nothing to read.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

SOUND, TAMPERED, UNREADABLE = 0, 1, 2
GENESIS = "00" * 32
# What reading a line raises that is not as it was exported.
MISFITS = (
    *(ArithmeticError, AttributeError, LookupError, RecursionError, TypeError),
    *(ValueError, sqlite3.Error),
)
STANDS = "UPDATE told SET stands = stands + 1 WHERE (name, id) = (?, ?) RETURNING *"
# The one text of a value, and back: made once, because a county has a million events.
canonical = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":")
).encode
read = json.JSONDecoder().decode

# Ed25519 (RFC 8032), for verifying only.
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
Point = tuple[int, int, int, int]


def point(encoded: bytes) -> Point | None:
    """Decode a point of the curve; None where there is none."""
    sign, y = divmod(int.from_bytes(encoded, "little"), 2**255)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def add(one: Point, two: Point) -> Point:
    a = (one[1] - one[0]) * (two[1] - two[0]) % P
    b = (one[1] + one[0]) * (two[1] + two[0]) % P
    c, d = 2 * one[3] * two[3] * D % P, 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(scalar: int, base: Point) -> Point:
    result: Point = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = add(result, base)
        base, scalar = add(base, base), scalar >> 1
    return result


BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether the signature over the message was made with the key."""
    a, r = point(public), point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if not (a and r and BASE and s < ORDER and len(signature) == 64):
        return False
    hashed = hashlib.sha512(signature[:32] + public + message).digest()
    left = times(s, BASE)
    right = add(r, times(int.from_bytes(hashed, "little") % ORDER, a))
    return not any((left[i] * right[2] - right[i] * left[2]) % P for i in (0, 1))


class Checkpoint(NamedTuple):
    """What a signed note says of the tree at a moment."""

    file: str
    size: int
    root: bytes
    signed_at: str
    code: str


Keys = dict[bytes, tuple[str, bytes]]


def read_keys(path: Path) -> Keys:
    """Return names and public keys by the ids of their signatures."""
    keys = {}
    for line in path.read_bytes().decode().splitlines():
        name, short, encoded = line.split("+", 2)
        opened = base64.b64decode(encoded, validate=True)
        key_id = hashlib.sha256(name.encode() + b"\n" + opened).digest()[:4]
        if opened[:1] != b"\1" or len(opened) != 33 or short != key_id.hex():
            raise ValueError(f"{path} holds a line that is no key")
        keys[key_id] = (name, opened[1:])
    return keys


def read_note(path: Path, keys: Keys) -> Checkpoint:
    """Return the checkpoint that a known key has signed; raises ValueError."""
    text, _, signatures = path.read_bytes().decode().partition("\n\n")
    _, size, root, moment = text.split("\n")
    signed, (*lines, rest) = f"{text}\n".encode(), signatures.split("\n")
    if rest or True not in [is_signature(line, signed, keys) for line in lines]:
        raise ValueError("no known key has signed it")
    code = hashlib.sha256(signed).hexdigest()[:16].upper()
    signed_at, opened = moment.removeprefix("signed_at "), base64.b64decode(root)
    return Checkpoint(path.name, int(size), opened, signed_at, code)


def is_signature(line: str, text: bytes, keys: Keys) -> bool:
    """Say whether a known key made this signature; raises ValueError if spoilt."""
    name, _, encoded = line.removeprefix("— ").rpartition(" ")
    opened = base64.b64decode(encoded, validate=True)
    if line != f"— {name} {base64.b64encode(opened).decode()}":
        raise ValueError("a signature's line is spoilt")
    known, public = keys.get(opened[:4], (None, b""))
    if known is None:
        return False
    if known != name or not is_signed(public, text, opened[4:]):
        raise ValueError("the signature does not fit the note")
    return True


class Record:
    """Walks through an export and counts and prints what is not as it was written."""

    def __init__(self) -> None:
        self.faults = self.events = self.sealed = 0
        self.ends: dict[str, tuple[int, str, str, int]] = {}
        self.peaks: list[bytes] = []
        self.unreached: list[Checkpoint] = []
        # On disk: the rows of a county do not fit into memory.
        self.rows = sqlite3.connect("")
        self.rows.execute(
            "CREATE TABLE told (name, id INTEGER, digest, stands INTEGER DEFAULT 0,"
            " PRIMARY KEY (name, id)) WITHOUT ROWID"
        )

    def fault(self, where: str, what: str) -> None:
        """Name one place."""
        self.faults += 1
        print(f"TAMPERED 被改动 {where}: {what}")

    def lines(self, path: Path, keys: set[str]) -> Iterator[dict[str, Any]]:
        """Yield each line that is canonical JSON with exactly these keys."""
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                try:
                    value = read(line.decode())
                    fits = canonical(value) + "\n" == line.decode()
                except MISFITS:
                    value, fits = {}, False
                if fits and set(value) == keys:
                    yield value
                else:
                    self.fault(f"{path.name} line {number}", "not as it was exported")

    def check_events(self, path: Path, checkpoints: Iterable[Checkpoint]) -> None:
        """Check all chains and the tree, in the order of the tree."""
        self.unreached = sorted(checkpoints, key=lambda one: one.size, reverse=True)
        for line in self.lines(path, {"hash", "leaf", "prev", "raw"}):
            self.events += 1
            try:
                self._check_event(line)
            except MISFITS:
                self.fault(f"{path.name}, event {self.events}", "not a whole event")
        self._compare_roots()
        for lost in reversed(self.unreached):
            self.fault(lost.file, f"{lost.size} were sealed, {self.sealed} are left")

    def _check_event(self, line: dict[str, Any]) -> None:
        stated = read(line["raw"])
        stream, seq = stated["stream"], stated["seq"]
        where = f"event {stated['id']} ({stream} #{seq})"
        before = self.ends.get(stream, (0, GENESIS, "", 0))
        if canonical(stated) != line["raw"]:
            self.fault(where, "its content is no canonical text")
        if seq != before[0] + 1:
            self.fault(where, f"event {before[0] + 1} should come before it")
        elif line["prev"] != before[1]:
            self.fault(where, "does not link to the event before it")
        if stated["recorded_at"] < before[2] or stated["id"] <= before[3]:
            self.fault(where, "recorded earlier than the event before it")
        linked = bytes.fromhex(line["prev"]) + line["raw"].encode()
        hashed = hashlib.new(stated["alg"], linked).digest()
        if hashed.hex() != line["hash"]:
            self.fault(where, "its content does not fit its hash")
        if line["leaf"] is not None:
            self._add_leaf(where, line["leaf"], hashed)
        self.ends[stream] = (seq, line["hash"], stated["recorded_at"], stated["id"])
        self.rows.executemany(
            "INSERT INTO told (name, id, digest) VALUES (?, ?, ?)"
            " ON CONFLICT DO UPDATE SET digest = excluded.digest",
            stated["rows"],
        )

    def _add_leaf(self, where: str, leaf: int, hashed: bytes) -> None:
        """Grow the Merkle tree of RFC 6962, past the checkpoints."""
        self._compare_roots()
        if leaf != self.sealed or self.events != self.sealed + 1:
            self.fault(where, "is not at its place in the tree")
        node, size = hashlib.sha256(b"\0" + hashed).digest(), self.sealed
        while size & 1:
            node = hashlib.sha256(b"\1" + self.peaks.pop() + node).digest()
            size >>= 1
        self.peaks.append(node)
        self.sealed += 1

    def _compare_roots(self) -> None:
        while self.unreached and self.unreached[-1].size == self.sealed:
            reached = self.unreached.pop()
            root = self.peaks[-1] if self.peaks else hashlib.sha256().digest()
            for peak in self.peaks[-2::-1]:
                root = hashlib.sha256(b"\1" + peak + root).digest()
            if root != reached.root:
                self.fault(reached.file, f"not the {reached.size} events then sealed")

    def check_streams(self, path: Path) -> None:
        """Check that every chain ends where it is said to end."""
        for line in self.lines(path, {"hash", "seq", "stream"}):
            end = self.ends.pop(str(line["stream"]), (None, None))
            if (line["seq"], line["hash"]) != end[:2]:
                self.fault(f"stream {line['stream']}", "its last event is not its last")
        for stream in self.ends:
            self.fault(f"stream {stream}", "is missing")

    def check_rows(self, path: Path) -> None:
        """Compare the protected rows with the last digest recorded of each."""
        for line in self.lines(path, {"digest", "id", "table"}):
            where = f"{line['table']} {line['id']}"
            try:
                told = self.rows.execute(STANDS, (line["table"], line["id"])).fetchone()
            except MISFITS:
                told = None
            if told is None:
                self.fault(where, "is told of by no event")
            elif told[2:] != (line["digest"], 1):
                self.fault(where, "is not as its last event left it, or stands twice")
        query = "SELECT name, id FROM told WHERE stands = 0"
        for name, row_id in self.rows.execute(query):
            self.fault(f"{name} {row_id}", "is gone")


def verify(folder: Path, pinned: Path | None, kept: list[Path]) -> int:
    """Print each place that was tampered with and a last line; 0 or 1."""
    record, checkpoints = Record(), []
    keys = read_keys(pinned or folder / "key.txt")
    for path in (*sorted((folder / "checkpoints").iterdir()), *kept):
        try:
            checkpoints.append(read_note(path, keys))
        except ValueError as fault:
            record.fault(path.name, f"not a valid checkpoint ({fault})")
    record.check_events(folder / "events.jsonl", checkpoints)
    streams = len(record.ends)
    record.check_streams(folder / "streams.jsonl")
    record.check_rows(folder / "state.jsonl")
    if record.faults:
        print(f"NOT SOUND 核验未通过: {record.faults} places")
        return TAMPERED
    last = max(checkpoints, key=lambda one: one.size, default=None)
    sealed = f"checkpoint {last.code} {last.signed_at}" if last else "no checkpoint"
    counts = f"{record.events} events, {streams} streams, {record.sealed} sealed"
    print(f"OK {counts}, {sealed}")
    return SOUND


def main() -> int:
    """Verify the folder named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--keys", type=Path, metavar="FILE")
    parser.add_argument("--checkpoint", type=Path, action="append", default=[])
    asked = parser.parse_args()
    try:
        return verify(asked.folder, asked.keys, asked.checkpoint)
    except (OSError, ValueError) as problem:
        print(f"无法读取 / cannot be read: {problem}", file=sys.stderr)
        return UNREADABLE


if __name__ == "__main__":
    sys.exit(main())
