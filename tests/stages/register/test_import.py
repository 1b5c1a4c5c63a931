"""Taking a workbook into the register: all or nothing, and nothing twice (art. 2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from tests.support.workbooks import (
    NEXT_VILLAGE,
    OTHER_VILLAGE,
    VILLAGE,
    VILLAGES,
    Book,
    H,
    M,
    V,
    small_book,
)
from tests.support.world import FIRST_DAY, World
from tuopin.office.accounts.domain import NotYourJurisdiction, NotYourPosition
from tuopin.office.divisions.queries import villages_of
from tuopin.office.scope import acting_as
from tuopin.register import queries, villages
from tuopin.register.domain import RegistrationStatus
from tuopin.register.exporting import export_register
from tuopin.register.models import (
    Household,
    HouseholdDetails,
    HouseholdMember,
    RegisterImport,
    RegistrationPeriod,
    VillageRegistration,
)
from tuopin.register.operations import (
    ImportResult,
    UnableToImport,
    import_register,
    preview_import,
)
from tuopin.register.workbook import RegisterWorkbook, read_workbook, sift_workbook

LATER = date(2017, 10, 9)
TABLES = (
    Household,
    HouseholdDetails,
    HouseholdMember,
    RegistrationPeriod,
    VillageRegistration,
    RegisterImport,
)
Importing = Callable[..., ImportResult]


@pytest.fixture
def read(world: World, tmp_path: Path) -> Callable[[Book], RegisterWorkbook]:
    """Give a way to write a book, read it back and check it."""

    def reading(book: Book) -> RegisterWorkbook:
        return sift_workbook(
            read_workbook(book.write(tmp_path / "register.xlsx")), villages=VILLAGES
        )

    return reading


@pytest.fixture
def take(world: World, read: Callable[[Book], RegisterWorkbook]) -> Importing:
    """Give a way to import a book."""

    def taking(book: Book, *, by: str = "county", on: date = FIRST_DAY) -> ImportResult:
        return import_register(
            workbook=read(book),
            file_name="登记表.xlsx",
            sha256="0" * 64,
            actor=world[by],
            on=on,
        )

    return taking


def counted(world: World) -> dict[str, int]:
    with acting_as(world["county"]), connection.cursor() as cursor:
        counts = {table.__name__: table.objects.count() for table in TABLES}
        cursor.execute("SELECT count(*) FROM audit_event")
        return counts | {"events": cursor.fetchone()[0]}


def test_a_workbook_becomes_households_members_and_a_village(
    world: World, take: Importing
) -> None:
    result = take(small_book())

    assert result.counts["households_new"] == 3
    assert result.counts["members_new"] == 9
    assert result.counts["villages_new"] == 1
    with acting_as(world["county"]):
        household = queries.find_household(f"{VILLAGE}00001")
        assert household is not None
        assert (household.head_name, household.member_count) == ("赵甲", 3)
        assert household.registration_status is RegistrationStatus.IN_REGISTER
        village = villages.village_registration(VILLAGE, 2017)
        assert village is not None
        assert village.rural_residents == 1500


def test_a_second_import_of_the_same_file_changes_nothing(
    world: World, take: Importing
) -> None:
    take(small_book())
    before = counted(world)

    again = take(small_book(), on=LATER)

    assert counted(world) == before
    assert again.import_id is None
    assert again.counts["households_unchanged"] == 3
    assert again.counts["villages_unchanged"] == 1
    assert again.counts["households_changed"] == again.counts["members_changed"] == 0


def test_what_changed_gets_a_fresh_period_and_the_rest_is_left_alone(
    world: World, take: Importing
) -> None:
    take(small_book())
    book = small_book().put(M, 1, "劳动技能", "弱劳动力或半劳动力")

    result = take(book, on=LATER)

    assert (result.counts["households_changed"], result.counts["members_changed"]) == (
        1,
        1,
    )
    assert result.counts["households_unchanged"] == 2
    with acting_as(world["county"]):
        periods = HouseholdMember.objects.filter(number=f"{VILLAGE}0000102")
        assert list(
            periods.order_by("valid_from").values_list(
                "labor", "valid_from", "valid_to"
            )
        ) == [
            ("普通劳动力", FIRST_DAY, LATER),
            ("弱劳动力或半劳动力", LATER, None),
        ]
        assert HouseholdDetails.objects.count() == 3


def test_the_register_as_at_any_day_can_be_rebuilt(
    world: World, take: Importing
) -> None:
    number = f"{VILLAGE}00001"
    take(small_book())
    book = small_book().put(M, 1, "劳动技能", "弱劳动力或半劳动力")
    book.put(H, 0, "主要致贫原因", "因残").put(V, 0, "剩余贫困人口", 12)
    del book.rows[M][2]
    take(book, on=LATER)

    with acting_as(world["county"]):
        never = queries.household_as_at(number, date(2017, 8, 31))
        first = queries.household_as_at(number, FIRST_DAY)
        eve = queries.household_as_at(number, date(2017, 10, 8))
        later = queries.household_as_at(number, LATER)
        after = queries.household_as_at(number, date(2030, 1, 1))

    assert never is None
    assert first is not None
    assert eve is not None
    assert later is not None
    assert after is not None
    assert (first.details.main_cause, len(first.members)) == ("因病", 3)
    assert (first.members, first.status) == (eve.members, eve.status)
    assert (later.details.main_cause, len(later.members)) == ("因残", 2)
    assert later.members == after.members
    assert later.members[1].labor == "弱劳动力或半劳动力"
    with acting_as(world["county"]):
        household = queries.find_household(number)
        assert household is not None
        assert household.member_count == 2


def test_corrections_of_the_same_day_leave_a_period_that_was_never_in_force(
    world: World, take: Importing
) -> None:
    take(small_book(1))
    take(small_book(1).put(M, 0, "健康状况", "残疾"))

    with acting_as(world["county"]):
        members = queries.household_as_at(f"{VILLAGE}00001", FIRST_DAY)
        assert members is not None
        assert [one.health for one in members.members] == ["残疾", "健康", "健康"]
        assert HouseholdMember.objects.count() == 4


def test_a_later_record_cannot_be_changed_from_an_earlier_day(
    world: World, take: Importing
) -> None:
    take(small_book(), on=LATER)
    before = counted(world)

    with pytest.raises(UnableToImport) as refusal:
        take(small_book().put(H, 0, "主要致贫原因", "因残"), on=FIRST_DAY)

    assert str(LATER) in refusal.value.text.zh
    assert counted(world) == before


def test_households_that_a_file_leaves_out_are_reported_and_stay(
    world: World, take: Importing
) -> None:
    take(small_book(3))

    result = take(small_book(2), on=LATER)

    assert result.missing == (f"{VILLAGE}00003",)
    with acting_as(world["county"]):
        assert len(queries.households_in_force()) == 3


def test_villages_that_a_file_does_not_name_are_not_missing(
    world: World, take: Importing
) -> None:
    take(small_book(2, NEXT_VILLAGE))

    assert take(small_book(2), on=LATER).missing == ()


def test_a_household_with_an_error_is_set_aside_and_stays_as_it_was(
    world: World, take: Importing
) -> None:
    take(small_book())
    book = small_book().put(M, 1, "证件号码", "123").put(H, 0, "主要致贫原因", "因残")

    result = take(book, on=LATER)

    assert result.set_aside == (f"{VILLAGE}00001",)
    assert result.missing == ()
    with acting_as(world["county"]):
        household = queries.household_as_at(f"{VILLAGE}00001", LATER)
        assert household is not None
        assert household.details.main_cause == "因病"


def test_a_preview_says_the_same_and_writes_nothing(
    world: World, read: Callable[[Book], RegisterWorkbook], take: Importing
) -> None:
    take(small_book(2))
    book = small_book(3).put(M, 1, "健康状况", "残疾")
    before = counted(world)

    preview = preview_import(workbook=read(book), actor=world["county"])

    assert counted(world) == before
    assert preview.counts == take(book, on=LATER).counts
    assert preview.counts["households_new"] == 1
    assert preview.counts["households_changed"] == 1


def test_a_household_that_moves_is_seen_in_its_other_village(
    world: World, take: Importing
) -> None:
    take(small_book())
    number = f"{VILLAGE}00001"

    take(small_book().put(H, 0, "村代码", NEXT_VILLAGE), on=LATER)

    with acting_as(world["next village"]):
        moved = queries.household_as_at(number, LATER)
        assert moved is not None
        assert (moved.village_code, len(moved.members)) == (NEXT_VILLAGE, 3)
        assert moved.status is RegistrationStatus.IN_REGISTER
    with acting_as(world["village"]):
        assert queries.find_household(number) is None
        before = queries.household_as_at(number, FIRST_DAY)
        assert before is None or before.village_code == VILLAGE


def test_a_member_who_marries_into_another_household_moves_with_it(
    world: World, take: Importing
) -> None:
    take(small_book(2))
    book = small_book(2)
    book.put(M, 2, "户编号", f"{VILLAGE}00002").put(M, 2, "与户主关系", "之女婿")

    result = take(book, on=LATER)

    assert result.faults == ()
    with acting_as(world["county"]):
        assert queries.find_household(f"{VILLAGE}00001").member_count == 2  # type: ignore[union-attr]
        assert queries.find_household(f"{VILLAGE}00002").member_count == 4  # type: ignore[union-attr]
        present = HouseholdMember.objects.filter(
            number=f"{VILLAGE}0000103", valid_to=None
        )
        assert [one.household.number for one in present] == [f"{VILLAGE}00002"]


def test_a_member_of_a_household_that_the_file_leaves_out_is_a_conflict(
    world: World, take: Importing
) -> None:
    take(small_book(2))
    book = small_book(1, VILLAGE, 3)
    book.put(M, 2, "证件号码", small_book(2).get(M, 5, "证件号码"))

    result = take(book, on=LATER)

    assert result.set_aside == (f"{VILLAGE}00003",)
    assert "属于另一户" in result.faults[-1].wrong.zh
    with acting_as(world["county"]):
        assert len(queries.households_in_force()) == 2


def test_a_township_imports_its_own_villages(world: World, take: Importing) -> None:
    assert take(small_book(), by="township").counts["households_new"] == 3


def test_a_township_cannot_import_another_townships_village(
    world: World, take: Importing
) -> None:
    with pytest.raises(NotYourJurisdiction):
        take(small_book(1, OTHER_VILLAGE), by="township")

    assert counted(world)["Household"] == 0


@pytest.mark.parametrize(
    "position", ["village", "team", "examiner", "leading group", "city", "supervision"]
)
def test_nobody_else_imports(position: str, world: World, take: Importing) -> None:
    with pytest.raises(NotYourPosition):
        take(small_book(), by=position)

    assert counted(world)["Household"] == 0


def test_numbers_registered_where_the_importer_cannot_look_stop_the_import(
    world: World, take: Importing
) -> None:
    take(small_book(1, OTHER_VILLAGE))
    stranger = small_book(1).put(
        M, 0, "证件号码", small_book(1, OTHER_VILLAGE).get(M, 0, "证件号码")
    )

    with pytest.raises(UnableToImport) as refusal:
        take(stranger, by="township")

    assert "辖区以外" in refusal.value.text.zh
    with acting_as(world["township"]):
        assert queries.households_in_force() == []


def test_an_export_imported_again_changes_nothing(
    world: World, take: Importing, tmp_path: Path
) -> None:
    book = small_book(3).put(M, 0, "参加新型农村合作医疗", None)
    book.put(H, 1, "村民小组", "@1组").put(M, 4, "其他医疗保障", "职工基本医疗保险")
    take(book)
    path = tmp_path / "export.xlsx"
    with acting_as(world["county"]):
        villages = villages_of(world["county"].division_code)

    households = export_register(path=path, actor=world["county"], on=FIRST_DAY)
    before = counted(world)
    workbook = sift_workbook(read_workbook(path), villages=villages)
    again = import_register(
        workbook=workbook,
        file_name="export.xlsx",
        sha256="1" * 64,
        actor=world["county"],
        on=LATER,
    )

    assert households == 3
    assert workbook.errors == ()
    assert again.counts["households_unchanged"] == 3
    assert again.counts["villages_unchanged"] == 1
    assert counted(world) == before


def test_an_export_for_a_village_shows_no_whole_number(
    world: World, take: Importing, tmp_path: Path
) -> None:
    book = small_book(1)
    take(book)
    path = tmp_path / "export.xlsx"

    export_register(path=path, actor=world["village"], on=FIRST_DAY)

    members = read_workbook(path).sheets[1].rows
    numbers = [cells[4] for _, cells in members[1:]]
    assert all("********" in str(number) for number in numbers)
    whole = str(book.get(M, 0, "证件号码"))
    assert whole not in str([sheet.rows for sheet in read_workbook(path).sheets])


def test_identity_phone_and_bank_numbers_lie_encrypted(
    world: World, take: Importing
) -> None:
    book = small_book(2)
    take(book)
    secrets = {str(book.get(M, at, "证件号码")) for at in range(6)}
    secrets |= {
        str(book.get(H, at, title))
        for at in range(2)
        for title in ("联系电话", "银行账号")
    }

    with acting_as(world["county"]), connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(t)::text FROM register_householdmember t")
        stored = " ".join(row[0] for row in cursor.fetchall())
        cursor.execute("SELECT to_jsonb(t)::text FROM register_householddetails t")
        stored += " ".join(row[0] for row in cursor.fetchall())
        cursor.execute("SELECT convert_from(raw, 'UTF8') FROM audit_event")
        stored += " ".join(row[0] for row in cursor.fetchall())

    # Stored bytes are shown in hexadecimal, and so must the secrets be looked for.
    for secret in secrets:
        assert secret not in stored
        assert secret.encode().hex() not in stored
