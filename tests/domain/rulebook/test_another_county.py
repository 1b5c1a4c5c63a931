"""The engine on a county that does not exist: nothing of Tieling lives in the code."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tuopin.rulebook.findings import Outcome
from tuopin.rulebook.judging import judge
from tuopin.rulebook.pack import Basis, PolicyPack
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


FLOOR, BREADWINNER, WELLS = 3, 4, 2
ROOMY = {"members": [{}, {}, {}], "floor_area": Decimal("28.5")}


def test_its_areas_and_minutes_are_compared_exactly(invented: PolicyPack) -> None:
    near, far = Decimal(15), Decimal("15.01")

    for minutes, outcome in ((near, Outcome.MET), (far, Outcome.NOT_MET)):
        facts = {**ROOMY, "minutes_to_well": minutes}
        found = judge(invented, Unit.HOUSEHOLD, facts, year=2017)[FLOOR]
        assert found.outcome is outcome


def test_a_sentence_tells_each_part_s_figures_and_the_finding_neither_s(
    invented: PolicyPack,
) -> None:
    facts = {**ROOMY, "minutes_to_well": Decimal("15.01")}

    found = judge(invented, Unit.HOUSEHOLD, facts, year=2017)[FLOOR]

    assert found.threshold is None
    assert found.observed == "28.5"
    assert found.reason.en == (
        "Short of: time to the well; 9.5 square meters a head (9.5), "
        "15.01 minutes to the well (15) (art. 2)."
    )


def test_a_part_s_figure_that_is_not_known_is_a_dash(invented: PolicyPack) -> None:
    facts = {**ROOMY, "floor_area": Decimal(20)}

    found = judge(invented, Unit.HOUSEHOLD, facts, year=2017)[FLOOR]

    assert found.outcome is Outcome.NOT_MET
    assert "取水–分钟（15）" in found.reason.zh


def test_one_member_who_meets_it_is_enough(invented: PolicyPack) -> None:
    facts = {"members": [{"works": True}, {"works": None}, {"works": False}]}

    found = judge(invented, Unit.HOUSEHOLD, facts, year=2017)[BREADWINNER]

    assert found.outcome is Outcome.MET
    assert found.reason.en == "1 of 3 at work (art. 2)."


def test_counts_lack_whole_ones(invented: PolicyPack) -> None:
    facts = {"wells": 3, "dry_wells": 1}

    found = judge(invented, Unit.VILLAGE, facts, year=2017)[WELLS]

    assert found.outcome is Outcome.NOT_MET
    assert "1 more would do" in found.reason.en


def test_its_procedure_has_its_own_acts_and_counts(invented: PolicyPack) -> None:
    procedure = invented.procedure("leaving")

    assert list(procedure.acts) == ["nominate", "visit", "revisit", "post", "close"]
    assert procedure.acts["revisit"].performed_by == (Position.COUNTY_OFFICE,)
    assert procedure.entry.late is Strength.WARNS
    notice = procedure.publicity_opened_by("post")
    assert notice is not None
    assert notice.days == 5


def test_its_time_limit_counts_from_the_day_after(invented: PolicyPack) -> None:
    (limit,) = invented.procedure("leaving").time_limits

    assert limit.acts == ("post", "close")
    assert limit.last_day(date(2017, 12, 20)) == date(2018, 1, 9)


def test_its_author_saw_no_text(invented: PolicyPack) -> None:
    assert invented.source.basis is Basis.INVENTED
    assert invented.source.file is None
