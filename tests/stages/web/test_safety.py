"""No page leaks a number, and none lets a script or style of another's in."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.conf import settings
from django.test import Client

from tests.stages.web.conftest import LogIn
from tests.support.workbooks import small_book
from tests.support.world import VILLAGE, World
from tuopin.office.policy.queries import PackChanged

NUMBER = f"{VILLAGE}00001"
ADDRESSES = (
    "/",
    "/register/",
    "/register/?status=lifted_out",
    "/register/?open=survey",
    f"/register/{NUMBER}/",
    f"/register/{NUMBER}/objection/",
    f"/visits/{NUMBER}/",
    "/objections/",
    "/register/nobody/",
    "/appointment/",
    "/nowhere/",
)
SEATS = ("village", "township", "county", "leading group", "supervision")
INLINE = re.compile(
    r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:|https?://(?!www\.w3\.org)"
)
ID_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)|(?<!\d)\d{15}(?!\d)")
PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
EVERY_DIRECTIVE = sorted(settings.CONTENT_SECURITY_POLICY["DIRECTIVES"])


def directives(policy: str) -> list[str]:
    return sorted(part.split()[0] for part in policy.split(";"))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("seat", SEATS)
def test_no_page_holds_an_inline_script_or_style(
    registered: World, log_in: LogIn, seat: str, language: str
) -> None:
    browser = log_in(seat, language=language)

    pages = {at: browser.get(at).content.decode() for at in ADDRESSES}

    assert [at for at, page in pages.items() if INLINE.search(page)] == []


def test_every_answer_carries_the_whole_content_policy(
    registered: World, log_in: LogIn
) -> None:
    browser = log_in("village")
    others = ("/login/", "/healthz", "/static/web/office.css", "/static/nothing.css")

    answers = [browser.get(at) for at in (*ADDRESSES, *others)]
    answers += [browser.post("/register/export/"), Client().get("/")]

    assert {answer.status_code for answer in answers} >= {200, 302, 404}
    for answer in answers:
        answer.close()
        assert directives(answer["Content-Security-Policy"]) == EVERY_DIRECTIVE


@pytest.mark.parametrize("seat", SEATS)
def test_no_page_shows_an_identity_phone_or_bank_number(
    registered: World, log_in: LogIn, seat: str
) -> None:
    written = {
        str(cell)
        for row in small_book().rows.values()
        for cells in row
        for cell in cells
        if isinstance(cell, str) and len(cell) in (11, 18, 19) and cell.isdigit()
    }
    browser = log_in(seat)

    pages = [browser.get(at).content.decode() for at in ADDRESSES]

    assert written
    assert "*" in pages[ADDRESSES.index(f"/register/{NUMBER}/")]
    for page in pages:
        assert not ID_NUMBER.search(page.replace(NUMBER, ""))
        assert not PHONE.search(page)
        assert not any(number in page for number in written if number[:12] != VILLAGE)


def test_a_pack_whose_files_changed_stops_the_office_in_words(
    registered: World, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from_another_day = "tuopin.web.listing.pack_on"
    monkeypatch.setattr(from_another_day, _changed)

    answer = log_in("village").get("/register/")

    assert answer.status_code == 503
    assert "与采用时不一致" in answer.content.decode()


def _changed(day: date) -> None:
    raise PackChanged(f"pack of {day}")
