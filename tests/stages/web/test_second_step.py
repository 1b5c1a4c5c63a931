"""The second step of signing in: by code, by recovery code, by passkey, and attacks."""

from __future__ import annotations

import time

import pytest
from django.test import Client

from tests.stages.web.signing import (
    PASSWORD,
    add_passkey,
    by_passkey,
    by_password,
    come_in,
    is_in,
    options_on,
)
from tests.support.factors import App, Passkey, app_of
from tests.support.world import World
from tuopin.office.accounts.factors import factors_of
from tuopin.office.accounts.models import Account

STEP = "/login/second-step/"


@pytest.fixture
def app(world: World) -> App:
    return app_of(world["village"])[0]


def test_a_password_alone_does_not_let_in_whoever_has_a_second_factor(
    world: World, app: App
) -> None:
    browser, answer = by_password("village")

    assert answer["Location"] == STEP
    assert "第二步验证" in browser.get(STEP).content.decode()
    assert not is_in(browser)


def test_the_app_s_code_lets_in(world: World, app: App) -> None:
    browser, _ = by_password("village")

    answer = browser.post(STEP, {"code": app.code()})

    assert answer["Location"] == "/"
    assert is_in(browser)


def test_a_wrong_code_does_not(world: World, app: App) -> None:
    browser, _ = by_password("village")

    answer = browser.post(STEP, {"code": App().code()})

    assert "没有通过" in answer.content.decode()
    assert not is_in(browser)


def test_a_code_read_over_the_shoulder_lets_nobody_in_again(
    world: World, app: App
) -> None:
    seen = app.code()
    browser, _ = by_password("village")
    browser.post(STEP, {"code": seen})
    attacker, _ = by_password("village")

    answer = attacker.post(STEP, {"code": seen})

    assert is_in(browser)
    assert "没有通过" in answer.content.decode()
    assert not is_in(attacker)


def test_a_recovery_code_lets_in_once(world: World) -> None:
    _, codes = app_of(world["village"])
    first, _ = by_password("village")
    first.post(STEP, {"code": f"{codes[0][:4]} {codes[0][4:]}"})
    second, _ = by_password("village")
    second.post(STEP, {"code": codes[0]})

    assert is_in(first)
    assert not is_in(second)


@pytest.mark.parametrize(
    ("failures", "is_locked"),
    [(1, False), (4, False), (5, True), (6, True)],
    ids=["one failure", "just inside", "the fifth", "one more"],
)
def test_guessing_codes_locks_the_account_even_to_the_right_one(
    world: World, app: App, failures: int, is_locked: bool
) -> None:
    wrong = App()
    browser, _ = by_password("village")
    for _ in range(failures):
        browser.post(STEP, {"code": wrong.code()})

    answer = browser.post(STEP, {"code": app.code()})

    assert answer.status_code == (429 if is_locked else 302)
    assert is_in(browser) is not is_locked


def test_a_right_password_between_two_guesses_does_not_unlock(
    world: World, app: App
) -> None:
    for _ in range(4):
        browser, _answer = by_password("village")
        browser.post(STEP, {"code": App().code()})
    browser, answer = by_password("village")
    assert answer["Location"] == STEP

    assert browser.post(STEP, {"code": App().code()}).status_code == 429
    assert by_password("village")[1].status_code == 429


@pytest.mark.parametrize(
    ("minutes", "is_open"),
    [(0, True), (9, True), (10, True), (10.1, False), (60, False)],
    ids=["at once", "inside", "on it", "just outside", "long after"],
)
def test_the_second_step_waits_ten_minutes(
    world: World,
    app: App,
    monkeypatch: pytest.MonkeyPatch,
    minutes: float,
    is_open: bool,
) -> None:
    began = time.time()
    monkeypatch.setattr(time, "time", lambda: began)
    browser, _ = by_password("village")
    monkeypatch.setattr(time, "time", lambda: began + minutes * 60)

    answer = browser.get(STEP)

    assert answer.status_code == (200 if is_open else 302)


def test_a_password_changed_meanwhile_ends_the_wait(world: World, app: App) -> None:
    browser, _ = by_password("village")
    account = Account.objects.get(username="village")
    account.set_password("another password")
    Account.objects.filter(id=account.id).update(password=account.password)

    answer = browser.post(STEP, {"code": app.code()})

    assert answer["Location"] == "/login/"
    assert not is_in(browser)


def test_an_account_closed_meanwhile_does_not_come_in(world: World, app: App) -> None:
    browser, _ = by_password("village")
    Account.objects.filter(username="village").update(is_active=False)

    browser.post(STEP, {"code": app.code()})

    assert not is_in(browser)


def test_nobody_reaches_the_second_step_without_the_first(
    world: World, app: App
) -> None:
    stranger = Client()

    answers = [stranger.get(STEP), stranger.post(STEP, {"code": app.code()})]

    assert [answer["Location"] for answer in answers] == ["/login/", "/login/"]
    assert not is_in(stranger)


def test_the_session_of_the_first_step_is_not_that_of_the_second(
    world: World, app: App
) -> None:
    browser, _ = by_password("village")
    before = browser.session.session_key
    browser.post(STEP, {"code": app.code()})

    assert browser.session.session_key != before


@pytest.fixture
def passkey(world: World) -> Passkey:
    """Give the village's secretary a passkey and nothing else."""
    passkey = Passkey()
    page = add_passkey(come_in("village"), passkey)
    assert "备用码" in page.content.decode()
    passkey.count = 1
    return passkey


def test_a_passkey_signs_in_by_itself(passkey: Passkey) -> None:
    browser = Client(HTTP_HOST="localhost")

    answer = by_passkey(passkey, browser=browser)

    assert answer["Location"] == "/"
    assert is_in(browser)


def test_a_passkey_is_a_second_step_too(passkey: Passkey) -> None:
    browser, answer = by_password("village")
    assert answer["Location"] == STEP

    asked = options_on(browser.get(STEP))
    browser.post(STEP, {"credential": passkey.sign(asked)})

    assert is_in(browser)


@pytest.mark.parametrize(
    ("about", "value"),
    [
        ("origin", "https://localhost.evil.example"),
        ("origin", "http://under.localhost"),
        ("origin", "http://localhost:8001"),
        ("host", "evil.example"),
        ("is_unlocked", False),
        ("count", 0),
        ("user", "enp6enp6"),
        ("id", b"another passkey!"),
    ],
)
def test_a_passkey_signed_for_another_page_or_by_another_key_is_refused(
    passkey: Passkey, about: str, value: object
) -> None:
    browser = Client(HTTP_HOST="localhost")
    by_passkey(passkey, browser=Client(HTTP_HOST="localhost"))
    passkey.count += 1
    setattr(passkey, about, value)

    answer = by_passkey(passkey, browser=browser)

    assert answer.status_code == 403
    assert "没有登录" in answer.content.decode()
    assert not is_in(browser)


def test_a_signature_is_good_for_one_challenge(passkey: Passkey) -> None:
    browser = Client(HTTP_HOST="localhost")
    asked = browser.get("/login/passkey/").content.decode()
    signed = passkey.sign(asked)
    browser.post("/login/passkey/", {"credential": signed})
    thief = Client(HTTP_HOST="localhost")
    thief.get("/login/passkey/")

    answers = [thief.post("/login/passkey/", {"credential": signed}) for _ in range(2)]

    assert is_in(browser)
    assert [answer.status_code for answer in answers] == [403, 403]
    assert not is_in(thief)


@pytest.mark.parametrize(
    "sent",
    ["", "x", "[]", "{}", "null", '{"response": {"userHandle": "_"}}', '{"id": 1}'],
)
def test_what_is_no_passkey_is_refused(world: World, sent: str) -> None:
    browser = Client(HTTP_HOST="localhost")
    browser.get("/login/passkey/")

    answer = browser.post("/login/passkey/", {"credential": sent})

    assert answer.status_code == 403


def test_a_passkey_of_another_origin_is_not_added(world: World) -> None:
    browser = come_in("village")

    page = add_passkey(browser, Passkey(origin="https://evil.example"))

    assert "没有通过" in page.content.decode()
    assert not factors_of(Account.objects.get(username="village").id).exists()


def test_a_removed_passkey_lets_nobody_in(passkey: Passkey) -> None:
    browser = Client(HTTP_HOST="localhost")
    by_passkey(passkey, browser=browser)
    (factor,) = factors_of(Account.objects.get(username="village").id)
    browser.post("/account/second-step/remove/", {"factor": factor.id})
    passkey.count += 1

    answer = by_passkey(passkey)

    assert answer.status_code == 403


def test_a_closed_account_s_passkey_lets_nobody_in(passkey: Passkey) -> None:
    Account.objects.filter(username="village").update(is_active=False)

    assert by_passkey(passkey).status_code == 403


@pytest.mark.parametrize(
    ("host", "is_offered"),
    [("localhost", True), ("127.0.0.1", False)],
)
def test_passkeys_are_offered_where_browsers_make_them(
    world: World, host: str, is_offered: bool
) -> None:
    page = Client(HTTP_HOST=host).get("/login/").content.decode()

    assert ("用通行密钥登录" in page) is is_offered


def test_coming_in_never_leads_to_another_site(passkey: Passkey) -> None:
    browser = Client(HTTP_HOST="localhost")
    asked = browser.get("/login/passkey/").content.decode()
    sent = {"credential": passkey.sign(asked), "next": "https://evil.example/"}

    assert browser.post("/login/passkey/", sent)["Location"] == "/"
    assert by_password("village", PASSWORD)[1]["Location"] == STEP
