"""The product's keeping of facts, which precedes judging them; it judges nothing."""

from __future__ import annotations

from pathlib import Path

from judging.contenders import product


def judge(register: Path, out: Path) -> None:
    """Keep every household's facts beside the register; `out` is not written."""
    product.keep(register, register.with_name(f"{register.name}-kept"))
