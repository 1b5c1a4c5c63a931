"""Division codes: levels, the range of codes below a unit, short names."""

from __future__ import annotations

from enum import StrEnum

SEGMENTS = (2, 4, 6, 9, 12)
"""How many leading digits name a province, prefecture, county, township, village."""

SUFFIXES = ("村民委员会", "居民委员会", "社区居委会")


class DivisionLevel(StrEnum):
    """The five levels of administration (省、市、县、乡镇、村)."""

    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"


class CodeScheme(StrEnum):
    """The two official systems, in which the same digits may mean different towns."""

    STATISTICS = "statistics"  # 统计用区划代码
    CIVIL_AFFAIRS = "civil_affairs"  # 民政部行政区划代码


def level_of(code: str) -> DivisionLevel:
    """Return the level that a 12-digit code names."""
    if len(code) != 12 or not code.isascii() or not code.isdigit():
        raise ValueError(f"{code!r} is not a division code of 12 digits")
    for digits, level in zip(SEGMENTS, DivisionLevel, strict=True):
        if code[digits:].strip("0") == "":
            return level
    raise AssertionError("a code of 12 digits always names a level")


def unit_at(code: str, level: DivisionLevel) -> str:
    """Return the code of the unit of a level in which a unit lies."""
    return code[: SEGMENTS[list(DivisionLevel).index(level)]].ljust(12, "0")


def township_of(village_code: str) -> str:
    """Return the code of a village's township."""
    return unit_at(village_code, DivisionLevel.TOWNSHIP)


def code_range(code: str) -> tuple[str, str]:
    """Return the first code of a unit's area and the first code after it."""
    digits = SEGMENTS[list(DivisionLevel).index(level_of(code))]
    following = int(code[:digits]) + 1
    return code, f"{following:0{digits}d}".ljust(12, "0")


def covers(outer: str, inner: str) -> bool:
    """Say whether a unit lies in another one's area; a unit lies in its own."""
    first, after = code_range(outer)
    return first <= inner < after


def short_name(name: str) -> str:
    """Return a village's name as people say it: 懿路村, not 懿路村民委员会."""
    for suffix in SUFFIXES:
        if name.endswith(suffix):
            stem = name.removesuffix(suffix)
            return stem if stem.endswith(("村", "社区")) else f"{stem}村"
    return name
