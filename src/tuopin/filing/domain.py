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
