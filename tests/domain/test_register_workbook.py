"""The register workbook: every known bad input is named by cell."""

from __future__ import annotations

import subprocess
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.support.workbooks import (
    NEXT_VILLAGE,
    OTHER_VILLAGE,
    VILLAGE,
    VILLAGES,
    Book,
    H,
    M,
    S,
    V,
    errors,
    places,
    small_book,
)
from tuopin.register.workbook import (
    Severity,
    read_register,
    read_workbook,
    sift_workbook,
)
from tuopin.register.workbook.columns import COLUMNS, Sheet
from tuopin.register.workbook.corrections import write_corrections

FIRST, SECOND, THIRD = (f"{VILLAGE}{at:05d}" for at in (1, 2, 3))


@pytest.fixture
def book() -> Book:
    return small_book()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "登记表.xlsx"


def test_a_lawful_workbook_is_used_whole(book: Book, path: Path) -> None:
    read = book.read(path)

    assert read.faults == ()
    assert read.set_aside == frozenset()
    counts = (len(read.households), len(read.members), len(read.surveys))
    assert counts == (3, 9, 3)
    assert len(read.villages) == 1


def test_cells_come_out_typed_and_exact(book: Book, path: Path) -> None:
    read = book.read(path)

    child = read.members[2]
    assert (child.born_on, child.insured, child.out_of_school) == (
        date(2007, 7, 3),
        True,
        False,
    )
    assert child.other_insurance is None
    assert read.surveys[0].values["工资性收入"] == "9000.50"
    assert read.surveys[0].values["吃穿不愁"] == "是"
    assert read.villages[0].collective_income == Decimal("1234.50")


def test_a_blank_cell_is_not_known_and_never_zero_or_no(book: Book, path: Path) -> None:
    book.put(S, 0, "转移性收入", None).put(M, 0, "参加新型农村合作医疗", None)
    book.put(V, 0, "剩余贫困人口", None)

    read = book.read(path)

    assert "转移性收入" not in read.surveys[0].values
    assert read.members[0].insured is None
    assert read.villages[0].registered_poor is None
    assert errors(read) == []


def test_a_household_number_that_is_there_twice_sets_the_household_aside(
    book: Book, path: Path
) -> None:
    book.put(H, 1, "户编号", FIRST)

    read = book.read(path)

    assert (H.value, 2, "户编号") in places(read)
    assert (H.value, 3, "户编号") in places(read)
    assert [one.household_number for one in read.households] == [THIRD]


def test_a_member_number_that_is_there_twice_sets_both_households_aside(
    book: Book, path: Path
) -> None:
    book.put(M, 3, "人编号", book.get(M, 0, "人编号"))

    read = book.read(path)

    assert places(read) == [(M.value, 2, "人编号"), (M.value, 5, "人编号")]
    assert read.set_aside == {FIRST, SECOND}


def test_an_identity_number_that_is_there_twice_sets_both_households_aside(
    book: Book, path: Path
) -> None:
    book.put(M, 3, "证件号码", book.get(M, 0, "证件号码"))

    read = book.read(path)

    assert (M.value, 2, "证件号码") in places(read)
    assert (M.value, 5, "证件号码") in places(read)
    assert "第5行" in errors(read)[0].wrong.zh


def test_a_disability_number_of_the_same_person_is_the_same_person(
    book: Book, path: Path
) -> None:
    book.put(M, 3, "证件号码", f"{book.get(M, 0, '证件号码')}43")

    assert book.read(path).set_aside == {FIRST, SECOND}


def test_a_wrong_check_digit_is_told_with_the_right_one(book: Book, path: Path) -> None:
    number = str(book.get(M, 0, "证件号码"))
    wrong = number[:17] + ("0" if number[17] != "0" else "1")
    book.put(M, 0, "证件号码", wrong)

    (fault,) = errors(book.read(path))

    assert (fault.sheet, fault.row, fault.column) == (M.value, 2, "证件号码")
    assert fault.value == wrong
    assert f"应为{number[17]}" in fault.wrong.zh
    assert "18位" in fault.right.zh


def test_a_household_without_members_is_set_aside(book: Book, path: Path) -> None:
    book.rows[M] = book.rows[M][3:]

    read = book.read(path)

    assert places(read) == [(H.value, 2, "户编号")]
    assert "没有家庭成员" in errors(read)[0].wrong.zh


def test_a_household_with_two_heads_is_set_aside(book: Book, path: Path) -> None:
    book.put(M, 1, "与户主关系", "户主")

    read = book.read(path)

    assert places(read) == [(M.value, 2, "与户主关系"), (M.value, 3, "与户主关系")]
    assert read.set_aside == {FIRST}


def test_a_household_without_a_head_is_set_aside(book: Book, path: Path) -> None:
    book.put(M, 0, "与户主关系", "配偶")

    assert places(book.read(path)) == [(H.value, 2, "户编号")]


@pytest.mark.parametrize("sheet", [M, S])
def test_a_row_of_an_unknown_household_is_left_out(
    sheet: Sheet, book: Book, path: Path
) -> None:
    stranger = [*book.rows[sheet][0]]
    stranger[0] = f"{VILLAGE}99999"
    if sheet is M:
        stranger[1], stranger[4] = f"{VILLAGE}9999901", None
    book.rows[sheet].append(stranger)

    read = book.read(path)

    row = len(book.rows[sheet]) + 1
    assert places(read) == [(sheet.value, row, "户编号")]
    assert len(read.households) == 3


def test_a_village_code_outside_the_county_sets_the_household_aside(
    book: Book, path: Path
) -> None:
    book.put(H, 0, "村代码", "110101001001")

    read = book.read(path)

    assert places(read) == [(H.value, 2, "村代码")]
    assert read.set_aside == {FIRST}


def test_a_code_of_the_other_official_system_is_found_out_by_the_name(
    book: Book, tmp_path: Path
) -> None:
    # The same digits name one town to the statisticians and another to civil affairs.
    path = book.write(tmp_path / "named.xlsx")
    named = load_workbook(path)
    sheet = named[H.value]
    sheet.cell(1, 11, "村名")
    for row, name in ((2, "乙村"), (3, "甲村"), (4, "甲村民委员会")):
        sheet.cell(row, 11, name)
    named.save(path)

    read = read_register(path, villages=VILLAGES)

    assert places(read) == [(H.value, 2, "村代码")]
    assert "民政部" in errors(read)[0].wrong.zh
    assert read.set_aside == {FIRST}


@pytest.mark.parametrize(
    ("sheet", "title", "value", "wrong"),
    [
        (S, "工资性收入", "约三千", "文字"),
        (S, "工资性收入", -1, "负数"),
        (S, "调查日期", "九月", "不是日期"),
        (S, "住房等级", "E", "不是可填的内容"),
        (S, "水质", "好", "不是可填的内容"),
        (M, "证件号码", "2.11221E+17", "科学计数法"),
        (M, "证件号码", 2.112211990010112e17, "末几位"),
        (M, "参加新型农村合作医疗", "√", "不是可填的内容"),
        (M, "出生日期", "1970-02-30", "没有这一天"),
        (M, "姓名", None, "没有填写"),
        (M, "人编号", None, "没有填写"),
        (M, "与户主关系", None, "没有填写"),
        (H, "村代码", None, "没有填写"),
        (H, "识别年度", 14, "超出"),
        (H, "银行账号", 6.2e18, "末几位"),
    ],
)
def test_what_cannot_be_read_is_named_and_the_other_households_stay_usable(
    sheet: Sheet, title: str, value: object, wrong: str, book: Book, path: Path
) -> None:
    book.put(sheet, 0, title, value)

    read = book.read(path)

    assert (sheet.value, 2, title) in places(read)
    assert any(wrong in fault.wrong.zh for fault in errors(read))
    assert read.set_aside == {FIRST}
    assert {one.household_number for one in read.households} == {SECOND, THIRD}
    assert {one.household_number for one in read.members} == {SECOND, THIRD}
    assert {one.household_number for one in read.surveys} == {SECOND, THIRD}


def test_a_faulty_village_row_leaves_the_households_alone(
    book: Book, path: Path
) -> None:
    book.put(V, 0, "农业户籍人口", "一千五")

    read = book.read(path)

    assert places(read) == [(V.value, 2, "农业户籍人口")]
    assert read.villages == ()
    assert len(read.households) == 3


def test_a_village_reported_twice_for_a_year_counts_as_neither(
    book: Book, path: Path
) -> None:
    book.rows[V].append([*book.rows[V][0]])

    assert book.read(path).villages == ()


def test_repairs_are_reported_and_the_household_is_used(book: Book, path: Path) -> None:
    number = str(book.get(M, 0, "证件号码"))
    book.put(M, 0, "证件号码", f"'{number[:6]} {number[6:]}")
    book.put(H, 1, "联系电话", 13900001234)

    read = book.read(path)

    repaired = [(f.sheet, f.row, f.column, f.severity) for f in read.faults]
    assert sorted(repaired, key=str) == [
        (M.value, 2, "证件号码", Severity.REPAIRED),
        (H.value, 3, "联系电话", Severity.REPAIRED),
    ]
    assert read.members[0].id_number == number
    assert read.households[1].phone == "13900001234"


def test_formulas_are_refused_cell_by_cell(book: Book, path: Path) -> None:
    book.put(S, 0, "工资性收入", "=3000*2").put(S, 1, "转移性收入", "=E2")

    read = book.read(path)

    assert places(read) == [
        (S.value, 2, "工资性收入"),
        (S.value, 3, "转移性收入"),
    ]
    assert "公式" in errors(read)[0].wrong.zh
    assert [one.household_number for one in read.households] == [THIRD]


def test_a_survey_without_a_date_is_told_and_the_household_stays(
    book: Book, path: Path
) -> None:
    book.put(S, 0, "调查日期", None)

    read = book.read(path)

    assert [(f.severity, f.row) for f in read.faults] == [(Severity.NOTICE, 2)]
    assert read.surveys[0].surveyed_on is None


def test_a_birth_date_that_differs_from_the_identity_number_is_only_noted(
    book: Book, path: Path
) -> None:
    # Many people know their birthday by the moon.
    book.put(M, 0, "出生日期", "1970-03-26")

    read = book.read(path)

    assert [f.severity for f in read.faults] == [Severity.NOTICE]
    assert read.set_aside == frozenset()


def test_titles_above_the_header_extra_columns_and_another_order_are_normal(
    book: Book, tmp_path: Path
) -> None:
    plain = book.write(tmp_path / "plain.xlsx")
    dressed = tmp_path / "dressed.xlsx"
    written = Workbook()
    written.remove(written.active)
    for sheet, rows in book.rows.items():
        worksheet = written.create_sheet(f"2017年{sheet.value}")
        worksheet.append([f"某县{sheet.value}情况表"])
        worksheet.merge_cells("A1:F1")
        worksheet.append([])
        worksheet.append(["填报单位：某乡", None, "填报日期："])
        titles = [column.title for column in COLUMNS[sheet]]
        worksheet.append(
            ["序号", *(f"{one}\n(必填)" for one in reversed(titles)), "备注"]
        )
        for at, row in enumerate(rows, start=1):
            worksheet.append([at, *reversed(row), "" if at % 2 else "好"])
    written.save(dressed)

    read = read_register(dressed, villages=VILLAGES)

    expected = read_register(plain, villages=VILLAGES)
    assert read.faults == ()
    assert read.households == expected.households
    assert read.members == expected.members
    assert read.surveys == expected.surveys
    assert read.villages == expected.villages


def test_sheets_named_by_village_are_read_together(tmp_path: Path) -> None:
    first, second = small_book(2), small_book(2, NEXT_VILLAGE)
    path = tmp_path / "villages.xlsx"
    written = Workbook()
    written.remove(written.active)
    for name, part in (("甲村", first), ("乙村", second)):
        for sheet, rows in part.rows.items():
            worksheet = written.create_sheet(f"{name}{sheet.value}")
            worksheet.append([column.title for column in COLUMNS[sheet]])
            for row in rows:
                worksheet.append(row)
    written.save(path)

    read = read_register(path, villages=VILLAGES)

    assert errors(read) == []
    assert len(read.households) == 4


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030", "utf-16"])
def test_a_folder_of_csv_files_reads_like_the_workbook(
    encoding: str, book: Book, tmp_path: Path
) -> None:
    folder = book.write_csv(tmp_path / "csv", encoding)

    read = read_register(folder, villages=VILLAGES)

    expected = book.read(tmp_path / "same.xlsx")
    assert errors(read) == []
    assert read.members == expected.members
    assert read.surveys == expected.surveys


def test_a_missing_sheet_is_named(book: Book, path: Path) -> None:
    del book.rows[V]

    read = book.read(path)

    assert [(f.sheet, f.row, f.severity) for f in read.faults] == [
        (V.value, None, Severity.NOTICE)
    ]
    assert len(read.households) == 3


def test_a_missing_column_counts_as_not_known_and_is_said_once(
    book: Book, tmp_path: Path
) -> None:
    path = book.write(tmp_path / "without.xlsx")
    written = load_workbook(path)
    written[M.value].delete_cols(14)
    written.save(path)

    read = read_register(path, villages=VILLAGES)

    assert [(f.column, f.severity) for f in read.faults] == [
        ("参加新型农村合作医疗", Severity.NOTICE)
    ]
    assert {one.insured for one in read.members} == {None}


def test_a_missing_key_column_leaves_nothing_usable(book: Book, tmp_path: Path) -> None:
    path = book.write(tmp_path / "without.xlsx")
    written = load_workbook(path)
    written[M.value].delete_cols(3)
    written.save(path)

    read = read_register(path, villages=VILLAGES)

    assert (M.value, 1, "姓名") in places(read)
    assert read.households == ()


def test_the_workbook_comes_back_with_red_cells_reasons_and_a_count(
    book: Book, tmp_path: Path
) -> None:
    book.put(S, 0, "工资性收入", "约三千").put(M, 4, "证件号码", "123")
    book.put(H, 2, "联系电话", " 13900001234")
    raw = read_workbook(book.write(tmp_path / "sent.xlsx"))
    read = sift_workbook(raw, villages=VILLAGES)

    write_corrections(tmp_path / "back.xlsx", raw, read.faults)

    back = load_workbook(tmp_path / "back.xlsx")
    assert back.sheetnames == [sheet.value for sheet in Sheet]
    survey = back[S.value]
    red = survey.cell(2, 5)
    assert (red.value, red.fill.fgColor.rgb) == ("约三千", "FFFF9C9C")
    assert "须改1处" in survey.cell(1, 17).value
    assert "工资性收入" in survey.cell(2, 17).value
    assert "不小于零的金额" in survey.cell(2, 17).value
    assert survey.cell(3, 17).value is None
    assert "已更正1处" in back[H.value].cell(1, 11).value
    assert back[M.value].cell(6, 5).fill.fgColor.rgb == "FFFF9C9C"


def test_a_corrected_workbook_is_sent_again_as_it_came_back(
    book: Book, tmp_path: Path
) -> None:
    expected = book.read(tmp_path / "right.xlsx")
    book.put(S, 0, "工资性收入", "约三千")
    raw = read_workbook(book.write(tmp_path / "sent.xlsx"))
    back = tmp_path / "back.xlsx"
    write_corrections(back, raw, sift_workbook(raw, villages=VILLAGES).faults)
    corrected = load_workbook(back)
    corrected[S.value].cell(2, 5, 9000.5)
    corrected.save(back)

    read = read_register(back, villages=VILLAGES)

    assert read.faults == ()
    assert read.households == expected.households
    assert read.surveys == expected.surveys


def test_text_that_looks_like_a_formula_goes_back_as_text(
    book: Book, tmp_path: Path
) -> None:
    path = book.write(tmp_path / "sent.xlsx")
    written = load_workbook(path)
    dangerous = ("=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(1)", "http://example.org")
    for row, text in zip((2, 3, 4), dangerous, strict=False):
        cell = written[H.value].cell(row, 3)
        cell.value = text
        cell.data_type = "s"
    written.save(path)
    raw = read_workbook(path)
    faults = sift_workbook(raw, villages=VILLAGES).faults

    write_corrections(tmp_path / "back.xlsx", raw, faults)

    back = load_workbook(tmp_path / "back.xlsx")[H.value]
    cells = [back.cell(row, 3) for row in (2, 3, 4)]
    assert [cell.value for cell in cells] == list(dangerous[:3])
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.hyperlink is None for cell in cells)


def test_reading_leaves_no_process_behind(book: Book, path: Path) -> None:
    book.read(path)

    listed = subprocess.run(
        ["ps", "-eo", "args"], capture_output=True, text=True, check=True
    )
    assert "register.workbook.child" not in listed.stdout


def test_an_unknown_village_of_the_county_is_told_to_a_township_as_outside_its_area(
    tmp_path: Path,
) -> None:
    path = small_book(1, OTHER_VILLAGE).write(tmp_path / "other.xlsx")

    read = read_register(path, villages={VILLAGE: "甲村民委员会"})

    assert {fault.column for fault in errors(read)} == {"村代码"}
    assert read.households == ()
    assert read.villages == ()
