"""Who may begin an exit: a household of the register, by name in a filed plan (G1)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection

from tests.support.world import TOWNSHIP, VILLAGE, YEAR, World
from tuopin.office.accounts import operations as accounts
from tuopin.office.accounts.domain import NotYourJurisdiction
from tuopin.office.accounts.models import Person
from tuopin.office.scope import acting_as
from tuopin.plan import operations as plans
from tuopin.plan.models import ExitPlan, PlanRow
from tuopin.plan.operations import Opinion, UnableToPlan
from tuopin.procedure.domain import Because
from tuopin.procedure.models import ExitCase
from tuopin.procedure.operations import UnableToRecord
from tuopin.register import operations as register
from tuopin.register.domain import RegistrationStatus

ACCEPTED = Opinion("accepted", "同意", {"review_opinion": "意见"})
RECEIPT = {"filing_receipt": "回执"}


def drafted(world: World, households: list[int], **other: object) -> ExitPlan:
    asked = {
        "township_code": TOWNSHIP,
        "year": YEAR,
        "household_numbers": [world.households[one] for one in households],
        "evidence": {"plan_list": "名单"},
        "actor": world["township"],
        "on": world.today,
    }
    return plans.draft(**asked | other)  # type: ignore[arg-type]


def reviewed(world: World, plan: ExitPlan, opinion: Opinion = ACCEPTED) -> None:
    plans.review_by_county(
        plan=plan, opinion=opinion, actor=world["county"], on=world.today
    )
    plans.review_by_city(
        plan=plan, opinion=ACCEPTED, actor=world["city"], on=world.today
    )


def filed(world: World, plan: ExitPlan) -> None:
    plans.file_with_province(
        plan=plan, evidence=RECEIPT, actor=world["city"], on=world.today
    )


def cases_in_sight(world: World) -> int:
    with acting_as(world["province"]):
        return ExitCase.objects.count()


def test_a_household_on_a_filed_plan_gets_its_case(world: World) -> None:
    household = world.register()
    plan = drafted(world, [household])
    reviewed(world, plan)
    filed(world, plan)

    world.open_cases([household])

    assert cases_in_sight(world) == 1


def test_a_plan_reviewed_but_not_filed_opens_no_case(world: World) -> None:
    household = world.register()
    reviewed(world, drafted(world, [household]))

    with pytest.raises(UnableToRecord, match="备案") as refusal:
        world.open_cases([household])

    assert refusal.value.cite == "art-05"
    assert cases_in_sight(world) == 0


def test_a_household_outside_the_plan_stops_the_whole_request(world: World) -> None:
    planned, unplanned = world.register(), world.register()
    plan = drafted(world, [planned])
    reviewed(world, plan)
    filed(world, plan)

    with pytest.raises(UnableToRecord, match="有1户"):
        world.open_cases([planned, unplanned])

    assert cases_in_sight(world) == 0


def test_a_later_filed_plan_stands_in_place_of_the_earlier_one(world: World) -> None:
    kept, dropped = world.register(), world.register()
    for households in ([kept, dropped], [kept]):
        plan = drafted(world, households)
        reviewed(world, plan)
        filed(world, plan)

    world.open_cases([kept])
    with pytest.raises(UnableToRecord, match="有1户"):
        world.open_cases([dropped])


def test_a_later_plan_that_is_not_filed_changes_nothing(world: World) -> None:
    kept, dropped = world.register(), world.register()
    first = drafted(world, [kept, dropped])
    reviewed(world, first)
    filed(world, first)
    reviewed(world, drafted(world, [kept]))

    assert len(world.open_cases([kept, dropped])) == 2


def test_a_case_is_opened_once_a_year(world: World) -> None:
    household = world.register()
    world.file_plan([household])
    world.open_cases([household])

    with pytest.raises(UnableToRecord, match="已") as refusal:
        world.open_cases([household])

    assert refusal.value.cite == "art-05"
    assert cases_in_sight(world) == 1


ADD = (
    "INSERT INTO plan_planrow (plan_id, household_id, village_code)"
    " SELECT %s, id, village_code FROM register_household WHERE id = %s"
)


def added(world: World, plan: ExitPlan, household: int) -> None:
    """Add a row to a plan by plain SQL, as the application's role."""
    with acting_as(world["township"]), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("tuopin_app",)
        cursor.execute(ADD, [plan.id, household])


@pytest.mark.parametrize("stage", ["drafted", "reviewed", "filed"])
def test_the_database_adds_nobody_to_a_plan_once_drafted(
    world: World, stage: str
) -> None:
    planned, smuggled = world.register(), world.register()
    plan = drafted(world, [planned])
    if stage != "drafted":
        reviewed(world, plan)
    if stage == "filed":
        filed(world, plan)

    with pytest.raises(IntegrityError, match="roster"):
        added(world, plan, smuggled)

    with acting_as(world["township"]):
        assert PlanRow.objects.filter(plan=plan).count() == 1
    # Another version is the way.
    assert drafted(world, [planned, smuggled]).version == plan.version + 1


def cases_without_an_act(world: World) -> int:
    with acting_as(world["province"]):
        return ExitCase.objects.filter(acts=None).count()


@pytest.mark.parametrize(
    ("shift", "because"),
    [(-1, Because.ENTERED_TOO_LATE), (0, None), (1, Because.DATE_IN_FUTURE)],
)
def test_a_case_is_opened_on_the_day_itself_or_not_at_all(
    world: World, shift: int, because: Because | None
) -> None:
    household = world.register()
    world.file_plan([household])
    world.move()

    listed = world.list_in_plan([household], on=world.today + timedelta(days=shift))

    (row,) = listed.rows
    assert row.household_id == household
    assert (row.refusal.because if row.refusal else None) is because
    assert cases_in_sight(world) == (because is None)
    if because is not None:
        assert row.case_id is None
        assert len(world.list_in_plan([household]).done) == 1
    assert cases_without_an_act(world) == 0


def test_one_household_s_refusal_leaves_the_others_their_cases(world: World) -> None:
    near, far = world.register(), world.register()
    world.file_plan([near, far])
    accounts.recuse(
        person=Person.objects.get(id=world["township"].person_id),
        household_number=world.households[near],
        reason="近亲属",
        actor=world["county"],
        on=world.today,
    )

    listed = world.list_in_plan([near, far])

    refused, opened = listed.rows
    assert refused.refusal is not None
    assert refused.refusal.because is Because.RECUSED
    assert (refused.case_id, opened.refusal) == (None, None)
    assert listed.done == (opened.case_id,)
    assert cases_in_sight(world) == 1
    assert cases_without_an_act(world) == 0
    another = world.newcomer("township")
    assert len(world.list_in_plan([near], by=another).done) == 1


@pytest.mark.parametrize(
    "status", [RegistrationStatus.DEREGISTERED, RegistrationStatus.IN_REGISTER]
)
def test_only_a_household_still_on_the_register_gets_a_case(
    world: World, status: RegistrationStatus
) -> None:
    household = world.register()
    world.file_plan([household])
    if status is not RegistrationStatus.IN_REGISTER:
        register.change_status(
            household_ids=[household],
            to=status,
            actor=world["county"],
            on=world.move(),
        )
        with pytest.raises(UnableToRecord, match="在册") as refusal:
            world.open_cases([household])
        assert refusal.value.cite == "art-02"
        return

    assert len(world.open_cases([household])) == 1


def test_a_plan_names_households_of_its_own_township(world: World) -> None:
    at_home = world.register()
    elsewhere = world.register(village="211221102200")

    drafted(world, [at_home])
    with pytest.raises(UnableToPlan, match=world.households[elsewhere]):
        drafted(world, [at_home, elsewhere])


@pytest.mark.parametrize("code", ["", "铁岭", "211221", "211221000000", VILLAGE])
def test_only_a_township_has_a_plan(world: World, code: str) -> None:
    household = world.register()

    with pytest.raises(UnableToPlan, match="不是乡镇") as refusal:
        drafted(world, [household], township_code=code)

    assert refusal.value.cite == "art-05"


@pytest.mark.parametrize("years", [0, 1])
def test_a_plan_of_a_year_gone_by_opens_no_case(world: World, years: int) -> None:
    household = world.register()
    world.file_plan([household])
    world.move_to(world.today.replace(year=YEAR + years))

    if years == 0:
        assert len(world.list_in_plan([household]).done) == 1
    else:
        with pytest.raises(UnableToRecord, match="已过期"):
            world.list_in_plan([household])


def test_a_plan_of_nobody_is_no_plan(world: World) -> None:
    with pytest.raises(UnableToPlan) as refusal:
        drafted(world, [])

    assert refusal.value.cite == "art-05"


def test_a_township_drafts_for_itself_only(world: World) -> None:
    household = world.register()

    with pytest.raises(NotYourJurisdiction):
        drafted(world, [household], actor=world["other township"])


def test_the_city_reviews_after_the_county(world: World) -> None:
    plan = drafted(world, [world.register()])

    with pytest.raises(UnableToPlan, match="县审核"):
        plans.review_by_city(
            plan=plan, opinion=ACCEPTED, actor=world["city"], on=world.today
        )


def test_a_plan_sent_back_is_not_filed(world: World) -> None:
    plan = drafted(world, [world.register()])
    plans.review_by_county(
        plan=plan,
        opinion=Opinion("sent_back", "名单有误", {"review_opinion": "意见"}),
        actor=world["county"],
        on=world.today,
    )

    with pytest.raises(UnableToPlan, match="已被退回"):
        plans.review_by_city(
            plan=plan, opinion=ACCEPTED, actor=world["city"], on=world.today
        )


def test_a_plan_is_reviewed_once_by_each(world: World) -> None:
    plan = drafted(world, [world.register()])
    reviewed(world, plan)

    with pytest.raises(UnableToPlan, match="县审核"):
        plans.review_by_county(
            plan=plan, opinion=ACCEPTED, actor=world["county"], on=world.today
        )


@pytest.mark.parametrize("days", [-1, 1])
def test_a_review_is_dated_the_day_it_is_done(world: World, days: int) -> None:
    plan = drafted(world, [world.register()])

    with pytest.raises(UnableToPlan, match=r"不符|早于"):
        plans.review_by_county(
            plan=plan,
            opinion=ACCEPTED,
            actor=world["county"],
            on=world.today + timedelta(days=days),
        )


def test_a_plan_needs_the_province_s_receipt(world: World) -> None:
    plan = drafted(world, [world.register()])
    reviewed(world, plan)

    with pytest.raises(UnableToPlan, match="回执"):
        plans.file_with_province(
            plan=plan, evidence={}, actor=world["city"], on=world.today
        )
