"""To whom results are filed, and at which levels papers are kept; pure."""

from __future__ import annotations

from enum import StrEnum

from tuopin.rulebook.text import Text


class Recipient(StrEnum):
    """Whom the county files its results with (省、市两级备案)."""

    CITY = "city"
    PROVINCE = "province"

    @property
    def act(self) -> str:
        """The procedure's act that the receipt of this recipient completes."""
        return f"file_with_{self.value}"

    @property
    def label(self) -> Text:
        """The recipient in words."""
        return _LABELS[self]


_LABELS = {
    Recipient.CITY: Text("市领导小组办公室", "the city"),
    Recipient.PROVINCE: Text("省领导小组办公室", "the province"),
}


class Matter(StrEnum):
    """What a letter upward is about (备案、审核、审批)."""

    HOUSEHOLD_EXITS = "household_exits"
    VILLAGE_EXITS = "village_exits"
    PLANS = "plans"

    @property
    def label(self) -> Text:
        """The matter in words."""
        return _MATTERS[self]

    @property
    def names(self) -> str:
        """Under which word a bundle lists whom the letter names."""
        return _NAMES[self]

    @property
    def unit(self) -> Text:
        """What is counted of it, after its number."""
        return _UNITS[self]


_MATTERS = {
    Matter.HOUSEHOLD_EXITS: Text("贫困户退出", "households' exits"),
    Matter.VILLAGE_EXITS: Text("贫困村退出", "villages' exits"),
    Matter.PLANS: Text("退出时序和脱贫计划", "timetables and plans"),
}
_NAMES = {
    Matter.HOUSEHOLD_EXITS: "households",
    Matter.VILLAGE_EXITS: "villages",
    Matter.PLANS: "plans",
}
_UNITS = {
    Matter.HOUSEHOLD_EXITS: Text("户", "households"),
    Matter.VILLAGE_EXITS: Text("个村", "villages"),
    Matter.PLANS: Text("份", "plans"),
}


class Level(StrEnum):
    """Where a set of papers is kept (村、乡、县归档)."""

    VILLAGE = "village"
    TOWNSHIP = "township"
    COUNTY = "county"

    @property
    def act(self) -> str:
        """The procedure's act that completes this level's set."""
        return f"archive_{self.value}"

    @property
    def label(self) -> Text:
        """The level in words."""
        return _LEVELS[self]


_LEVELS = {
    Level.VILLAGE: Text("村级归档", "village's archive"),
    Level.TOWNSHIP: Text("乡级归档", "township's archive"),
    Level.COUNTY: Text("县级归档", "county's archive"),
}


def set_stream(place: str, year: int) -> str:
    """Return the audit stream of a place's set of a year."""
    return f"archive:{place}:{year}"
