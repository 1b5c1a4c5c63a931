"""The units that leave the register, and what an act is done once for."""

from __future__ import annotations

from enum import StrEnum


class Unit(StrEnum):
    """What is judged and exits as one whole."""

    HOUSEHOLD = "household"  # 户
    VILLAGE = "village"  # 行政村


class Each(StrEnum):
    """What one performance of an act covers: one act for each of these."""

    HOUSEHOLD = "household"
    VILLAGE = "village"
    TOWNSHIP = "township"
    COUNTY = "county"
