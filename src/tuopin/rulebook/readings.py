"""Which rules of a pack rest on an open reading (释义, art. 17)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass

from tuopin.rulebook.pack import Interpretation, PolicyPack
from tuopin.rulebook.text import Text

NAMING = ("note", "notes")


@dataclass(frozen=True, slots=True)
class Resting:
    """A rule of the pack that rests on a reading: its path and its name."""

    path: str
    title: Text


def resting_on(pack: PolicyPack) -> Mapping[str, tuple[Resting, ...]]:
    """Return what rests on each reading of a pack, in the pack's order."""
    found: dict[str, dict[str, Resting]] = {one: {} for one in pack.interpretations}
    for name in (field.name for field in fields(pack)):
        for reading, rule in _named_in(getattr(pack, name), name, Text(name, name)):
            if reading in found:
                found[reading].setdefault(rule.path, rule)
    return {reading: tuple(rules.values()) for reading, rules in found.items()}


def _named_in(value: object, path: str, title: Text) -> Iterator[tuple[str, Resting]]:
    """Yield the readings that a part of a pack names, with the rule that names each."""
    if isinstance(value, Text | Interpretation):
        return
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _named_in(inner, f"{path}.{key}", title)
    elif isinstance(value, tuple):
        for number, inner in enumerate(value, 1):
            key = getattr(inner, "id", number)
            yield from _named_in(inner, f"{path}.{key}", title)
    elif is_dataclass(value):
        own = getattr(value, "title", None)
        title = own if isinstance(own, Text) else title
        for field in fields(value):
            inner = getattr(value, field.name)
            if field.name in NAMING:
                for reading in (inner,) if isinstance(inner, str) else (inner or ()):
                    yield str(reading), Resting(path, title)
            else:
                yield from _named_in(inner, f"{path}.{field.name}", title)
