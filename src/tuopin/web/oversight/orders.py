"""Orders to correct as their list and their pages show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import Http404

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import MAY, Right
from tuopin.office.policy.queries import pack_on
from tuopin.oversight import queries
from tuopin.oversight.domain import OrderState, Verdict
from tuopin.oversight.queries import OrderStanding
from tuopin.oversight.wrong_exits import is_still_lifted_out
from tuopin.register.workbook.cells import Value
from tuopin.register.workbook.writing import workbook_at, write_cell
from tuopin.rulebook.positions import Position
from tuopin.rulebook.text import Text
from tuopin.web.oversight.drawn import GroundsShown, grounds_shown, order_office

if TYPE_CHECKING:
    from tuopin.oversight.models import AccountabilityCase, CorrectionAnswer

PER_PAGE = 50
KINDS = {
    "open": Text("未办结", "open"),
    "late": Text("已逾期", "overdue"),
    "accepted": Text("已整改到位", "corrected"),
}
STATES = {
    OrderState.WAITS: "waits",
    OrderState.SENT_BACK: "ends",
    OrderState.ANSWERED: "open",
    OrderState.ACCEPTED: "done",
}


@dataclass(frozen=True)
class OrderShown:
    """An order as the list has it."""

    standing: OrderStanding
    office: Text
    verdict: Text
    is_late: bool
    is_mine: bool

    @property
    def kind(self) -> str:
        """How its state is colored."""
        return STATES[self.standing.state]


@dataclass(frozen=True)
class AnswerShown:
    """An answer with its grounds."""

    answer: CorrectionAnswer
    grounds: GroundsShown
    is_decided: bool


@dataclass(frozen=True)
class OrderPage:
    """One order with the finding behind it and what was said to it."""

    shown: OrderShown
    grounds: GroundsShown
    answers: tuple[AnswerShown, ...]
    referral: AccountabilityCase | None
    inspection: int | None
    """The inspection's number, for whoever may see it."""
    may_answer: bool
    restores: bool
    """Whether the reader may put the household back, whose exit was wrong."""
    waits_for_register: bool
    may_decide: bool
    may_refer: bool


@dataclass(frozen=True)
class Waiting:
    """What waits for a reader's own office, and how much of it is overdue."""

    total: int
    late: int
    to_judge: int


@dataclass(frozen=True)
class OrderList:
    """A page of the orders that a reader follows, or that name the reader's office."""

    rows: tuple[OrderShown, ...]
    counts: tuple[tuple[str, Text, int, bool], ...]
    """Each kind with its address, title, size, and whether it is chosen."""
    previous_query: str
    next_query: str
    page: int
    pages: int


def orders_of(actor: Actor) -> list[OrderStanding]:
    """Return the orders that a reader follows, or that name the reader's office."""
    if actor.position in MAY[Right.FOLLOW_INSPECTIONS]:
        return queries.orders_in_sight()
    return queries.orders_for(actor)


def order_list(actor: Actor, asked: Mapping[str, str], *, on: date) -> OrderList:
    """Return the page of orders that was asked for."""
    found = orders_of(actor)
    kinds = {
        "open": [one for one in found if one.is_open],
        "late": [one for one in found if one.is_late(on)],
        "accepted": [one for one in found if not one.is_open],
    }
    kind = asked.get("orders", "") if asked.get("orders") in kinds else "open"
    rows = kinds[kind]
    pages = max(1, -(-len(rows) // PER_PAGE))
    wanted = asked.get("page", "1")
    page = min(max(1, int(wanted) if wanted.isdecimal() else 1), pages)
    return OrderList(
        rows=tuple(
            shown(one, actor, on=on)
            for one in rows[(page - 1) * PER_PAGE : page * PER_PAGE]
        ),
        counts=tuple(
            (urlencode({"orders": name}), KINDS[name], len(of), name == kind)
            for name, of in kinds.items()
        ),
        previous_query=urlencode({"orders": kind, "page": page - 1})
        if page > 1
        else "",
        next_query=urlencode({"orders": kind, "page": page + 1})
        if page < pages
        else "",
        page=page,
        pages=pages,
    )


def shown(standing: OrderStanding, actor: Actor, *, on: date) -> OrderShown:
    """Return an order as screens show it."""
    return OrderShown(
        standing,
        order_office(standing),
        Verdict(standing.order.check_made.verdict).label,
        standing.is_late(on),
        standing.is_for(actor),
    )


def order_page(actor: Actor, number: int, *, on: date) -> OrderPage:
    """Return an order's page; one that the reader neither follows nor has is absent."""
    standing = queries.find_order(number)
    follows = actor.position in MAY[Right.FOLLOW_INSPECTIONS]
    if standing is None or not (follows or standing.is_for(actor)):
        raise Http404
    inspects = actor.position is Position.SUPERVISION
    check = standing.order.check_made
    referral = queries.find_referral(check.id) if follows else None
    is_own = any(
        one.answered_by.person_id == actor.person_id for one in standing.answers[-1:]
    )
    waits = standing.is_open and is_still_lifted_out(standing)
    return OrderPage(
        shown=shown(standing, actor, on=on),
        grounds=grounds_shown(check.evidence),
        answers=tuple(
            AnswerShown(one, grounds_shown(one.evidence), hasattr(one, "decision"))
            for one in standing.answers
        ),
        referral=referral,
        inspection=check.drawn.inspection_id if follows else None,
        may_answer=standing.is_for(actor) and standing.state.is_with_the_office,
        restores=waits and _restores(actor, on),
        waits_for_register=waits,
        may_decide=inspects and standing.state is OrderState.ANSWERED and not is_own,
        may_refer=inspects and referral is None,
    )


def _restores(actor: Actor, on: date) -> bool:
    rules = pack_on(on).aftercare
    return rules is not None and actor.position in rules.returning.decided_by


def waiting_orders(actor: Actor, *, on: date) -> Waiting | None:
    """Return what of the orders waits for a reader, None if nothing does."""
    if actor.position is Position.SUPERVISION:
        found = queries.orders_in_sight()
        answered = sum(one.state is OrderState.ANSWERED for one in found)
        late = sum(one.is_late(on) for one in found)
        return Waiting(0, late, answered) if answered or late else None
    if actor.position not in MAY[Right.ANSWER_CORRECTION]:
        return None
    own = [
        one for one in queries.orders_to_count(actor) if one.state.is_with_the_office
    ]
    return Waiting(len(own), sum(one.is_late(on) for one in own), 0) if own else None


COLUMNS = (
    "村",
    "户编号",
    "户主",
    "结论",
    "整改单位",
    "整改要求",
    "期限",
    "状态",
    "逾期",
    "答复和认定",
)


def write_orders(path: Path, orders: Sequence[OrderStanding], *, on: date) -> None:
    """Write orders to correct with all that was said to them."""
    with workbook_at(path) as book:
        bold = book.add_format({"bold": True, "bg_color": "#DDE6F0", "border": 1})
        sheet = book.add_worksheet("整改")
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(COLUMNS) - 1, 18)
        for at, title in enumerate(COLUMNS):
            sheet.write_string(0, at, title, bold)
        for row, one in enumerate(orders, 1):
            line = one.order.check_made.drawn.line
            cells: tuple[Value, ...] = (
                line.household.village.short_name,
                line.household_number,
                line.household.head_name,
                Verdict(one.order.check_made.verdict).label.zh,
                order_office(one).zh,
                one.order.asks,
                one.order.due_on,
                one.state.label.zh,
                one.is_late(on),
                _said(one),
            )
            for at, cell in enumerate(cells):
                write_cell(sheet, row, at, cell)


def _said(one: OrderStanding) -> str:
    said = []
    for answer in one.answers:
        said.append(f"{answer.entered_on} {answer.text}")
        if hasattr(answer, "decision"):
            word = "整改到位" if answer.decision.is_accepted else "退回"
            said.append(f"{answer.decision.entered_on} {word}：{answer.decision.text}")
    return " / ".join(said)
