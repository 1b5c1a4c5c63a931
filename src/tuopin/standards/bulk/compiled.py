"""A pack's criteria as SQL text, kept by what they were made from.

Making it takes Ibis, half a second; a register of ten thousand households is judged
in less. What is kept is text to be read, and is made anew when a file of the pack or
of the translation changes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

from tuopin.rulebook.measured import Scope
from tuopin.rulebook.pack import PolicyPack

HERE = Path(__file__).parent
MADE_FROM = ("compiled.py", "expressions.py", "tables.py")

Compiled = Mapping[str, str]
"""SQL by what it computes: `households`, `villages`, `kept`, `from_kept`."""


def compiled(
    pack: PolicyPack, year: int, *, dialect: str, kept_in: Path | None
) -> Compiled:
    """Return a pack's criteria as SQL of a dialect; raises MissingFigure.

    `kept_in` is the folder that keeps what was made; one that cannot be written to
    keeps nothing.
    """
    Scope.of(pack, year)
    file = None if kept_in is None else kept_in / f"{_key(pack, year, dialect)}.json"
    if file is not None and file.is_file():
        found: Compiled = json.loads(file.read_text(encoding="utf-8"))
        return found
    made: Compiled = import_module("tuopin.standards.bulk.expressions").as_sql(
        pack, year, dialect
    )
    if file is not None:
        _keep(file, made)
    return made


def _key(pack: PolicyPack, year: int, dialect: str) -> str:
    digest = hashlib.sha256(f"{pack.version}\0{year}\0{dialect}\0".encode())
    for part in MADE_FROM:
        digest.update((HERE / part).read_bytes())
    return f"{pack.id}-{year}-{dialect}-{digest.hexdigest()[:16]}"


def _keep(file: Path, made: Compiled) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        partial = file.with_suffix(".partial")
        partial.write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")
        partial.replace(file)
    except OSError:
        return
