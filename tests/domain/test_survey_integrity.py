"""Made-up surveys are asked about, honest ones are left alone, alike as they may be."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.planted_surveys import (
    FIRST_MORNING,
    PATTERNS,
    PlantedCounty,
)
from tuopin.office.policy.reader import read_pack
from tuopin.rulebook.integrity import CHECKS, IntegrityRules
from tuopin.survey.integrity.looking import Oddity, SurveySeen, look, tables_of

PACK = Path(__file__).resolve().parents[2] / "packs" / "tieling-county-2017"
MOST_FALSE = 2
"""Per cent of the honest households that may be asked about for nothing."""


@pytest.fixture(scope="module")
def rules() -> IntegrityRules:
    """The county's checks."""
    found = read_pack(PACK).integrity
    assert found is not None
    return found


@dataclass(frozen=True)
class Looked:
    """A county with what was found in it."""

    county: PlantedCounty
    seen: Sequence[SurveySeen]
    odd: Sequence[Oddity]

    def named(self, check: str) -> set[str]:
        """The households that a check names."""
        return {h for one in self.odd if one.check == check for h in one.households}

    @property
    def made_up(self) -> set[str]:
        """The households that anything was planted in."""
        return set().union(*self.county.planted.values())

    @property
    def accused(self) -> set[str]:
        """The honest households that are named."""
        named = set().union(*(self.named(check) for check in CHECKS))
        return named - self.made_up

    def table(self) -> str:
        """What was planted, found and falsely named, check by check."""
        rows = [f"{'check':18}{'planted':>9}{'found':>7}{'false':>7}"]
        for check, planted in self.county.planted.items():
            named = self.named(check)
            false = named - self.made_up
            rows.append(
                f"{check:18}{len(planted):9}{len(named & planted):7}{len(false):7}"
            )
        honest = len(self.seen) - len(self.made_up)
        rows.append(f"honest households named: {len(self.accused)} of {honest}")
        return "\n".join(rows)


@pytest.fixture(scope="module")
def looked(rules: IntegrityRules) -> Looked:
    """Ten thousand surveys, twelve patterns planted twice each."""
    county = PlantedCounty(seed=2017)
    seen = county.surveys()
    return Looked(county, seen, look(tables_of(seen, rules), rules))


def test_twelve_planted_patterns_are_found_and_few_honest_households_are_named(
    looked: Looked,
) -> None:
    print(looked.table())

    honest = len(looked.seen) - len(looked.made_up)
    missed = {
        check: planted - looked.named(check)
        for check, planted in looked.county.planted.items()
    }
    assert len(looked.seen) == 10_000
    assert set(looked.county.planted) == set(CHECKS) == set(PATTERNS)
    assert {check: few for check, few in missed.items() if few} == {}
    assert len(looked.accused) * 100 <= MOST_FALSE * honest


def test_every_culprit_is_asked_about_what_was_planted(looked: Looked) -> None:
    surveyor_of = {one.household: one.surveyor for one in looked.seen}
    for check, planted in looked.county.planted.items():
        found = {one.surveyor for one in looked.odd if one.check == check}
        culprits = {surveyor_of[household] for household in planted}

        assert found & culprits, check
        # One phone is one question, put to who used it most.
        assert check == "one_phone" or culprits <= found


def test_households_counted_by_the_county_s_coefficients_are_left_alone(
    looked: Looked, rules: IntegrityRules
) -> None:
    alike = [one for one in looked.seen if one.household in looked.county.alike]
    without = replace(rules, coefficients=())

    named = {h for one in looked.odd for h in one.households}
    accused = {
        h for one in look(tables_of(alike, without), without) for h in one.households
    }

    assert not named & looked.county.alike
    assert len(accused) > len(alike) // 2


def test_the_same_surveys_in_any_order_raise_the_same_questions(
    looked: Looked, rules: IntegrityRules
) -> None:
    shuffled = list(looked.seen)
    random.Random(1).shuffle(shuffled)

    assert look(tables_of(shuffled, rules), rules) == looked.odd


def test_nothing_is_odd_about_nothing(rules: IntegrityRules) -> None:
    assert look(tables_of([], rules), rules) == []


@pytest.mark.parametrize(
    ("seconds", "is_odd"),
    [(60, True), (479, True), (480, False), (600, False), (None, False)],
)
def test_eight_minutes_are_enough_and_an_unknown_end_accuses_nobody(
    rules: IntegrityRules, seconds: int | None, is_odd: bool
) -> None:
    own = PlantedCounty(seed=1, surveyors=30, culprits=0).surveys()[-6:]
    ended = None if seconds is None else FIRST_MORNING + timedelta(seconds=seconds)
    fast = [replace(one, began=FIRST_MORNING, ended=ended) for one in own]

    found = [one.check for one in look(tables_of(fast, rules), rules)]

    assert ("too_fast" in found) is is_odd
