"""The households of a place for which one act is open, as a sheet to fill in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils.translation import gettext as _

from tuopin.filing.domain import Recipient
from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import require_position
from tuopin.office.divisions.domain import DivisionLevel, covers, level_of
from tuopin.office.divisions.models import Division
from tuopin.office.divisions.queries import unit_named, units_below
from tuopin.office.policy.local import local_rules
from tuopin.office.policy.queries import pack_on
from tuopin.procedure import queries as cases
from tuopin.procedure.domain import ACKNOWLEDGEMENT
from tuopin.rulebook.procedure import ActRule, Consequence, Procedure
from tuopin.rulebook.units import Each
from tuopin.web.changes.differences import Changes
from tuopin.web.changes.gathering import changes_in
from tuopin.web.my_work import open_portions
from tuopin.web.my_work_lines import Portion
from tuopin.web.worksheets.doings import DOINGS
from tuopin.web.worksheets.fields import (
    ATTACHMENT,
    Asked,
    AskedRow,
    Brought,
    Field,
    Kind,
    day_in,
    filled,
    is_row_number,
    paper_field,
    papers_in,
    row_name,
)
from tuopin.web.worksheets.own_papers import (
    apart,
    own_papers,
    unless_each_has_its_own,
)
from tuopin.web.worksheets.words import household_words, question_words

if TYPE_CHECKING:
    from tuopin.procedure.models import ExitCase

PER_PAGE = 50
COLUMNS_SHOWN = 5
"""Taken or not, household, persons, village, last act."""


class NoSuchSheet(LookupError):
    """There is no act of this name, or no such place in the actor's area."""


@dataclass(frozen=True)
class SheetRow:
    """One household on a sheet, with its questions."""

    case_id: int
    number: str
    head_name: str
    member_count: int
    village: str
    changes: Changes | None
    """The act before, and what came in after it."""
    fields: tuple[Field, ...]
    round: int
    papers: tuple[Field, ...] = ()
    is_chosen: bool = False
    is_stale: bool = False
    """Another round has begun since the page was shown."""

    @property
    def key(self) -> str:
        """By what a page knows the household's case and its round again."""
        return f"{self.case_id}.{self.round}"

    @property
    def said(self) -> dict[str, str]:
        """Whose row it is and what was done before, as drawn."""
        return household_words(self)

    @property
    def questions(self) -> list[dict[str, object]]:
        """Its questions, as drawn."""
        return [question_words(field) for field in self.fields]

    @property
    def has_fault(self) -> bool:
        """Whether something that was typed in the row cannot be taken."""
        return self.is_chosen and (
            self.is_stale or any(field.fault for field in (*self.fields, *self.papers))
        )

    @property
    def has_papers(self) -> bool:
        """Whether papers or files of its own were given, or were wrong."""
        return any(not one.is_blank or one.fault for one in self.papers)


@dataclass(frozen=True)
class Place:
    """A place with how many households wait there."""

    code: str
    name: str
    households: int


@dataclass(frozen=True)
class Scope:
    """What a sheet is about: an act, a place, a year, and who is at it."""

    actor: Actor
    rule: ActRule
    procedure: Procedure
    place: Division
    year: int
    on: date
    found: tuple[Portion, ...]

    @property
    def ready(self) -> list[int]:
        """The households for which nothing but the act itself is missing today."""
        return [
            household_id
            for portion in self.found
            if portion.opens_on is None or portion.opens_on <= self.on
            for household_id in portion.household_ids
        ]

    @property
    def hanging(self) -> Mapping[date, int]:
        """How many households a notice still keeps closed, by the day it ends."""
        days: Counter[date] = Counter()
        for portion in self.found:
            if portion.opens_on is not None and portion.opens_on > self.on:
                days[portion.opens_on] += len(portion.household_ids)
        return dict(sorted(days.items()))

    @property
    def is_by_village(self) -> bool:
        """Whether the act is done village by village and no village is chosen."""
        is_village = level_of(self.place.code) is DivisionLevel.VILLAGE
        return self.rule.each is Each.VILLAGE and not is_village

    @property
    def is_said_by_household(self) -> bool:
        """Whether the household itself says it (认可)."""
        return self.rule.id == ACKNOWLEDGEMENT

    @property
    def recipient(self) -> Recipient | None:
        """To whom the act files, if it files."""
        return next((one for one in Recipient if one.act == self.rule.id), None)


def scope_of(actor: Actor, act: str, place_code: str, *, on: date) -> Scope:
    """Return what a sheet is about; raises NoSuchSheet, NotYourPosition.

    Where cases of several years wait, the earliest year comes first. What is done once
    for the county is never asked for part of it.
    """
    if not re.fullmatch("[0-9]{12}", place_code) or not actor.covers([place_code]):
        raise NoSuchSheet
    found = open_portions(act, place=place_code)
    procedures = {portion.year: procedure for procedure, portion in found}
    in_force = cases.procedure_of(pack_on(on))
    procedure = local_rules().procedure(
        procedures[min(procedures)] if procedures else in_force,
        place=place_code,
        on=on,
    )
    if act not in procedure.acts:
        raise NoSuchSheet
    require_position(actor, procedure.acts[act].performed_by)
    of_county = procedure.acts[act].each is Each.COUNTY
    if of_county and place_code != actor.division_code:
        return scope_of(actor, act, actor.division_code, on=on)
    year = min(procedures) if procedures else on.year
    return Scope(
        actor=actor,
        rule=procedure.acts[act],
        procedure=procedure,
        place=_unit(place_code),
        year=year,
        on=on,
        found=tuple(portion for _, portion in found if portion.year == year),
    )


def _unit(code: str) -> Division:
    try:
        return unit_named(code)
    except Division.DoesNotExist as unknown:
        raise NoSuchSheet from unknown


def villages_of(scope: Scope) -> list[Place]:
    """Return the villages in which the act is open, with their households."""
    counts: Counter[str] = Counter()
    for portion in scope.found:
        counts[portion.village_code] += len(portion.household_ids)
    return [
        Place(village.code, village.short_name, counts[village.code])
        for village in units_below(scope.place.code, DivisionLevel.VILLAGE)
        if counts[village.code]
    ]


@dataclass(frozen=True)
class Worksheet:
    """A sheet of households with what is asked of the sheet and of each row."""

    scope: Scope
    fields: tuple[Field, ...]
    rows: tuple[SheetRow, ...]
    total: int
    page: int
    is_sent: bool = False

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PER_PAGE))

    @property
    def columns(self) -> int:
        """How many columns the sheet has."""
        return COLUMNS_SHOWN + max((len(row.fields) for row in self.rows), default=0)

    @property
    def takes_all(self) -> bool:
        """Whether every row is chosen."""
        return all(row.is_chosen for row in self.rows)

    @property
    def chosen(self) -> tuple[SheetRow, ...]:
        """The rows that were chosen."""
        return tuple(row for row in self.rows if row.is_chosen)

    @property
    def is_faulty(self) -> bool:
        """Whether something was sent that cannot be taken, or for nobody."""
        return self.is_sent and (
            not self.chosen
            or any(field.fault for field in self.fields)
            or any(row.has_fault for row in self.rows)
        )

    def asked(self) -> Asked:
        """Return what was filled in; only of a sheet that has no fault."""
        return Asked(
            on=day_in(self.fields),
            year=self.scope.year,
            place_code=self.scope.place.code,
            typed={field.name: field.value for field in self.fields},
            evidence=papers_in(self.fields),
            rows=tuple(
                AskedRow(
                    row.case_id,
                    row.number,
                    {field.name.rsplit("-", 1)[0]: field.value for field in row.fields},
                    own_papers(self.fields, row),
                )
                for row in self.chosen
            ),
            attachments=tuple(
                reference
                for field in self.fields
                if field.name == ATTACHMENT
                for reference in field.references
            ),
        )


def page_asked(asked: Mapping[str, str]) -> int:
    """Return which page of a sheet is asked for, the first unless another is."""
    page = str(asked.get("page", ""))
    return max(int(page[:6]), 1) if page.isdecimal() else 1


def worksheet_of(
    scope: Scope,
    *,
    page: int = 1,
    typed: QueryDict | None = None,
    brought: Brought | None = None,
    takes_all: bool = False,
) -> Worksheet:
    """Return a sheet to fill in, or as it was filled in.

    Where each household is decided on its own, none is taken unless asked for.
    """
    rounds: Mapping[int, int] = {}
    if typed is None:
        waiting = cases.cases_of(scope.ready, year=scope.year)
        total = waiting.count()
        page = min(page, max(1, -(-total // PER_PAGE)))
        shown = list(waiting[(page - 1) * PER_PAGE : page * PER_PAGE])
    else:
        rounds = _rounds_listed(typed.getlist("listed"))
        found = cases.cases_by_id(sorted(rounds)[:PER_PAGE]).select_related("household")
        shown = [
            case
            for case in found.order_by("household__number")
            if covers(scope.place.code, case.village_id)
        ]
        total = len(shown)
    takes_all = takes_all or scope.rule.each is not Each.HOUSEHOLD
    chosen = set(typed.getlist("case")) if typed is not None else None
    rows = tuple(
        replace(
            row,
            is_chosen=takes_all if chosen is None else str(row.case_id) in chosen,
            is_stale=rounds.get(row.case_id, row.round) != row.round,
        )
        for row in rows_of(scope, shown, typed, brought)
    )
    fields = filled(sheet_fields(scope), typed, brought)
    if typed is not None:
        rows = apart(rows)
        fields = unless_each_has_its_own(fields, rows)
    return Worksheet(scope, fields, rows, total, page, is_sent=typed is not None)


def _rounds_listed(listed: Sequence[str]) -> dict[int, int]:
    """Return the cases that a page listed, with the round that each was in."""
    keys = [one.partition(".") for one in listed]
    return {
        int(case_id): int(round_)
        for case_id, _, round_ in keys
        if is_row_number(case_id) and is_row_number(round_)
    }


def sheet_fields(scope: Scope) -> tuple[Field, ...]:
    """Return what is asked once: the day, the act's own questions, the papers."""
    doing = DOINGS.get(scope.rule.id)
    own = doing.of_sheet(scope.rule, scope.actor) if doing else ()
    asks_papers = doing is None or doing.asks_papers
    return (
        day_field(scope.rule, scope.on),
        *own,
        *(paper_fields(scope.rule) if asks_papers else ()),
    )


def row_fields(scope: Scope) -> tuple[Field, ...]:
    """Return what is asked of each household."""
    doing = DOINGS.get(scope.rule.id)
    return doing.of_row(scope.rule, scope.actor) if doing else ()


def row_papers(scope: Scope) -> tuple[Field, ...]:
    """Return what papers may be given for each household alone."""
    doing = DOINGS.get(scope.rule.id)
    if doing is None or not doing.asks_papers or scope.rule.each is not Each.HOUSEHOLD:
        return ()
    return tuple(
        replace(
            paper_field(one, required=False),
            takes_signature=scope.is_said_by_household,
        )
        for one in scope.rule.evidence
    )


def day_field(rule: ActRule, on: date) -> Field:
    """Return the question for the day of an act."""
    allowed = rule.entry_within_days
    hint = _("today") if not allowed else _("at most %(days)d days back")
    return Field(
        "on",
        _("Done on"),
        Kind.DAY,
        value=on.isoformat(),
        hint=hint % {"days": allowed},
    )


def paper_fields(rule: ActRule) -> tuple[Field, ...]:
    """Return the questions for an act's papers."""
    # A verdict that only waits needs no paper; whether one is missing, the act says.
    may_wait = any(one.consequence is Consequence.WAITS for one in rule.verdicts)
    return tuple(
        paper_field(paper, required=paper.required and not may_wait)
        for paper in rule.evidence
    )


def rows_of(
    scope: Scope,
    shown: Sequence[ExitCase],
    typed: QueryDict | None = None,
    brought: Brought | None = None,
) -> tuple[SheetRow, ...]:
    """Return households as the rows of a sheet, filled in with what was typed."""
    names = {
        village.code: village.short_name
        for village in units_below(scope.place.code, DivisionLevel.VILLAGE)
    }
    names.setdefault(scope.place.code, scope.place.short_name)
    changes = changes_in(shown)
    asked, papers = row_fields(scope), row_papers(scope)
    return tuple(
        SheetRow(
            case_id=case.id,
            number=case.leaving.number,
            round=case.round,
            head_name=case.leaving.head_name,
            member_count=case.leaving.member_count,
            village=names.get(case.village_id, case.village_id),
            changes=changes.get(case.id),
            fields=filled([_of_row(field, case, scope) for field in asked], typed),
            papers=filled(
                [_of_row(field, case, scope) for field in papers], typed, brought
            ),
        )
        for case in shown
    )


def _of_row(field: Field, case: ExitCase, scope: Scope) -> Field:
    value = field.value
    if field.name == "archive_number":
        value = suggested_number(scope, case)
    return replace(field, name=row_name(field.name, case.id), value=value)


def suggested_number(scope: Scope, case: ExitCase) -> str:
    """Return the archive number that a household's papers may have on a level."""
    return f"{scope.year}-{case.leaving.number}"
