"""Who sees which household: every seat against every place, and nothing in between."""

from __future__ import annotations

import pytest

from tests.stages.web.conftest import LogIn
from tests.stages.web.pages import text_of
from tests.support.world import NEXT_VILLAGE, OTHER_VILLAGE, SEATS, VILLAGE, World
from tuopin.office.accounts.rights import MAY, Right
from tuopin.office.divisions.domain import covers

PLACES = (VILLAGE, NEXT_VILLAGE, OTHER_VILLAGE)
NOWHERE = "999999999999"


@pytest.mark.parametrize("seat", SEATS)
def test_a_seat_sees_the_households_of_its_area_and_no_others(
    world: World, log_in: LogIn, seat: str
) -> None:
    numbers = {
        place: world.households[world.register(village=place)] for place in PLACES
    }
    browser = log_in(seat)

    answers = {p: browser.get(f"/register/{numbers[p]}/").status_code for p in PLACES}
    listed = browser.get("/register/").content.decode()

    reads = SEATS[seat].position in MAY[Right.READ_REGISTER]
    area = {p for p in PLACES if reads and covers(SEATS[seat].division_code, p)}
    assert {place for place, status in answers.items() if status == 200} == area
    assert {place for place, status in answers.items() if status == 404} == (
        set(PLACES) - area
    )
    assert {place for place in PLACES if numbers[place] in listed} == area


def test_another_village_s_household_and_a_missing_one_look_the_same(
    world: World, log_in: LogIn
) -> None:
    theirs = world.households[world.register(village=NEXT_VILLAGE)]
    browser = log_in("village")

    forbidden = browser.get(f"/register/{theirs}/")
    missing = browser.get(f"/register/{NOWHERE}/")

    assert (forbidden.status_code, missing.status_code) == (404, 404)
    assert text_of(forbidden) == text_of(missing)
    assert forbidden.headers.items() == missing.headers.items()


def test_asking_the_list_for_another_place_shows_nothing_of_it(
    world: World, log_in: LogIn
) -> None:
    theirs = world.households[world.register(village=NEXT_VILLAGE)]
    browser = log_in("village")

    pages = [
        browser.get("/register/", asked).content.decode()
        for asked in (
            {"place": NEXT_VILLAGE},
            {"q": theirs},
            {"open": "survey", "place": NEXT_VILLAGE},
        )
    ]

    assert not any(f"/register/{theirs}/" in page for page in pages)


def test_an_administrator_reads_no_household(world: World, log_in: LogIn) -> None:
    number = world.households[world.register()]
    browser = log_in("administrator")

    answers = [browser.get(at) for at in ("/register/", f"/register/{number}/")]

    assert [answer.status_code for answer in answers] == [403, 404]
    assert not any(number in answer.content.decode() for answer in answers[:1])


@pytest.mark.parametrize(
    ("seat", "status"),
    [
        ("village", 200),
        ("township", 200),
        ("county", 200),
        ("team", 403),
        ("examiner", 403),
        ("leading group", 403),
        ("supervision", 403),
        ("administrator", 403),
    ],
)
def test_the_register_is_exported_by_those_who_keep_it(
    world: World, log_in: LogIn, seat: str, status: int
) -> None:
    world.register()

    answer = log_in(seat).post("/register/export/")

    assert answer.status_code == status
