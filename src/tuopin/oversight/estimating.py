"""What a sample says of all: shares with exact intervals, or nothing at all; pure.

No float: shares are fractions, and the bounds are decimals rounded outward, so that an
interval printed is never narrower than the one that holds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from fractions import Fraction

from tuopin.rulebook.text import Text

DIGITS = 40
STEPS = 60
PLACES = Decimal("0.0001")
SETTLED = Decimal("1e-12")
"""So far the halving has come when it stops; what is smaller is no bound's own."""


@dataclass(frozen=True, slots=True)
class Interval:
    """The bounds between which the share of all lies, as sure as was asked."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Told:
    """What was found about one drawn household.

    `size` is how many households of the frame its stratum or village has, `drawn` how
    many of them were drawn: each drawn one stands for `size / drawn`.
    """

    stratum: str
    village: str
    size: int
    drawn: int
    counts: bool | None
    """Whether it is what is counted; None where that could not be told."""

    @property
    def weight(self) -> Fraction:
        """For how many households of the frame it stands."""
        return Fraction(self.size, self.drawn)


@dataclass(frozen=True, slots=True)
class Sample:
    """All that was drawn to be told about, and how: `is_clustered` by villages."""

    told: tuple[Told, ...]
    is_stratified: bool = False
    is_clustered: bool = False


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share of the whole frame, or why nothing can be said of it."""

    drawn: int
    told: int
    counted: int
    share: Fraction | None = None
    interval: Interval | None = None
    design_effect: Decimal | None = None
    because: Text | None = None

    @property
    def is_concluded(self) -> bool:
        """Whether the sample says something of all."""
        return self.interval is not None


def estimate(
    sample: Sample, *, confidence: Decimal, least: int, least_reached: Decimal
) -> Estimate:
    """Return what a sample says, or that nothing can be concluded from it."""
    told = [one for one in sample.told if one.counts is not None]
    counted = sum(1 for one in told if one.counts)
    drawn = len(sample.told)
    because = _too_little(drawn, len(told), least, least_reached)
    if because is not None:
        return Estimate(drawn, len(told), counted, because=because)
    share = _share(told)
    effect = _design_effect(sample, told, share)
    return Estimate(
        drawn,
        len(told),
        counted,
        share,
        _interval(sample, told, counted, share, effect, confidence),
        effect,
    )


def _too_little(
    drawn: int, told: int, least: int, least_reached: Decimal
) -> Text | None:
    if told < least:
        return Text(
            f"只查成{told}户，不足{least}户",
            f"only {told} households were told about, below {least}",
        )
    if Fraction(told, drawn) < Fraction(least_reached):
        return Text(
            f"抽中{drawn}户只查成{told}户，不到{_percent(least_reached)}",
            f"of {drawn} drawn only {told} were told about, under "
            f"{_percent(least_reached)}",
        )
    return None


def _percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f}%"


def _share(told: Sequence[Told]) -> Fraction:
    whole = sum((one.weight for one in told), Fraction(0))
    return sum((one.weight for one in told if one.counts), Fraction(0)) / whole


def _design_effect(
    sample: Sample, told: Sequence[Told], share: Fraction
) -> Decimal | None:
    """Return how much wider than a simple draw's the variance is.

    By linearization: within each stratum between households, or between villages where
    villages were drawn first. None for a simple draw, and where all answers are alike.
    """
    if not (sample.is_stratified or sample.is_clustered) or share in (0, 1):
        return None
    whole = sum((one.weight for one in told), Fraction(0))
    units: dict[str, list[Fraction]] = defaultdict(list)
    by_village: dict[str, Fraction] = defaultdict(Fraction)
    for one in told:
        part = one.weight * ((1 if one.counts else 0) - share) / whole
        if sample.is_clustered:
            by_village[one.village] += part
        else:
            units[one.stratum].append(part)
    if sample.is_clustered:
        units[""] = list(by_village.values())
    variance = sum((_spread(parts) for parts in units.values()), Fraction(0))
    simple = share * (1 - share) / len(told)
    effect = variance / simple
    with localcontext() as context:
        context.prec = DIGITS
        found = Decimal(effect.numerator) / Decimal(effect.denominator)
        return found.quantize(PLACES, rounding=ROUND_CEILING)


def _spread(parts: Sequence[Fraction]) -> Fraction:
    """Return a stratum's part of the variance; one alone is held against nought."""
    count = len(parts)
    if count == 1:
        return parts[0] ** 2
    mean = sum(parts, Fraction(0)) / count
    return Fraction(count, count - 1) * sum(
        ((part - mean) ** 2 for part in parts), Fraction(0)
    )


def _interval(
    sample: Sample,
    told: Sequence[Told],
    counted: int,
    share: Fraction,
    effect: Decimal | None,
    confidence: Decimal,
) -> Interval:
    """Return the interval: exact for a simple draw, by as many as count otherwise.

    A wide design counts as fewer households, never as more (Korn and Graubard), and
    what is no whole household is rounded to the wider side.
    """
    size = len(told)
    if not (sample.is_stratified or sample.is_clustered):
        return clopper_pearson(counted, size, confidence)
    if effect is None:
        # All alike: whether villages differ cannot be seen, so villages are counted.
        villages = {one.village for one in told}
        alike = len(villages) if sample.is_clustered else size
        return clopper_pearson(alike if share == 1 else 0, alike, confidence)
    fewer = max(1, min(size, int(size / max(effect, Decimal(1)))))
    exact = share * fewer
    below, above = exact.__floor__(), exact.__ceil__()
    return Interval(
        clopper_pearson(below, fewer, confidence).low,
        clopper_pearson(above, fewer, confidence).high,
    )


def clopper_pearson(counted: int, size: int, confidence: Decimal) -> Interval:
    """Return the exact interval of a share: `counted` of `size` in a simple draw."""
    if not 0 <= counted <= size or size < 1:
        raise ValueError(f"{counted} of {size} is no share")
    with localcontext() as context:
        context.prec = DIGITS
        tail = (1 - confidence) / 2
        low = Decimal(0) if counted == 0 else _where(counted, size, tail)
        high = Decimal(1)
        if counted < size:
            # The other way round: so many are not counted.
            high = 1 - _where(size - counted, size, tail)
        return Interval(
            low.quantize(SETTLED).quantize(PLACES, rounding=ROUND_FLOOR),
            high.quantize(SETTLED).quantize(PLACES, rounding=ROUND_CEILING),
        )


def _where(counted: int, size: int, tail: Decimal) -> Decimal:
    """Return the share at which `counted` or more of `size` is as likely as `tail`."""
    below, above = Decimal(0), Decimal(1)
    for _ in range(STEPS):
        middle = (below + above) / 2
        if _at_least(counted, size, middle) < tail:
            below = middle
        else:
            above = middle
    return below


def _at_least(counted: int, size: int, share: Decimal) -> Decimal:
    """Return how likely `counted` or more of `size` are at a share of all."""
    if share >= 1:
        return Decimal(1)
    odds = share / (1 - share)
    term = (1 - share) ** size
    fewer = Decimal(0)
    for at in range(counted):
        fewer += term
        term = term * (size - at) / (at + 1) * odds
    return 1 - fewer
