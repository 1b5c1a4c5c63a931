"""A real Chromium and a served office, for tests that go by what people see and press.

Without a Chromium these tests are skipped and say how to get one; where
`TUOPIN_NEEDS_CHROMIUM` is set, as in `.ci/run`, its absence is a failure.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.wsgi import get_wsgi_application
from django.test.testcases import QuietWSGIRequestHandler
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.browser.county import County
from tests.browser.office import Office

PHONE, DESK = 390, 1440
PLACES = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
HOW_TO_GET_ONE = (
    "没有 Chromium 浏览器,跳过。安装:apt install chromium,或用 TUOPIN_CHROMIUM 指定其"
    "路径。 No Chromium, skipped. On Debian: apt install chromium; or name one in "
    "TUOPIN_CHROMIUM; or run .venv/bin/playwright install chromium."
)


def chromium(playwright: Playwright) -> str | None:
    """Return the path of a Chromium on this machine: the one that is named, first."""
    named = os.environ.get("TUOPIN_CHROMIUM")
    places = [named] if named else [*PLACES, playwright.chromium.executable_path]
    return next((place for place in places if Path(place).exists()), None)


@pytest.fixture
def browser(own_database: str) -> Iterator[Browser]:
    """A Chromium without a window, started once the test's database is there."""
    with sync_playwright() as playwright:
        path = chromium(playwright)
        if path is None:
            needed = "TUOPIN_NEEDS_CHROMIUM" in os.environ
            (pytest.fail if needed else pytest.skip)(HOW_TO_GET_ONE)
        # Chromium refuses to run as root in a sandbox.
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        started = playwright.chromium.launch(executable_path=path, args=arguments)
        yield started
        started.close()


@pytest.fixture
def county(own_database: str) -> Iterator[County]:
    """The county, in a database of its own that the served program sees too."""
    county = County()
    yield county
    county.close()


@pytest.fixture
def address(browser: Browser, own_database: str) -> Iterator[str]:
    """The served program's address."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), QuietWSGIRequestHandler)
    server.set_app(get_wsgi_application())
    serving = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    serving.join()


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def office(
    request: pytest.FixtureRequest, browser: Browser, address: str, county: County
) -> Iterator[Office]:
    """The office in the browser, once on the phone and once on the desk."""
    office = Office(browser, address, width=request.param)
    yield office
    office.close()


@pytest.fixture
def phone(browser: Browser, address: str, county: County) -> Iterator[Office]:
    """The office on the phone alone."""
    office = Office(browser, address, width=PHONE)
    yield office
    office.close()


@pytest.fixture
def desk(browser: Browser, address: str, county: County) -> Iterator[Office]:
    """The office on the desk alone."""
    office = Office(browser, address, width=DESK)
    yield office
    office.close()
