"""Writes exact figures as decimal text that never misleads; leaves out units."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

_MOST_PLACES = 12


def amount_text(amount: Decimal | int) -> str:
    """Write an exact amount without an exponent and without idle zeros."""
    text = format(Decimal(amount), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def quotient_text(part: Decimal | int, whole: int, *, beside: Fraction) -> str:
    """Write part ÷ whole, with as many places as keep it on its side of `beside`.

    A quotient that ends is written in full; one that does not is rounded to four
    places, or to more where four would make it look equal to the figure beside it.
    """
    exact = Fraction(part) / whole
    for places in range(4, _MOST_PLACES):
        rounded = Fraction(round(exact * 10**places), 10**places)
        if rounded == exact or _side(rounded, beside) == _side(exact, beside):
            return amount_text(_as_decimal(rounded, places))
    raise ValueError(f"{exact} lies too close to {beside} to be written")


def percent_text(share: Fraction) -> str:
    """Write an exact share such as 1/50 as a percentage."""
    return amount_text(_as_decimal(share * 100, 6))


def _side(figure: Fraction, beside: Fraction) -> int:
    return (figure > beside) - (figure < beside)


def _as_decimal(figure: Fraction, places: int) -> Decimal:
    return Decimal(round(figure * 10**places)).scaleb(-places)
