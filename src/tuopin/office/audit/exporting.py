"""Taking the record out: a folder that anybody can verify, a log for process mining.

The folder is read by `tools/verify_audit.py`, which shares no line with this program.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import psycopg
from psycopg import sql

from tuopin.office.audit import domain
from tuopin.office.audit.notes import VerifierKey
from tuopin.office.audit.reading import BATCH, ROW_DIGEST, one_snapshot

# Events in the order of the tree, and after them those that wait to be sealed.
EVENTS = """
SELECT l.idx, e.prev, e.raw, e.hash
FROM audit_event e LEFT JOIN audit_leaf l ON l.event_id = e.id
ORDER BY l.idx NULLS LAST, e.id
"""
# A stream whose first act was given up has a name and nothing else.
STREAMS = """
SELECT name, head_seq, head_hash FROM audit_stream WHERE head_seq > 0
ORDER BY name COLLATE "C"
"""
CASES = """
SELECT stream, raw FROM audit_event WHERE stream LIKE 'case:%' ORDER BY stream, seq
"""
XES_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
  <extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
  <global scope="trace"><string key="concept:name" value=""/></global>
  <global scope="event">
    <string key="concept:name" value=""/>
    <date key="time:timestamp" value="1970-01-01T00:00:00.000+00:00"/>
  </global>
  <classifier name="Act" keys="concept:name"/>
"""


class UnableToExport(RuntimeError):
    """The folder cannot take an export."""


@dataclass(frozen=True)
class Exported:
    """How much was taken out."""

    events: int
    streams: int
    rows: int
    checkpoints: int


def export(
    connection: psycopg.Connection[Any], folder: Path, *, keys: Sequence[VerifierKey]
) -> Exported:
    """Write the record as it stands at one moment to an empty folder.

    Raises UnableToExport where something lies in the folder already.
    """
    if folder.exists() and any(folder.iterdir()):
        raise UnableToExport(
            f"{folder} 不是空文件夹，请另选一个。{folder} is not empty: name another."
        )
    (folder / "checkpoints").mkdir(parents=True)
    key_lines = "".join(f"{key.text}\n" for key in keys)
    (folder / "key.txt").write_text(key_lines, encoding="utf-8")
    with one_snapshot(connection):
        return Exported(
            events=_write(folder / "events.jsonl", _events(connection)),
            streams=_write(folder / "streams.jsonl", _streams(connection)),
            rows=_write(folder / "state.jsonl", _rows(connection)),
            checkpoints=_write_notes(connection, folder / "checkpoints"),
        )


def _write(path: Path, lines: Iterator[Mapping[str, domain.JSON]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for line in lines:
            file.write(
                json.dumps(
                    line, ensure_ascii=False, sort_keys=True, separators=(",", ":")
                )
                + "\n"
            )
            count += 1
    return count


def _events(
    connection: psycopg.Connection[Any],
) -> Iterator[dict[str, domain.JSON]]:
    with connection.cursor("exported_events") as events:
        events.itersize = BATCH
        for idx, prev, raw, hashed in events.execute(EVENTS):
            line = {"leaf": idx, "prev": prev.hex(), "hash": hashed.hex()}
            try:
                yield line | {"raw": raw.decode()}
            except UnicodeDecodeError:
                # No event was ever written so; whoever verifies shall see it too.
                yield line | {"raw_base64": base64.b64encode(raw).decode()}


def _streams(
    connection: psycopg.Connection[Any],
) -> Iterator[dict[str, domain.JSON]]:
    with connection.cursor("exported_streams") as streams:
        streams.itersize = BATCH
        for name, seq, hashed in streams.execute(STREAMS):
            yield {"stream": name, "seq": seq, "hash": hashed.hex()}


def _rows(connection: psycopg.Connection[Any]) -> Iterator[dict[str, domain.JSON]]:
    tables = connection.execute(
        "SELECT name, except_for FROM audit_protected_table ORDER BY name"
    ).fetchall()
    for name, except_for in tables:
        present = sql.SQL("SELECT id, " + ROW_DIGEST + " FROM {} AS entry ORDER BY id")
        with connection.cursor("exported_rows") as rows:
            rows.itersize = BATCH
            rows.execute(present.format(sql.Identifier(name)), [except_for])
            for row_id, digest in rows:
                yield {"table": name, "id": row_id, "digest": digest}


def _write_notes(connection: psycopg.Connection[Any], folder: Path) -> int:
    notes = connection.execute("SELECT size, note FROM audit_checkpoint").fetchall()
    for size, note in notes:
        path = folder / f"checkpoint-{size:012d}.txt"
        path.write_text(note, encoding="utf-8", newline="\n")
    return len(notes)


def export_xes(connection: psycopg.Connection[Any], path: Path) -> int:
    """Write the acts of all cases as an event log (IEEE 1849); returns how many.

    An act's time is the day on which it happened; acts of one day stand in the order
    in which they were recorded. Who acted is given by position and appointment.
    """
    count, last = 0, None
    with (
        one_snapshot(connection),
        path.open("w", encoding="utf-8", newline="\n") as file,
        connection.cursor("exported_cases") as events,
    ):
        file.write(XES_HEAD)
        events.itersize = BATCH
        for stream, raw in events.execute(CASES):
            if stream != last:
                closing = "" if last is None else "  </trace>\n"
                file.write(
                    f"{closing}  <trace>\n    {_string('concept:name', stream)}\n"
                )
                last = stream
            file.write(_xes_event(json.loads(raw)))
            count += 1
        file.write("" if last is None else "  </trace>\n")
        file.write("</log>\n")
    return count


def _xes_event(stated: Mapping[str, Any]) -> str:
    actor = stated["actor"]
    attributes = (
        _string("concept:name", stated["act"]),
        _date("time:timestamp", f"{stated['on']}T00:00:00.000+08:00"),
        _date("entered_on", f"{stated['entered_on']}T00:00:00.000+08:00"),
        _date("recorded_at", stated["recorded_at"]),
        _string("org:role", actor["position"]),
        _string("org:group", actor["division"]),
        _string("org:resource", f"appointment:{actor['appointment']}"),
        _string("division", stated["division"]),
    )
    return f"    <event>{''.join(attributes)}</event>\n"


def _string(key: str, value: str) -> str:
    return f"<string key={quoteattr(key)} value={quoteattr(value)}/>"


def _date(key: str, value: str) -> str:
    return f"<date key={quoteattr(key)} value={quoteattr(value)}/>"
