"""Which pack is meant where none is named: the one that `packs/DEFAULT` names."""

from __future__ import annotations

from pathlib import Path

PACKS = Path(__file__).resolve().parents[3] / "packs"


def default_pack(packs: Path = PACKS) -> str:
    """Return the id of the pack that the program offers unasked."""
    return (packs / "DEFAULT").read_text(encoding="utf-8").strip()
