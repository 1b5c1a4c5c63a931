"""What people read when a page is not there, not theirs, too old, or broken."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.stages.web.conftest import LogIn
from tests.support.world import World
from tuopin.office.scope import acting_as
from tuopin.procedure.models import CaseEnding


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hans", "这里没有您可以查看的内容"), ("en", "There is nothing here for you")],
)
def test_a_page_that_is_not_there_says_so(
    world: World, log_in: LogIn, language: str, words: str
) -> None:
    answer = log_in("village", language=language).get("/nowhere/")

    assert answer.status_code == 404
    assert words in answer.content.decode()


def test_a_form_from_another_session_asks_to_be_sent_again(world: World) -> None:
    browser = Client(enforce_csrf_checks=True)

    answer = browser.post("/login/", {"username": "village", "password": "x"})

    assert answer.status_code == 403
    assert "请重新提交" in answer.content.decode()


def test_a_broken_page_says_in_both_languages_that_nothing_was_done(
    world: World, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: object, **_named: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("tuopin.web.pages.work.work_of", broken)
    browser = log_in("village")
    browser.raise_request_exception = False

    answer = browser.get("/")

    page = answer.content.decode()
    assert answer.status_code == 500
    assert "没有办理" in page
    assert "was not done" in page
    assert "ZeroDivisionError" not in page
    assert "Content-Security-Policy" in answer


def test_a_page_of_another_position_names_one_s_own(
    world: World, log_in: LogIn
) -> None:
    answer = log_in("administrator").get("/register/")

    assert answer.status_code == 403
    assert "系统管理员" in answer.content.decode()


def test_a_character_that_cannot_be_kept_is_left_out_of_what_was_typed(
    world: World, log_in: LogIn
) -> None:
    household = world.register()
    world.bring([household], to="appraise")
    browser, number = log_in("county"), world.households[household]

    browser.post(
        f"/register/{number}/round/", {"what": "withdrawn", "reason": "照片\0存疑"}
    )
    searched = browser.post("/register/search/", {"q": "\0"})
    listed = browser.get("/register/", {"status": "\0"})

    with acting_as(world["county"]):
        (ended,) = CaseEnding.objects.all()
    assert ended.reason == "照片存疑"
    assert max(searched.status_code, listed.status_code) < 500
