"""Makes the README's pictures from a running demo; needs playwright and a Chromium.

./tuopin demo &
python docs/make_screenshots.py [ADDRESS [CHROMIUM]]
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

IMAGES = Path(__file__).parent / "images"
PASSWORD = "tuopin-demo"
HEIGHT, WIDTH = 860, 1200


def main(address: str, chromium: str) -> None:
    """Photograph the county office's day and a household with a hanging notice."""
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox"]
        )
        page = _logged_in(browser, address, "xian.wang")
        page.screenshot(path=IMAGES / "my-work.png")
        page.goto(f"{address}/register/?open=close_announcement")
        page.click(".household-link")
        page.screenshot(path=IMAGES / "household.png")
        browser.close()


def _logged_in(browser: Browser, address: str, account: str) -> Page:
    page = browser.new_page(locale="zh-CN", viewport={"width": WIDTH, "height": HEIGHT})
    page.goto(f"{address}/login/")
    page.fill("#id_username", account)
    page.fill("#id_password", PASSWORD)
    page.click("main .btn-primary")
    return page


if __name__ == "__main__":
    asked = dict(enumerate(sys.argv))
    main(asked.get(1, "http://127.0.0.1:8000"), asked.get(2, "/usr/bin/chromium"))
