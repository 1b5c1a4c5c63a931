"""What `tuopin register` says, and with which exit code it ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.support.workbooks import OTHER_VILLAGE, H, M, S, id_number, small_book
from tests.support.world import FIRST_DAY, World
from tuopin.office.scope import acting_as
from tuopin.register import cli, queries
from tuopin.register.workbook.entries import SurveyEntry
from tuopin.rulebook.text import Text

DONE, REFUSED = 0, 1
NUMBER = "211221101200"


def households(world: World) -> int:
    with acting_as(world["county"]):
        return queries.households().total


def test_an_import_says_what_it_did(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = small_book().write(tmp_path / "register.xlsx")

    code = cli.import_register(path, actor=world["county"], on=FIRST_DAY)

    assert code == DONE
    assert households(world) == 3
    said = capsys.readouterr()
    assert "新增3户9人" in said.out
    assert "New: 3 households" in said.out
    assert said.err == ""


def test_a_trial_says_the_same_and_writes_nothing(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = small_book().write(tmp_path / "register.xlsx")

    code = cli.import_register(path, actor=world["county"], on=FIRST_DAY, is_trial=True)

    assert code == DONE
    assert households(world) == 0
    said = capsys.readouterr().out
    assert "尚未写入" in said
    assert "新增3户9人" in said


def test_households_without_faults_come_in_and_the_others_are_named(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = small_book().put(S, 0, "工资性收入", "约三千")
    path = book.write(tmp_path / "register.xlsx")

    code = cli.import_register(path, actor=world["county"], on=FIRST_DAY)

    assert code == DONE
    assert households(world) == 2
    named = capsys.readouterr().err
    assert "“入户调查”表第2行“工资性收入”列“约三千”" in named
    assert "sheet 入户调查, row 2, column 工资性收入" in named


def test_the_report_is_the_workbook_with_the_cell_in_red(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = small_book().put(S, 0, "工资性收入", "约三千").write(tmp_path / "book.xlsx")
    report = tmp_path / "remarks.xlsx"

    cli.import_register(
        path, actor=world["county"], on=FIRST_DAY, is_trial=True, report=report
    )

    assert str(report) in capsys.readouterr().out
    sheet = load_workbook(report)[S.value]
    marked = [c for row in sheet for c in row if c.fill.fgColor.rgb == "FFFF9C9C"]
    assert [cell.value for cell in marked] == ["约三千"]
    assert "须改1处" in sheet.cell(1, sheet.max_column).value


def test_a_corrected_report_is_imported_as_it_is(world: World, tmp_path: Path) -> None:
    path = small_book().put(S, 0, "工资性收入", "约三千").write(tmp_path / "book.xlsx")
    report = tmp_path / "remarks.xlsx"
    cli.import_register(path, actor=world["county"], on=FIRST_DAY, report=report)
    corrected = load_workbook(report)
    for row in corrected[S.value]:
        for cell in row:
            if cell.value == "约三千":
                cell.value = 3000
    corrected.save(report)

    code = cli.import_register(report, actor=world["county"], on=FIRST_DAY)

    assert code == DONE
    assert households(world) == 3


def test_numbers_of_people_are_masked_on_the_terminal(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = id_number(date(1970, 5, 1), 3)
    wrong = whole[:17] + ("0" if whole[17] != "0" else "1")
    book = (
        small_book().put(M, 0, "证件号码", wrong).put(H, 1, "联系电话", "13900000000a")
    )
    path = book.write(tmp_path / "book.xlsx")

    cli.import_register(path, actor=world["county"], on=FIRST_DAY)

    said = capsys.readouterr().err
    assert "“证件号码”列" in said
    assert "“联系电话”列" in said
    assert wrong not in said
    assert "1390000" not in said


def test_a_workbook_without_one_usable_household_is_refused(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = small_book(1).put(M, 0, "与户主关系", "配偶").write(tmp_path / "book.xlsx")

    code = cli.import_register(path, actor=world["county"], on=FIRST_DAY)

    assert code == REFUSED
    assert households(world) == 0
    assert "没有一户可以导入" in capsys.readouterr().err


def test_a_file_that_is_no_workbook_is_refused_in_words(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "letter.xlsx"
    path.write_text("尊敬的领导")

    code = cli.import_register(path, actor=world["county"], on=FIRST_DAY)

    assert code == REFUSED
    said = capsys.readouterr()
    assert "无法读取" in said.err
    assert said.out == ""


def test_a_township_is_told_that_a_village_is_not_its_own(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = small_book(1, OTHER_VILLAGE).write(tmp_path / "book.xlsx")

    code = cli.import_register(path, actor=world["township"], on=FIRST_DAY)

    assert code == REFUSED
    assert "村代码" in capsys.readouterr().err
    assert households(world) == 0


def test_a_village_is_told_who_imports(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = small_book(1).write(tmp_path / "book.xlsx")

    code = cli.import_register(path, actor=world["village"], on=FIRST_DAY)

    assert code == REFUSED
    assert "岗位" in capsys.readouterr().err


def test_visits_are_handed_on_only_of_households_that_came_in(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = small_book().put(M, 0, "性别", "?").write(tmp_path / "book.xlsx")
    handed: list[SurveyEntry] = []

    def record(surveys: Sequence[SurveyEntry]) -> Text:
        handed.extend(surveys)
        return Text("已登记调查。", "Visits recorded.")

    cli.import_register(
        path, actor=world["county"], on=FIRST_DAY, record_surveys=record
    )

    assert [one.household_number for one in handed] == [
        f"{NUMBER}00002",
        f"{NUMBER}00003",
    ]
    assert "已登记调查" in capsys.readouterr().out


def test_an_export_says_how_many_households_it_holds(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = small_book().write(tmp_path / "register.xlsx")
    cli.import_register(path, actor=world["county"], on=FIRST_DAY)

    code = cli.export_register(
        tmp_path / "out.xlsx", actor=world["county"], on=FIRST_DAY
    )

    assert code == DONE
    assert "已导出3户" in capsys.readouterr().out
    assert (
        cli.import_register(tmp_path / "out.xlsx", actor=world["county"], on=FIRST_DAY)
        == DONE
    )
    assert "无变化3户" in capsys.readouterr().out


def test_a_report_that_cannot_be_written_is_said_and_the_import_stands(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = small_book().write(tmp_path / "register.xlsx")
    report = tmp_path / "no such folder" / "remarks.xlsx"

    code = cli.import_register(path, actor=world["county"], on=FIRST_DAY, report=report)

    assert code == REFUSED
    assert households(world) == 3
    said = capsys.readouterr()
    assert "无法写入" in said.err
    assert "新增3户9人" in said.out


def test_an_export_that_cannot_be_written_is_said(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "no such folder" / "out.xlsx"

    code = cli.export_register(path, actor=world["county"], on=FIRST_DAY)

    assert code == REFUSED
    assert "无法写入" in capsys.readouterr().err


def test_an_export_is_refused_to_whom_it_is_none_of_their_business(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "out.xlsx"

    code = cli.export_register(path, actor=world["province"], on=FIRST_DAY)

    assert code == REFUSED
    assert "岗位" in capsys.readouterr().err
    assert not path.exists()
