"""Reading places."""

from __future__ import annotations

from tuopin.office.divisions.domain import CodeScheme, DivisionLevel, code_range
from tuopin.office.divisions.models import Division, DivisionCode


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


def unit_by_code(scheme: CodeScheme, code: str, *, name: str) -> Division | None:
    """Return the unit that a system's code names, if its name agrees.

    The systems collide: without the name, a file keyed by the other system would be
    taken for another town's.
    """
    found = (
        DivisionCode.objects.filter(scheme=scheme.value, code=code)
        .select_related("division")
        .order_by("-valid_from")
        .first()
    )
    if found is None or name not in (found.division.name, found.division.short_name):
        return None
    return found.division
