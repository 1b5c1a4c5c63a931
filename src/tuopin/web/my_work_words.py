"""The lines of the day's work in the reader's words.

A county's page has hundreds of lines: what is said of each is put together here, where
it costs a tenth of what a template takes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tuopin.web.my_work_lines import Line
from tuopin.web.templatetags.office import in_language, with_weekday


def in_words(
    lines: Iterable[Line], places: Mapping[str, str]
) -> list[dict[str, str | SafeString]]:
    """Return each line as its parts: where they lead, what they say."""
    register = reverse("web:register")
    said = []
    for line in lines:
        listed = f"{register}?{line.query}"
        sheet = _sheet_at(line.act, line.place_code)
        said.append(
            {
                "at": listed if line.is_of_others else sheet,
                "listed_at": listed,
                "title": in_language(line.title),
                "place": places.get(line.place_code, line.place_code),
                "count": _count(line.households),
                "day": _day(line),
                "then": _then(line),
            }
        )
    return said


@lru_cache(maxsize=4096)
def _sheet_at(act: str, place_code: str) -> str:
    # Half of what a line costs, and the same every day.
    return reverse("web:worksheet", args=[act, place_code])


def _count(households: int) -> SafeString:
    says = ngettext(
        "<strong>%(n)s</strong> household",
        "<strong>%(n)s</strong> households",
        households,
    )
    return format_html(says.replace("%(n)s", "{}"), households)


def _day(line: Line) -> str:
    """Say the day that binds, or why none does."""
    if line.is_hanging:
        said = _("Hangs in public; possible from %(day)s.")
        return said % {"day": with_weekday(line.opens_on)}
    if line.opens_on:
        said = _("The period is over since %(day)s.")
        return said % {"day": with_weekday(line.opens_on)}
    if line.due:
        return _("By %(day)s.") % {"day": with_weekday(line.due.on)}
    return ""


def _then(line: Line) -> str:
    """Say what follows, under which article, and by whom it is done."""
    said = in_language(line.cite.label)
    if not line.is_hanging and line.opens_on:
        closed = _("What follows stays closed until this is done.")
        said = f"{closed} {said}"
    elif not line.opens_on and line.due:
        stop = _("%(sentence)s.") % {"sentence": in_language(line.due.then)}
        said = f"{stop} {said}"
    elif not line.opens_on:
        nothing = _("No day is set by the rules; what follows waits for it.")
        said = f"{nothing} {said}"
    if not line.is_of_others:
        return said
    between = _(", ")
    by = between.join(in_language(one.label) for one in line.performed_by)
    done_by = _("Done by:")
    return f"{said} · {done_by} {by}"
