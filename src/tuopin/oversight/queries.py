"""Reading inspections, what they drew, and how far orders to correct have come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Count, QuerySet

from tuopin.office.accounts.domain import Actor
from tuopin.oversight.domain import Design, OrderState, Standing, Verdict
from tuopin.oversight.drawing import Line, Plan
from tuopin.oversight.models import (
    AccountabilityCase,
    CorrectionAnswer,
    CorrectionOrder,
    DrawnHousehold,
    FrameLine,
    Inspection,
    Seed,
    SpotCheck,
)

Kept = TypeVar("Kept")
DIGEST = """
SELECT encode(sha256(convert_to(string_agg(l.list_number || '|' || l.village_code
  || '|' || l.household_number || chr(10), '' ORDER BY l.list_number), 'UTF8')), 'hex')
FROM oversight_frameline l WHERE l.inspection_id = %s
"""


@dataclass(frozen=True)
class OrderStanding:
    """An order with its answers, and how far it has come."""

    order: CorrectionOrder
    answers: tuple[CorrectionAnswer, ...]

    @property
    def state(self) -> OrderState:
        """How far it has come; the last answer tells."""
        if not self.answers:
            return OrderState.WAITS
        decision = getattr(self.answers[-1], "decision", None)
        if decision is None:
            return OrderState.ANSWERED
        return OrderState.ACCEPTED if decision.is_accepted else OrderState.SENT_BACK

    @property
    def is_open(self) -> bool:
        """Whether it still holds the household."""
        return self.state.is_open

    def is_late(self, on: date) -> bool:
        """Whether the office has let its day pass."""
        return self.state.is_with_the_office and self.order.due_on < on

    def is_for(self, actor: Actor) -> bool:
        """Whether it is addressed to the actor's own office."""
        return (
            self.order.position == actor.position.value
            and self.order.office_code == actor.division_code
            and self.order.department == (actor.department or "")
        )


@dataclass(frozen=True)
class DrawnStanding:
    """A drawn household with what was found about it and what follows."""

    drawn: DrawnHousehold
    checks: tuple[SpotCheck, ...]
    order: OrderStanding | None
    replaced_by: DrawnHousehold | None
    referral: AccountabilityCase | None = None

    @property
    def check(self) -> SpotCheck | None:
        """What stands of it: the last that was found."""
        return self.checks[-1] if self.checks else None

    @property
    def verdict(self) -> Verdict | None:
        """What was found, None while nothing was."""
        return Verdict(self.check.verdict) if self.check else None

    @property
    def is_told(self) -> bool:
        """Whether it is known how the household stands."""
        return self.verdict is not None and self.verdict.is_told

    @property
    def standing(self) -> Standing:
        """How the household stood when the frame was frozen."""
        return Standing(self.drawn.line.standing)

    @property
    def may_be_replaced(self) -> bool:
        """Whether another may still stand in for it."""
        return self.replaced_by is None and not self.is_told

    @property
    def may_be_checked(self) -> bool:
        """Whether something may still be found about it."""
        return self.may_be_replaced


def plan_of(inspection: Inspection) -> Plan:
    """Return how an inspection draws."""
    return Plan(
        Design(inspection.design),
        inspection.take_number,
        inspection.take_percent,
        inspection.villages,
    )


def inspections(*, year: int | None = None) -> list[Inspection]:
    """Return the inspections in sight, the latest first."""
    found = Inspection.objects.all()
    if year is not None:
        found = found.filter(year=year)
    return list(found.select_related("frozen_by__person", "seed").order_by("-id"))


def find_inspection(inspection_id: int) -> Inspection | None:
    """Return an inspection of the actor's area."""
    found = Inspection.objects.filter(id=inspection_id)
    return found.select_related("frozen_by__person", "seed").order_by("id").first()


def seed_of(inspection: Inspection) -> Seed | None:
    """Return the seed of a draw, None before it was given."""
    found = Seed.objects.filter(inspection=inspection)
    return found.select_related("given_by__person").order_by("id").first()


def lines_of(inspection: Inspection) -> list[FrameLine]:
    """Return a frame's lines in their order, those of places in sight."""
    return list(FrameLine.objects.filter(inspection=inspection).order_by("list_number"))


def frame_in(lines: Iterable[FrameLine]) -> list[Line]:
    """Return lines as the recipe reads them."""
    return [
        Line(one.list_number, one.village_code, one.household_number) for one in lines
    ]


def is_as_frozen(inspection: Inspection) -> bool:
    """Say whether the whole frame still has the digest that it was frozen with."""
    with connection.cursor() as cursor:
        cursor.execute(DIGEST, [inspection.id])
        (digest,) = cursor.fetchone()
    return bool(digest == inspection.frame_digest)


def sizes_of(inspection: Inspection) -> dict[str, int]:
    """Return how many households the frame has in each village."""
    rows = (
        FrameLine.objects.filter(inspection=inspection)
        .values("village_code")
        .annotate(n=Count("id"))
        .order_by("village_code")
    )
    return {row["village_code"]: row["n"] for row in rows}


def drawn_of(inspection: Inspection) -> list[DrawnStanding]:
    """Return the drawn households of an inspection, with a few queries for all."""
    return _standing(_drawn().filter(inspection=inspection))


def find_drawn(inspection: Inspection, list_number: int) -> DrawnStanding | None:
    """Return a drawn household by its number in the list."""
    return next(
        iter(
            _standing(
                _drawn().filter(inspection=inspection, line__list_number=list_number)
            )
        ),
        None,
    )


def find_drawn_by_id(drawn_id: int) -> DrawnStanding | None:
    """Return a drawn household of the actor's area."""
    return next(iter(_standing(_drawn().filter(id=drawn_id))), None)


def last_turn(inspection: Inspection, stratum: str) -> int:
    """Return the last turn that was drawn in a stratum."""
    found = DrawnHousehold.objects.filter(inspection=inspection, stratum=stratum)
    return max(found.values_list("turn", flat=True), default=0)


def _drawn() -> QuerySet[DrawnHousehold]:
    return DrawnHousehold.objects.select_related(
        "line__household__village", "inspection", "drawn_by__person"
    ).order_by("stratum", "turn", "id")


def _standing(found: QuerySet[DrawnHousehold]) -> list[DrawnStanding]:
    drawn = list(found)
    ids = [one.id for one in drawn]
    checks: dict[int, list[SpotCheck]] = {}
    made = SpotCheck.objects.filter(drawn_id__in=ids)
    for check in made.select_related("checked_by__person").order_by("id"):
        checks.setdefault(check.drawn_id, []).append(check)
    replaced = {
        one.replaces_id: one
        for one in DrawnHousehold.objects.filter(replaces_id__in=ids)
        .select_related("line", "drawn_by__person")
        .order_by("id")
    }
    check_ids = [check.id for own in checks.values() for check in own]
    orders = {
        one.order.check_made_id: one
        for one in _with_answers(_orders().filter(check_made_id__in=check_ids))
    }
    referrals = {
        one.check_made_id: one
        for one in AccountabilityCase.objects.filter(check_made_id__in=check_ids)
        .select_related("referred_by__person")
        .order_by("id")
    }
    return [
        DrawnStanding(
            one,
            tuple(own),
            _of_any(own, orders),
            replaced.get(one.id),
            _of_any(own, referrals),
        )
        for one in drawn
        for own in [checks.get(one.id, [])]
    ]


def _of_any(checks: Sequence[SpotCheck], by_check: Mapping[int, Kept]) -> Kept | None:
    return next((by_check[one.id] for one in checks if one.id in by_check), None)


def find_order(order_id: int) -> OrderStanding | None:
    """Return an order of the actor's area."""
    return next(iter(_with_answers(_orders().filter(id=order_id))), None)


def orders_for(actor: Actor) -> list[OrderStanding]:
    """Return the orders addressed to the actor's own office, those open first."""
    return sorted(_with_answers(_addressed_to(actor, _orders())), key=_open_first)


def orders_to_count(actor: Actor) -> list[OrderStanding]:
    """Return the orders of `orders_for` in no order, without whom they are about."""
    return _with_answers(_addressed_to(actor, CorrectionOrder.objects.all()))


def _addressed_to(
    actor: Actor, orders: QuerySet[CorrectionOrder]
) -> QuerySet[CorrectionOrder]:
    return orders.filter(
        position=actor.position.value,
        office_code=actor.division_code,
        department=actor.department or "",
    )


def orders_in_sight() -> list[OrderStanding]:
    """Return every order in the actor's area, those open first."""
    return sorted(_with_answers(_orders()), key=_open_first)


def _open_first(one: OrderStanding) -> tuple[bool, date, int]:
    return not one.is_open, one.order.due_on, one.order.id


def _orders() -> QuerySet[CorrectionOrder]:
    return CorrectionOrder.objects.select_related(
        # Not the inspection itself: an office below the county cannot see it.
        "check_made__drawn__line__household__village",
        "check_made__checked_by__person",
        "ordered_by__person",
    ).order_by("due_on", "id")


def _with_answers(found: QuerySet[CorrectionOrder]) -> list[OrderStanding]:
    orders = list(found)
    if not orders:
        return []
    answers: dict[int, list[CorrectionAnswer]] = {}
    given = CorrectionAnswer.objects.filter(order__in=[one.id for one in orders])
    for one in given.select_related(
        "answered_by__person", "decision__decided_by__person"
    ).order_by("id"):
        answers.setdefault(one.order_id, []).append(one)
    return [OrderStanding(one, tuple(answers.get(one.id, ()))) for one in orders]


def find_referral(check_id: int) -> AccountabilityCase | None:
    """Return the referral of a finding in the actor's area."""
    found = AccountabilityCase.objects.filter(check_made_id=check_id)
    return (
        found.select_related(
            "referred_by__person",
            "check_made__checked_by__person",
            "check_made__drawn__line__household__village",
            "check_made__drawn__inspection",
        )
        .order_by("id")
        .first()
    )


def has_letter(division_code: str, letter_number: str) -> bool:
    """Say whether a letter of this number was sent already."""
    return AccountabilityCase.objects.filter(
        division_code=division_code, letter_number=letter_number
    ).exists()


@dataclass(frozen=True)
class Tally:
    """How far an inspection has come, counted."""

    drawn: int = 0
    told: int = 0
    irregular: int = 0
    open_orders: int = 0


def tallies(inspection_ids: Sequence[int]) -> dict[int, Tally]:
    """Return how far inspections have come; replaced households are not counted."""
    among = list(inspection_ids)
    kept = DrawnHousehold.objects.filter(
        inspection_id__in=among, replaced_by__isnull=True
    )
    told = SpotCheck.objects.filter(drawn__inspection_id__in=among)
    told = told.exclude(verdict=Verdict.CANNOT_BE_TOLD.value)
    irregular = told.exclude(verdict=Verdict.RIGHT.value)
    settled = CorrectionAnswer.objects.filter(
        order__check_made__drawn__inspection_id__in=among, decision__is_accepted=True
    )
    counted = [
        _counted(kept, "inspection_id"),
        _counted(told, "drawn__inspection_id"),
        _counted(irregular, "drawn__inspection_id"),
        _counted(settled, "order__check_made__drawn__inspection_id"),
    ]
    return {
        one: Tally(drawn, told_of, found, found - mended)
        for one in among
        for drawn, told_of, found, mended in [[n.get(one, 0) for n in counted]]
    }


def _counted(rows: QuerySet[Any], by: str) -> dict[int, int]:
    found = rows.values(by).annotate(n=Count("id")).order_by(by)
    return {row[by]: row["n"] for row in found}
