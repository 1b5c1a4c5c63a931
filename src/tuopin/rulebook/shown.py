"""What was found, as people read it: the sheet's words, exact decimal text."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from tuopin.rulebook.criteria import Criterion, lead
from tuopin.rulebook.facts import FactSheet, FactSource
from tuopin.rulebook.text import Text

_FEWEST_PLACES = 4
_MOST_PLACES = 15


def amount_text(amount: Decimal | int) -> str:
    """Write an exact amount without an exponent and without idle zeros."""
    text = format(amount, "f") if isinstance(amount, Decimal) else str(amount)
    return text.rstrip("0").rstrip(".") if "." in text else text


def quotient_text(
    part: Decimal | int, whole: int, *, beside: Decimal | Fraction
) -> str:
    """Write part ÷ whole, with as many places as keep it on its side of `beside`.

    It is rounded to four places, or to more where four would make it look equal to
    the figure beside it, or on its other side.
    """
    top, bottom = part.as_integer_ratio()
    bottom *= whole
    other_top, other_bottom = beside.as_integer_ratio()
    side = _sign(top * other_bottom - other_top * bottom)
    for places in range(_FEWEST_PLACES, _MOST_PLACES):
        scale = 10**places
        scaled = _rounded(top * scale, bottom)
        if _sign(scaled * other_bottom - other_top * scale) == side:
            return _decimal_text(scaled, places)
    return str(Fraction(top, bottom))


def _decimal_text(scaled: int, places: int) -> str:
    whole, part = divmod(abs(scaled), 10**places)
    text = f"{whole}.{part:0{places}d}".rstrip("0").rstrip(".")
    return f"-{text}" if scaled < 0 else text


def percent_text(share: Fraction) -> str:
    """Write a share such as 1/50 as a percentage."""
    return quotient_text(share.numerator * 100, share.denominator, beside=share * 100)


def _rounded(top: int, bottom: int) -> int:
    doubled, odd = divmod(2 * top + bottom, 2 * bottom)
    return doubled - (odd == 0 and doubled % 2 == 1)


def _sign(difference: int) -> int:
    return (difference > 0) - (difference < 0)


def observed(criterion: Criterion, sheet: FactSheet, found: str | None) -> Text:
    """Return what was found in the words of the sheet, nothing if nothing was."""
    if found is None or criterion.observes is None:
        return Text(found or "", found or "")
    return sheet.facts[criterion.observes].word_for(found)


def source_of(criterion: Criterion, sheet: FactSheet) -> FactSource | None:
    """Return where the figure comes from that a criterion leads with."""
    name = (criterion.observes or lead(criterion.measure) or "").partition(".")[0]
    return sheet.facts[name].source if name in sheet.facts else None
