"""One's own account: where it is signed in, its password, its factors."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from tests.stages.web.signing import PHONE, add_passkey, by_password, come_in, is_in
from tests.support.factors import App, Passkey, app_of
from tests.support.world import World
from tuopin.office.accounts import operations
from tuopin.office.accounts.factors import factors_of, has_factor
from tuopin.office.accounts.models import Account, SignIn

NEW = "san ge hao ci"
CONFIRM = "/account/confirm/"
GUARDED = (
    "/account/password/",
    "/account/second-step/app/",
    "/account/second-step/passkey/",
)
SENT = (
    *GUARDED,
    "/account/second-step/codes/",
    "/account/second-step/remove/",
)


def account_of(seat: str) -> Account:
    return Account.objects.get(username=seat)


def later(monkeypatch: pytest.MonkeyPatch, *, minutes: float) -> None:
    began = time.time()
    monkeypatch.setattr(time, "time", lambda: began + minutes * 60)


def test_the_page_says_where_one_is_signed_in(world: World) -> None:
    here = come_in("village")
    come_in("village", device=PHONE).get("/")

    page = here.get("/account/").content.decode()

    assert "安卓手机或平板、微信" in page
    assert page.count("当前浏览器") == 1


def test_one_browser_is_signed_out_and_the_others_stay(world: World) -> None:
    here, phone, home = (come_in("village", device=d) for d in ("", PHONE, "Firefox"))
    for browser in (here, phone, home):
        browser.get("/")
    lost = SignIn.objects.get(device=PHONE)

    page = here.post("/account/sign-ins/end/", {"only": lost.id}, follow=True)

    assert "1个浏览器" in page.content.decode()
    assert [is_in(browser) for browser in (here, phone, home)] == [True, False, True]
    assert not Session.objects.filter(session_key=lost.session_key).exists()


def test_all_others_are_signed_out_and_not_this_one(world: World) -> None:
    here, phone, home = (come_in("village") for _ in range(3))
    other = come_in("township")
    for browser in (here, phone, home, other):
        browser.get("/")

    here.post("/account/sign-ins/end/")

    assert [is_in(browser) for browser in (here, phone, home, other)] == [
        True,
        False,
        False,
        True,
    ]


def test_nobody_signs_another_person_out(world: World) -> None:
    theirs = come_in("township")
    theirs.get("/")
    sign_in = SignIn.objects.get(account=account_of("township"))
    browser = come_in("village")

    page = browser.post("/account/sign-ins/end/", {"only": sign_in.id}, follow=True)

    assert "0个浏览器" in page.content.decode()
    assert is_in(theirs)


@pytest.mark.parametrize("only", ["x", "9" * 30, "-1"])
def test_a_browser_that_is_none_signs_nobody_out(world: World, only: str) -> None:
    here, phone = come_in("village"), come_in("village")
    phone.get("/")

    answer = here.post("/account/sign-ins/end/", {"only": only})

    assert answer.status_code == 404
    assert is_in(phone)


def test_logging_out_takes_the_browser_off_the_list(world: World) -> None:
    here, phone = come_in("village"), come_in("village", device=PHONE)
    for browser in (here, phone):
        browser.get("/")

    phone.post("/logout/")

    assert "安卓" not in here.get("/account/").content.decode()


def test_a_cookie_kept_after_the_hand_over_opens_nothing(world: World) -> None:
    world.move()
    browser = come_in("village")
    assert browser.get("/").status_code == 200
    cookies = dict(browser.cookies)

    operations.hand_over(
        appointment=account_of("village").person.appointments.get(),
        successor=account_of("team").person,
        actor=world["administrator"],
        on=world.today,
    )
    thief = Client()
    thief.cookies.update(cookies)

    assert not is_in(browser)
    assert not is_in(thief)
    assert "没有任职" in (come_in("village").get("/", follow=True).content.decode())


@pytest.mark.parametrize("hours", [-1, 1])
def test_sessions_that_ran_out_are_forgotten_when_somebody_comes_in(
    world: World, hours: int
) -> None:
    until = timezone.now() + timedelta(hours=hours)
    Session.objects.create(session_key="old", session_data="", expire_date=until)

    come_in("village")

    assert Session.objects.filter(session_key="old").exists() is (hours > 0)


def test_a_session_without_its_row_is_signed_out(world: World) -> None:
    browser = come_in("village")
    browser.get("/")

    SignIn.objects.filter(account=account_of("village")).delete()

    assert not is_in(browser)


@pytest.mark.parametrize("address", GUARDED)
@pytest.mark.parametrize(
    ("minutes", "is_asked"),
    [(0, False), (9, False), (9.9, False), (10.1, True), (60, True)],
    ids=["at once", "inside", "just inside", "just outside", "long after"],
)
def test_whoever_came_in_a_while_ago_proves_again_who_they_are(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    address: str,
    minutes: float,
    is_asked: bool,
) -> None:
    browser = come_in("village")
    later(monkeypatch, minutes=minutes)

    answer = browser.get(address)

    assert answer.status_code == (302 if is_asked else 200)
    assert answer.headers.get("Location", CONFIRM).startswith(CONFIRM)


@pytest.mark.parametrize("address", SENT)
def test_nothing_that_is_sent_later_is_taken_unproved(
    world: World, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    app_of(world["village"])
    browser = Client(HTTP_HOST="localhost")
    browser.force_login(
        account_of("village"), backend="django.contrib.auth.backends.ModelBackend"
    )
    before = list(factors_of(account_of("village").id).values_list("id", "data"))
    sent = {"new": NEW, "again": NEW, "factor": before[0][0], "code": "000000"}

    answer = browser.post(address, sent)

    assert answer.headers["Location"].startswith(CONFIRM)
    assert account_of("village").check_password("a good password")
    assert list(factors_of(account_of("village").id).values_list("id", "data")) == (
        before
    )


@pytest.mark.parametrize(
    ("proof", "is_enough"),
    [
        ({"password": "a good password"}, True),
        ({"password": "wrong"}, False),
        ({"code": "000000"}, False),
        ({"credential": "{}"}, False),
        ({}, False),
    ],
    ids=["password", "wrong password", "wrong code", "no passkey", "nothing"],
)
def test_one_proves_again_by_password(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    proof: dict[str, str],
    is_enough: bool,
) -> None:
    browser = come_in("village")
    later(monkeypatch, minutes=11)
    sent = {"next": "/account/password/", **proof}

    browser.post(CONFIRM, sent)

    opened = browser.get("/account/password/").status_code
    assert opened == (200 if is_enough else 302)


def test_one_proves_again_by_the_app(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, _ = app_of(world["village"])
    browser, _ = by_password("village")
    browser.post("/login/second-step/", {"code": app.code()})
    later(monkeypatch, minutes=11)

    answer = browser.post(CONFIRM, {"code": app.code(), "next": "//evil.example/"})

    assert answer["Location"] == "/account/"
    assert browser.get("/account/password/").status_code == 200


def test_guessing_the_password_there_locks_the_account(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = come_in("village")
    later(monkeypatch, minutes=11)

    answers = [browser.post(CONFIRM, {"password": "guess"}) for _ in range(5)]

    assert [answer.status_code for answer in answers] == [200] * 4 + [429]
    assert by_password("village")[1].status_code == 429


def test_a_new_password_signs_out_everybody_else(world: World) -> None:
    here, phone = come_in("village"), come_in("village")
    phone.get("/")

    page = here.post("/account/password/", {"new": NEW, "again": NEW}, follow=True)

    assert "密码已更改" in page.content.decode()
    assert [is_in(here), is_in(phone)] == [True, False]
    assert is_in(come_in("village", NEW))
    assert by_password("village")[1].status_code == 200


def test_the_browser_that_changed_it_is_still_on_the_list(world: World) -> None:
    here = come_in("village", device=PHONE)
    here.post("/account/password/", {"new": NEW, "again": NEW})

    page = here.get("/account/").content.decode()

    assert page.count("安卓手机或平板") == 1
    assert "当前浏览器" in page


@pytest.mark.parametrize(
    ("new", "words"),
    [
        ("a good on", "还差1个字符"),
        ("a good one", None),
        ("1928374650", "数字"),
        ("password123", "常见"),
        ("villagevillage", None),
        ("the-village", "相似"),
        ("a good password", "现在的密码"),
    ],
)
def test_a_new_password_keeps_to_the_rule(
    world: World, new: str, words: str | None
) -> None:
    browser = come_in("village")

    answer = browser.post("/account/password/", {"new": new, "again": new})

    assert answer.status_code == (302 if words is None else 200)
    assert words is None or words in answer.content.decode()
    assert account_of("village").check_password(new) is (
        words is None or "现在" in words
    )


def test_a_password_written_twice_differently_is_refused(world: World) -> None:
    browser = come_in("village")

    page = browser.post("/account/password/", {"new": NEW, "again": f"{NEW}!"})

    assert "两次输入不一样" in page.content.decode()
    assert account_of("village").check_password("a good password")


def test_recovery_codes_are_shown_once(world: World) -> None:
    app_of(world["village"])
    browser = come_in_by_app(world)

    page = browser.post("/account/second-step/codes/").content.decode()
    again = browser.get("/account/second-step/").content.decode()

    assert page.count('<li><span class="code">') == 10
    code = page.split('<li><span class="code">')[1].split("<")[0]
    assert code not in again
    assert browser.get("/account/second-step/codes/").status_code == 405


def come_in_by_app(world: World) -> Client:
    app, _ = app_of(world["village"])
    browser, _ = by_password("village")
    browser.post("/login/second-step/", {"code": app.code()})
    return browser


def test_without_a_factor_there_are_no_recovery_codes(world: World) -> None:
    answer = come_in("village").post("/account/second-step/codes/")

    assert answer["Location"] == "/account/second-step/"


def test_an_app_and_a_passkey_stand_side_by_side(world: World) -> None:
    browser = come_in_by_app(world)

    added = add_passkey(browser, Passkey())
    page = browser.get("/account/second-step/").content.decode()

    assert added["Location"] == "/account/second-step/"
    assert "通行密钥 · 办公室电脑" in page
    assert "换一部手机" in page


def test_another_person_s_factor_is_not_there_to_remove(world: World) -> None:
    app_of(world["township"])
    (theirs,) = factors_of(account_of("township").id)
    browser = come_in("village")

    answers = [
        browser.post("/account/second-step/remove/", {"factor": sent})
        for sent in (theirs.id, "x", "")
    ]

    assert [answer.status_code for answer in answers] == [404] * 3
    assert has_factor(account_of("township").id)


def test_the_secret_of_an_app_waits_encrypted(world: World) -> None:
    browser = come_in("village")
    page = browser.get("/account/second-step/app/").content.decode()
    secret = page.split('app-secret">')[1].split("<")[0].replace(" ", "")

    assert App(secret).code().isdigit()
    assert secret not in str(dict(browser.session))
