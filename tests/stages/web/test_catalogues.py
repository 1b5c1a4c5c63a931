"""Chinese is complete: no message of the screens is without its translation."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.template import templatize

SOURCES = Path(settings.ROOT) / "src" / "tuopin"
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
}
Message = str | tuple[str, ...]


def catalogue() -> Catalog:
    path = settings.LOCALE_PATHS[0] / "zh_Hans" / "LC_MESSAGES" / "django.po"
    with path.open("rb") as text:
        return read_po(text)


@cache
def messages() -> tuple[tuple[Message, str], ...]:
    """Return every message of the screens and the file that it stands in."""
    return tuple(_messages())


def _messages() -> Iterator[tuple[Message, str]]:
    for path in sorted([*SOURCES.rglob("*.html"), *SOURCES.rglob("*.py")]):
        text = path.read_text()
        if path.suffix == ".html":
            text = templatize(text, origin=str(path))
        found = extract("python", io.BytesIO(text.encode()), KEYWORDS)
        for _, message, _, _ in found:
            yield message, str(path.relative_to(SOURCES))


def test_every_message_of_the_screens_is_in_the_catalogue() -> None:
    known = catalogue()

    missing = {
        (message, where)
        for message, where in messages()
        if known.get(message if isinstance(message, str) else message[0]) is None
    }

    assert missing == set()


def test_no_message_of_the_catalogue_is_untranslated() -> None:
    untranslated = [
        message.id
        for message in catalogue()
        if message.id and (not all(_forms(message.string)) or message.fuzzy)
    ]

    assert untranslated == []


def test_no_message_of_the_catalogue_has_left_the_screens() -> None:
    used = {
        message if isinstance(message, str) else message[0] for message, _ in messages()
    }

    left = [_first(m.id) for m in catalogue() if m.id and _first(m.id) not in used]

    assert left == []


def test_a_translation_keeps_the_places_of_its_message() -> None:
    differing = [
        message.id
        for message in catalogue()
        if message.id
        for translated in _forms(message.string)
        if _places(translated) != _places(_first(message.id))
    ]

    assert differing == []


def _first(message: Message | list[str]) -> str:
    return message if isinstance(message, str) else message[0]


def _forms(translated: Message | list[str]) -> list[str]:
    return [translated] if isinstance(translated, str) else list(translated)


def _places(message: str) -> list[str]:
    return sorted(re.findall(r"%\((\w+)\)s", message))
