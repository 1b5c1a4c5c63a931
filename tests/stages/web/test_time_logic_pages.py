"""Two documents' times contradict each other, and stand side by side (art. 15)."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests.stages.web.conftest import LogIn
from tests.stages.web.test_fieldwork_pages import words_of
from tests.support.pictures import picture
from tests.support.questionnaires import assign, submission_for, submit
from tests.support.time_logic import (
    NOTHING,
    contradict,
    figures,
    found,
    leave,
    meet,
    noon,
    sign,
    snap,
    use,
)
from tests.support.world import NEXT_VILLAGE, OTHER_VILLAGE, VILLAGE, World
from tuopin.office.policy.queries import pack_on
from tuopin.office.time_logic import Pair, Paper, State
from tuopin.rulebook.time_logic import CHECKS
from tuopin.web.time_logic import board

PAGE = "/time-logic/"
DAY = timedelta(days=1)


@pytest.fixture
def noticed(world: World) -> tuple[int, int, date]:
    """A household on its first notice: itself, its case and the day of posting."""
    household = world.register()
    (case,) = world.bring([household], to="post_first")
    return household, case, world.today


def test_an_empty_record_contradicts_nothing(world: World) -> None:
    assert figures(world) == dict.fromkeys(CHECKS, NOTHING)


def test_a_lawful_way_out_contradicts_nothing_but_is_looked_at(
    world: World,
) -> None:
    world.bring([world.register(), world.register()], to="approve")

    counted = figures(world)

    assert all(one.contradict == 0 for one in counted.values())
    assert counted["meeting_after_notice"].looked_at == 2
    assert counted["votes_unlike_attendance"].looked_at == 2
    assert counted["signed_within_notice"].looked_at == 2


# 先公示、后评议


@pytest.mark.parametrize(
    ("later", "is_found"), [(-2, False), (-1, False), (0, False), (1, True), (2, True)]
)
def test_a_meeting_after_the_day_of_the_first_notice_is_found(
    world: World, noticed: tuple[int, int, date], later: int, is_found: bool
) -> None:
    _, case, posted = noticed
    world.move(days=5)

    held = posted + later * DAY
    meet(world, case, held_on=held, recorded_for=held)

    pairs = found(world, "meeting_after_notice")
    assert bool(pairs) is is_found
    if pairs:
        (pair,) = pairs
        assert pair.one.day == held
        assert pair.two is not None
        assert (pair.two.kind, pair.two.day) == (Paper.NOTICE, posted)


@pytest.mark.parametrize(("later", "is_found"), [(-1, False), (0, False), (1, True)])
def test_a_meeting_after_the_act_that_records_it_is_found(
    world: World, noticed: tuple[int, int, date], later: int, is_found: bool
) -> None:
    _, case, posted = noticed
    recorded = posted - 3 * DAY

    meet(world, case, held_on=recorded + later * DAY, recorded_for=recorded)

    pairs = found(world, "meeting_after_notice")
    assert [pair.two and pair.two.kind for pair in pairs] == [Paper.ACT] * is_found


def test_a_vote_without_an_act_cannot_be_checked(
    world: World, noticed: tuple[int, int, date]
) -> None:
    _, case, posted = noticed

    meet(world, case, held_on=posted + DAY, recorded_for=None)

    (pair,) = found(world, "meeting_after_notice", State.UNKNOWN)
    assert pair.two is None
    assert found(world, "meeting_after_notice") == []


# 公示以后才签认


@pytest.mark.parametrize(
    ("later", "is_found"), [(-2, False), (-1, False), (0, False), (1, True), (2, True)]
)
def test_a_signature_after_the_day_of_posting_is_found(
    world: World, noticed: tuple[int, int, date], later: int, is_found: bool
) -> None:
    _, case, posted = noticed

    sign(world, case, on=posted + later * DAY)

    assert bool(found(world, "signed_within_notice")) is is_found


def test_a_fresh_round_is_compared_with_its_own_notice_only(
    world: World, noticed: tuple[int, int, date]
) -> None:
    household, case, _ = noticed
    world.move()
    world.visit_again(household, wage_income="8000.00")
    world.restart([case])
    world.move()

    for act, do in world.way([household], [case]):
        do()
        if act == "post_first":
            break

    assert figures(world)["signed_within_notice"].looked_at == 2
    assert found(world, "signed_within_notice") == []
    assert found(world, "meeting_after_notice") == []


# 照片时间对不上


@pytest.mark.parametrize(
    ("days", "is_found"),
    [(-8, True), (-7, False), (-6, False), (0, False), (1, True)],
)
def test_a_photo_taken_after_its_use_or_long_before_is_found(
    world: World, days: int, is_found: bool
) -> None:
    world.move(days=20)

    use(world, snap(world, noon(world.today, days=days)))

    assert bool(found(world, "photo_off_day")) is is_found


def test_a_photo_without_a_time_of_its_own_is_unknown_and_not_fine(
    world: World,
) -> None:
    use(world, snap(world, None))

    counted = figures(world)["photo_off_day"]

    assert (counted.looked_at, counted.contradict, counted.unknown) == (1, 0, 1)


@pytest.mark.parametrize("written", ["2017:02:30 10:00:00", "0000:00:00 00:00:00"])
def test_a_camera_s_impossible_time_is_unknown(world: World, written: str) -> None:
    use(world, world.keep(picture(taken_at=written), by="township"))

    assert figures(world)["photo_off_day"].unknown == 1


def test_a_photo_of_another_act_is_not_looked_at(world: World) -> None:
    use(world, snap(world, noon(world.today, days=3)), act="verify_committees")

    assert figures(world)["photo_off_day"] == NOTHING


# 同一时间在两个村


@pytest.mark.parametrize(
    ("minutes", "is_found"), [(0, True), (9, True), (10, True), (11, False)]
)
def test_one_person_within_minutes_in_two_villages_is_found(
    world: World, minutes: int, is_found: bool
) -> None:
    snap(world, noon(world.today))
    snap(world, noon(world.today, minutes=minutes), place=NEXT_VILLAGE)

    pairs = found(world, "two_places_one_hour")

    assert bool(pairs) is is_found
    for pair in pairs:
        assert pair.two is not None
        assert {pair.one.place, pair.two.place} == {VILLAGE, NEXT_VILLAGE}


@pytest.mark.parametrize(
    ("began", "is_found"),
    [
        ("T03:55:00Z", True),
        ("T11:55:00+08:00", True),
        ("T11:55:00.123", True),
        ("T11:55:00Z", False),
        ("T25:00:00Z", False),
        ("", False),
    ],
)
def test_a_survey_s_hour_is_told_by_the_county_s_clock_in_any_seat(
    world: World, began: str, is_found: bool
) -> None:
    household = world.register()
    world.bring([household], to="list_in_plan")
    assign(world, household)
    at = f"{world.today}{began}" if began else ""
    sent = submission_for(world, household, envelope={"began_at": at})
    world.actors["the same"] = world.seat_again("village", "next village")

    submit(world, sent)
    snap(world, noon(world.today), place=NEXT_VILLAGE, by="the same")

    assert bool(found(world, "two_places_one_hour")) is is_found


def test_two_persons_may_be_in_two_villages_and_one_in_one(world: World) -> None:
    snap(world, noon(world.today))
    snap(world, noon(world.today, minutes=1))
    snap(world, noon(world.today, minutes=2), place=NEXT_VILLAGE, by="county")

    assert found(world, "two_places_one_hour") == []


def test_a_visit_without_an_hour_cannot_be_checked(world: World) -> None:
    world.bring([world.register()], to="survey")

    assert figures(world)["two_places_one_hour"].unknown == 1


# 签认人已不在户内


@pytest.mark.parametrize(("later", "is_found"), [(-1, False), (0, True), (1, True)])
def test_a_signer_who_had_left_by_the_day_is_found(
    world: World, noticed: tuple[int, int, date], later: int, is_found: bool
) -> None:
    household, case, posted = noticed
    leave(world, household, name="乙成员1", on=posted)

    sign(world, case, on=posted + later * DAY, signer="乙成员1")

    assert bool(found(world, "signer_gone")) is is_found


def test_a_signer_whom_the_register_never_knew_cannot_be_checked(
    world: World, noticed: tuple[int, int, date]
) -> None:
    before = figures(world)["signer_gone"]

    sign(world, noticed[1], on=noticed[2], signer="无人")

    after = figures(world)["signer_gone"]
    assert after == replace(
        before, looked_at=before.looked_at + 1, unknown=before.unknown + 1
    )


# 票数与到会人数不符


@pytest.mark.parametrize(
    ("came", "is_found"),
    [(22, True), (23, True), (24, False), (25, True), (26, True)],
)
def test_votes_that_are_not_as_many_as_came_are_found(
    world: World, noticed: tuple[int, int, date], came: int, is_found: bool
) -> None:
    _, case, posted = noticed

    meet(world, case, held_on=posted, recorded_for=posted, came=came)

    pairs = found(world, "votes_unlike_attendance")
    assert [pair.one.about for pair in pairs] == ["19+3+1+1=24"] * is_found


# The page


def test_the_page_shows_both_documents_and_narrows(
    world: World, noticed: tuple[int, int, date], log_in: LogIn
) -> None:
    _, case, posted = noticed
    sign(world, case, on=posted + DAY)
    meet(world, case, held_on=posted, recorded_for=posted, came=30)
    browser = log_in("county")

    every = " ".join(words_of(browser, PAGE).split())
    signed = " ".join(words_of(browser, f"{PAGE}?check=signed_within_notice").split())
    elsewhere = words_of(browser, f"{PAGE}?place={OTHER_VILLAGE}")
    book = load_workbook(
        io.BytesIO(browser.get(f"{PAGE}workbook/?place={VILLAGE}").content)
    ).active

    assert "户签认 · 乙1" in every
    assert "19+3+1+1=24" in every
    assert "19+3+1+1=24" not in signed
    assert "没有两份材料的时间互相矛盾" in elsewhere
    assert book.max_row == 3
    assert browser.get(f"{PAGE}?check=nothing").status_code == 404
    assert browser.get(f"{PAGE}?place=110101001001").status_code == 404


def test_what_cannot_be_checked_has_a_list_of_its_own(
    world: World, log_in: LogIn
) -> None:
    use(world, snap(world, None))

    words = words_of(log_in("county"), f"{PAGE}?check=photo_off_day&state=unknown")

    assert "没有自己的时间" in words


def test_a_township_sees_its_own_area_only(world: World, log_in: LogIn) -> None:
    snap(world, noon(world.today), by="county")
    snap(world, noon(world.today), place=NEXT_VILLAGE, by="county")

    assert figures(world, by="township")["two_places_one_hour"].contradict == 1
    assert figures(world, by="other township")["two_places_one_hour"] == NOTHING
    assert log_in("other township").get(f"{PAGE}?place={VILLAGE}").status_code == 404


def test_a_village_does_not_look_and_is_not_led_there(log_in: LogIn) -> None:
    browser = log_in("village")

    assert browser.get(PAGE).status_code == 403
    assert "时间核对" not in words_of(browser, "/")
    assert "时间核对" in words_of(log_in("township"), "/")


def test_rules_without_checks_say_so(
    world: World, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = replace(pack_on(world.today), time_logic=None)
    monkeypatch.setattr(board, "pack_on", lambda _: without)

    answer = log_in("county").get(PAGE)

    assert answer.status_code == 404
    assert "没有规定要核对哪些时间" in answer.content.decode()


def test_the_page_asks_as_often_for_many_as_for_one(
    world: World, noticed: tuple[int, int, date], log_in: LogIn
) -> None:
    _, case, posted = noticed
    browser = log_in("county")
    sign(world, case, on=posted + DAY)
    browser.get(PAGE)

    with CaptureQueriesContext(connection) as one:
        browser.get(PAGE)
    for minutes in range(20):
        place = VILLAGE if minutes % 2 else NEXT_VILLAGE
        snap(world, noon(world.today, minutes=minutes), place=place)
        meet(world, case, held_on=posted, recorded_for=posted, came=30)
    with CaptureQueriesContext(connection) as many:
        browser.get(PAGE)

    assert len(many) == len(one)


def at(pair: Pair) -> str:
    return f"{PAGE}{pair.one.place}/{pair.key}/"


def test_supervision_looks_into_it_on_the_page(world: World, log_in: LogIn) -> None:
    browser = log_in("supervision")
    pair = contradict(world)
    typed = {"outcome": "explained", "grounds": "轮用手机", "paper-grounds": "笔录1号"}

    board = browser.get("/time-logic/").content.decode()
    left_out = browser.post(at(pair), {**typed, "grounds": ""})
    answer = browser.post(at(pair), typed)
    shown = browser.get(at(pair)).content.decode()
    settled = browser.get("/time-logic/?state=settled").content.decode()

    assert at(pair) in board
    assert left_out.status_code == 422
    assert answer.status_code == 302
    assert "轮用手机" in shown
    assert "笔录1号" in shown
    assert "已说明清楚" in settled
    assert at(pair) not in browser.get("/time-logic/").content.decode()


def test_a_township_reads_it_and_is_told_who_settles_it(
    world: World, log_in: LogIn
) -> None:
    words = log_in("township").get(at(contradict(world))).content.decode()

    assert "由督查或者县办公室登记核实结果" in words
    assert "登记核实结果</button>" not in words


@pytest.mark.parametrize("address", ["/time-logic/{}/nothing/", "/time-logic/1/{}/"])
def test_an_address_of_nothing_is_not_there(
    world: World, log_in: LogIn, address: str
) -> None:
    pair = contradict(world)
    part = pair.one.place if address.endswith("nothing/") else pair.key

    assert log_in("county").get(address.format(part)).status_code == 404
