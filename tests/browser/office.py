"""People at their browsers: each seat has one, and every page is looked over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
)

PASSWORD = "a good password"
HEIGHT = 844
SMALLEST_TARGET = 44
PATIENCE = 60_000
SERIOUS = ("serious", "critical")
REFUSED = re.compile(r"status of (409|410|422)")
"""A refusal in words is no fault of a page, though Chromium's console calls it one."""

LOOK = """() => axe.run({resultTypes: ['violations']}).then(found => found.violations
  .filter(one => ['serious', 'critical'].includes(one.impact))
  .map(one => one.id + ': ' + one.nodes.map(n => n.html).slice(0, 3).join(' | ')))"""

TOO_WIDE = """() => document.documentElement.scrollWidth - window.innerWidth"""

TOO_SMALL = """smallest => [...document.querySelectorAll(
    'a.btn, button, select, nav a, summary, textarea, input:not([type=hidden])')]
  .map(one => one.matches('input[type=checkbox], input[type=radio]')
    ? one.closest('label') || one : one)
  .filter(one => one.checkVisibility() && !one.matches('.skip-link'))
  .map(one => [one, one.getBoundingClientRect()])
  .filter(([one, box]) => box.height < smallest - 0.5 || box.width < smallest - 0.5)
  .map(([one, box]) => `${Math.round(box.width)}x${Math.round(box.height)} `
    + one.outerHTML.slice(0, 120))"""


@dataclass
class Office:
    """Browsers of one width, before one served program."""

    browser: Browser
    address: str
    width: int
    faults: list[str] = field(default_factory=list)
    looked_over: set[str] = field(default_factory=set)
    _contexts: list[BrowserContext] = field(default_factory=list)
    _desks: dict[str, Page] = field(default_factory=dict)

    @property
    def is_phone(self) -> bool:
        """Whether fingers are used, not a mouse."""
        return self.width < 600

    def stranger(self, *, width: int = 0, zoom: int = 1) -> Page:
        """Return the browser of somebody without an account.

        Zoomed, a window has as many fewer of CSS's pixels.
        """
        context = self.browser.new_context(
            locale="zh-CN",
            viewport={"width": (width or self.width) // zoom, "height": HEIGHT // zoom},
            device_scale_factor=zoom,
            has_touch=self.is_phone,
        )
        context.on("request", self._asked)
        context.on("response", self._answered)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.faults.append(str(error.error)))
        self._contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        return page

    def at(self, seat: str) -> Page:
        """Return the browser of whoever holds a seat, logged in by its form."""
        if seat not in self._desks:
            page = self.stranger()
            page.goto(f"{self.address}/login/")
            self.look_over(page)
            page.get_by_label("账号").fill(seat)
            page.get_by_label("密码").fill(PASSWORD)
            page.get_by_role("button", name="登录").click()
            self._desks[seat] = page
        return self._desks[seat]

    def open(self, page: Page, path: str) -> Page:
        """Go to an address and look the page over."""
        page.goto(f"{self.address}{path}")
        self.look_over(page)
        return page

    def look_over(self, page: Page) -> None:
        """Name what is wrong with a page for those who see or touch badly."""
        where = f"{page.url.removeprefix(self.address)} ({self.width})"
        kind = re.sub(r"\d+|[0-9a-f]{20}", "#", where) + page.title()
        if kind not in self.looked_over:
            self.looked_over.add(kind)
            page.evaluate(AXE_SCRIPT)
            self.faults += [f"{where} {one}" for one in page.evaluate(LOOK)]
        if (excess := page.evaluate(TOO_WIDE)) > 0:
            self.faults.append(f"{where} is {excess} px too wide")
        if self.is_phone:
            small = page.evaluate(TOO_SMALL, SMALLEST_TARGET)
            self.faults += [f"{where} too small to touch: {one}" for one in small]

    def pass_days(self, seat: str, button: str = "+1天", *, times: int = 1) -> None:
        """Move the demo's day on, by the banner of somebody's page."""
        page = self.at(seat)
        for _ in range(times):
            page.get_by_role("button", name=button).click()

    @contextmanager
    def without_network(self, page: Page) -> Iterator[None]:
        """Take the network away, and give it back."""
        page.context.set_offline(True)
        with self.expecting_failures():
            yield
        page.context.set_offline(False)

    @contextmanager
    def expecting_failures(self) -> Iterator[None]:
        """Let the console say that something failed to load: it was made to."""
        before = list(self.faults)
        yield
        self.faults[len(before) :] = [
            one for one in self.faults[len(before) :] if "Failed to load" not in one
        ]

    def close(self) -> None:
        """Close every browser, and tell what was wrong on the way."""
        for context in self._contexts:
            context.close()
        assert not self.faults, "\n".join(self.faults)

    def _asked(self, request: Request) -> None:
        own = f"{self.address}/"
        if not request.url.startswith((own, "data:")):
            self.faults.append(f"asked {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.status} {response.url}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not REFUSED.search(message.text):
            self.faults.append(f"console: {message.text}")
