"""The engine on a county that does not exist: nothing of Tieling lives in the code."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tuopin.rulebook.findings import Outcome
from tuopin.rulebook.judging import judge
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.parameters import MissingFigure
from tuopin.rulebook.positions import Position
from tuopin.rulebook.procedure import Strength
from tuopin.rulebook.units import Unit


def outcomes(pack: PolicyPack, unit: Unit, year: int, **facts: object) -> list[str]:
    return [str(found.outcome) for found in judge(pack, unit, facts, year=year)]


def test_its_line_itself_is_enough(invented: PolicyPack) -> None:
    facts = {"members": [{}, {}], "earnings": Decimal(6200), "costs": Decimal(0)}

    assert outcomes(invented, Unit.HOUSEHOLD, 2017, **facts)[0] == Outcome.MET


def test_its_limit_holds_from_its_date(invented: PolicyPack) -> None:
    poor = {"poor": 300, "people": 1000}

    assert outcomes(invented, Unit.VILLAGE, 2016, **poor)[0] == Outcome.MET
    assert outcomes(invented, Unit.VILLAGE, 2017, **poor)[0] == Outcome.NOT_MET


def test_a_limit_that_is_no_decimal_is_shown_as_a_fraction(
    invented: PolicyPack,
) -> None:
    found = judge(invented, Unit.VILLAGE, {"poor": 1, "people": 3}, year=2016)[0]

    assert found.outcome is Outcome.NOT_MET
    assert found.threshold == "1/3"


def test_it_is_not_judged_by_after_its_end(invented: PolicyPack) -> None:
    with pytest.raises(MissingFigure):
        judge(invented, Unit.VILLAGE, {}, year=2020)


def test_its_procedure_has_its_own_acts_and_counts(invented: PolicyPack) -> None:
    procedure = invented.procedure("leaving")

    assert list(procedure.acts) == ["nominate", "visit", "revisit", "post", "close"]
    assert procedure.acts["revisit"].performed_by == (Position.COUNTY_OFFICE,)
    assert procedure.entry.late is Strength.WARNS
    notice = procedure.publicity_opened_by("post")
    assert notice is not None
    assert notice.days == 5
