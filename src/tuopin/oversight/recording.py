"""The matter of an inspection; its rows are written as every stage writes them."""

from __future__ import annotations

from tuopin.office.documents.recording import Matter


def of_inspection(inspection_id: int, place: str) -> Matter:
    """Return the matter of a whole inspection."""
    return Matter(f"inspection:{inspection_id}", place)
