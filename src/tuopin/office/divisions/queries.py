"""Reading places."""

from __future__ import annotations

from tuopin.office.divisions.domain import DivisionLevel, code_range
from tuopin.office.divisions.models import Division


def units_below(code: str, level: DivisionLevel) -> list[Division]:
    """Return the units of a level in a place's area, in order of code."""
    first, after = code_range(code)
    return list(
        Division.objects.filter(
            code__gte=first, code__lt=after, level=level.value
        ).order_by("code")
    )


def villages_of(code: str) -> dict[str, str]:
    """Return the villages in a place's area: code to full name."""
    return {unit.code: unit.name for unit in units_below(code, DivisionLevel.VILLAGE)}


def unit_named(code: str) -> Division:
    """Return the unit of a statistical code; raises DoesNotExist."""
    return Division.objects.get(code=code)
