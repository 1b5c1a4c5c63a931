"""A copy of a pack that a test may spoil, beside the calendar it uses."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

PACKS = Path(__file__).parents[2] / "packs"

Spoil = Callable[[str, str, str], Path]


@pytest.fixture
def spoil(tmp_path: Path) -> Spoil:
    """Replace a text in one file of a copy of the invented county's pack."""
    copy = tmp_path / "_fictional"
    shutil.copytree(PACKS / "_fictional", copy)
    shutil.copytree(PACKS / "_calendars", tmp_path / "_calendars")

    def replace(name: str, before: str, after: str) -> Path:
        file = copy / name
        text = file.read_text(encoding="utf-8") if file.exists() else before
        assert before in text, f"{name} has no {before!r}"
        file.write_text(text.replace(before, after, 1), encoding="utf-8")
        return copy

    return replace
