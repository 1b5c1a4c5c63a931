"""Who visits whom, how far the visits are, and deciding on what was put aside."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.test import Client

from tests.stages.web.conftest import LogIn
from tests.support.questionnaires import assign, submission_for, submit
from tests.support.world import VILLAGE, World
from tuopin.office.scope import acting_as
from tuopin.procedure.models import ActRecord
from tuopin.survey.fieldwork import assignments
from tuopin.survey.models import SubmissionDecision


def words_of(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return html.unescape(re.sub(r"<[^>]+>|\s+", " ", answer.content.decode()))


def row_of(words: str, name: str) -> list[int]:
    """Return the figures that stand behind a name."""
    found = re.search(rf"{name} ((?: *\d+ )+)", words)
    assert found, words
    return [int(one) for one in found[1].split()]


@pytest.fixture
def planned(world: World) -> list[int]:
    """Three households of the village whose exits wait for their survey."""
    households = [world.register() for _ in range(3)]
    world.bring(households, to="list_in_plan")
    return households


def test_the_board_counts_whom_nobody_has_whom_somebody_has_and_whom_they_saw(
    world: World, planned: list[int], log_in: LogIn
) -> None:
    first, second, _ = planned
    assign(world, first)
    assign(world, second, due_on=world.today)
    world.move()
    world.visit([first])

    words = words_of(log_in("township"), "/fieldwork/")

    name = world["village"].person_name
    assert "还有2户待入户调查" in words
    # Assigned, visited, left, overdue.
    assert row_of(words, name)[:4] == [2, 1, 1, 1]
    assert "1 2 1 1 1" in " ".join(words.split())


def test_a_surveyor_finds_the_own_households_with_their_days(
    world: World, planned: list[int], log_in: LogIn
) -> None:
    assign(world, planned[0])
    browser = log_in("village")

    assert "有1户由您入户调查" in words_of(browser, "/")
    page = browser.get("/fieldwork/").content.decode()
    assert f'href="/visits/{world.households[planned[0]]}/"' in page
    assert "由您入户调查的户" in page
    assert "由您入户调查的户" not in words_of(log_in("team"), "/fieldwork/")


def test_ticked_households_are_assigned(
    world: World, planned: list[int], log_in: LogIn
) -> None:
    browser = log_in("township")
    chosen = [world.households[one] for one in planned[:2]]
    form = {
        "household": chosen,
        "surveyor": str(world["team"].appointment_id),
        "due_on": str(world.today + timedelta(days=5)),
    }

    said = browser.post(f"/fieldwork/{VILLAGE}/", form, follow=True)

    assert "已分派2户" in said.content.decode()
    with acting_as(world["village"]):
        found = assignments(2017)
    assert {one.surveyor_name for one in found.values()} == {world["team"].person_name}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"surveyor": ""}, "选择调查人"),
        ({"household": []}, "勾选户"),
        ({"due_on": ""}, "完成日期"),
        ({"due_on": "2017-08-01"}, "早于今天"),
    ],
)
def test_what_is_missing_is_named_and_nobody_is_sent(
    world: World,
    planned: list[int],
    log_in: LogIn,
    changed: dict[str, object],
    said: str,
) -> None:
    form = {
        "household": [world.households[planned[0]]],
        "surveyor": str(world["village"].appointment_id),
        "due_on": str(world.today),
    }

    answer = log_in("village").post(f"/fieldwork/{VILLAGE}/", {**form, **changed})

    assert answer.status_code == 409
    assert said in answer.content.decode()
    with acting_as(world["village"]):
        assert assignments(2017) == {}


def test_another_village_is_not_there(world: World, log_in: LogIn) -> None:
    assert log_in("other village").get(f"/fieldwork/{VILLAGE}/").status_code == 404


def put_aside(world: World, household: int) -> int:
    """Have two phones survey one household, and return the later one's number."""
    assign(world, household)
    first, second = (
        submission_for(world, household),
        submission_for(world, household, dwelling_grade="D", food_and_clothing=None),
    )
    submit(world, first)
    return submit(world, second).number


def test_both_versions_stand_side_by_side_and_the_township_decides(
    world: World, planned: list[int], log_in: LogIn
) -> None:
    number = put_aside(world, planned[0])
    address = f"/fieldwork/put-aside/{number}/"
    township, village = log_in("township"), log_in("village")

    listed = township.get("/fieldwork/").content.decode()
    page = words_of(township, address)
    own = words_of(village, address)

    assert address in listed
    assert "有2项回答不同" in page
    assert re.search(r"住房等级 +B级 +D级", page)
    assert "采用" in page
    assert "自己上报的，不能由自己处理" in own
    assert village.post(address, {"take": "1", "reason": "x"}).status_code == 409

    bare = township.post(address, {"take": "1", "reason": ""})
    assert bare.status_code == 409
    township.post(address, {"take": "1", "reason": "后一次有报告"})

    with acting_as(world["township"]):
        assert SubmissionDecision.objects.get().visit_id is not None
    assert "已采用" in words_of(township, address)


def test_who_sent_what_was_taken_has_it_serve_the_exit(
    world: World, planned: list[int], log_in: LogIn
) -> None:
    number = put_aside(world, planned[0])
    address = f"/fieldwork/put-aside/{number}/"
    log_in("township").post(address, {"take": "1", "reason": "属实"})

    answer = log_in("village").post(address, {"serve": "1"})

    assert answer.status_code == 302
    with acting_as(world["village"]):
        acts = ActRecord.objects.filter(act="survey", case__household_id=planned[0])
        assert acts.count() == 1


def test_what_is_left_says_why(world: World, planned: list[int], log_in: LogIn) -> None:
    number = put_aside(world, planned[0])
    address = f"/fieldwork/put-aside/{number}/"

    log_in("county").post(address, {"leave": "1", "reason": "重复调查"})

    assert "不予采用。 重复调查" in words_of(log_in("village"), address)


def tile_of(browser: Client, code: str) -> str:
    """Return what a village's tile says; it leads to the village's list."""
    page = browser.get("/fieldwork/").content.decode()
    found = re.search(
        rf'class="tile tile-(\w+)" href="/fieldwork/{code}/">(.*?)</a>', page, re.DOTALL
    )
    assert found, page
    said = html.unescape(re.sub(r"<[^>]+>|\s+", " ", found[2]))
    return f"{found[1]} {' '.join(said.split())}"


def test_a_village_s_tile_says_in_word_and_shape_how_far_it_is(
    world: World, planned: list[int], log_in: LogIn
) -> None:
    browser = log_in("township")
    nobody = tile_of(browser, VILLAGE)
    for one in planned:
        assign(world, one)
    under_way = tile_of(browser, VILLAGE)
    world.move(days=8)
    late = tile_of(log_in("township"), VILLAGE)
    world.visit(planned)
    done = tile_of(log_in("township"), VILLAGE)

    assert re.fullmatch(r"unassigned .* ◇ 有未分派 已入户0/3户 · 未分派3户", nobody)
    assert re.fullmatch(r"under_way .* ◐ 进行中 已入户0/3户", under_way)
    assert re.fullmatch(r"late .* ▲ 有超期 已入户0/3户 · 超期3户", late)
    assert re.fullmatch(r"done .* ● 已全部入户 已入户3/3户", done)
