"""Reading the register: by place, masked, and with a counted number of queries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from tests.support.workbooks import (
    NEXT_VILLAGE,
    OTHER_VILLAGE,
    VILLAGE,
    VILLAGES,
    Book,
    H,
    M,
    small_book,
)
from tests.support.world import FIRST_DAY, World
from tuopin.office import encryption
from tuopin.office.accounts.domain import NotYourPosition
from tuopin.office.accounts.rights import Right
from tuopin.office.encryption import KeyRing, Purpose, UnreadableColumn
from tuopin.office.scope import acting_as
from tuopin.register import access, operations, queries
from tuopin.register.domain import RegistrationStatus, WhyShown
from tuopin.register.models import Household, HouseholdMember
from tuopin.register.operations import UnableToChangeStatus, change_status
from tuopin.register.queries import Order
from tuopin.register.workbook import read_workbook, sift_workbook

NUMBER = f"{VILLAGE}00001"
LATER = date(2017, 12, 20)


def merged() -> Book:
    """Return a book of three villages."""
    book = small_book(3)
    for other in (small_book(2, NEXT_VILLAGE), small_book(2, OTHER_VILLAGE)):
        for sheet, rows in other.rows.items():
            book.rows[sheet].extend(rows)
    return book.put(M, 3, "姓名", "欧阳立春")


@pytest.fixture
def county(world: World, tmp_path: Path) -> Iterator[World]:
    """A register of seven households in three villages of two townships."""
    raw = read_workbook(merged().write(tmp_path / "register.xlsx"))
    operations.import_register(
        workbook=sift_workbook(raw, villages=VILLAGES),
        file_name="登记表.xlsx",
        sha256="0" * 64,
        actor=world["county"],
        on=FIRST_DAY,
    )
    return world


def ids(world: World, *numbers: str) -> list[int]:
    with acting_as(world["county"]):
        return [queries.find_household(number).id for number in numbers]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("who", "seen"),
    [("village", 3), ("next village", 2), ("township", 5), ("county", 7), ("city", 7)],
)
def test_everybody_sees_the_households_of_their_own_area(
    who: str, seen: int, county: World
) -> None:
    with acting_as(county[who]):
        assert queries.households().total == seen
        assert sum(queries.counts_by_status().values()) == seen


def test_without_an_actor_the_register_looks_empty(county: World) -> None:
    assert Household.objects.count() == 0
    assert HouseholdMember.objects.count() == 0


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", 7),
        (NUMBER, 1),
        (VILLAGE, 3),
        ("欧阳", 1),
        ("立春", 1),
        (" 欧阳 立春 ", 1),
        ("赵乙", 7),
        ("没有这个人", 0),
        ("%", 0),
        ("_", 0),
    ],
)
def test_households_are_found_by_number_and_by_part_of_a_name(
    search: str, found: int, county: World
) -> None:
    with acting_as(county["county"]):
        assert queries.households(search=search).total == found


def test_a_person_is_found_by_the_whole_identity_number_only(county: World) -> None:
    number = str(merged().get(M, 4, "证件号码"))

    with acting_as(county["county"]):
        whole = queries.households(search=number.lower())
        part = queries.households(search=number[:17])

    assert [row.number for row in whole.rows] == [f"{VILLAGE}00002"]
    assert part.total == 0


def test_lists_are_filtered_sorted_and_paged(
    county: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE_SIZE", 3)

    with acting_as(county["county"]):
        by_size = queries.households(order=Order.MEMBER_COUNT)
        second = queries.households(page=2)
        beyond = queries.households(page=99)
        village = queries.households(area=(VILLAGE, NEXT_VILLAGE))
        lifted = queries.households(status=RegistrationStatus.LIFTED_OUT)

    assert (by_size.total, by_size.pages, len(by_size.rows)) == (7, 3, 3)
    assert [row.number for row in second.rows] == [
        f"{NEXT_VILLAGE}00001",
        f"{NEXT_VILLAGE}00002",
        f"{OTHER_VILLAGE}00001",
    ]
    assert (beyond.page, len(beyond.rows)) == (3, 1)
    assert village.total == 3
    assert lifted.total == 0


@pytest.mark.parametrize("page_size", [1, 50])
def test_a_page_takes_two_queries_however_long_it_is(
    page_size: int, county: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE_SIZE", page_size)

    with (
        acting_as(county["county"]),
        CaptureQueriesContext(connection) as captured,
    ):
        queries.households(search="赵")

    assert len(captured) == 2


def test_no_query_for_screens_gives_out_a_whole_number(county: World) -> None:
    book = merged()
    secrets = [str(book.get(M, at, "证件号码")) for at in range(3)]
    secrets += [str(book.get(H, 0, title)) for title in ("联系电话", "银行账号")]
    household_ids = ids(county, NUMBER)

    with acting_as(county["county"]):
        shown = repr(
            (
                queries.households(),
                queries.household_as_at(NUMBER, FIRST_DAY),
                queries.member_rows(household_ids),
                queries.members_as_at(household_ids[0], FIRST_DAY),
                queries.roster_rows(household_ids),
                queries.households_in_force(),
            )
        )

    assert not [secret for secret in secrets if secret in shown]
    assert "********" in shown


def test_a_notice_shows_group_head_and_persons_only(county: World) -> None:
    with acting_as(county["county"]):
        (row,) = queries.roster_rows(ids(county, NUMBER))

    assert (row.group, row.head_name, row.member_count) == ("1组", "赵甲", 3)
    assert row.__slots__ == ("group", "head_name", "member_count")


def test_judging_reads_the_columns_of_the_workbook(county: World) -> None:
    (household_id,) = ids(county, NUMBER)

    with acting_as(county["county"]):
        head, _, child = queries.member_rows([household_id])[household_id]

    assert head.value_of("劳动技能") == "普通劳动力"
    assert head.value_of("参加新型农村合作医疗") is True
    assert head.value_of("其他医疗保障") is None
    assert child.value_of("出生日期") == date(2007, 7, 3)
    assert child.value_of("失学辍学") is False


def test_missing_and_forbidden_households_sound_the_same(county: World) -> None:
    answers = []
    for number in (f"{OTHER_VILLAGE}00001", f"{VILLAGE}99999"):
        with pytest.raises(access.HouseholdNotFound) as refusal:
            access.household_for(county["village"], number)
        answers.append(str(refusal.value))

    assert answers[0] == answers[1]
    assert access.household_for(county["village"], NUMBER).number == NUMBER


def test_a_household_is_not_there_for_who_may_not_do_this_to_it(county: World) -> None:
    with pytest.raises(access.HouseholdNotFound):
        access.household_for(county["village"], NUMBER, to=Right.IMPORT_REGISTER)


def test_showing_an_identity_number_is_recorded(county: World) -> None:
    (household_id,) = ids(county, NUMBER)
    with acting_as(county["county"]):
        member = queries.member_rows([household_id])[household_id][0]

    number = operations.show_id_number(
        member_id=member.id,
        why=WhyShown.COMPARING,
        actor=county["township"],
        on=FIRST_DAY,
    )

    assert number == merged().get(M, 0, "证件号码")
    with acting_as(county["county"]), connection.cursor() as cursor:
        cursor.execute(
            "SELECT convert_from(raw, 'UTF8') FROM audit_event"
            " WHERE stream = %s ORDER BY seq DESC LIMIT 1",
            [f"household:{household_id}"],
        )
        (raw,) = cursor.fetchone()
    assert "register.id_number.shown" in raw
    assert '"why":"comparing"' in raw
    assert number not in raw


@pytest.mark.parametrize("who", ["village", "team", "other township"])
def test_who_may_not_read_identity_numbers_is_shown_none(
    who: str, county: World
) -> None:
    (household_id,) = ids(county, NUMBER)
    with acting_as(county["county"]):
        member = queries.member_rows([household_id])[household_id][0]

    with pytest.raises(access.HouseholdNotFound):
        operations.show_id_number(
            member_id=member.id,
            why=WhyShown.CHECKING,
            actor=county[who],
            on=FIRST_DAY,
        )


def test_deregistering_is_seen_from_its_day_on(county: World) -> None:
    county.move_to(LATER)
    change_status(
        household_ids=ids(county, NUMBER),
        to=RegistrationStatus.DEREGISTERED,
        actor=county["county"],
        on=LATER,
    )

    with acting_as(county["county"]):
        before = queries.household_as_at(NUMBER, date(2017, 12, 19))
        after = queries.household_as_at(NUMBER, LATER)
        assert before is not None
        assert after is not None
        assert before.status is RegistrationStatus.IN_REGISTER
        assert after.status is RegistrationStatus.DEREGISTERED
        assert len(queries.households_in_force()) == 6


@pytest.mark.parametrize("shift", [-30, -1, 0, 1, 30])
def test_a_status_is_changed_on_the_day_itself(shift: int, county: World) -> None:
    county.move_to(LATER)
    on = LATER + timedelta(days=shift)
    asked = partial(
        change_status,
        household_ids=ids(county, NUMBER),
        to=RegistrationStatus.DEREGISTERED,
        actor=county["county"],
        on=on,
    )

    if shift == 0:
        asked()
    else:
        with pytest.raises(UnableToChangeStatus, match="今天") as refusal:
            asked()
        assert refusal.value.cite == "art-15"

    with acting_as(county["county"]):
        assert len(queries.households_in_force()) == (6 if shift == 0 else 7)


@pytest.mark.parametrize("shift", [0, 1])
def test_the_mark_is_not_dated_ahead(shift: int, world: World) -> None:
    household = world.register()
    world.bring([household], to="mark_lifted_out")

    # What the mark's own act allows is past this; the register refuses days to come.
    with pytest.raises(UnableToChangeStatus, match="今天" if shift else "已脱贫"):
        operations.mark_lifted_out(
            household_ids=[household],
            actor=world["county"],
            on=world.today + timedelta(days=shift),
        )


def test_a_status_that_cannot_follow_is_refused_for_all(county: World) -> None:
    first, second = ids(county, NUMBER, f"{VILLAGE}00002")
    county.move_to(LATER)
    change_status(
        household_ids=[first],
        to=RegistrationStatus.DEREGISTERED,
        actor=county["county"],
        on=LATER,
    )

    with pytest.raises(UnableToChangeStatus) as refusal:
        change_status(
            household_ids=[second, first],
            to=RegistrationStatus.DEREGISTERED,
            actor=county["county"],
            on=LATER,
        )

    assert NUMBER in refusal.value.text.zh
    with acting_as(county["county"]):
        assert len(queries.households_in_force()) == 6


def test_nobody_is_marked_as_lifted_out_outside_the_procedure(county: World) -> None:
    # art. 6: the database looks through every gate when the register's row changes.
    county.move_to(LATER)
    with pytest.raises(DatabaseError, match=r"(?i)gate|lifted"):
        operations.mark_lifted_out(
            household_ids=ids(county, NUMBER), actor=county["county"], on=LATER
        )


@pytest.mark.parametrize("who", ["village", "township", "leading group", "city"])
def test_only_the_county_office_changes_a_status(who: str, county: World) -> None:
    with pytest.raises(NotYourPosition):
        change_status(
            household_ids=ids(county, NUMBER),
            to=RegistrationStatus.DEREGISTERED,
            actor=county[who],
            on=LATER,
        )


def test_a_cipher_text_moved_to_another_column_cannot_be_read() -> None:
    ring = KeyRing({"1": b"k" * 32}, b"i" * 32)
    sealed = ring.encrypt(Purpose.PHONE, "13900001234")

    assert ring.decrypt(Purpose.PHONE, sealed) == "13900001234"
    with pytest.raises(UnreadableColumn):
        ring.decrypt(Purpose.BANK_ACCOUNT, sealed)


def test_an_altered_cipher_text_cannot_be_read() -> None:
    ring = KeyRing({"1": b"k" * 32}, b"i" * 32)
    sealed = ring.encrypt(Purpose.PHONE, "13900001234") or b""

    for at in range(2, len(sealed)):
        altered = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises(UnreadableColumn):
            ring.decrypt(Purpose.PHONE, altered)


def test_rows_of_an_old_key_stay_readable_after_the_key_changes() -> None:
    old = KeyRing({"1": b"k" * 32}, b"i" * 32)
    fresh = KeyRing({"1": b"k" * 32, "2": b"n" * 32}, b"i" * 32)
    sealed = old.encrypt(Purpose.PHONE, "13900001234")

    assert fresh.decrypt(Purpose.PHONE, sealed) == "13900001234"
    with pytest.raises(UnreadableColumn):
        old.decrypt(Purpose.PHONE, fresh.encrypt(Purpose.PHONE, "13900001234"))
    assert fresh.encrypt(Purpose.PHONE, "1") != fresh.encrypt(Purpose.PHONE, "1")


def test_equal_numbers_share_an_index_that_needs_the_key() -> None:
    ring, other = (KeyRing({"1": b"k" * 32}, key * 32) for key in (b"i", b"j"))

    index = ring.blind_index(Purpose.ID_NUMBER, "1")

    assert index == ring.blind_index(Purpose.ID_NUMBER, "1")
    assert index != ring.blind_index(Purpose.PHONE, "1")
    assert index != other.blind_index(Purpose.ID_NUMBER, "1")


def test_the_program_has_its_keys_before_anybody_asks() -> None:
    assert encryption.key_ring().keys
