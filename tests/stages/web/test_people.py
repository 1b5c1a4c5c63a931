"""People and positions: what an administrator does in the browser, and nobody else."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.stages.web.signing import by_password, come_in, is_in
from tests.support.factors import app_of
from tests.support.world import SEATS, VILLAGE, World, seat_beside
from tuopin.office.accounts.factors import has_factor
from tuopin.office.accounts.models import Account, Appointment
from tuopin.office.accounts.operations import Seat
from tuopin.rulebook.positions import Position

PASSWORD = re.compile(r'given-password"><span class="code">([^<]+)<')


def account_of(seat: str) -> Account:
    return Account.objects.get(username=seat)


def at(seat: str, act: str = "") -> str:
    return f"/people/{account_of(seat).id}/{act}"


def seat_of(seat: str) -> Appointment:
    return account_of(seat).person.appointments.order_by("id")[0]


@pytest.fixture
def administrator(world: World) -> Client:
    world.move()
    return come_in("administrator")


def test_a_new_clerk_is_admitted_appointed_and_comes_in(administrator: Client) -> None:
    opened = administrator.post("/people/new/", {"name": "庚新", "username": "geng.x"})
    password = given(opened.content.decode())
    asked = {"position": "village_committees", "place": VILLAGE}
    administrator.post(at("geng.x", "appointment/"), asked)

    clerk = come_in("geng.x", password)

    assert clerk.get("/").status_code == 200
    assert account_of("geng.x").must_change_password
    assert password not in administrator.get(at("geng.x")).content.decode()


def given(page: str) -> str:
    found = PASSWORD.search(page)
    assert found is not None
    return found[1]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"name": "庚", "username": "village"}, "已经有人使用"),
        ({"name": "庚", "username": "a b"}, "三到四十个"),
        ({"name": "", "username": "geng.x"}, "请填写"),
        ({}, "请填写"),
    ],
)
def test_an_account_that_cannot_be_opened_says_why(
    administrator: Client, sent: dict[str, str], words: str
) -> None:
    before = Account.objects.count()

    page = administrator.post("/people/new/", sent).content.decode()

    assert words in page
    assert Account.objects.count() == before


@pytest.mark.parametrize(
    ("place", "is_known"),
    [(VILLAGE, True), ("999999999999", False), ("", False), ("无此地", False)],
)
def test_a_place_is_one_that_there_is(
    administrator: Client, place: str, is_known: bool
) -> None:
    asked = {"position": "township_office", "place": place}

    answer = administrator.post(at("team", "appointment/"), asked)

    assert answer.status_code == (302 if is_known else 422)


def test_a_position_is_handed_over_in_the_browser(administrator: Client) -> None:
    secretary = come_in("village")
    assert is_in(secretary)
    act = f"appointment/{seat_of('village').id}/hand-over/"

    administrator.post(at("village", act), {"successor": "team"})

    assert seat_of("village").succeeded_by.person == account_of("team").person
    assert not is_in(secretary)


@pytest.mark.parametrize("successor", ["", "nobody", "village"])
def test_a_hand_over_without_a_successor_leaves_all_as_it_was(
    administrator: Client, successor: str
) -> None:
    act = f"appointment/{seat_of('village').id}/hand-over/"

    answer = administrator.post(at("village", act), {"successor": successor})

    assert answer.status_code in (409, 422)
    assert seat_of("village").until_on is None


def test_a_position_ends_without_a_successor(administrator: Client) -> None:
    secretary = come_in("village")
    assert is_in(secretary)
    act = f"appointment/{seat_of('village').id}/end/"

    administrator.post(at("village", act))
    again = administrator.post(at("village", act))

    assert seat_of("village").until_on is not None
    assert not is_in(secretary)
    assert again.status_code == 409


@pytest.mark.parametrize(
    ("reason", "is_done"),
    [("手机遗失", True), ("", False), ("   ", False), ("x" * 201, False)],
)
def test_a_lost_phone_is_reset_for_a_reason(
    world: World, administrator: Client, reason: str, is_done: bool
) -> None:
    app, _ = app_of(world["village"])
    secretary, _ = by_password("village")
    secretary.post("/login/second-step/", {"code": app.code()})
    assert is_in(secretary)

    answer = administrator.post(at("village", "second-step/"), {"reason": reason})

    assert answer.status_code == (302 if is_done else 422)
    assert has_factor(account_of("village").id) is not is_done
    assert is_in(secretary) is not is_done


def test_a_forgotten_password_is_replaced_by_one_to_be_changed(
    administrator: Client,
) -> None:
    secretary = come_in("village")
    assert is_in(secretary)

    page = administrator.post(at("village", "password/")).content.decode()

    assert not is_in(secretary)
    assert is_in(come_in("village", given(page)))
    assert account_of("village").must_change_password


def test_administrators_do_nothing_to_themselves(administrator: Client) -> None:
    own = f"appointment/{seat_of('administrator').id}"
    sent = {"position": "county_office", "place": VILLAGE, "reason": "x"}

    answers = [
        administrator.post(at("administrator", act), {**sent, "successor": "team"})
        for act in ("appointment/", f"{own}/end/", "second-step/", "password/")
    ]

    assert {answer.status_code for answer in answers} == {409}
    assert account_of("administrator").person.appointments.count() == 1


@pytest.mark.parametrize("seat", SEATS)
def test_nobody_else_does_any_of_it(world: World, seat: str) -> None:
    browser = come_in(seat)
    other = "team" if seat != "team" else "village"
    held = seat_of(other).id
    acts = (
        "appointment/",
        f"appointment/{held}/hand-over/",
        f"appointment/{held}/end/",
        "second-step/",
        "password/",
    )

    answers = [browser.post(at(other, act), {"reason": "x"}) for act in acts]
    answers += [browser.get("/people/"), browser.get(at(other))]

    assert {answer.status_code for answer in answers} == {403}


def test_an_administrator_of_a_village_keeps_nobody_elsewhere(world: World) -> None:
    seat_beside("team", Seat(Position.ADMINISTRATOR, VILLAGE))
    browser = come_in("team")
    chosen = account_of("team").person.appointments.get(position="administrator")
    browser.post("/appointment/", {"appointment": chosen.id})

    answers = {
        seat: browser.post(at(seat, "password/")).status_code
        for seat in ("village", "township", "county", "other village")
    }

    assert answers == {
        "village": 200,
        "township": 404,
        "county": 404,
        "other village": 404,
    }
    assert "甲county" not in browser.get("/people/").content.decode()


def test_the_list_is_narrowed_to_a_place(administrator: Client) -> None:
    everywhere = administrator.get("/people/").content.decode()
    there = administrator.get("/people/?at=211221102000").content.decode()

    assert "甲village" in everywhere
    assert "甲other village" in there
    assert "甲village" not in there
