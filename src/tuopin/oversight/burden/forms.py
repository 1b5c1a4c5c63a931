"""Which forms of a pack ask for the same thing; pure.

Leaves out what offices ask for outside the program, which is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tuopin.aftercare.domain import GUARANTEES
from tuopin.rulebook.citation import Citation
from tuopin.rulebook.facts import Fact, FactSheet, FactSource
from tuopin.rulebook.names_read import MEMBERS, names_read
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit

REGISTER = Text("建档立卡登记表", "register workbook")
SURVEY = Text("入户调查表", "survey of the household")
SECOND = Text("盲抽复访", "blind second survey")
CALL = Text("退出后回访", "call after the exit")
CHECK = Text("督查抽查", "spot check")
INTERVIEW = Text("满意度回访", "satisfaction interview")
CONTENT = "content"
CONTENT_TITLE = Text("对脱贫是否认可、满意", "whether the household is content")
READ_BY_CALLS = {
    "education": "compulsory_education",
    "medical": "medical_enrollment",
    "housing": "safe_housing",
    "water": "safe_drinking_water",
}
"""What a call looks at, by the criterion of the household that judges it."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A form asks for a thing, by which article, and whether it has to ask again."""

    item: str
    title: Text
    form: Text
    cite: Citation | None
    is_wanted: bool = False
    """Whether the rules want it asked again although it was answered."""


@dataclass(frozen=True, slots=True)
class AskedTwice:
    """A thing that more than one form asks for."""

    item: str
    title: Text
    askings: tuple[Asking, ...]

    @property
    def extra(self) -> int:
        """How many forms ask although another one has, and no rule wants it."""
        return max(sum(not one.is_wanted for one in self.askings) - 1, 0)


def asked_twice(pack: PolicyPack) -> tuple[AskedTwice, ...]:
    """Return what more than one form asks for, the most often asked first."""
    found: dict[str, list[Asking]] = {}
    for one in askings(pack):
        found.setdefault(one.item, []).append(one)
    twice = [
        AskedTwice(item, those[0].title, tuple(those))
        for item, those in found.items()
        if len({one.form for one in those}) > 1
    ]
    return tuple(sorted(twice, key=lambda one: (-one.extra, -len(one.askings))))


def askings(pack: PolicyPack) -> Iterator[Asking]:
    """Yield what each form of a pack asks for, in the order of the work."""
    facts = pack.facts[Unit.HOUSEHOLD]
    every = named_facts(facts)
    for name, fact in every.items():
        if fact.source is FactSource.REGISTER and name != MEMBERS:
            yield Asking(name, fact.title, REGISTER, fact.cite)
    surveyed = tuple(one for one in surveyed_facts(pack) if one in every)
    for name in surveyed:
        yield Asking(name, every[name].title, SURVEY, every[name].cite)
    if pack.second_survey is not None:
        for name in surveyed:
            cite = pack.second_survey.cite
            yield Asking(name, every[name].title, SECOND, cite, is_wanted=True)
    asked = {name: every[name] for name in surveyed}
    yield from _returned(pack, asked)
    if pack.aftercare is not None:
        yield from _called(pack, asked)
    if pack.inspection is not None:
        yield Asking(CONTENT, CONTENT_TITLE, CHECK, pack.inspection.cite)
    if pack.satisfaction is not None:
        yield Asking(CONTENT, CONTENT_TITLE, INTERVIEW, pack.satisfaction.cite)


def named_facts(sheet: FactSheet) -> dict[str, Fact]:
    """Return a household's facts by name, those of its members as `members.x`."""
    found = {}
    for name, fact in sheet.facts.items():
        found[name] = fact
        for inner, one in fact.member_facts.items():
            found[f"{name}.{inner}"] = one
    return found


def surveyed_facts(pack: PolicyPack) -> tuple[str, ...]:
    """Return the facts that a survey asks for, by the pack's questionnaire if any."""
    form = pack.questionnaire
    if form is not None:
        return tuple(
            dict.fromkeys(q.fact for q in form.questions.values() if q.fact is not None)
        )
    every = named_facts(pack.facts[Unit.HOUSEHOLD])
    return tuple(n for n, one in every.items() if one.source is FactSource.SURVEY)


def _returned(pack: PolicyPack, asked: Mapping[str, Fact]) -> Iterator[Asking]:
    """Yield the figures of departments that count what households were asked for."""
    village = pack.facts.get(Unit.VILLAGE)
    for fact in village.facts.values() if village else ():
        if fact.department is None or fact.counted or fact.beside is None:
            continue
        form = Text(f"部门报送（{fact.department}）", f"return of {fact.department}")
        names = (
            _read_by(pack, fact.beside.households_meeting)
            if fact.beside.households_meeting
            else (f"{MEMBERS}.{fact.beside.members_with}",)
        )
        for name in names:
            if name in asked:
                yield Asking(name, asked[name].title, form, fact.cite)


def _called(pack: PolicyPack, asked: Mapping[str, Fact]) -> Iterator[Asking]:
    assert pack.aftercare is not None
    for looked_at in GUARANTEES:
        for name in _read_by(pack, READ_BY_CALLS.get(looked_at, "")):
            if name in asked:
                cite = pack.aftercare.cite
                yield Asking(name, asked[name].title, CALL, cite, is_wanted=True)


def _read_by(pack: PolicyPack, criterion: str) -> tuple[str, ...]:
    """Return the facts that a criterion of the household reads, each once."""
    found = pack.standards[Unit.HOUSEHOLD].get(criterion)
    return tuple(dict.fromkeys(names_read(found.measure))) if found else ()
