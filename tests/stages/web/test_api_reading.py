"""What other programs read: one's own area, as the screens show it, and no more."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.db import connections
from django.test.utils import CaptureQueriesContext

from tests.stages.web.conftest import LogIn
from tests.stages.web.programs import Program, program_of, told
from tests.support.villages import VillageWay
from tests.support.world import NEXT_VILLAGE, VILLAGE, YEAR, World

WHOLE_ID_NUMBER = re.compile(r"\d{17}[\dX]")


@pytest.fixture
def hanging(world: World) -> tuple[World, str, int]:
    """Return a household that hangs and was objected to: its number and its case."""
    household = world.register()
    (case,) = world.bring([household], to="report_to_township")
    world.object_to(case)
    return world, world.households[household], case


def test_the_list_is_one_s_own_area_in_pages(world: World) -> None:
    for village, count in ((VILLAGE, 51), (NEXT_VILLAGE, 1)):
        for _ in range(count):
            world.register(village=village)
    program = program_of(world, "village", may_act=False)

    first = program.get("/households").json()
    second = program.get("/households", page=2).json()

    assert (first["total"], first["pages"], len(first["households"])) == (51, 2, 50)
    assert len(second["households"]) == 1
    assert {one["village"] for one in first["households"]} == {VILLAGE}


def test_the_list_is_narrowed_by_place_and_by_where_the_exit_stands(
    hanging: tuple[World, str, int],
) -> None:
    world, number, _ = hanging
    world.register(village=NEXT_VILLAGE)
    program = program_of(world, "township", may_act=False)

    in_village = program.get("/households", place=NEXT_VILLAGE).json()
    (status,) = {
        one["status"]["id"]
        for one in program.get("/households").json()["households"]
        if one["number"] == number
    }
    held = program.get("/households", status=status).json()

    assert in_village["total"] == 1
    assert [one["number"] for one in held["households"]] == [number]


@pytest.mark.parametrize(
    "asked",
    [
        {"page": "0"},
        {"page": "9" * 20},
        {"status": "nothing of the kind"},
        {"place": "211221"},
    ],
)
def test_a_question_that_is_none_is_told_so(
    world: World, asked: dict[str, str]
) -> None:
    program = program_of(world, "village", may_act=False)

    problem = told(program.get("/households", **asked), 422)

    assert problem["faults"]


def test_a_household_comes_with_facts_findings_acts_and_what_blocks_the_next(
    hanging: tuple[World, str, int],
) -> None:
    world, number, case = hanging
    program = program_of(world, "village", may_act=False)

    found = program.get(f"/households/{number}").json()

    assert found["case"]["id"] == case
    assert found["visits"][0]["facts"]
    income = found["assessment"]["findings"][0]
    assert income["article"]["id"].startswith("art-03")
    assert income["threshold"]
    assert income["source"]["id"] == "survey"
    assert found["assessment"]["visited_on"]
    assert [one["kind"] for one in found["open_questions"]] == ["objection", "hold"]
    assert found["case"]["blocked_by"]
    assert found["timeline"][0]["title"]["zh"]


def test_what_was_not_asked_is_an_open_question(world: World) -> None:
    household = world.register()
    world.file_plan([household])
    cases = world.open_cases([household])
    world.visit([household], without=["water_quality"])
    world.move()
    world.assess(cases)
    program = program_of(world, "village", may_act=False)

    found = program.get(f"/households/{world.households[household]}").json()

    assert "fact_missing" in {one["kind"] for one in found["open_questions"]}


def test_numbers_are_masked_as_on_the_screens(registered: World) -> None:
    program = program_of(registered, "county", may_act=False)
    numbers = [one["number"] for one in program.get("/households").json()["households"]]

    pages = [program.get(f"/households/{one}") for one in numbers]

    members = [one for page in pages for one in page.json()["members"]]
    assert any("*" in one["id_number"] for one in members)
    assert not any(WHOLE_ID_NUMBER.search(page.content.decode()) for page in pages)


def test_another_village_s_household_is_not_there(
    hanging: tuple[World, str, int],
) -> None:
    world, number, case = hanging
    here = program_of(world, "village", may_act=False)
    next_door = program_of(world, "next village", may_act=False)
    paths = (f"/households/{number}", f"/cases/{case}", f"/acts/examine/{VILLAGE}")

    assert [here.get(path).status_code for path in paths] == [200, 200, 403]
    assert [told(next_door.get(p), 404)["code"] for p in paths] == ["not_there"] * 3


def test_cases_notices_objections_and_filings_are_listed(
    hanging: tuple[World, str, int],
) -> None:
    world, number, case = hanging
    world.bring([world.register()], to="file_with_city")
    program = program_of(world, "county", may_act=False)

    cases = program.get("/cases", village=VILLAGE, year=YEAR).json()
    notices = program.get("/notices").json()
    notice = program.get(f"/notices/{notices['notices'][0]['id']}").json()
    objections = program.get("/objections").json()
    (filing,) = program.get("/filings").json()["filings"]
    roster = program.get(f"/filings/{filing['id']}").json()["roster"]

    assert case in {one["id"] for one in cases["cases"]}
    assert notice["roster"][0]["head_of_household"]
    assert [one["household"] for one in objections["waiting"]] == [number]
    assert objections["total_waiting"] == 1
    assert filing["receipt_number"]
    assert len(roster) == filing["households"] == 1


def test_villages_come_with_their_figures_and_acts(world: World) -> None:
    VillageWay(world).bring(to="assess")
    program = program_of(world, "township", may_act=False)

    listed = program.get("/villages").json()["villages"]
    village = program.get(f"/villages/{listed[0]['code']}").json()

    assert listed[0]["status"]
    assert village["departments"][0]["figures"]
    assert village["case"]["acts"]
    assert village["assessment"]["findings"]


def test_a_day_s_work_is_listed(hanging: tuple[World, str, int]) -> None:
    world, _, _ = hanging
    world.bring([world.register()], to="appraise")

    work = program_of(world, "village", may_act=False).get("/acts").json()

    assert "verify_committees" in {one["id"] for one in work["lines"]}


def test_an_administrator_keeps_accounts_and_reads_no_household(world: World) -> None:
    program = program_of(world, "administrator", may_act=False)

    assert told(program.get("/households"), 403)["code"] == "not_your_position"


def test_nobody_is_told_so_and_not_sent_to_a_page(world: World) -> None:
    problem = told(Program().get("/households"), 401)

    assert problem["remedy"]["zh"]


def test_a_browser_s_session_reads_as_a_token_does(
    hanging: tuple[World, str, int], log_in: LogIn
) -> None:
    _, number, _ = hanging

    answered = log_in("village").get(f"/api/v1/households/{number}")

    assert answered.json()["number"] == number


def test_an_address_that_is_none_says_so(world: World) -> None:
    assert Program().get("/nothing").status_code == 404


def test_too_many_questions_have_to_wait(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(settings.TUOPIN_API_RATES, "person", (2, 10**9))
    program = program_of(world, "village", may_act=False)
    other = program_of(world, "team", may_act=False)

    answers = [program.get("/households").status_code for _ in range(3)]
    problem = told(program.get("/households"), 429)

    assert answers == [200, 200, 429]
    assert problem["code"] == "too_often"
    assert int(program.get("/households").headers["Retry-After"]) > 0
    assert other.get("/households").status_code == 200


@pytest.mark.parametrize("path", ["/households", "/cases", "/notices"])
def test_a_list_asks_the_database_as_often_however_long_it_is(
    world: World, path: str
) -> None:
    program = program_of(world, "county", may_act=False)
    world.bring([world.register()], to="post_first")
    program.get(path)  # the pack is read once in a process

    with CaptureQueriesContext(connections["default"]) as of_one:
        program.get(path)
    world.bring([world.register() for _ in range(5)], to="list_in_plan")
    with CaptureQueriesContext(connections["default"]) as of_six:
        found = program.get(path).json()

    assert found["total"] >= 1
    assert len(of_six) == len(of_one)
