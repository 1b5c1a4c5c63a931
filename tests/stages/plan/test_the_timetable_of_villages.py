"""In which year each poor village is to exit; a year's plan agrees with it (art. 5)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, ProgrammingError, connection

from tests.support.villages import VillageWay
from tests.support.world import NEXT_VILLAGE, OTHER_VILLAGE, TOWNSHIP, YEAR, World
from tuopin.office.accounts.domain import NotYourJurisdiction, NotYourPosition
from tuopin.office.scope import acting_as
from tuopin.plan import operations as plans
from tuopin.plan import queries
from tuopin.plan.models import ExitPlan, TimetableRow
from tuopin.plan.operations import Opinion, UnableToPlan
from tuopin.procedure.operations import UnableToRecord

YEARS = dict.fromkeys(range(YEAR, 2021), 0)
PAPER = {"plan_list": "名单"}


@pytest.fixture
def way(world: World) -> VillageWay:
    """A poor village whose township has no timetable yet."""
    way = VillageWay(world)
    way.register()
    return way


def drafted(way: VillageWay, **other: object) -> ExitPlan:
    asked = {
        "township_code": TOWNSHIP,
        "village_years": {way.code: YEAR},
        "household_years": YEARS,
        "evidence": PAPER,
        "actor": way.world["township"],
        "on": way.world.today,
    }
    return plans.draft_timetable(**asked | other)  # type: ignore[arg-type]


def planned(way: VillageWay, *, year: int = YEAR) -> ExitPlan:
    """Draft a year's plan that names the village."""
    return plans.draft(
        township_code=TOWNSHIP,
        year=year,
        household_numbers=[],
        village_codes=[way.code],
        evidence=PAPER,
        actor=way.world["township"],
        on=way.world.today,
    )


# What a timetable says.


def test_a_timetable_goes_up_like_a_plan_and_says_every_village_s_year(
    way: VillageWay,
) -> None:
    plan = drafted(way, household_years={**YEARS, YEAR: 12})
    way.go_up(plan)

    with acting_as(way.world["county"]):
        found = queries.filed_timetable(TOWNSHIP)
        assert found == plan
        assert queries.years_of_villages(plan) == {way.code: YEAR}
        assert queries.years_of_households(plan)[YEAR] == 12
        assert set(queries.acts_of(plan)) == {
            "draft",
            "county_review",
            "city_review",
            "file_with_province",
        }


def test_a_timetable_names_every_poor_village_of_the_township(way: VillageWay) -> None:
    VillageWay(way.world, NEXT_VILLAGE).register()

    with pytest.raises(UnableToPlan, match="还差") as refusal:
        drafted(way)

    assert refusal.value.cite == "art-05"
    both = {way.code: YEAR, NEXT_VILLAGE: YEAR + 1}
    assert drafted(way, village_years=both).version == 1


def test_a_delisted_village_needs_no_year_and_gets_none(way: VillageWay) -> None:
    other = VillageWay(way.world, NEXT_VILLAGE)
    other.register()
    way.bring(to="file_with_province")

    drafted(way, village_years={NEXT_VILLAGE: YEAR})
    with pytest.raises(UnableToPlan, match="已销号"):
        drafted(way, village_years={NEXT_VILLAGE: YEAR, way.code: YEAR})


@pytest.mark.parametrize(
    ("year", "refused"),
    [(YEAR - 1, True), (YEAR, False), (YEAR + 1, False), (2020, False), (2021, True)],
)
def test_a_village_exits_in_a_year_to_come_of_the_campaign(
    way: VillageWay, year: int, refused: bool
) -> None:
    if refused:
        with pytest.raises(UnableToPlan, match=f"不能是{year}年"):
            drafted(way, village_years={way.code: year})
    else:
        assert drafted(way, village_years={way.code: year})


def test_a_village_keeps_the_filed_year_when_the_year_is_over(way: VillageWay) -> None:
    way.go_up(drafted(way))
    way.world.move_to(way.world.today.replace(year=YEAR + 1, month=1))
    years = dict.fromkeys(range(YEAR + 1, 2021), 0)

    assert drafted(way, household_years=years).version == 2


@pytest.mark.parametrize("years", [{}, {YEAR: 1}, {**YEARS, 2020: -1}])
def test_every_year_has_its_number_of_households(
    way: VillageWay, years: dict[int, int]
) -> None:
    with pytest.raises(UnableToPlan, match="请填写"):
        drafted(way, household_years=years)


def test_a_timetable_names_the_township_s_own_poor_villages(way: VillageWay) -> None:
    elsewhere = VillageWay(way.world, OTHER_VILLAGE, "other township")
    elsewhere.register()

    with pytest.raises(UnableToPlan, match="建档立卡的贫困村"):
        drafted(way, village_years={way.code: YEAR, OTHER_VILLAGE: YEAR})


def test_an_empty_timetable_is_none(way: VillageWay) -> None:
    with pytest.raises(UnableToPlan, match="空的"):
        drafted(way, village_years={})


@pytest.mark.parametrize("seat", ["county", "village", "city"])
def test_a_township_drafts_its_timetable(way: VillageWay, seat: str) -> None:
    with pytest.raises(NotYourPosition):
        drafted(way, actor=way.world[seat])


def test_a_township_drafts_for_itself_only(way: VillageWay) -> None:
    with pytest.raises(NotYourJurisdiction):
        drafted(way, actor=way.world["other township"])


# A year's plan agrees with it.


def test_without_a_timetable_no_village_stands_in_a_year_s_plan(
    way: VillageWay,
) -> None:
    with pytest.raises(UnableToPlan, match="还没有退出时序") as refusal:
        planned(way)

    assert refusal.value.cite == "art-05"


@pytest.mark.parametrize(
    ("year", "refused"), [(YEAR - 1, True), (YEAR, False), (YEAR + 1, True)]
)
def test_a_village_is_planned_for_the_year_of_the_timetable(
    way: VillageWay, year: int, refused: bool
) -> None:
    way.go_up(drafted(way))

    if refused:
        with pytest.raises(UnableToPlan, match="先修订退出时序") as refusal:
            planned(way, year=year)
        assert f"时序定于{YEAR}年" in refusal.value.text.zh
    else:
        assert planned(way, year=year)


def test_both_may_go_up_together_and_the_timetable_is_filed_first(
    way: VillageWay,
) -> None:
    timetable, plan = drafted(way), planned(way)
    opinion = Opinion("accepted", "同意", {"review_opinion": "意见"})
    world = way.world
    for one in (timetable, plan):
        plans.review_by_county(
            plan=one, opinion=opinion, actor=world["county"], on=world.today
        )
        plans.review_by_city(
            plan=one, opinion=opinion, actor=world["city"], on=world.today
        )

    def filed(one: ExitPlan) -> None:
        plans.file_with_province(
            plan=one,
            evidence={"filing_receipt": "回执"},
            actor=world["city"],
            on=world.today,
        )

    with pytest.raises(UnableToPlan, match="还没有退出时序"):
        filed(plan)
    filed(timetable)
    filed(plan)
    assert way.list_in_plan().done


def test_a_timetable_that_was_sent_back_counts_no_more(way: VillageWay) -> None:
    way.go_up(drafted(way))
    amended = drafted(way, village_years={way.code: YEAR + 1})
    sent_back = Opinion("sent_back", "不实际", {"review_opinion": "意见"})

    with pytest.raises(UnableToPlan, match="时序定于2018年"):
        planned(way)
    plans.review_by_county(
        plan=amended,
        opinion=sent_back,
        actor=way.world["county"],
        on=way.world.today,
    )

    assert planned(way)


def test_an_amended_timetable_stops_a_village_that_is_planned_already(
    way: VillageWay,
) -> None:
    way.file_plan()
    way.go_up(drafted(way, village_years={way.code: YEAR + 1}))

    with pytest.raises(UnableToRecord, match="先修订退出时序") as refusal:
        way.list_in_plan()

    assert refusal.value.cite == "art-05"
    way.go_up(drafted(way))
    assert way.list_in_plan().done


def test_a_village_on_its_way_waits_once_its_timetable_was_amended(
    way: VillageWay,
) -> None:
    way.bring(to="announce_in_county_media")
    way.go_up(drafted(way, village_years={way.code: YEAR + 1}))

    (row,) = way.file().rows

    assert row.refusal is not None
    assert row.refusal.cite == "art-05"
    assert "修订退出时序" in row.refusal.text.zh


def test_no_year_s_plan_passes_for_a_timetable(way: VillageWay) -> None:
    way.go_up(drafted(way))

    with pytest.raises(UnableToPlan, match="须写明年度"):
        planned(way, year=0)


# The database keeps it so.

ATTACKS = {
    "roster": "INSERT INTO plan_timetablerow (plan_id, village_code, exit_year)"
    " SELECT id, '211221101201', 2017 FROM plan_exitplan WHERE year = 0",
    "households": "INSERT INTO plan_timetableyear"
    " (plan_id, division_code, exit_year, households)"
    " SELECT id, division_code, 2016, 1 FROM plan_exitplan WHERE year = 0",
    "no timetable": "INSERT INTO plan_timetablerow (plan_id, village_code, exit_year)"
    " SELECT id, '211221101201', 2017 FROM plan_exitplan WHERE year = 2017",
    "a year for each": "INSERT INTO plan_planrow (plan_id, village_code)"
    " SELECT id, '211221101201' FROM plan_exitplan WHERE year = 0",
    "left out": "WITH n AS (INSERT INTO plan_exitplan"
    " (division_code, year, version, roster_digest)"
    " VALUES ('211221101000', 0, 9, '') RETURNING id)"
    " INSERT INTO plan_timetablerow (plan_id, village_code, exit_year)"
    " SELECT id, '211221101201', 2017 FROM n",
}


def sent(world: World, statement: str) -> None:
    """Send a statement by plain SQL, as the application's role."""
    with acting_as(world["township"]), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("tuopin_app",)
        cursor.execute(statement)


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_database_adds_nothing_to_what_was_drafted(
    way: VillageWay, attack: str
) -> None:
    way.file_plan()

    with pytest.raises(IntegrityError):
        sent(way.world, ATTACKS[attack])


@pytest.mark.parametrize("change", ["exit_year = 2018", "village_code = '0'"])
def test_no_year_of_a_timetable_ever_changes(way: VillageWay, change: str) -> None:
    drafted(way)

    with pytest.raises(ProgrammingError, match="permission denied"):
        sent(way.world, f"UPDATE plan_timetablerow SET {change}")


def test_another_township_sees_no_timetable_but_its_own(way: VillageWay) -> None:
    drafted(way)

    with acting_as(way.world["other township"]):
        assert not queries.latest_timetables()
        assert not TimetableRow.objects.exists()
    with acting_as(way.world["county"]):
        assert len(queries.latest_timetables()) == 1
