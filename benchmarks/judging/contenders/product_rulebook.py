"""The product's rulebook: each household judged in Python, with every reason."""

from __future__ import annotations

from pathlib import Path

from judging.contenders import product
from tuopin.standards.bulk.judging import judge_register
from tuopin.standards.bulk.task import Engine


def judge(register: Path, out: Path) -> None:
    """Judge every household and village; the reasons are made and not kept."""
    judge_register(product.task(register, out, Engine.PYTHON))
