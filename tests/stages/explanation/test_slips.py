"""A slip goes to one household, into known hands, and opens one case (art. 14)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import psycopg
import pytest
from django.db import DatabaseError, Error, connection, transaction

import tests.support.world
from tests.support import slips
from tests.support.world import NEXT_VILLAGE, World
from tuopin.explanation.domain import LASTS, Proof
from tuopin.explanation.models import Slip
from tuopin.explanation.operations import UnableToGiveSlip
from tuopin.explanation.queries import case_by_code, index_of_code, slip_of
from tuopin.notice.public import as_the_public
from tuopin.office.accounts.domain import NotYourPosition
from tuopin.office.audit.queries import timeline
from tuopin.office.scope import acting_as

BORN_ON = 5
"""Where a member's row has the day of birth."""


@pytest.fixture
def household(world: World) -> int:
    return world.register()


def opens(world: World, code: str) -> bool:
    return case_by_code(code, on=world.today) is not None


@pytest.fixture
def born(monkeypatch: pytest.MonkeyPatch) -> Callable[[date | None], None]:
    """Let everybody who is registered from now on be born on a day."""

    def on(day: date | None) -> None:
        monkeypatch.setattr(
            tests.support.world,
            "_member",
            lambda *told: (*(row := made(*told))[:BORN_ON], day, *row[BORN_ON + 1 :]),
        )

    made = tests.support.world._member
    return on


def test_a_slip_opens_its_household_s_case_however_it_is_typed(
    world: World, household: int
) -> None:
    given = slips.give(world, household)

    digits = given.code.replace("-", "")
    wide = "".join(chr(ord(one) + 0xFEE0) for one in digits)

    assert len(digits) == 16
    assert [opens(world, typed) for typed in (given.code, digits, wide)] == [True] * 3
    assert not opens(world, digits[::-1])


def test_of_the_code_nothing_is_kept_that_could_be_typed(
    world: World, household: int
) -> None:
    given = slips.give(world, household)

    with acting_as(world["county"]):
        (slip,) = Slip.objects.all()
        events = timeline([f"household:{household}"])
    kept = [bytes(slip.code_index).hex(), *(json.dumps(one.body) for one in events)]
    digits = given.code.replace("-", "")
    assert not any(given.code in one or digits in one for one in kept)
    assert "explanation.slip.given" in {one.act for one in events}


@pytest.mark.parametrize(
    ("days", "does_open"), [(0, True), (179, True), (180, True), (181, False)]
)
def test_a_slip_holds_to_its_last_day(
    world: World, household: int, days: int, does_open: bool
) -> None:
    given = slips.give(world, household)
    assert given.valid_until == world.today + LASTS

    world.move(days=days) if days else None

    assert opens(world, given.code) is does_open


def test_a_newer_slip_ends_the_older_and_no_other_household_s(
    world: World, household: int
) -> None:
    old, other = slips.give(world, household), slips.give(world, world.register())

    new = slips.give(world, household, by="village")

    assert not opens(world, old.code)
    assert opens(world, new.code)
    assert opens(world, other.code)


def test_withdrawn_it_opens_nothing_and_the_one_before_stays_ended(
    world: World, household: int
) -> None:
    old, new = slips.give(world, household), slips.give(world, household)

    slips.withdraw(world, household, by="township")

    assert not opens(world, old.code)
    assert not opens(world, new.code)
    with acting_as(world["village"]):
        assert slip_of(household, on=world.today) is None
    with pytest.raises(UnableToGiveSlip, match="没有有效的凭条"):
        slips.withdraw(world, household)


@pytest.mark.parametrize("by", ["team", "examiner", "supervision", "leading group"])
def test_a_slip_is_given_by_village_township_and_county_only(
    world: World, household: int, by: str
) -> None:
    with pytest.raises(NotYourPosition):
        slips.give(world, household, by=by)

    assert slips.give(world, household, by="village").code


def test_nobody_gives_a_slip_of_another_place(world: World) -> None:
    elsewhere = world.register(village=NEXT_VILLAGE)
    member = slips.members_of(world, elsewhere)[0].id

    with pytest.raises(UnableToGiveSlip, match="辖区内没有这户"):
        slips.give(world, elsewhere, by="village", member=member)


def test_no_slip_goes_into_the_hands_of_another_household(
    world: World, household: int
) -> None:
    stranger = slips.members_of(world, world.register())[0].id

    with pytest.raises(UnableToGiveSlip, match="本户的人"):
        slips.give(world, household, member=stranger)


@pytest.mark.parametrize(
    ("born_on", "is_taken"),
    [
        (date(1980, 9, 1), True),
        (date(1999, 8, 31), True),
        (date(1999, 9, 1), True),
        (date(1999, 9, 2), False),
        (None, False),
    ],
)
def test_who_takes_it_is_known_to_be_an_adult(
    world: World,
    born: Callable[[date | None], None],
    born_on: date | None,
    is_taken: bool,
) -> None:
    born(born_on)
    household = world.register()
    _, other = slips.members_of(world, household)
    member = other.id

    if is_taken:
        assert slips.give(world, household, member=member).code
        return
    with pytest.raises(UnableToGiveSlip, match="未成年，或者出生日期没有登记"):
        slips.give(world, household, member=member)


def test_a_head_takes_it_whatever_the_age(
    world: World, born: Callable[[date | None], None]
) -> None:
    born(None)

    given = slips.give(world, world.register(), proof=Proof.HOUSEHOLD_BOOKLET)

    assert opens(world, given.code)


INSERT = (
    "INSERT INTO explanation_slip (household_id, village_code, code_index,"
    " handed_to_id, proof, valid_until, given_by_id) SELECT {household}, {village},"
    " {code}, {member}, 'id_card', {until}, given_by_id FROM explanation_slip LIMIT 1"
)
IN_ORDER = {
    "household": "household_id",
    "village": "village_code",
    "code": "sha256('x')",
    "member": "handed_to_id",
    "until": "office_today() + 180",
}


@pytest.mark.parametrize(
    ("change", "is_refused"),
    [
        ({}, False),
        ({"code": "'12'::bytea"}, True),
        ({"until": "office_today() + 367"}, True),
        ({"until": "office_today() - 1"}, True),
        ({"member": "{other_member}"}, True),
        ({"household": "{other}"}, True),
        ({"village": f"'{NEXT_VILLAGE}'"}, True),
    ],
)
def test_the_database_takes_no_slip_for_other_hands_nor_for_ever(
    world: World, household: int, change: dict[str, str], is_refused: bool
) -> None:
    other = world.register()
    slips.give(world, household)
    named = {
        "other": str(other),
        "other_member": str(slips.members_of(world, other)[0].id),
    }
    values = IN_ORDER | {key: text.format(**named) for key, text in change.items()}

    def insert() -> None:
        with acting_as(world["county"]), connection.cursor() as cursor:
            cursor.execute(INSERT.format(**values))

    if not is_refused:
        insert()
        return
    with pytest.raises(Error, match="no slip of household"), transaction.atomic():
        insert()


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT 1 FROM explanation_slip",
        "SELECT 1 FROM explanation_slipwithdrawal",
        "SELECT own_case({household})",
        "SELECT 1 FROM register_household",
        "SELECT 1 FROM standards_assessmentfinding",
        "SELECT 1 FROM aftercare_assistanceofficer",
        "INSERT INTO explanation_slip DEFAULT VALUES",
    ],
)
def test_the_public_s_role_has_a_case_by_its_code_and_by_nothing_else(
    world: World, household: int, statement: str
) -> None:
    slips.give(world, household)

    with (
        pytest.raises(DatabaseError) as refused,
        transaction.atomic(),
        as_the_public() as cursor,
    ):
        cursor.execute(statement.format(household=household))

    assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)


def test_the_program_at_work_cannot_ask_by_code_nor_past_its_area(
    world: World, household: int
) -> None:
    elsewhere = world.register(village=NEXT_VILLAGE)
    slips.give(world, elsewhere)

    with acting_as(world["village"]), connection.cursor() as cursor:
        cursor.execute("SELECT own_case(%s)", [elsewhere])
        assert cursor.fetchone() == (None,) or cursor.rowcount == 0
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT public_own_case(%s)", [b"x" * 32])


def test_what_the_function_says_is_of_one_household_and_without_numbers(
    world: World,
) -> None:
    first, second = world.register(), world.register()
    world.bring([first, second], to="report_to_township")
    given = slips.give(world, first)

    with as_the_public() as cursor:
        cursor.execute("SELECT public_own_case(%s)", [index_of_code(given.code)])
        (said,) = cursor.fetchone()

    assert world.households[first] not in said
    assert "务工" not in said  # typed at the visit
    assert "乙成员" not in said
    assert json.loads(said)["head"] == "乙某"
    with acting_as(world["county"]):
        heads = {one.name for one in slips.members_of(world, second)}
    assert not any(name in said for name in heads)
