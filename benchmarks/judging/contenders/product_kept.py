"""The product on kept facts: a row per household, made by `product_keeping`."""

from __future__ import annotations

from pathlib import Path

from judging.contenders import product


def judge(register: Path, out: Path) -> None:
    """Judge every household and village."""
    product.judge(register.with_name(f"{register.name}-kept"), out)
