"""Judges one unit by a pack's criteria, one finding a criterion; no database, no clock."""

from __future__ import annotations

from collections.abc import Mapping

from tuopin.rulebook.findings import Finding
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.units import Unit


def judge(
    pack: PolicyPack, unit: Unit, facts: Mapping[str, object], *, year: int
) -> tuple[Finding, ...]:
    """Judge a unit by every criterion of the pack; raises MissingFigure.

    A fact that is None or absent is unknown, and unknown never passes.
    """
    raise NotImplementedError
