"""A county's invented surveys: most honest, some honest but alike, some made up.

Everything follows from a seed. `planted` says, for each check, which households of
which surveyor were made up so; all others were asked.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal

from tuopin.survey.integrity.looking import AmountSeen, SurveySeen

LINE = Decimal(2952)
FIRST_MORNING = datetime.fromisoformat("2017-09-04T08:00")
TEN_AT_NIGHT = datetime.fromisoformat("2017-10-20T22:05")
A_DAY = 7
"""So many households an honest surveyor sees on a day."""
MAKER = Callable[["PlantedCounty", int, list[SurveySeen]], list[SurveySeen]]


@dataclass
class PlantedCounty:
    """The surveys, and what was planted: check to household numbers."""

    seed: int
    surveyors: int = 200
    each: int = 50
    culprits: int = 2
    rng: random.Random = field(init=False)
    planted: dict[str, set[str]] = field(default_factory=dict)
    alike: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)

    def surveys(self) -> list[SurveySeen]:
        """Return every survey of the county."""
        makers = list(PATTERNS.items()) * self.culprits
        found: list[SurveySeen] = []
        for surveyor in range(1, self.surveyors + 1):
            honest = self._honest(surveyor)
            if surveyor <= len(makers):
                name, make = makers[surveyor - 1]
                made = make(self, surveyor, honest)
                changed = {
                    one.household
                    for one, was in zip(made, honest, strict=True)
                    if one != was
                }
                self.planted.setdefault(name, set()).update(changed)
                honest = made
            elif surveyor <= len(makers) + 10:
                honest = [self._by_coefficients(one) for one in honest]
                self.alike |= {one.household for one in honest}
            found += honest
        return found

    def _honest(self, surveyor: int) -> list[SurveySeen]:
        """Return one surveyor's visits, each with its way there and its own answers."""
        rng = self.rng
        north, east = rng.uniform(42.0, 42.6), rng.uniform(123.5, 124.4)
        found = []
        at = FIRST_MORNING + timedelta(days=rng.randrange(20))
        for number in range(self.each):
            if number % A_DAY == 0:
                at = (at + timedelta(days=1)).replace(hour=8, minute=rng.randrange(40))
            minutes = rng.randrange(25, 55) if rng.random() > 0.01 else 6
            ended = at + timedelta(minutes=minutes)
            place = (
                f"{north + rng.gauss(0, 0.006):.6f}",
                f"{east + rng.gauss(0, 0.006):.6f}",
            )
            key = surveyor * 1000 + number
            found.append(
                SurveySeen(
                    id=key,
                    household=f"H{key:07d}",
                    surveyor=surveyor,
                    device=f"phone {surveyor}",
                    began=at,
                    ended=ended,
                    place=place if rng.random() > 0.05 else None,
                    persons=rng.choice((1, 2, 2, 3, 3, 4, 5)),
                    per_capita=None,
                    line=LINE,
                    answers=f"answers {key}",
                    had_before=rng.random() < 0.7,
                    amounts=(),
                    pictures=(f"door {key}", f"signature {key}"),
                )
            )
            at = ended + timedelta(minutes=rng.randrange(8, 30))
        return [self._earning(one) for one in found]

    def _earning(self, one: SurveySeen) -> SurveySeen:
        """Give a household a living of its own, somewhere above the line."""
        rng = self.rng
        target = LINE * one.persons * Decimal(str(round(rng.uniform(1.03, 2.9), 4)))
        wages = (target * Decimal(str(round(rng.uniform(0.4, 0.8), 3)))).quantize(
            Decimal(1)
        )
        if rng.random() < 0.25:
            wages = wages.quantize(Decimal("1E2")).quantize(Decimal(1))
        crops, pigs = rng.randrange(1, 9) * 800, rng.randrange(0, 3) * 1600
        rest = max(Decimal(80), (target - wages).quantize(Decimal(1)))
        is_new = rng.random() < 0.06
        before = None if is_new or not one.had_before else wages - 300
        note = rng.choice(
            ("打工11个月", "县城工地", "护林员工资", "贷款入股分红", "没有借款")
        )
        amounts = (
            AmountSeen("wages_work_away", wages, note=note, before=before),
            AmountSeen("business_other", rest, note="手工", before=rest - 50),
            AmountSeen("business_crops", Decimal(crops), note=f"{crops // 800}亩玉米"),
            AmountSeen("business_livestock", Decimal(pigs), before=Decimal(pigs)),
            AmountSeen("costs_crops", Decimal(crops) * Decimal("0.51"), is_cost=True),
        )
        return with_income(replace(one, amounts=amounts))

    def _by_coefficients(self, one: SurveySeen) -> SurveySeen:
        """Let a household live by maize and a pension, counted by the county's table.

        Whole villages do, with the same fields; many end just above the line.
        """
        mu, people = self.rng.choice(((5, 1), (5, 1), (10, 2)))
        amounts = (
            AmountSeen("business_crops", Decimal(800 * mu), note=f"{mu}亩玉米"),
            AmountSeen("costs_crops", Decimal(408 * mu), is_cost=True),
            AmountSeen("transfers_pension", Decimal(1020 * people)),
        )
        changed = replace(one, persons=people, amounts=amounts, answers=f"maize {mu}")
        return with_income(changed)


def with_income(one: SurveySeen) -> SurveySeen:
    """Return a survey with the per-capita income that its amounts come to."""
    total = sum((-a.amount if a.is_cost else a.amount) for a in one.amounts)
    income = (Decimal(total) / one.persons).quantize(Decimal("0.01"))
    return replace(one, per_capita=income)


def _earns(one: SurveySeen, wages: Decimal, **changed: object) -> SurveySeen:
    """Let wages and nothing else come to an amount."""
    amount = AmountSeen("wages_work_away", wages, note="务工", before=wages - 400)
    return with_income(replace(one, amounts=(replace(amount, **changed),)))  # type: ignore[arg-type]


def _some(county: PlantedCounty, own: list[SurveySeen], count: int) -> set[int]:
    return set(county.rng.sample(range(len(own)), count))


def just_above_line(
    county: PlantedCounty, surveyor: int, own: list[SurveySeen]
) -> list[SurveySeen]:
    chosen = _some(county, own, 20)
    return [
        _earns(one, (LINE + county.rng.randrange(5, 140)) * one.persons)
        if at in chosen
        else one
        for at, one in enumerate(own)
    ]


def same_income(
    county: PlantedCounty, surveyor: int, own: list[SurveySeen]
) -> list[SurveySeen]:
    chosen = _some(county, own, 8)
    return [
        _earns(one, Decimal(4637) * one.persons) if at in chosen else one
        for at, one in enumerate(own)
    ]


def copied_answers(
    county: PlantedCounty, surveyor: int, own: list[SurveySeen]
) -> list[SurveySeen]:
    chosen = _some(county, own, 6)
    # Each has its own number of people, so that the incomes are not alike.
    return [
        replace(one, answers=f"copied by {surveyor}") if at in chosen else one
        for at, one in enumerate(own)
    ]


def round_figures(
    county: PlantedCounty, surveyor: int, own: list[SurveySeen]
) -> list[SurveySeen]:
    def rounded(one: SurveySeen) -> SurveySeen:
        amounts = tuple(
            replace(a, amount=max(Decimal(1000), (a.amount // 1000) * 1000))
            if a.item in ("wages_work_away", "business_other")
            else a
            for a in one.amounts
        )
        return with_income(replace(one, amounts=amounts))

    return [rounded(one) if at % 5 else one for at, one in enumerate(own)]


def too_fast(
    county: PlantedCounty, surveyor: int, own: list[SurveySeen]
) -> list[SurveySeen]:
    chosen = _some(county, own, 15)
    return [
        replace(one, ended=one.began and one.began + timedelta(minutes=3))
        if at in chosen
        else one
        for at, one in enumerate(own)
    ]


def night_entry(
    county: PlantedCounty, surveyor: int, own: list[SurveySeen]
) -> list[SurveySeen]:
    chosen = sorted(_some(county, own, 8))
    night = {
        at: TEN_AT_NIGHT + timedelta(minutes=40 * nth) for nth, at in enumerate(chosen)
    }
    return [
        replace(one, began=night[at], ended=night[at] + timedelta(minutes=30))
        if at in night
        else one
        for at, one in enumerate(own)
    ]


def impossible_travel(
    county: PlantedCounty, surveyor: int, own: list[SurveySeen]
) -> list[SurveySeen]:
    # Every other visit of some days lies forty kilometers away, minutes later.
    return [
        replace(one, place=("42.900000", "124.900000"))
        if at % 2 and at % A_DAY and at < 20 and own[at - 1].place
        else one
        for at, one in enumerate(own)
    ]


def one_phone(
    county: PlantedCounty, surveyor: int, own: list[SurveySeen]
) -> list[SurveySeen]:
    # Three surveyors' visits go out by one phone: one of them is this one.
    return [
        replace(one, device="phone of the office", surveyor=surveyor + (at % 3) * 500)
        if at < 12
        else one
        for at, one in enumerate(own)
    ]


def one_place(
    county: PlantedCounty, surveyor: int, own: list[SurveySeen]
) -> list[SurveySeen]:
    chosen = _some(county, own, 12)
    north, east = next(one.place for one in own if one.place)
    return [
        replace(
            one,
            place=(
                f"{Decimal(north) + county.rng.randrange(-9, 9) * Decimal('0.00001')}",
                east,
            ),
        )
        if at in chosen
        else one
        for at, one in enumerate(own)
    ]


def new_income(
    county: PlantedCounty, surveyor: int, own: list[SurveySeen]
) -> list[SurveySeen]:
    chosen = _some(county, own, 16)
    return [
        replace(
            _earns(
                one, LINE * one.persons + county.rng.randrange(900, 6000), before=None
            ),
            had_before=True,
        )
        if at in chosen
        else one
        for at, one in enumerate(own)
    ]


def not_income(
    county: PlantedCounty, surveyor: int, own: list[SurveySeen]
) -> list[SurveySeen]:
    chosen = _some(county, own, 4)
    notes = ("信用社贷款5000", "亲戚借款", "企业慰问金", "捐款")
    return [
        with_income(
            replace(
                one,
                amounts=(
                    *one.amounts,
                    AmountSeen(
                        "transfers_other",
                        Decimal(3007 + at),
                        note=county.rng.choice(notes),
                        before=Decimal(9),
                    ),
                ),
            )
        )
        if at in chosen
        else one
        for at, one in enumerate(own)
    ]


def same_picture(
    county: PlantedCounty, surveyor: int, own: list[SurveySeen]
) -> list[SurveySeen]:
    chosen = _some(county, own, 5)
    return [
        replace(one, pictures=(one.pictures[0], f"one signature of {surveyor}"))
        if at in chosen
        else one
        for at, one in enumerate(own)
    ]


PATTERNS: dict[str, MAKER] = {
    make.__name__: make
    for make in (
        just_above_line,
        same_income,
        copied_answers,
        round_figures,
        too_fast,
        night_entry,
        impossible_travel,
        one_phone,
        one_place,
        new_income,
        not_income,
        same_picture,
    )
}
