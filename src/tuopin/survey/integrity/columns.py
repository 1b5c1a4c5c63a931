"""The columns of a question about surveys, in the order in which rows give them."""

from __future__ import annotations

QUESTION = (
    "kind",
    "year",
    "division_code",
    "device",
    "households",
    "measured",
    "asked_of_id",
    "due_on",
    "asked_by_id",
)
