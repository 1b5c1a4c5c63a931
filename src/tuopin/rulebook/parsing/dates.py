"""Parses days of the year; leaves out full dates, which a form reads itself."""

from __future__ import annotations

import re

from tuopin.rulebook.parsing.form import Form
from tuopin.rulebook.text import Text

_MONTH_DAY = re.compile(r"\d\d-\d\d")


def month_and_day(form: Form, key: str) -> tuple[int, int]:
    """Return a field such as 12-31 as month and day."""
    node = form.get(key)
    if node is None:
        return (1, 1)
    written = form.scalar_of(node, key)
    if not _MONTH_DAY.fullmatch(written):
        wrong = Text(f"“{written}”不是月日", f"{written!r} is no month and day")
        form.fault(node, wrong, Text("如 12-31", "such as 12-31"))
        return (1, 1)
    # Read in a leap year, so that 29 February can be written.
    day = form.day_from(f"2000-{written}", node)
    return (day.month, day.day)
