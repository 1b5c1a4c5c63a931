"""Ours, theirs and the archive's say the same, or nobody is marked (art. 6, end)."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import DatabaseError, connections, transaction

from tests.support import hostile
from tests.support.national import Entered, Line
from tests.support.world import TOWNSHIP, World
from tuopin.filing import operations as filing
from tuopin.filing.models import (
    NationalExport,
    NationalMark,
    ReconciledRow,
    Reconciliation,
)
from tuopin.filing.national.connector import ByWorkbook
from tuopin.filing.national.listing import UnreadableListing
from tuopin.filing.operations import UnableToFile
from tuopin.office.accounts.domain import NotYourPosition
from tuopin.office.scope import acting_as
from tuopin.procedure.recording import BatchResult
from tuopin.register.domain import WhyShown
from tuopin.register.models import Household


def refused(result: BatchResult) -> str:
    (row,) = result.rows
    assert row.refusal is not None
    return row.refusal.text.zh


def is_marked(world: World, household: int) -> bool:
    with acting_as(world["county"]):
        found = Household.objects.get(id=household)
        return found.registration_status == "lifted_out"


def outcomes(world: World) -> list[tuple[str, list[str]]]:
    with acting_as(world["county"]):
        return [
            (row.outcome, [one["field"] for one in row.differences])
            for row in ReconciledRow.objects.order_by("id")
        ]


def changed(title: str, said: str) -> object:
    def spoil(line: Line) -> Line:
        return {**line, title: said}

    return spoil


@pytest.fixture
def due(world: World) -> tuple[int, list[int]]:
    """A household for which nothing but the mark is missing."""
    household = world.register()
    return household, world.bring([household], to="archive_county")


def test_what_agrees_is_confirmed_by_the_national_record_s_own_number(
    world: World, due: tuple[int, list[int]]
) -> None:
    household, cases = due
    world.enter(cases)

    assert world.confirm(cases).done == tuple(cases)

    assert is_marked(world, household)
    with acting_as(world["county"]):
        mark = NationalMark.objects.get()
    number = world.households[household]
    assert mark.confirmation == f"BZ{number}（{world.today}）"
    assert mark.entered_by == "甲national clerk"


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        (("export", "compare", "county"), None),
        ((), "还没有导出"),
        (("export",), "还没有与全国系统"),
        (("export", "compare", "national clerk"), "两人"),
    ],
)
def test_without_one_of_its_steps_a_mark_is_refused(
    world: World,
    due: tuple[int, list[int]],
    steps: tuple[str, ...],
    words: str | None,
) -> None:
    household, cases = due
    system = Entered(world.today)
    if "export" in steps:
        exported(world, cases, system)
    if "compare" in steps:
        world.compare(system)
    by = steps[-1] if "compare" in steps else "county"

    result = world.confirm(cases, by=by)

    assert is_marked(world, household) is (words is None)
    if words is not None:
        assert words in refused(result)


def exported(
    world: World, cases: list[int], system: Entered, *, by: str = "national clerk"
) -> None:
    filing.export_for_entry(
        case_ids=cases,
        why=WhyShown.ENTERING,
        by=system,
        actor=world[by],
        on=world.today,
    )


def test_taking_a_household_over_does_not_free_who_took_it_before(
    world: World, due: tuple[int, list[int]]
) -> None:
    _, cases = due
    exported(world, cases, Entered(world.today), by="county")
    world.enter(cases)

    assert "两人" in refused(world.confirm(cases, by="county"))


@pytest.mark.parametrize(
    ("title", "said", "field"),
    [
        ("姓名", "丙", "head_name"),
        ("人数", "3", "persons"),
        ("脱贫年度", "2016", "exit_year"),
        ("脱贫标志", "未脱贫", "status"),
        ("标注日期", "2017-09-02", "recorded_on"),
        ("标注日期", "", "recorded_on"),
        ("标注编号", "", "record_number"),
    ],
)
def test_a_household_that_differs_is_not_marked_until_it_is_put_right(
    world: World, due: tuple[int, list[int]], title: str, said: str, field: str
) -> None:
    household, cases = due
    system = world.enter(
        cases,
        system=Entered(world.today, changed(title, said)),  # type: ignore[arg-type]
    )
    ((outcome, fields),) = outcomes(world)
    assert outcome == "differs"
    assert field in fields
    assert "不一致" in refused(world.confirm(cases))

    system.said_otherwise = lambda line: line
    world.compare(system)

    assert world.confirm(cases).done == tuple(cases)
    assert is_marked(world, household)


def test_a_household_that_is_not_on_the_list_is_missing_there(
    world: World, due: tuple[int, list[int]]
) -> None:
    _, cases = due
    other = world.register()
    both = [*cases, *world.bring([other], to="archive_county")]
    number = world.households[due[0]]
    system = Entered(
        world.today, lambda line: None if line["户编号"] == number else line
    )

    world.enter(both, system=system)

    assert sorted(outcome for outcome, _ in outcomes(world)) == ["equal", "missing"]
    assert "还没有与全国系统" in refused(world.confirm(cases))


def test_what_only_the_national_system_has_is_told_and_stands_without_a_case(
    world: World, due: tuple[int, list[int]]
) -> None:
    _, cases = due
    world.enter(
        cases,
        system=Entered(world.today, changed("户编号", "99")),  # type: ignore[arg-type]
    )

    found = dict(outcomes(world))

    assert set(found) == {"missing", "unknown"}


def test_a_household_marked_there_before_its_time_is_found(world: World) -> None:
    early, due = world.register(), world.register()
    (case,) = world.bring([early], to="approve")
    cases = world.bring([due], to="archive_county")
    system = Entered(world.today)
    exported(world, cases, system)
    line = dict(system.kept[0])
    number = world.households[early]
    system.kept.append({**line, "户编号": number, "人编号": f"{number}01"})

    world.compare(system)

    with acting_as(world["county"]):
        row = ReconciledRow.objects.get(case_id=case)
    assert row.outcome == "differs"
    assert row.differences[0]["field"] == "status"


def test_a_household_that_is_not_due_is_not_exported_and_nothing_is(
    world: World, due: tuple[int, list[int]]
) -> None:
    _, cases = due
    early = world.bring([world.register()], to="archive_township")

    with pytest.raises(UnableToFile, match="1户还不能标注"), transaction.atomic():
        exported(world, [*cases, *early], Entered(world.today))

    with acting_as(world["county"]):
        assert NationalExport.objects.count() == 0


def test_a_township_neither_exports_nor_compares(
    world: World, due: tuple[int, list[int]]
) -> None:
    _, cases = due

    for attempt in (
        lambda: exported(world, cases, Entered(world.today), by="township"),
        lambda: world.compare(Entered(world.today), by="township"),
    ):
        with pytest.raises(NotYourPosition):
            attempt()
    assert TOWNSHIP in world["township"].division_code


def test_reading_whole_numbers_leaves_its_reason_with_each_household(
    world: World, due: tuple[int, list[int]]
) -> None:
    household, cases = due

    exported(world, cases, Entered(world.today))

    with acting_as(world["county"]), connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT convert_from(raw, 'UTF8')::jsonb->'body'->>'why' FROM audit_event"
            " WHERE stream = %s AND raw::text IS NOT NULL ORDER BY id DESC LIMIT 1",
            [f"household:{household}"],
        )
        assert cursor.fetchone() == ("entering",)


def test_the_workbook_and_the_list_go_by_file(
    world: World, due: tuple[int, list[int]], tmp_path: Path
) -> None:
    _, cases = due
    workbook = tmp_path / "entry.xlsx"
    filing.export_for_entry(
        case_ids=cases,
        why=WhyShown.ENTERING,
        by=ByWorkbook(workbook),
        actor=world["national clerk"],
        on=world.today,
    )
    system = Entered(world.today)
    exported(world, cases, system)
    written = tmp_path / "list.xlsx"
    system.write(written)

    filing.reconcile(
        year=2017, by=ByWorkbook(written), actor=world["county"], on=world.today
    )

    assert outcomes(world) == [("equal", [])]
    assert workbook.read_bytes()[:2] == b"PK"


@pytest.mark.parametrize(
    "content",
    [
        hostile.bomb(2**28 + 1),
        hostile.encrypted_zip(),
        hostile.external_entity(),
        hostile.workbook(),
        b"no workbook",
        b"",
    ],
    ids=["bomb", "encrypted", "entity", "another workbook", "text", "empty"],
)
def test_a_hostile_list_is_refused_and_leaves_nothing(
    world: World, due: tuple[int, list[int]], tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(content)

    with pytest.raises(UnreadableListing) as refusal:
        filing.reconcile(
            year=2017, by=ByWorkbook(path), actor=world["county"], on=world.today
        )

    assert refusal.value.faults[0].text.zh
    with acting_as(world["county"]):
        assert Reconciliation.objects.count() == 0
    assert due


MARK = "UPDATE register_household SET registration_status = 'lifted_out' WHERE id = %s"


@pytest.mark.parametrize(
    "compares", [False, True], ids=["not compared", "compared and different"]
)
def test_plain_sql_marks_nobody_who_was_not_reconciled(
    world: World, due: tuple[int, list[int]], compares: bool
) -> None:
    household, cases = due
    exported(world, cases, Entered(world.today))
    if compares:
        world.enter(
            cases,
            system=Entered(world.today, changed("人数", "9")),  # type: ignore[arg-type]
        )
    with acting_as(world["county"]), connections["default"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO filing_nationalmark (case_id, village_code, confirmation,"
            " entered_by, confirmed_by_id, marked_on) SELECT id, village_code, 'BZ1',"
            " '戊', %s, %s FROM procedure_exitcase WHERE id = %s",
            [world["county"].appointment_id, world.today, cases[0]],
        )

    assert "G15" in world.gates_named(MARK, household)


def test_a_comparison_is_kept_as_it_was_found(
    world: World, due: tuple[int, list[int]]
) -> None:
    _, cases = due
    world.enter(
        cases,
        system=Entered(world.today, changed("人数", "9")),  # type: ignore[arg-type]
    )

    for statement in (
        "UPDATE filing_reconciledrow SET outcome = 'equal'",
        "DELETE FROM filing_reconciledrow",
        "UPDATE filing_reconciliation SET counts = '{}'",
        "DELETE FROM filing_nationalexportentry",
    ):
        with (
            acting_as(world["county"]),
            connections["default"].cursor() as cursor,
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
        ):
            cursor.execute(statement)
