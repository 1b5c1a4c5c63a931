"""After-care of the invented county: pairings, helpers, calls, help, risks, returns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from tests.support.world import ADEQUATE, VILLAGE, World
from tuopin.aftercare import caring, queries
from tuopin.aftercare import operations as aftercare
from tuopin.aftercare.caring import Cared
from tuopin.aftercare.domain import GUARANTEES, IncomeChange, Secured
from tuopin.aftercare.models import Pairing
from tuopin.aftercare.operations import (
    Call,
    CallFound,
    Calling,
    Document,
    Help,
    Owned,
    Successor,
)
from tuopin.office.policy.queries import pack_on
from tuopin.office.scope import acting_as
from tuopin.rulebook.aftercare import AftercareRules
from tuopin.survey import operations as surveys
from tuopin.survey.operations import Visit

DAY = timedelta(days=1)
ALL_SEEN = dict.fromkeys(GUARANTEES, Secured.YES)
POOR = {**ADEQUATE, "wage_income": "900.00", "business_income": "1200.00"}
"""Answers of a household of two that fell under the line."""


def rules_of(world: World) -> AftercareRules:
    """Return the rules of after-care in force."""
    rules = pack_on(world.today).aftercare
    assert rules is not None
    return rules


def pair(world: World, village: str = VILLAGE, *, by: str = "county") -> int:
    """Pair a village with a unit."""
    return aftercare.pair_village(
        village_code=village, unit="县水利局", actor=world[by], on=world.today
    )


def end(world: World, pairing: int, *, by: str = "county") -> None:
    """End a pairing."""
    aftercare.end_pairing(
        pairing_id=pairing, reason="单位撤并", actor=world[by], on=world.today
    )


def name(
    world: World,
    pairing: int,
    called: str,
    *,
    household: str = "",
    reason: str = "",
    handed: str = "",
    by: str = "township",
) -> None:
    """Name who leads the team, or helps a household."""
    aftercare.name_helper(
        pairing_id=pairing,
        household_number=household,
        who=Successor(called, reason, handed),
        actor=world[by],
        on=world.today,
    )


def log(
    world: World,
    household: int,
    *,
    done_on: date | None = None,
    evidence: str = "回访记录",
    seen: Mapping[str, Secured] | None = None,
    by: str = "village",
) -> int:
    """Log a call on a household."""
    found = CallFound("户主和配偶", IncomeChange.SAME, ALL_SEEN | dict(seen or {}))
    call = Call(
        world.households[household],
        "甲队员",
        "收入稳定，住房安全",
        evidence,
        done_on or world.today,
        found,
    )
    return aftercare.log_visit(call=call, actor=world[by], on=world.today)


def plan(
    world: World,
    households: Sequence[int],
    *,
    caller: str = "甲队员",
    each_year: int = 4,
    reason: str = "",
    by: str = "team",
) -> int:
    """Plan the calls on households."""
    return aftercare.plan_calls(
        household_numbers=[world.households[one] for one in households],
        calling=Calling(each_year, caller, reason),
        actor=world[by],
        on=world.today,
    )


def help_for(
    world: World,
    *,
    days: int = 100,
    what: str = "养羊十只",
    amount: Decimal | None = Decimal("3000.00"),
) -> Help:
    """Return help that goes on for some days from today."""
    last = world.today + timedelta(days=days)
    return Help("industry", what, "县农发局", world.today, last, "帮扶协议", amount)


def begin(
    world: World, household: int, *, days: int = 100, by: str = "township"
) -> int:
    """Record help that a household gets."""
    return aftercare.begin_measure(
        household_number=world.households[household],
        help_given=help_for(world, days=days),
        actor=world[by],
        on=world.today,
    )


def end_help(
    world: World, measure: int, reason: str = "已经就业", *, by: str = "township"
) -> None:
    """End help that a household gets."""
    aftercare.end_measure(
        measure_id=measure, reason=reason, actor=world[by], on=world.today
    )


def survey(
    world: World,
    household: int,
    answers: Mapping[str, str] = POOR,
    *,
    by: str = "team",
) -> int:
    """Survey a household, after its exit as before it."""
    (visit,) = surveys.record_visits(
        visits=[
            Visit(
                world.households[household],
                world.today,
                "甲调查员",
                "驻村工作队",
                answers,
                {"signed_survey_form": "调查表"},
            )
        ],
        actor=world[by],
        on=world.today,
    )
    return visit.id


def open_risk(
    world: World,
    household: int,
    *,
    owner: str = "village",
    days: int = 20,
    seen: str = "",
    by: str = "township",
) -> int:
    """Record a risk that a household falls back."""
    return aftercare.open_risk(
        household_number=world.households[household],
        owned=Owned(
            world[owner].appointment_id, world.today + timedelta(days=days), seen
        ),
        actor=world[by],
        on=world.today,
    )


def settle(world: World, risk: int, *, by: str = "township") -> None:
    """Find that a risk is gone."""
    aftercare.settle_risk(
        risk_id=risk,
        text="找到务工岗位，收入恢复",
        evidence="劳动合同",
        actor=world[by],
        on=world.today,
    )


DOCUMENT = Document("铁脱贫组〔2018〕9号", "户主患病，收入低于扶贫标准", "认定文件")


def put_back(
    world: World,
    risk: int,
    *,
    document: Document = DOCUMENT,
    by: str = "leading group",
) -> int:
    """Put a household that fell back on the register again."""
    return aftercare.return_to_poverty(
        risk_id=risk, document=document, actor=world[by], on=world.today
    )


def pairing_of(world: World, village: str = VILLAGE) -> Pairing | None:
    """Return a village's pairing."""
    with acting_as(world["county"]):
        return queries.pairing_of(village)


def cared(world: World, household: int) -> Cared | None:
    """Return how a household stands after its exit."""
    with acting_as(world["county"]):
        found = caring.cared_by_id([household], rules_of(world), on=world.today)
    return found.get(household)
