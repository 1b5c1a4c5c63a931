"""Compiles the translations kept as text into what Django reads."""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_catalogs(locale: Path) -> list[Path]:
    """Compile every catalogue that is newer than its compiled form; return those."""
    stale = [path for path in sorted(locale.glob("*/LC_MESSAGES/*.po")) if _stale(path)]
    for path in stale:
        with path.open("rb") as text:
            catalog = read_po(text)
        half_written = path.with_suffix(".mo.part")
        with half_written.open("wb") as compiled:
            write_mo(compiled, catalog)
        # Another process may be reading the catalogue: it sees the old or the whole.
        half_written.replace(path.with_suffix(".mo"))
    return stale


def _stale(path: Path) -> bool:
    compiled = path.with_suffix(".mo")
    return (
        not compiled.exists() or compiled.stat().st_mtime_ns < path.stat().st_mtime_ns
    )
