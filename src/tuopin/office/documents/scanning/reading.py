"""Has a file looked through in a process of its own, and takes what it says."""

from __future__ import annotations

import json
import subprocess
import sys

from tuopin.office.documents.domain import MediaType
from tuopin.office.documents.scanning.kinds import Hit, Kind
from tuopin.rulebook.text import Text

CHILD = "tuopin.office.documents.scanning.child"
SECONDS = 60
WHOLE = Text("整个文件", "the whole file")


def look_through(content: bytes, media_type: MediaType) -> list[Hit]:
    """Return what a file holds that must not be published; none means it is clean."""
    try:
        ended = subprocess.run(
            [sys.executable, "-m", CHILD, media_type.value],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            env={"PYTHONPATH": ":".join(filter(None, sys.path)), "PYTHONUTF8": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return [Hit(Kind.UNREADABLE, WHOLE)]
    lines = [json.loads(line) for line in ended.stdout.splitlines()]
    if ended.returncode or not lines or isinstance(lines[-1], list):
        return [Hit(Kind.UNREADABLE, WHOLE)]
    return [Hit(Kind(kind), Text(zh, en)) for kind, zh, en in lines[:-1]]
