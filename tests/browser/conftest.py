"""A real Chromium and a served office, for tests that go by what people see and press.

Without a Chromium these tests are skipped and say how to get one; where
`TUOPIN_NEEDS_CHROMIUM` is set, as in `.ci/run`, its absence is a failure.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    BrowserType,
    Playwright,
    sync_playwright,
)

from tests.browser.county import County
from tests.browser.line import Line
from tests.browser.office import HEIGHT, Office

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


@dataclass(frozen=True)
class Chromium:
    """A Chromium that is there, and how it is started."""

    type: BrowserType
    path: str

    @property
    def arguments(self) -> list[str]:
        """What it is told; it refuses to run as root in a sandbox."""
        return ["--no-sandbox"] if os.geteuid() == 0 else []

    def start(self) -> Browser:
        """Start one that remembers nothing."""
        return self.type.launch(executable_path=self.path, args=self.arguments)

    def start_in(self, profile: Path, *, width: int) -> BrowserContext:
        """Start one that keeps its memory in a folder, as a phone's does."""
        return self.type.launch_persistent_context(
            profile,
            executable_path=self.path,
            args=self.arguments,
            locale="zh-CN",
            has_touch=True,
            viewport={"width": width, "height": HEIGHT},
        )


@pytest.fixture
def installed(own_database: str) -> Iterator[Chromium]:
    """The Chromium of this machine, once the test's database is there."""
    with sync_playwright() as playwright:
        path = chromium(playwright)
        if path is None:
            needed = "TUOPIN_NEEDS_CHROMIUM" in os.environ
            (pytest.fail if needed else pytest.skip)(HOW_TO_GET_ONE)
        yield Chromium(playwright.chromium, path)


@pytest.fixture
def browser(installed: Chromium) -> Iterator[Browser]:
    """A Chromium without a window that remembers nothing."""
    started = installed.start()
    yield started
    started.close()


@pytest.fixture
def county(own_database: str) -> Iterator[County]:
    """The county, in a database of its own that the served program sees too."""
    county = County()
    yield county
    county.close()


@pytest.fixture
def line(installed: Chromium) -> Iterator[Line]:
    """The served program, and the line to it."""
    line = Line()
    yield line
    line.cut()


@pytest.fixture
def address(line: Line) -> str:
    """The served program's address."""
    return line.address


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
