"""The units that leave the register, and what an act is done once for."""

from __future__ import annotations

from enum import StrEnum

from tuopin.rulebook.text import Text


class Unit(StrEnum):
    """What is judged and exits as one whole."""

    HOUSEHOLD = "household"  # 户
    VILLAGE = "village"  # 行政村

    @property
    def spoken(self) -> Text:
        """The one that a sentence is about, as people say it."""
        if self is Unit.VILLAGE:
            return Text("该村", "this village")
        return Text("该户", "this household")


class Each(StrEnum):
    """What one performance of an act covers: one act for each of these."""

    HOUSEHOLD = "household"
    VILLAGE = "village"
    TOWNSHIP = "township"
    COUNTY = "county"
