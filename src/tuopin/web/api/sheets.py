"""What an act asks for at a place, and who waits for it, as a program reads it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ninja import Schema

from tuopin.web.api.words import Article, Named, article
from tuopin.web.worksheets import whole
from tuopin.web.worksheets.fields import PAPER, Field
from tuopin.web.worksheets.sheet import Scope, Worksheet


class Choice(Schema):
    """One of the answers to choose from, in the request's language."""

    value: str
    title: str


class Question(Schema):
    """What an act asks for; `value` is what stands there unless something is sent."""

    name: str
    title: str
    kind: str
    is_required: bool
    needs_file: bool
    value: str
    choices: list[Choice]


class RowOfSheet(Schema):
    """A household that waits for the act; send `case` and `round` back with it."""

    case: int
    round: int
    household: str
    head_name: str
    persons: int
    village: str
    questions: list[Question]


class NoticeOfSheet(Schema):
    """A notice that the act closes."""

    notice: int
    number: str
    last_day: date
    households: int
    may_be_closed: bool


class VillageOfSheet(Schema):
    """A village in which the act is open, to be asked for on its own."""

    code: str
    name: str
    households: int


class Sheet(Named):
    """What an act asks for at a place, and who waits for it."""

    article: Article | None
    place: str
    year: int
    page: int
    pages: int
    total: int
    questions: list[Question]
    papers: list[Question]
    rows: list[RowOfSheet]
    notices: list[NoticeOfSheet]
    villages: list[VillageOfSheet]


def sheet_of(
    scope: Scope,
    fields: Sequence[Field] = (),
    *,
    found: Worksheet | None = None,
    notices: Sequence[NoticeOfSheet] = (),
    villages: Sequence[VillageOfSheet] = (),
) -> Sheet:
    title = scope.rule.title
    return Sheet(
        id=scope.rule.id,
        zh=title.zh,
        en=title.en,
        article=article(scope.rule.cite),
        place=scope.place.code,
        year=scope.year,
        page=found.page if found else 1,
        pages=found.pages if found else 1,
        total=found.total if found else len(notices) or len(villages),
        questions=[question(one) for one in fields if not one.name.startswith(PAPER)],
        papers=[question(one) for one in fields if one.name.startswith(PAPER)],
        rows=_rows_of(found) if found else [],
        notices=list(notices),
        villages=list(villages),
    )


def _rows_of(found: Worksheet) -> list[RowOfSheet]:
    return [
        RowOfSheet(
            case=row.case_id,
            round=row.round,
            household=row.number,
            head_name=row.head_name,
            persons=row.member_count,
            village=row.village,
            questions=[question(one, row=row.case_id) for one in row.fields],
        )
        for row in found.rows
    ]


def question(field: Field, *, row: int | None = None) -> Question:
    """Write what a field asks for, under the name by which it is answered."""
    name = field.name if row is None else field.name.removesuffix(f"-{row}")
    return Question(
        name=name.removeprefix(f"{PAPER}-"),
        title=field.title,
        kind=field.kind.value,
        is_required=field.required,
        needs_file=field.needs_file,
        value=field.value,
        choices=[Choice(value=one.value, title=one.title) for one in field.choices],
    )


def notices_of(scope: Scope) -> list[NoticeOfSheet]:
    return [
        NoticeOfSheet(
            notice=one.notice.id,
            number=one.notice.number,
            last_day=one.notice.last_day,
            households=one.households,
            may_be_closed=one.may_be_closed,
        )
        for one in whole.notices_to_close(scope)
    ]
