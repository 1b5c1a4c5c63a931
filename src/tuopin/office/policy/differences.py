"""What two versions of a pack say differently: file, rule, figure, in plain words.

Leaves out what it means for a case: a case keeps the version that it began under.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum

from tuopin.office.policy.wording import ATTRIBUTES, LEFT_ASIDE
from tuopin.rulebook.citation import Citation
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.parsing import packs as files_of
from tuopin.rulebook.questionnaire.form import Questionnaire
from tuopin.rulebook.text import Text

NOTHING = Text("无", "nothing")
WORDS_ALONE = Text("只改了说明、案例或写法", "only notes, cases or wording")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two versions say differently."""

    file: str
    what: Text
    before: Text
    after: Text


@dataclass(frozen=True, slots=True)
class Said:
    """A thing that a version says: where, by which name, and how it is shown."""

    file: str
    what: Text
    shown: Text


def differences(
    before: PolicyPack,
    after: PolicyPack,
    files_before: Mapping[str, bytes],
    files_after: Mapping[str, bytes],
) -> tuple[Difference, ...]:
    """Return what differs, in the order of the pack's files.

    A file that differs without any rule or figure differing is named all the same.
    """
    old, new = _said_by(before), _said_by(after)
    found = [
        Difference(
            (new.get(path) or old[path]).file,
            (new.get(path) or old[path]).what,
            old[path].shown if path in old else NOTHING,
            new[path].shown if path in new else NOTHING,
        )
        for path in {**old, **new}
        if (old[path].shown if path in old else None)
        != (new[path].shown if path in new else None)
    ]
    named = {one.file for one in found}
    for name in {**files_before, **files_after}:
        was, comes = files_before.get(name), files_after.get(name)
        if was != comes and name not in named:
            found.append(_of_file(name, was, comes))
    return tuple(sorted(found, key=lambda one: one.file))


def _of_file(name: str, was: bytes | None, comes: bytes | None) -> Difference:
    if was is None or comes is None:
        there = Text("有此文件", "the file is there")
        return Difference(
            name,
            Text("文件", "the file"),
            NOTHING if was is None else there,
            NOTHING if comes is None else there,
        )
    return Difference(name, WORDS_ALONE, Text("–", "–"), Text("–", "–"))


def _said_by(pack: PolicyPack) -> dict[tuple[str, ...], Said]:
    """Return everything that a pack says, by its path."""
    said: dict[tuple[str, ...], Said] = {}
    for section, file, what, value in _sections(pack):
        for path, words, shown in _leaves(value):
            zh = "·".join([what.zh, *(one.zh for one in words)])
            en = " · ".join([what.en, *(one.en for one in words)])
            said[(section, file, *path)] = Said(file, Text(zh, en), shown)
    return said


def _sections(pack: PolicyPack) -> Iterator[tuple[str, str, Text, object]]:
    """Yield the parts of a pack, each with its file and its name."""
    head = {"title": pack.title, "issued_by": pack.issued_by}
    days = {"in_force_from": pack.in_force_from, "in_force_until": pack.in_force_until}
    yield "pack", files_of.PACK_FILE, pack.title, {**head, **days}
    for one in pack.parameters.values():
        yield "parameter", f"parameters/{one.id}.yaml", one.title, one
    for unit, criteria in pack.standards.items():
        for criterion in criteria.values():
            file = f"standards/{unit}/{criterion.id}.yaml"
            yield "criterion", file, criterion.title, criterion
    for procedure in pack.procedures.values():
        file = f"procedures/{procedure.id}.yaml"
        yield "procedure", file, procedure.title, procedure
    for article in pack.articles.values():
        label = Citation(article.id).label
        yield "article", f"articles/{article.id}.md", label, article
    for unit, sheet in pack.facts.items():
        yield "facts", f"facts/{unit}.yaml", Text("事实", "facts"), sheet
    for reading in pack.interpretations.values():
        called = Text(f"释义 {reading.id}", f"reading {reading.id}")
        yield reading.id, files_of.INTERPRETATION_FILE, called, reading
    for name, file in OTHERS.items():
        value = getattr(pack, name)
        if value is not None and not isinstance(value, Questionnaire):
            yield name, file, ATTRIBUTES[name], value


OTHERS = {
    "national": files_of.NATIONAL_FILE,
    "archive": files_of.ARCHIVE_FILE,
    "comparison": files_of.COMPARISON_FILE,
    "integrity": files_of.INTEGRITY_FILE,
    "inspection": files_of.INSPECTION_FILE,
    "time_logic": files_of.TIME_LOGIC_FILE,
    "second_survey": files_of.SECOND_SURVEY_FILE,
    "aftercare": files_of.AFTERCARE_FILE,
    "performance": files_of.PERFORMANCE_FILE,
    "satisfaction": files_of.SATISFACTION_FILE,
}

Leaf = tuple[tuple[str, ...], tuple[Text, ...], Text]


def _leaves(value: object) -> Iterator[Leaf]:
    """Yield every single thing that a value says, by its path and in words."""
    if isinstance(value, Text):
        yield (), (), value
    elif is_dataclass(value) and not isinstance(value, Citation):
        for field in fields(value):
            if field.name not in LEFT_ASIDE:
                inner = getattr(value, field.name)
                yield from _under(field.name, _named(field.name), inner)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _under(str(key), _title(inner, str(key)), inner)
    elif isinstance(value, tuple) and value and all(_id(one) for one in value):
        for inner in value:
            yield from _under(_id(inner), _title(inner, _id(inner)), inner)
    elif isinstance(value, tuple) and any(is_dataclass(one) for one in value):
        for number, inner in enumerate(value, 1):
            yield from _under(str(number), Text(f"第{number}", f"no. {number}"), inner)
    else:
        yield (), (), _shown(value)


def _under(key: str, word: Text, value: object) -> Iterator[Leaf]:
    for path, words, shown in _leaves(value):
        yield (key, *path), ((word, *words) if word.zh else words), shown


def _named(attribute: str) -> Text:
    return ATTRIBUTES.get(attribute, Text(attribute, attribute.replace("_", " ")))


def _id(value: object) -> str:
    found = getattr(value, "id", "")
    return found if isinstance(found, str) else ""


def _title(value: object, key: str) -> Text:
    title = getattr(value, "title", None)
    return title if isinstance(title, Text) else _named(key)


def _shown(value: object) -> Text:
    """Return a single thing as people read it."""
    if value is None or value == ():
        return NOTHING
    if isinstance(value, bool):
        return Text("是", "yes") if value else Text("否", "no")
    if isinstance(value, Citation):
        return value.label
    label = getattr(value, "label", None)
    if isinstance(label, Text):
        return label
    if isinstance(value, Enum):
        return _named(str(value.value))
    if isinstance(value, tuple | frozenset):
        parts = [_shown(one) for one in value]
        return Text(
            "、".join(part.zh for part in parts), ", ".join(part.en for part in parts)
        )
    return Text(str(value), str(value))
