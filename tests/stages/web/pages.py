"""Reading pages in tests: their lines, their links, how many they count."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from django.http import HttpResponse
from django.test import Client

CSRF = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


def text_of(page: HttpResponse) -> str:
    """Return a page's HTML without what differs from one answer to the next."""
    return CSRF.sub("", page.content.decode())


class WorkLines(HTMLParser):
    """The lines of the day's work: part, address, and how many households."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, str, int]] = []
        self._part = ""
        self._href = ""
        self._title = ""
        self._reads = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        classes = (given.get("class") or "").split()
        if tag == "section" and "work-group" in classes:
            self._part = next(c for c in classes if c != "work-group")
        if "work-act" in classes:
            self._reads = "title"
        if "work-count" in classes:
            self._reads = "count"
        if tag == "a" and self._reads in ("title", "count"):
            self._href = given.get("href") or ""

    def handle_data(self, data: str) -> None:
        if not data.strip():
            return
        if self._reads == "title":
            self._title = data.strip()
            self._reads = ""
        elif self._reads == "count":
            line = (self._part, self._title, self._href, int(data))
            self.found.append(line)
            self._reads = ""


def work_lines(page: HttpResponse) -> list[tuple[str, str, str, int]]:
    """Return (part, title, address, households) of every line of the day's work."""
    reading = WorkLines()
    reading.feed(page.content.decode())
    return reading.found


def count_on(browser: Client, address: str) -> int:
    """Return how many households the register's list counts at an address."""
    return count_in(browser.get(address))


def count_in(page: HttpResponse) -> int:
    """Return how many households a page of the register's list counts."""
    tally = re.search(
        r'class="tally">\s*<span><strong>(\d+)</strong>', page.content.decode()
    )
    assert tally is not None
    return int(tally[1])


def search(browser: Client, words: str, **narrowed: str) -> HttpResponse:
    """Search the register as its form does, and return the page that is shown."""
    asked = {"q": words, **narrowed}
    found: HttpResponse = browser.post("/register/search/", asked, follow=True)
    return found
