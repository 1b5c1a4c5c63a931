"""What comes before any work: a password of one's own, and a second step."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import get_resolver

from tests.stages.web.signing import come_in
from tests.support.factors import App, app_of
from tests.support.world import SEATS, World, seat_beside
from tuopin.office.accounts.factors import has_factor
from tuopin.office.accounts.models import Account
from tuopin.office.accounts.rights import WITH_SECOND_FACTOR
from tuopin.office.clock.models import DemoClock
from tuopin.rulebook.positions import Position
from tuopin.web.middleware import BY_PHONE, WITHOUT_LOGIN
from tuopin.web.signin.gate import ALWAYS_OPEN, CONFIRM, ENROLMENT, PASSWORD

FACTORS = "/account/second-step/"
BEHIND = ("/", "/register/", "/people/", "/account/", "/nowhere/", "/demo/clock/")


@pytest.fixture
def real_office(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The county without a demo's clock, as far as signing in can tell."""
    monkeypatch.setattr("tuopin.web.signin.gate.is_demo", lambda: False)
    return world


def position_of(seat: str) -> Position:
    return SEATS[seat].position if seat in SEATS else Position.ADMINISTRATOR


@pytest.mark.parametrize("seat", [*SEATS, "administrator"])
def test_who_approves_or_administers_first_sets_up_a_second_step(
    real_office: World, seat: str
) -> None:
    browser = come_in(seat)

    answers = [browser.get(address) for address in BEHIND]

    is_held_up = position_of(seat) in WITH_SECOND_FACTOR
    at = [answer.headers.get("Location") for answer in answers]
    assert at == [FACTORS] * len(BEHIND) if is_held_up else FACTORS not in at


@pytest.mark.parametrize("seat", [*SEATS, "administrator"])
def test_in_a_demo_the_second_step_is_offered_and_not_demanded(
    world: World, seat: str
) -> None:
    browser = come_in(seat)

    assert browser.get("/").status_code == 200
    assert "去设置" in browser.get("/account/").content.decode()


def test_until_then_only_enrolment_logging_out_and_the_language_are_open(
    real_office: World,
) -> None:
    browser = come_in("leading group")
    opened = set()
    for name, address in addresses().items():
        for answer in (browser.get(address), browser.post(address)):
            if answer.headers.get("Location") != FACTORS:
                opened.add(f"web:{name}")
        browser = come_in("leading group")

    assert opened <= ALWAYS_OPEN | ENROLMENT | {CONFIRM} | WITHOUT_LOGIN | BY_PHONE


def addresses() -> dict[str, str]:
    """Return an address of every route."""
    _, resolver = get_resolver().namespace_dict["web"]
    filled = {}
    for name in resolver.reverse_dict:
        if isinstance(name, str):
            ((pattern, parameters), *_), *_rest = resolver.reverse_dict.getlist(name)[0]
            filled[name] = "/" + pattern % dict.fromkeys(parameters, "1")
    return filled


def test_a_page_cannot_be_fetched_in_part_or_sent_to_either(real_office: World) -> None:
    browser = come_in("county")

    answers = [
        browser.get("/register/", HTTP_HX_REQUEST="true"),
        browser.post("/register/export/"),
        browser.head("/register/"),
        browser.put("/register/"),
    ]

    assert [answer.headers["Location"] for answer in answers] == [FACTORS] * 4


def test_whoever_has_set_it_up_can_work(real_office: World) -> None:
    browser = come_in("leading group")
    page = browser.get(f"{FACTORS}app/").content.decode()
    app = App(page.split('app-secret">')[1].split("<")[0].replace(" ", ""))

    codes = browser.post(f"{FACTORS}app/", {"code": app.code()})

    assert "备用码" in codes.content.decode()
    assert browser.get("/").status_code == 200


def test_a_code_of_another_app_sets_nothing_up(real_office: World) -> None:
    browser = come_in("leading group")
    browser.get(f"{FACTORS}app/")

    page = browser.post(f"{FACTORS}app/", {"code": App().code()}).content.decode()

    assert "验证码不对" in page
    assert browser.get("/")["Location"] == FACTORS


def test_a_second_seat_that_approves_is_enough(real_office: World) -> None:
    from_another_seat = real_office["village"]
    assert from_another_seat.position not in WITH_SECOND_FACTOR
    browser = come_in("village")
    assert browser.get("/").status_code == 200

    second_seat(real_office)

    assert browser.get("/")["Location"] == FACTORS
    assert browser.get("/appointment/").status_code == 200


def second_seat(world: World) -> None:
    seat_beside("village", SEATS["leading group"], on=world.today)


def test_removing_the_last_factor_closes_the_office_again(real_office: World) -> None:
    app, _ = app_of(real_office["leading group"])
    browser = Client()
    browser.post(
        "/login/", {"username": "leading group", "password": "a good password"}
    )
    browser.post("/login/second-step/", {"code": app.code()})
    assert browser.get("/").status_code == 200
    account = Account.objects.get(username="leading group")
    (factor,) = account.authenticator_set.filter(type="totp")

    browser.post(f"{FACTORS}remove/", {"factor": factor.id})

    assert not has_factor(account.id)
    assert browser.get("/")["Location"] == FACTORS


@pytest.mark.parametrize(
    ("is_given", "is_demo", "is_held_up"),
    [
        (True, False, True),
        (False, False, False),
        (True, True, False),
    ],
    ids=["given", "one's own", "given in a demo"],
)
def test_a_password_that_was_given_is_changed_first(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    is_given: bool,
    is_demo: bool,
    is_held_up: bool,
) -> None:
    monkeypatch.setattr("tuopin.web.signin.gate.is_demo", lambda: is_demo)
    Account.objects.filter(username="village").update(must_change_password=is_given)
    browser = come_in("village")

    at = {browser.get(address).headers.get("Location") for address in BEHIND}

    assert (at == {"/account/password/"}) is is_held_up


def test_a_changed_password_opens_the_office(real_office: World) -> None:
    Account.objects.filter(username="village").update(must_change_password=True)
    browser = come_in("village")
    assert PASSWORD == "web:password"

    browser.post(
        "/account/password/", {"new": "san ge hao ci", "again": "san ge hao ci"}
    )

    assert browser.get("/").status_code == 200
    assert come_in("village", "san ge hao ci").get("/").status_code == 200


def test_a_real_database_is_no_demo(own_database: str) -> None:
    DemoClock.objects.using("owner").all().delete()

    answer = come_in("leading group").get("/")

    assert answer["Location"] == FACTORS
