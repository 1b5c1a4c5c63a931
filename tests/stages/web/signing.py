"""Coming in as people do: by password, by code, by passkey."""

from __future__ import annotations

import re
from html import unescape

from django.http import HttpResponse
from django.test import Client

from tests.support.factors import Passkey

PASSWORD = "a good password"
PHONE = "Mozilla/5.0 (Linux; Android 14; V2) AppleWebKit Chrome/120 MicroMessenger/8.0"
OPTIONS = re.compile(r'data-options="([^"]+)"')


def by_password(
    seat: str, password: str = PASSWORD, *, device: str = "", host: str = "localhost"
) -> tuple[Client, HttpResponse]:
    """Give a password in a new browser; return it and the answer."""
    browser = Client(
        HTTP_ACCEPT_LANGUAGE="zh-hans", HTTP_USER_AGENT=device, HTTP_HOST=host
    )
    sent = {"username": seat, "password": password}
    return browser, browser.post("/login/", sent)


def come_in(seat: str, password: str = PASSWORD, *, device: str = "") -> Client:
    """Return a browser in which somebody came in by the password alone."""
    browser, answer = by_password(seat, password, device=device)
    assert answer.headers["Location"] == "/"
    return browser


def is_in(browser: Client) -> bool:
    """Say whether a browser is signed in."""
    return "login" not in browser.get("/account/").headers.get("Location", "")


def options_on(page: HttpResponse) -> str:
    """Return what a page asks of a passkey."""
    found = OPTIONS.search(page.content.decode())
    assert found is not None
    return unescape(found[1])


def add_passkey(browser: Client, passkey: Passkey) -> HttpResponse:
    """Make a passkey on its page."""
    asked = options_on(browser.get("/account/second-step/passkey/"))
    sent = {"name": "办公室电脑", "credential": passkey.make(asked)}
    return browser.post("/account/second-step/passkey/", sent)


def by_passkey(passkey: Passkey, *, browser: Client | None = None) -> HttpResponse:
    """Come in by a passkey alone."""
    browser = browser or Client(HTTP_HOST="localhost")
    asked = browser.get("/login/passkey/").content.decode()
    return browser.post("/login/passkey/", {"credential": passkey.sign(asked)})
