"""Words of the packs in the reader's language, dates with their weekday."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django import template
from django.utils.formats import date_format
from django.utils.translation import get_language

from tuopin.rulebook.citation import parse
from tuopin.rulebook.text import Text

register = template.Library()


@register.filter
def in_language(text: Text | None) -> str:
    """Choose the language that the page is in."""
    if text is None:
        return ""
    return text.en if (get_language() or "").startswith("en") else text.zh


@register.filter
def article(cite: str) -> str:
    """Write a citation kept as text, such as `art-03 ¶2`, as people write it."""
    return in_language(parse(cite).label)


@register.filter
def named_in(code: str, places: Mapping[str, str]) -> str:
    """Give a place its name."""
    return places.get(code, code)


@register.filter
def noted_in(act: str, notes: Mapping[str, str]) -> str:
    """Give what was written beside an act, nothing where nothing was."""
    return notes.get(act, "") if notes else ""


@register.filter
def with_weekday(day: date | None) -> str:
    """Write a day with its weekday, in figures, as office papers do."""
    if day is None:
        return ""
    return f"{day.isoformat()} {date_format(day, 'D')}"


@register.filter
def in_percent(share: Fraction | Decimal) -> str:
    """Write a share in percent, with two places."""
    hundredths = round(Fraction(share) * 10_000)
    return f"{hundredths // 100}.{hundredths % 100:02d}%"


@register.filter
def in_tenths(found: Fraction) -> str:
    """Write a figure with one decimal."""
    whole, tenths = divmod(round(found * 10), 10)
    return f"{whole}.{tenths}"


@register.filter
def of(counts: Mapping[str, int], counted: str) -> int:
    """Give how many there are of a kind; none where the kind was not met."""
    return counts.get(counted, 0)
