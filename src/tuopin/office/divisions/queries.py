"""Reading places."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from tuopin.office.divisions.domain import DivisionLevel, code_range, township_of
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


def short_names_in(area: str) -> dict[str, str]:
    """Return the area's townships and villages as people call them, by code."""
    return {
        unit.code: unit.short_name
        for level in (DivisionLevel.TOWNSHIP, DivisionLevel.VILLAGE)
        for unit in units_below(area, level)
    }


def places_in(area: str) -> dict[str, str]:
    """Return the names of `short_names_in`, each village after its township's."""
    short = short_names_in(area)
    above = {code: short.get(township_of(code)) for code in short}
    return {
        code: name if above[code] in (None, name) else f"{above[code]} {name}"
        for code, name in short.items()
    }


def unit_named(code: str) -> Division:
    """Return the unit of a statistical code; raises DoesNotExist."""
    return Division.objects.get(code=code)


def find_unit(written: str) -> Division | None:
    """Return the one unit that a code or a name stands for; None for several."""
    found = Division.objects.filter(
        Q(code=written.strip())
        | Q(name=written.strip())
        | Q(short_name=written.strip())
    )
    units = list(found.order_by("code")[:2])
    return units[0] if len(units) == 1 else None


def topmost_unit() -> Division | None:
    """Return the unit that lies in no other, if the office has just one."""
    units = list(Division.objects.filter(parent=None).order_by("code")[:2])
    return units[0] if len(units) == 1 else None


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """Return the full names of places by their codes."""
    found = Division.objects.filter(code__in=list(codes))
    return dict(found.order_by("code").values_list("code", "name"))
