"""The office's register judged whole: what the rulebook says of each household."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support.questionnaires import assign, member, submission_for, submit
from tests.support.world import NEXT_VILLAGE, OTHER_VILLAGE, VILLAGE, World
from tuopin.office.policy.queries import pack_in_force, pack_of
from tuopin.office.scope import acting_as
from tuopin.register.queries import MAY_EXIT, member_rows
from tuopin.rulebook.findings import Outcome
from tuopin.standards.bulk.tables import ALL
from tuopin.standards.live import VillageStanding, standing_by_village
from tuopin.standards.queries import judge_households
from tuopin.survey.queries import visits_to

STATUSES = [status.value for status in MAY_EXIT]


@pytest.fixture
def households(world: World) -> list[int]:
    """Households that meet, fail and leave open each criterion, in three villages."""
    found = []
    for village in (VILLAGE, NEXT_VILLAGE, OTHER_VILLAGE):
        by = "other village" if village == OTHER_VILLAGE else "village"
        for insured in (True, False, None):
            found.append(world.register(village=village, insured=insured))
        if village == NEXT_VILLAGE:
            continue
        for answers in (
            {"wage_income": "2404.00"},
            {"wage_income": "2404.01"},
            {"dwelling_grade": "C"},
            {"stable_income_source": "低保金"},
            {"food_and_clothing": "no", "water_quality": "unsafe"},
        ):
            household = world.register(village=village)
            world.visit_again(household, by=by, **answers)
            found.append(household)
    return [*found, *by_questionnaire(world)]


FOUND_OF_MEMBERS: tuple[dict[str, str], ...] = (
    {"insured": "yes"},
    {"insured": "no", "other_insurance": "职工医保"},
    {"insured": "no", "other_insurance": "无"},
    {"insured": "no"},
    {"insured": ""},
    {"insured": "yes", "labor": "lost"},
    {"insured": "yes", "labor": ""},
)


def by_questionnaire(world: World) -> list[int]:
    """Households whose visits asked about each member, whatever the register says."""
    households = []
    for registered in (True, False, None):
        for answers in FOUND_OF_MEMBERS:
            household = world.register(insured=registered)
            assign(world, household)
            with acting_as(world["county"]):
                family = member_rows([household])[household]
            said = [member(one.number, **answers) for one in family]
            source = "低保金" if "labor" in answers else "务工"
            sent = submission_for(
                world, household, members=said, stable_income_source=source
            )
            submit(world, sent)
            households.append(household)
    return households


def standing(world: World, seat: str) -> list[VillageStanding]:
    with acting_as(world[seat]):
        pack = pack_of(pack_in_force(world.today).id)
        return standing_by_village(
            pack=pack,
            year=world.today.year,
            on=world.today,
            statuses=STATUSES,
            kept_in=None,
        )


def test_it_counts_what_the_rulebook_says_of_each(
    world: World, households: list[int]
) -> None:
    counted = {one.village_code: one for one in standing(world, "county")}

    with acting_as(world["county"]):
        pack = pack_of(pack_in_force(world.today).id)
        latest = {one: next(iter(visits_to(one)), None) for one in households}
        judged = judge_households(
            {one: visit.id if visit else None for one, visit in latest.items()},
            pack=pack,
            year=world.today.year,
        )
    expected: Counter[tuple[str, str, Outcome]] = Counter()
    for one in judged:
        expected[one.village_code, ALL, one.outcome] += 1
        for finding in one.findings:
            expected[one.village_code, finding.criterion, finding.outcome] += 1
    found = {
        (village, criterion, outcome): count
        for village, one in counted.items()
        for (criterion, outcome), count in one.counts.items()
        if count
    }
    assert found == dict(expected)
    assert {outcome for _, _, outcome in found} == set(Outcome)


def test_a_township_sees_its_own_villages_only(
    world: World, households: list[int]
) -> None:
    villages = [one.village_code for one in standing(world, "township")]

    assert villages == sorted([VILLAGE, NEXT_VILLAGE])
    assert households


def test_a_visit_of_another_year_counts_for_nothing(
    world: World, households: list[int]
) -> None:
    world.move_to(date(world.today.year + 1, 1, 10))

    (first, *_) = standing(world, "township")

    assert first.counts["safe_housing", Outcome.UNKNOWN] == first.households
    assert households


def test_it_is_one_statement_whatever_the_number_of_households(
    world: World, households: list[int]
) -> None:
    standing(world, "county")
    with acting_as(world["county"]):
        pack = pack_of(pack_in_force(world.today).id)
        with CaptureQueriesContext(connection) as queries:
            found = standing_by_village(
                pack=pack,
                year=world.today.year,
                on=world.today,
                statuses=STATUSES,
                kept_in=None,
            )

    assert sum(one.households for one in found) == len(households)
    assert len(queries) == 1
