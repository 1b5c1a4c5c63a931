"""A surveyor's phone with the page off line on it, by what is seen and pressed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import FilePayload, Locator, Page

from tests.browser.office import PASSWORD, PATIENCE
from tests.support.pictures import picture

PIN = "280517"
SIGNATURE: FilePayload = {
    "name": "signature.png",
    "mimeType": "image/png",
    "buffer": picture(),
}
MOST_STEPS = 40

ANSWER = """answers => document.querySelectorAll('.ask').forEach(box => {
  const said = answers[box.id.replace('q-', '')];
  if (said === undefined || box.hidden) return;
  box.querySelectorAll('input:not([type=file])').forEach(field => {
    if (!field.matches('[type=radio], [type=checkbox]')) {
      field.value = said;
      field.dispatchEvent(new Event('input', {bubbles: true}));
    } else if (said.split(' ').includes(field.value) && !field.checked) {
      field.click();
    }
  });
})"""
"""Answers what is asked, in its order, since one answer can lead to a question more."""


class SurveyPhone:
    """One phone, whose page somebody fills in."""

    def __init__(self, page: Page, address: str) -> None:
        page.set_default_timeout(PATIENCE)
        self.page = page
        self.address = address

    def log_in(self, seat: str) -> None:
        """Log in on it, as everywhere."""
        self.page.goto(f"{self.address}/login/")
        self.page.get_by_label("账号").fill(seat)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.page.get_by_role("button", name="登录").click()

    def make_ready(self, seat: str) -> None:
        """Make it ready for whoever holds a seat, and open its lock."""
        self.log_in(seat)
        self.page.goto(f"{self.address}/survey/phone/")
        self.page.get_by_label("给这部手机起个名字").fill("红米")
        self.page.get_by_label("这部手机的密码").fill(PIN)
        self.page.get_by_label("再输一遍密码").fill(PIN)
        self.page.get_by_role("button", name="准备这部手机").click()
        self.page.wait_for_url("**/survey/offline/")
        self.enter()
        self.told("名单已更新")

    def open(self) -> None:
        """Open the page anew, from whatever the phone kept of it."""
        self.page.goto(f"{self.address}/survey/offline/")

    def enter(self, pin: str = PIN) -> None:
        """Type a PIN, and wait for what comes of it."""
        self.page.get_by_label("这部手机的密码").fill(pin)
        self.page.get_by_role("button", name="打开").click()
        self.page.locator(".visits, #told:not([hidden])").first.wait_for()

    def told(self, words: str) -> None:
        """Wait until the page tells something."""
        self.page.locator("#told", has_text=words).wait_for()

    @property
    def visit(self) -> Locator:
        """The household that is to be visited, as the first page shows it."""
        return self.page.locator(".visit")

    def begin(self) -> None:
        """Begin the visit, or go on with it."""
        self.visit.locator("[data-at=fill]").click()
        self.page.locator("#main[data-shows=step]").wait_for()

    def fill(self, tree: Mapping[str, Any], *, steps: int = MOST_STEPS) -> None:
        """Answer so many steps from a tree of answers, those that are asked."""
        for _ in range(steps):
            if self.shows != "step":
                return
            self.fill_step(tree)
            place = self.place
            self.page.get_by_role("button", name="保存，下一步").click()
            self.page.wait_for_function(
                "place => document.querySelector('main .hint')?.innerText !== place",
                arg=place,
            )

    @property
    def shows(self) -> str | None:
        """Which screen is shown."""
        return self.page.locator("#main").get_attribute("data-shows")

    @property
    def place(self) -> str:
        """Whose survey is filled in, and at which step it is."""
        return self.page.locator("main .hint").first.inner_text()

    def fill_step(self, tree: Mapping[str, Any]) -> None:
        """Answer what the step that is shown asks; of a member as of the first."""
        whose = self.page.locator(".step-head small").inner_text()
        answers = tree["members"][0] if whose else tree
        self.page.evaluate(ANSWER, answers)
        for file in self.page.locator("[id=q-signature] input[type=file]").all():
            file.set_input_files(SIGNATURE)
            self.page.locator("[id=q-signature] img[src]").wait_for()

    def finish(self) -> None:
        """Say that the whole is filled in."""
        self.page.get_by_role("button", name="填完了").click()
        self.page.locator(".visits").wait_for()
