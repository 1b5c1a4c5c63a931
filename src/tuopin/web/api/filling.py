"""From JSON to what a form would have sent: both are read by the same fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, TypeVar

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import override
from ninja import Field as Limited

from tuopin.office.accounts.domain import Actor
from tuopin.web import evidence
from tuopin.web.api.problems import Fault
from tuopin.web.api.words import KEEPABLE, Row, Sent, Words
from tuopin.web.worksheets.fields import ATTACHMENT, PAPER, Brought, Field, row_name

Found = TypeVar("Found")
Text = Annotated[str, Limited(max_length=2000, pattern=KEEPABLE)]
Name = Annotated[str, Limited(max_length=80, pattern="^[A-Za-z0-9_-]+$")]
Answers = dict[Name, Text | int]
UNKNOWN = Words(zh="没有这一项。", en="Nothing of this name is asked for.")
CHINESE, ENGLISH = "zh-hans", "en"


class Paper(Sent):
    """A paper of an act: its name, the numbers of files that were uploaded, or both."""

    name: Annotated[str, Limited(max_length=200, pattern=KEEPABLE)] = ""
    files: Annotated[list[Row], Limited(max_length=evidence.MOST_FILES)] = []


Papers = dict[Name, Paper]


def typed_by(
    *, on: date | None, answers: Mapping[str, str | int], papers: Mapping[str, Paper]
) -> QueryDict:
    """Return what a form would have sent for a sheet."""
    typed = QueryDict(mutable=True)
    if on is not None:
        typed["on"] = on.isoformat()
    fill(typed, answers, papers)
    return typed


def fill(
    typed: QueryDict,
    answers: Mapping[str, str | int],
    papers: Mapping[str, Paper],
    *,
    case_id: int | None = None,
) -> None:
    """Add answers and papers, of the whole sheet or of one row."""

    def called(name: str) -> str:
        return name if case_id is None else row_name(name, case_id)

    for name, value in answers.items():
        typed[called(name)] = str(value)
    for paper, given in papers.items():
        attach(typed, called(f"{PAPER}-{paper}"), given)


def attach(typed: QueryDict, name: str, given: Paper) -> None:
    """Add a paper: what it is called, and its files by their numbers."""
    typed[name] = given.name
    numbers = [str(number) for number in given.files]
    typed.setlist(f"{evidence.KEPT}{name}", numbers)


def brought_with(
    typed: QueryDict, actor: Actor, *, on: date, place_of: Callable[[str], str]
) -> Brought:
    """Return the files that are named, as a form that was sent finds them."""
    form = evidence.Form(typed, MultiValueDict(), actor, on, place_of)
    return evidence.brought_by(form)


def in_both(find: Callable[[], Found]) -> tuple[Found, Found]:
    """Find something as a Chinese and as an English reader would see it."""
    with override(CHINESE):
        chinese = find()
    with override(ENGLISH):
        return chinese, find()


def faults_in(fields: Callable[[], Sequence[Field]]) -> list[Fault]:
    """Return what is wrong in fields, in both languages."""
    return [
        Fault(**_named(zh.name), says=Words(zh=zh.fault, en=en.fault))
        for zh, en in zip(*in_both(fields), strict=True)
        if zh.fault
    ]


def _named(name: str) -> dict[str, Any]:
    """Return how a field is called in JSON: without its row, papers by their ids."""
    head, _, ending = name.rpartition("-")
    row = int(ending) if head and ending.isdecimal() else None
    own = head if row is not None else name
    return {"field": own.removeprefix(f"{PAPER}-"), "row": row}


def unknown(
    fields: Iterable[Field],
    answers: Mapping[str, str | int],
    papers: Mapping[str, Paper],
    *,
    row: int | None = None,
) -> list[Fault]:
    """Return a fault for every name that nothing asks for."""
    names = {_own_name(field, row) for field in fields}
    asked = {*answers, *(f"{PAPER}-{paper}" for paper in papers)}
    wrong = sorted(asked - (names - {"on", ATTACHMENT}))
    return [
        Fault(field=name.removeprefix(f"{PAPER}-"), row=row, says=UNKNOWN)
        for name in wrong
    ]


def _own_name(field: Field, row: int | None) -> str:
    return field.name if row is None else field.name.removesuffix(f"-{row}")
