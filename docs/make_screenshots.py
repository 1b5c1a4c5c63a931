"""Makes the documentation's pictures from a running demo; needs a Chromium.

./tuopin demo &
.venv/bin/python docs/make_screenshots.py [ADDRESS [CHROMIUM]]
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

IMAGES = Path(__file__).parent / "images"
PASSWORD = "tuopin-demo"
DESK = {"width": 1440, "height": 860}
PHONE = {"width": 390, "height": 780}


def main(address: str, chromium: str) -> None:
    """Photograph the day, a household, a sheet and the portal, on desk and phone."""
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox"]
        )
        county = _logged_in(browser, address, "xian.wang", DESK)
        county.screenshot(path=IMAGES / "my-work.png")
        county.goto(f"{address}/register/?open=close_announcement")
        county.click(".household-link")
        county.screenshot(path=IMAGES / "household.png")
        township = _logged_in(browser, address, "xiang.sun", DESK)
        township.locator(".work-today .work-act a").first.click()
        township.screenshot(path=IMAGES / "sheet.png")
        village = _logged_in(browser, address, "cun.zhao", PHONE)
        village.screenshot(path=IMAGES / "my-work-phone.png")
        villager = browser.new_page(locale="zh-CN", viewport=PHONE)
        villager.goto(f"{address}/public/")
        villager.screenshot(path=IMAGES / "portal-phone.png")
        browser.close()


def _logged_in(
    browser: Browser, address: str, account: str, viewport: dict[str, int]
) -> Page:
    page = browser.new_page(locale="zh-CN", viewport=viewport)
    page.goto(f"{address}/login/")
    page.fill("#id_username", account)
    page.fill("#id_password", PASSWORD)
    page.click("main .btn-primary")
    return page


if __name__ == "__main__":
    asked = dict(enumerate(sys.argv))
    main(asked.get(1, "http://127.0.0.1:8000"), asked.get(2, "/usr/bin/chromium"))
