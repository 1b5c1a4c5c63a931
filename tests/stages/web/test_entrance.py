"""The way in: by password, with a lock, under one appointment at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from tests.stages.web.conftest import LogIn
from tests.support.world import NEXT_VILLAGE, OTHER_VILLAGE, World
from tuopin.office.accounts import operations as accounts
from tuopin.office.accounts.models import Account, Appointment
from tuopin.office.accounts.operations import Seat
from tuopin.office.clock.models import DemoClock
from tuopin.office.clock.queries import today
from tuopin.rulebook.positions import Position

PASSWORD = "a good password"
PAGES = (
    "/",
    "/register/",
    "/register/1/",
    "/register/export/",
    "/appointment/",
    "/demo/clock/",
    "/logout/",
    "/no/such/page/",
)


def log_in_with(password: str, *, browser: Client | None = None) -> tuple[int, str]:
    answer = (browser or Client()).post(
        "/login/", {"username": "village", "password": password}
    )
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_every_page_asks_for_a_login(world: World, address: str) -> None:
    answer = Client().get(address)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/?next=")


def test_the_health_page_answers_anybody(world: World) -> None:
    answer = Client().get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok")


def test_the_right_password_opens_the_day_s_work(world: World) -> None:
    browser = Client()

    status, _ = log_in_with(PASSWORD, browser=browser)

    assert status == 302
    assert "我的工作" in browser.get("/").content.decode()


def test_a_wrong_password_is_refused_in_words(world: World) -> None:
    status, page = log_in_with("wrong")

    assert status == 200
    assert "账号或密码不对" in page


@pytest.mark.parametrize(
    ("failures", "is_locked"),
    [(1, False), (4, False), (5, True), (6, True)],
    ids=["one failure", "just inside", "the fifth", "one more"],
)
def test_five_failures_lock_the_account_even_to_the_right_password(
    world: World, failures: int, is_locked: bool
) -> None:
    for _ in range(failures):
        log_in_with("wrong")

    status, page = log_in_with(PASSWORD)

    assert status == (429 if is_locked else 302)
    assert ("账号已锁定" in page) is is_locked


def test_a_logged_in_page_is_kept_by_no_browser(world: World, log_in: LogIn) -> None:
    browser = log_in("village")

    answers = [browser.get(address) for address in ("/", "/register/", "/nowhere/")]

    assert {answer["Cache-Control"] for answer in answers} == {"no-store"}


def test_whoever_has_two_appointments_chooses_one(world: World, log_in: LogIn) -> None:
    world.register(village=OTHER_VILLAGE)
    second = appoint_to_another_village(world)
    browser = log_in("village")

    asked = browser.get("/")
    chosen = browser.post("/appointment/", {"appointment": second})
    register = browser.get("/register/").content.decode()

    assert asked["Location"] == "/appointment/"
    assert chosen["Location"] == "/"
    assert f"{OTHER_VILLAGE}00001" in register
    assert "更换任职" in register


def test_nobody_chooses_another_person_s_appointment(
    world: World, log_in: LogIn
) -> None:
    appoint_to_another_village(world)
    browser = log_in("village")

    browser.post("/appointment/", {"appointment": world["county"].appointment_id})

    assert browser.get("/")["Location"] == "/appointment/"


def test_an_ended_appointment_is_chosen_anew(world: World, log_in: LogIn) -> None:
    second = appoint_to_another_village(world)
    browser = log_in("village")
    browser.post("/appointment/", {"appointment": second})
    world.move(days=2)
    hand_over(world, second)

    left_open = browser.get("/")
    page = log_in("village").get("/").content.decode()

    assert left_open["Location"].startswith("/login/")
    assert OTHER_VILLAGE not in page
    assert world["village"].division_code in page


def test_without_an_appointment_there_is_nothing_to_see(
    world: World, log_in: LogIn
) -> None:
    world.move(days=2)
    hand_over(world, world["village"].appointment_id)

    page = log_in("village").get("/", follow=True).content.decode()

    assert "没有任职" in page


def hand_over(world: World, appointment_id: int) -> None:
    """Hand an appointment over to the resident work team's person."""
    accounts.hand_over(
        appointment=Appointment.objects.get(id=appointment_id),
        successor=Account.objects.get(username="team").person,
        actor=world["administrator"],
        on=world.today,
    )


def appoint_to_another_village(world: World) -> int:
    """Give the village's secretary a second appointment and return its id."""
    person = Account.objects.get(username="village").person
    (appointment,) = accounts.appoint_many(
        appointments=[(person, Seat(Position.VILLAGE_COMMITTEES, OTHER_VILLAGE))],
        actor=world["administrator"],
        on=world.today,
    )
    return appointment.id


@pytest.mark.parametrize(
    ("by", "days"), [("day", 1), ("week", 7), ("working_day", 3)], ids=str
)
def test_a_demo_s_day_moves_on(world: World, log_in: LogIn, by: str, days: int) -> None:
    before = today()

    log_in("village").post("/demo/clock/", {"by": by})

    assert today() == before + timedelta(days=days)


def test_a_real_office_has_no_clock_to_move(own_database: str) -> None:
    DemoClock.objects.using("owner").all().delete()
    browser = Client()
    log_in_with(PASSWORD, browser=browser)

    answer = browser.post("/demo/clock/", {"by": "day"})

    assert answer.status_code == 403
    assert "演示日期" not in answer.content.decode()


def test_the_page_changes_its_language(world: World, log_in: LogIn) -> None:
    browser = log_in("village")

    browser.post("/language/", {"language": "en", "next": "/"})
    page = browser.get("/").content.decode()

    assert '<html lang="en">' in page
    assert "Waiting for others" in page


def test_the_demo_s_accounts_are_named_in_a_demo(world: World) -> None:
    page = Client().get("/login/").content.decode()

    assert "演示日期" in page
    assert NEXT_VILLAGE not in page
