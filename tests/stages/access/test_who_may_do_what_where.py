"""Every person tries every operation in every village: position and place decide."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, connections, transaction

import tuopin
from tests.stages.access.every_operation import (
    OPERATIONS,
    WITHOUT_AN_ACTOR,
    Operation,
    Place,
)
from tests.stages.access.every_village_operation import (
    VILLAGE_OPERATIONS,
    VillageOperation,
)
from tests.support.questionnaires import assign, submission_for, submit
from tests.support.reviews import asked
from tests.support.villages import VillageWay
from tests.support.world import PACK, SEATS, STAFF, YEAR, World
from tuopin.filing import operations as filing
from tuopin.filing.domain import Recipient
from tuopin.filing.operations import marking
from tuopin.notice.operations import Posted
from tuopin.office.accounts.domain import Actor, NotYourPosition, Refusal
from tuopin.office.policy.reader import read_pack
from tuopin.office.scope import acting_as
from tuopin.plan import operations as plans
from tuopin.plan.operations import Opinion
from tuopin.procedure import operations as procedure
from tuopin.procedure.recording import BatchResult
from tuopin.register.models import HouseholdMember

EVERYBODY = (*SEATS, "administrator")


class Undone(Exception):
    """Raised to take an attempt back."""


def published_operations() -> set[str]:
    """Find every public function of every `operations` of the stages."""
    found = set()
    for module in pkgutil.walk_packages(tuopin.__path__, "tuopin."):
        stage, is_operations, _ = module.name.partition(".operations")
        if not is_operations or stage.startswith("tuopin.web"):
            continue
        loaded = importlib.import_module(module.name)
        offered = getattr(loaded, "__all__", ())
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            is_its_own = function.__module__ == module.name or name in offered
            if is_its_own and not name.startswith("_"):
                found.add(f"{stage.removeprefix('tuopin.')}.{name}")
    return found


def test_every_operation_has_its_row() -> None:
    rows = {one.name for one in (*OPERATIONS, *VILLAGE_OPERATIONS)}

    assert rows | set(WITHOUT_AN_ACTOR) == published_operations()
    assert not rows & set(WITHOUT_AN_ACTOR)


def test_the_pack_and_the_table_agree_on_positions() -> None:
    pack = read_pack(settings.PACKS / PACK)
    rules = {
        **pack.procedure("household_exit").acts,
        "plan.draft": pack.procedure("plan").acts["draft"],
        "plan.review_by_county": pack.procedure("plan").acts["county_review"],
        "plan.review_by_city": pack.procedure("plan").acts["city_review"],
        "plan.file_with_province": pack.procedure("plan").acts["file_with_province"],
    }
    for operation in OPERATIONS:
        rule = rules.get(operation.name) or rules.get(operation.name.split(".")[-1])
        if operation.name.startswith("register.") or rule is None:
            continue
        assert set(rule.performed_by) == set(operation.positions), operation.name


@pytest.mark.parametrize("village", STAFF, ids=lambda code: STAFF[code].village)
def test_only_the_right_position_at_the_right_place_does_an_act(
    world: World, village: str
) -> None:
    household = world.register(village=village)
    place = Place(world, STAFF[village], household, world.households[household])
    wrong: list[str] = []

    for stage in stages(place):
        for operation in OPERATIONS:
            if operation.after == stage:
                wrong += wrongs(operation, place)

    assert wrong == []


@pytest.mark.parametrize("village", STAFF, ids=lambda code: STAFF[code].village)
def test_a_village_s_acts_are_their_offices_own(world: World, village: str) -> None:
    world.register(village=village)
    way = VillageWay(world, village, STAFF[village].township)
    wrong: list[str] = []

    for stage in stages_of_village(way):
        for operation in VILLAGE_OPERATIONS:
            if operation.after == stage:
                wrong += wrongs_on_village(operation, way)

    assert wrong == []
    assert way.status == "delisted"


def put_aside(place: Place) -> Iterator[str]:
    """Have a survey of the household put aside, and another one ready."""
    world, household, staff = place.world, place.household, place.staff
    township = world[staff.township]
    assign(world, household, to=staff.village, actor=township)
    strange = submission_for(world, household, envelope={"base_version": "old-1"})
    place.put_aside = submit(world, strange, by=staff.village)
    place.submission = submission_for(world, household)
    yield "put aside"


def stages_of_village(way: VillageWay) -> Iterator[str]:
    """Bring a village along, and name each moment at which somebody may try."""
    way.register()
    way.file_plan()
    yield "file_plan"
    for act, do in way.way():
        if act == "return_indicators":
            way.world.visited(
                list(way.world.households),
                by=STAFF[way.code].village,
                answers={"dwelling_grade": "D"},
            )
        if act == "close_in_village":
            assert way.village_notice is not None
            way.world.move_to(way.village_notice.opens_on)
            yield "both are over"
        do()
        yield act


def wrongs_on_village(operation: VillageOperation, way: VillageWay) -> list[str]:
    """Let everybody try, and return what came out otherwise than it should."""
    found = []
    for name in EVERYBODY:
        actor = way.world[name]
        expected = operation.is_of(actor) and actor.covers([way.code])
        done, trace = tried(operation, way, actor)
        if done is not expected or (not done and trace):
            found.append(f"{operation.name} by {name}: done {done}, traces {trace}")
    return found


def wrongs(operation: Operation, place: Place) -> list[str]:
    """Let everybody try, and return what came out otherwise than it should."""
    found = []
    for name in EVERYBODY:
        actor = place.world[name]
        where = operation.place(place)
        expected = (
            actor.position in operation.positions
            and (not where or actor.covers([where]))
            and name not in operation.concerned
        )
        done, trace = tried(operation, place, actor)
        if done is not expected or (not done and trace):
            found.append(
                f"{operation.name} by {name} at {place.staff.village}: "
                f"{'done' if done else 'refused'}, traces {trace}"
            )
    return found


def tried(
    operation: Operation | VillageOperation, place: Place | VillageWay, actor: Actor
) -> tuple[bool, int]:
    """Try an operation and take it back; return whether it was done, and its traces."""
    before = traces(place.world)
    done, left = False, 0
    try:
        with transaction.atomic():
            done = came_about(operation.attempt(place, actor))  # type: ignore[arg-type]
            left = traces(place.world) - before
            raise Undone
    except Undone:
        pass
    except (Refusal, ObjectDoesNotExist):
        return False, 0
    return done, 0 if done else left


def came_about(result: object) -> bool:
    """Say whether an operation did what was asked, from what it returned."""
    if isinstance(result, Posted):
        result = result.result
    if isinstance(result, BatchResult | procedure.Listed):
        return bool(result.done)
    return result != 0


def traces(world: World) -> int:
    """Count what an act would leave: acts and events."""
    with acting_as(world["province"]), connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM procedure_actrecord)"
            " + (SELECT count(*) FROM audit_event)"
        )
        return int(cursor.fetchone()[0])


def stages(place: Place) -> Iterator[str]:
    """Bring the household along, and name each moment at which somebody may try."""
    world, staff = place.world, place.staff
    with acting_as(world["county"]):
        place.member = (
            HouseholdMember.objects.filter(household_id=place.household)
            .order_by("id")[0]
            .id
        )
    yield ""
    yield from planned(place)
    (place.case,) = world.open_cases([place.household], township=staff.township)
    yield "list_in_plan"
    place.visits = tuple(world.visited([place.household], by=staff.village))
    yield "record_visits"
    yield from put_aside(place)
    for act, do in world.way([place.household], [place.case]):
        if act == "survey":
            procedure.survey(
                visits=place.visits, actor=world[staff.village], on=world.today
            )
        elif act in CLOSES:
            place.notices[CLOSES[act]] = world.notice_of(place.case, CLOSES[act])
            world.move_to(place.notices[CLOSES[act]].opens_on)
            yield f"{CLOSES[act]} is over"
            do()
        elif act == "mark_lifted_out":
            place.system = world.enter([place.case])
            yield "entered"
            yield from beside_the_register(place, do)
        else:
            do()
        if act == "verify_team":
            yield from changed(place)
        if act == "post_first":
            place.notices["first"] = world.notice_of(place.case, "first")
            yield from stopped(place)
        if act == "announce":
            yield from sent(place)
        yield act


CLOSES = {
    "close_first": "first",
    "close_second": "second",
    "close_announcement": "announcement",
}


def planned(place: Place) -> Iterator[str]:
    world = place.world
    drafted = plans.draft(
        township_code=place.township,
        year=YEAR,
        household_numbers=[place.number],
        evidence={"plan_list": "名单"},
        actor=world[place.staff.township],
        on=world.today,
    )
    opinion = Opinion("accepted", "同意", {"review_opinion": "意见"})
    place.plan = drafted
    yield "draft"
    plans.review_by_county(
        plan=drafted, opinion=opinion, actor=world["county"], on=world.today
    )
    yield "county_review"
    plans.review_by_city(
        plan=drafted, opinion=opinion, actor=world["city"], on=world.today
    )
    yield "city_review"
    plans.file_with_province(
        plan=drafted,
        evidence={"filing_receipt": "回执"},
        actor=world["city"],
        on=world.today,
    )
    yield "file_plan"


def changed(place: Place) -> Iterator[str]:
    """Let a decisive fact change for a moment."""
    with taken_back():
        place.world.visit_again(
            place.household, by=place.staff.village, dwelling_grade="A"
        )
        yield "facts changed"
        raise Undone


def stopped(place: Place) -> Iterator[str]:
    """Let an objection and a finding stand for a moment."""
    with taken_back():
        place.objection = place.world.object_to(place.case)
        yield "objection"
        place.world.decide(place.objection, by=place.staff.examiner)
        yield "answered"
        place.review = asked(place.world, place.objection, by="supervision")
        yield "review"
        raise Undone
    with taken_back():
        place.finding = place.world.hold(place.case)
        yield "finding"
        raise Undone


def sent(place: Place) -> Iterator[str]:
    with taken_back():
        for recipient in Recipient:
            place.consignments[recipient] = filing.send_consignment(
                recipient=recipient,
                case_ids=[place.case],
                letter_number=f"备{recipient}",
                actor=place.world["county"],
                on=place.world.today,
            )
        yield "sent"
        raise Undone


def beside_the_register(place: Place, do: Callable[[], object]) -> Iterator[str]:
    """Mark, with the register's own row left for somebody to change."""
    with taken_back(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(marking.register, "mark_lifted_out", lambda **_: None)
        do()
        patch.undo()
        yield "marked but for the register"
        raise Undone
    do()


class taken_back:
    """A savepoint that `Undone` rolls back."""

    def __enter__(self) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def __exit__(self, *failure: object) -> bool:
        self.atomic.__exit__(*failure)
        return failure[0] is Undone


@pytest.mark.parametrize("name", EVERYBODY)
def test_an_objection_is_settled_by_nobody_beside_its_answer(
    world: World, name: str
) -> None:
    (case,) = world.bring([world.register()], to="post_first")
    objection = world.object_to(case)

    with (
        pytest.raises((IntegrityError, Refusal, ObjectDoesNotExist)) as refusal,
        transaction.atomic(),
    ):
        procedure.settle(
            case_id=case,
            cause="objection",
            subject=f"objection:{objection.id}",
            reason="无",
            gives_up=False,
            actor=world[name],
            on=world.today,
        )

    assert "undecided" in str(refusal.value) or isinstance(
        refusal.value, NotYourPosition | ObjectDoesNotExist
    )
