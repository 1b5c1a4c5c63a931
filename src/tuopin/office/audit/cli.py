"""What `tuopin audit` prints; where databases and keys lie is told by the caller."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg

from tuopin.office.audit.exporting import UnableToExport, export, export_xes
from tuopin.office.audit.notes import VerifierKey
from tuopin.office.audit.reading import UnableToRead
from tuopin.office.audit.verification import (
    MOST_NAMED,
    Check,
    Verification,
    verify,
)
from tuopin.office.policy.queries import PackChanged

DONE, REFUSED = 0, 1


def verify_command(
    connection: psycopg.Connection[Any],
    *,
    keys: Sequence[VerifierKey],
    checkpoints: Path | None,
    derived: Sequence[Check] = (),
) -> int:
    """Verify and say what was found; 0 when all is as it was written.

    `checkpoints` is the folder of notes that were kept outside the database.
    """
    kept = sorted(checkpoints.glob("checkpoint-*.txt")) if checkpoints else []
    notes = [(path.name, path.read_bytes().decode(errors="replace")) for path in kept]
    try:
        found = verify(connection, keys=keys, notes=notes, derived=derived)
    except (UnableToRead, PackChanged) as refused:
        print(refused, file=sys.stderr)
        return REFUSED
    if found.is_sound:
        print(_summary(found))
        return DONE
    for tampering in found.tamperings:
        where, what = tampering.where, tampering.what
        print(f"被改动 {where}:{what.zh}  Tampered: {what.en}", file=sys.stderr)
    _conclude(found)
    return REFUSED


def _conclude(found: Verification) -> None:
    count = len(found.tamperings)
    more = "以上" if count == MOST_NAMED else ""
    print(
        f"核验未通过：发现 {count} 处{more}改动(第十五条)。"
        "请停止审批，保全数据库和已发出的封存证明，报督查部门。\n"
        f"Not sound: {count} places{' or more' if more else ''} were tampered with"
        " (art. 15). Stop approving, secure the database and the checkpoints that were"
        " sent out, and report to the supervision office.",
        file=sys.stderr,
    )


def _summary(found: Verification) -> str:
    latest = found.checkpoint
    code = latest.code if latest else "-"
    moment = latest.signed_at if latest else "-"
    waiting = found.events - found.sealed
    return (
        f"核验通过：{found.events} 条留痕，{found.streams} 个事项，"
        f"{found.rows} 行数据与留痕一致；待封存 {waiting} 条；"
        f"最近封存 {code}({moment})。\n"
        f"OK {found.events} events, {found.streams} streams, {found.rows} rows,"
        f" {waiting} to be sealed, checkpoint {code} {moment}"
    )


def export_command(
    connection: psycopg.Connection[Any],
    *,
    keys: Sequence[VerifierKey],
    to: Path | None = None,
    xes: Path | None = None,
) -> int:
    """Write the record to a folder, or the cases' acts as an event log, or both."""
    try:
        if to is not None:
            taken = export(connection, to, keys=keys)
            print(
                f"已导出 {taken.events} 条留痕、{taken.rows} 行摘要、"
                f"{taken.checkpoints} 份封存证明到 {to}。\n"
                f"Exported {taken.events} events, {taken.rows} rows' digests and"
                f" {taken.checkpoints} checkpoints to {to}.\n"
                f"核验 / verify:  python3 tools/verify_audit.py {to}"
            )
        if xes is not None:
            count = export_xes(connection, xes)
            print(f"已写出 {count} 个环节到 {xes}。Wrote {count} acts to {xes}.")
    except (UnableToExport, UnableToRead, OSError) as refused:
        print(refused, file=sys.stderr)
        return REFUSED
    return DONE
