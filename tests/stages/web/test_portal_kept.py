"""Pages of the portal are rendered once, and never shown for longer than they hold."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.stages.web.conftest import LogIn
from tests.stages.web.test_portal import Hanging
from tests.support.world import NEXT_VILLAGE, World

AtMost = Callable[[int], AbstractContextManager[object]]


@pytest.fixture
def hanging(world: World) -> Hanging:
    cases = world.bring([world.register(), world.register()], to="report_to_township")
    villager = Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
    return Hanging(world, villager, world.notice_of(cases[0], "first"), cases)


def text(page: HttpResponse) -> str:
    return page.content.decode()


@pytest.mark.parametrize("path", ["", "standard/", "the notice"])
def test_a_page_that_still_holds_costs_one_question(
    hanging: Hanging, django_assert_num_queries: AtMost, path: str
) -> None:
    at = path if path != "the notice" else f"{hanging.token}/"
    first = hanging.get(at)

    with django_assert_num_queries(1):
        again = hanging.get(at)

    assert again.content == first.content
    assert again.headers == first.headers
    assert "Content-Security-Policy" in again.headers
    assert again.headers["X-Frame-Options"] == "DENY"
    assert not again.cookies


def test_a_notice_is_there_as_soon_as_it_hangs(hanging: Hanging) -> None:
    before = text(hanging.get())
    world = hanging.world

    other = world.bring([world.register(village=NEXT_VILLAGE)], to="report_to_township")

    number = world.notice_of(other[0], "first").number
    assert number not in before
    assert number in text(hanging.get())


def test_at_midnight_the_days_left_are_others(hanging: Hanging) -> None:
    hanging.world.move_to(hanging.notice.posted_on)
    at = f"{hanging.token}/"
    before = text(hanging.get(at))

    hanging.world.move()

    assert "还有8天" in before
    assert "还有7天" in text(hanging.get(at))
    assert "还有7天" in text(hanging.get())


def test_no_name_is_kept_for_longer_than_it_is_public(hanging: Hanging) -> None:
    at = f"{hanging.token}/"
    name = str(hanging.notice.roster[0]["head_of_household"])
    hanging.world.move_to(hanging.notice.last_day)
    hanging.world.move(days=30)
    on_its_last_day = hanging.get(at)

    hanging.world.move()
    gone = hanging.get(at)

    assert name in text(on_its_last_day)
    assert gone.status_code == 410
    assert name not in text(gone)
    assert hanging.notice.number not in text(hanging.get())


def test_a_browser_asks_each_time_and_is_told_that_nothing_changed(
    hanging: Hanging,
) -> None:
    at = f"/public/{hanging.token}/"
    page = hanging.villager.get(at)
    asked = {"If-None-Match": page.headers["ETag"]}

    unchanged = hanging.villager.get(at, headers=asked)
    hanging.world.move()
    changed = hanging.villager.get(at, headers=asked)

    assert page.headers["Cache-Control"] == "private, no-cache"
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert unchanged.headers["Content-Security-Policy"]
    assert changed.status_code == 200


def test_each_language_has_its_own(hanging: Hanging) -> None:
    chinese = text(hanging.get())

    english = hanging.villager.get("/public/", headers={"Accept-Language": "en"})

    assert "第一次公示" in chinese
    assert "Notices that hang today" in text(english)
    assert text(hanging.get()) == chinese


def test_the_language_changes_by_a_button_that_holds_nothing_of_the_reader(
    hanging: Hanging,
) -> None:
    villager = Client(HTTP_ACCEPT_LANGUAGE="zh-hans", enforce_csrf_checks=True)
    page = villager.get("/public/")

    villager.post("/language/", {"language": "en", "next": "/public/"})

    assert "csrfmiddlewaretoken" not in text(page)
    assert "Notices that hang today" in text(villager.get("/public/"))


def test_whoever_objects_gets_a_form_of_their_own(hanging: Hanging) -> None:
    first, second = hanging.form(), hanging.form()

    assert first["receipt"] != second["receipt"]


def test_what_is_searched_for_is_not_kept(
    hanging: Hanging, django_assert_max_num_queries: AtMost
) -> None:
    hanging.get()

    assert hanging.notice.number not in text(hanging.get("?village=无此村"))
    assert hanging.notice.number in text(hanging.get())


def test_what_the_staff_see_is_kept_for_nobody(hanging: Hanging, log_in: LogIn) -> None:
    staff = log_in("village")

    seen = staff.get("/public/")
    villagers = hanging.get()

    assert seen.headers["Cache-Control"] == "no-store"
    assert villagers.headers["Cache-Control"] == "private, no-cache"


def test_a_host_that_is_not_ours_is_refused_a_kept_page_too(hanging: Hanging) -> None:
    hanging.get()

    assert (
        hanging.villager.get("/public/", headers={"host": "else.example"}).status_code
        == 400
    )
