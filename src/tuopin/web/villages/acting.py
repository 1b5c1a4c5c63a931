"""Which acts of a village are the reader's to do today, and what was typed for one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from django.utils.dateparse import parse_date

from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.procedure.recording import BatchResult
from tuopin.procedure.strip import ActOnStrip
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit
from tuopin.web.evidence import offering
from tuopin.web.household_page import CaseShown
from tuopin.web.sent_before import Said
from tuopin.web.villages.board import Board
from tuopin.web.villages.doings import DOINGS, Sought
from tuopin.web.worksheets.fields import (
    Asked,
    Brought,
    Field,
    day_in,
    filled,
    papers_in,
)
from tuopin.web.worksheets.sheet import day_field, paper_fields

REPORT = "return_indicators"
CLOSED = Refusal(
    Text(
        "这一步已经办理，或者现在还不能办理。请看下面各环节的情况。",
        "This act has been done, or cannot be done yet. See below how the acts stand.",
    )
)
BY_DEPARTMENTS = (REPORT, "examine_on_site")
"""The acts of which each department does its own part."""


@dataclass(frozen=True)
class OpenAct:
    """An act that the reader may do, with what is asked for it."""

    act: ActOnStrip
    fields: tuple[Field, ...]

    @property
    def id(self) -> str:
        """The pack's id of the act."""
        return self.act.rule.id

    @property
    def has_fault(self) -> bool:
        """Whether something was typed that cannot be taken."""
        return any(field.fault for field in self.fields)

    def asked(self, board: Board) -> Asked:
        """Return what was filled in; only of an act without a fault."""
        return Asked(
            on=day_in(self.fields),
            year=board.year,
            place_code=board.village.code,
            typed={field.name: field.value for field in self.fields},
            evidence=papers_in(self.fields),
            rows=(),
        )


def attempt(
    board: Board,
    act: str,
    actor: Actor,
    *,
    on: date,
    typed: QueryDict,
    brought: Brought,
) -> OpenAct | None:
    """Do an act on the board, once; return it where what was typed cannot be taken.

    Raises a Refusal.
    """
    if _is_done_by_this_very_form(board, act, actor, typed):
        return None
    case_id = board.case_id
    if case_id is None:
        raise CLOSED
    found = open_acts(
        board, case_id, actor, on=on, typed=typed, typed_for=act, brought=brought
    )
    asked = next((one for one in found if one.id == act), None)
    if asked is None:
        raise CLOSED
    if asked.has_fault:
        return asked
    seeks = sought(board, case_id, asked.act, actor)
    _raise_refused(DOINGS[act].do(seeks, asked.asked(board)))
    return None


def _is_done_by_this_very_form(
    board: Board, act: str, actor: Actor, typed: QueryDict
) -> bool:
    """Whether the form was sent twice: the reader did the act on the day it says.

    An act that waits may be done again on the same day, on other facts.
    """
    done = next(
        (
            one.done
            for one in (board.case.acts if board.case else ())
            if one.rule.id == act and not one.may_be_done
        ),
        None,
    )
    if act in BY_DEPARTMENTS or done is None:
        return False
    sent_on = parse_date(typed.get("on", ""))
    return Said(done.person_id, done.done_on).is_said_by(actor, sent_on)


def _raise_refused(result: BatchResult | None) -> None:
    for row in result.refused if result is not None else ():
        if row.refusal is not None:
            raise Refusal(row.refusal.text, cite=row.refusal.cite)


def sought(board: Board, case_id: int, act: ActOnStrip, actor: Actor) -> Sought:
    """Return what an act on the board is done for."""
    return Sought(case_id, board.village.code, act.rule, board.pack, actor)


def open_acts(
    board: Board,
    case_id: int,
    actor: Actor,
    *,
    on: date,
    typed: QueryDict | None = None,
    typed_for: str = "",
    brought: Brought | None = None,
) -> tuple[OpenAct, ...]:
    """Return the acts that the reader may do on the board, filled in where typed."""
    case = board.case
    found = []
    for act in case.acts if case else ():
        if not _is_the_reader_s(act, case, board, actor):
            continue
        doing = DOINGS[act.rule.id]
        seeks = sought(board, case_id, act, actor)
        fields = (
            day_field(act.rule, on),
            *doing.fields(seeks),
            *(paper_fields(act.rule) if doing.asks_papers else ()),
        )
        mine = typed if act.rule.id == typed_for else None
        asked = filled(fields, mine, brought)
        places = (board.village.code, actor.division_code)
        found.append(OpenAct(act, offering(asked, actor, places)))
    return tuple(found)


def _is_the_reader_s(
    act: ActOnStrip,
    case: CaseShown | None,
    board: Board,
    actor: Actor,
) -> bool:
    if act.rule.id not in DOINGS or actor.position not in act.rule.performed_by:
        return False
    if act.rule.id not in BY_DEPARTMENTS:
        return act.may_be_done
    if not board.pack.facts[Unit.VILLAGE].reported_by(actor.department):
        return False
    # A department may report anew while the case goes on, and then examines anew.
    own = next((one for one in board.departments if one.name == actor.department), None)
    if case is None or case.is_over or case.is_approved:
        return False
    may_do_a_part = act.is_next or act.is_done
    if act.rule.id == REPORT:
        return may_do_a_part
    return may_do_a_part and own is not None and own.awaits_examination
