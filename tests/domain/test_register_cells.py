"""Cells of the register workbook: what is repaired, and what is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.workbooks import id_number
from tuopin.register.workbook.cells import read_cell
from tuopin.register.workbook.columns import COLUMNS, Column, Sheet
from tuopin.register.workbook.faults import Severity

COLUMN = {column.title: column for columns in COLUMNS.values() for column in columns}
ERROR, REPAIRED, NOTICE = Severity.ERROR, Severity.REPAIRED, Severity.NOTICE
NUMBER = id_number(date(1955, 10, 10), 18)
FULL_WIDTH = {ord(one): ord(one) + 0xFEE0 for one in "0123456789X"}


@pytest.mark.parametrize("column", COLUMN.values(), ids=lambda column: column.title)
@pytest.mark.parametrize("blank", ["", " ", "\u3000", "\u200b", "\n"])
def test_a_blank_cell_is_not_known(column: Column, blank: str) -> None:
    reading = read_cell(column, blank)

    assert reading.value is None
    assert reading.severity is None


@pytest.mark.parametrize(
    "written",
    [
        NUMBER.translate(FULL_WIDTH),
        f" {NUMBER} ",
        f"{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}",
        f"'{NUMBER}",
        f"’{NUMBER}",
        f"\u200b{NUMBER}\ufeff",
        NUMBER.lower(),
        f"\u202e{NUMBER}",
        f"{NUMBER[:6]}\u3000{NUMBER[6:]}",
    ],
)
def test_an_identity_number_written_untidily_is_repaired_and_reported(written) -> None:
    reading = read_cell(COLUMN["证件号码"], written)

    assert reading.value == NUMBER
    assert reading.severity is REPAIRED


@pytest.mark.parametrize(
    "written",
    [
        Decimal("2.112211955101001e+17"),
        "2.11221E+17",
        "2.11221e17",
        Decimal(21122119551),
    ],
)
def test_an_identity_number_that_was_a_number_is_refused_never_repaired(
    written,
) -> None:
    reading = read_cell(COLUMN["证件号码"], written)

    assert (reading.value, reading.severity) == (None, ERROR)
    assert reading.right is not None
    assert "文本" in reading.right.zh


def test_a_bank_account_beyond_fifteen_digits_is_lost_once_it_was_a_number() -> None:
    lost = read_cell(COLUMN["银行账号"], Decimal("6.21234567890123E+17"))
    kept = read_cell(COLUMN["银行账号"], Decimal("621234567890123"))

    assert lost.severity is ERROR
    assert (kept.value, kept.severity) == ("621234567890123", REPAIRED)


@pytest.mark.parametrize(
    ("title", "written", "meant"),
    [
        ("村代码", Decimal("211221101200.0"), "211221101200"),
        ("联系电话", Decimal("13900001234.0"), "13900001234"),
        ("户编号", Decimal("12345"), "12345"),
    ],
)
def test_codes_stored_as_numbers_are_read_where_no_digit_is_lost(
    title: str, written: Decimal, meant: str
) -> None:
    reading = read_cell(COLUMN[title], written)

    assert (reading.value, reading.severity) == (meant, REPAIRED)


@pytest.mark.parametrize(
    ("written", "meant", "severity"),
    [
        (Decimal("0"), Decimal("0.00"), None),
        (Decimal("3210.55"), Decimal("3210.55"), None),
        (Decimal("4318.910000000001"), Decimal("4318.91"), None),
        ("3210.55", Decimal("3210.55"), None),
        ("3,210.55", Decimal("3210.55"), REPAIRED),
        ("3210.5", Decimal("3210.50"), None),
        (Decimal("-0.01"), None, ERROR),
        (Decimal("3210.555"), None, ERROR),
        ("约三千", None, ERROR),
        ("3000元", None, ERROR),
        ("3.2E+3", None, ERROR),
        ("=1+1", None, ERROR),
        (Decimal("1e30"), None, ERROR),
        (date(2017, 9, 5), None, ERROR),
        (True, None, ERROR),
    ],
)
def test_amounts_are_exact_and_never_negative(written, meant, severity) -> None:
    reading = read_cell(COLUMN["工资性收入"], written)

    assert (reading.value, reading.severity) == (meant, severity)


@pytest.mark.parametrize(
    ("written", "severity"),
    [
        (date(2017, 9, 5), None),
        ("2017-09-05", None),
        ("2017-9-5", REPAIRED),
        ("2017/9/5", REPAIRED),
        ("2017.09.05", REPAIRED),
        ("2017年9月5日", REPAIRED),
        ("20170905", REPAIRED),
        (Decimal("20170905"), REPAIRED),
        ("2017/9/5 0:00:00", REPAIRED),
        ("2017-09-05".translate(FULL_WIDTH), REPAIRED),
    ],
)
def test_dates_are_read_in_the_ways_people_write_them(written, severity) -> None:
    reading = read_cell(COLUMN["调查日期"], written)

    assert (reading.value, reading.severity) == (date(2017, 9, 5), severity)


@pytest.mark.parametrize(
    "written",
    [
        "2017-02-29",
        "17-9-5",
        "九月五日",
        "2017-13-01",
        Decimal(42983),
        "0017-01-01",
        True,
    ],
)
def test_what_is_no_day_is_refused(written: object) -> None:
    assert read_cell(COLUMN["调查日期"], written).severity is ERROR


@pytest.mark.parametrize(
    ("title", "written", "meant", "severity"),
    [
        ("吃穿不愁", "是", True, None),
        ("吃穿不愁", " 否", False, REPAIRED),
        ("吃穿不愁", True, True, REPAIRED),
        ("吃穿不愁", "有", None, ERROR),
        ("吃穿不愁", "不清楚", None, ERROR),
        ("住房等级", "B", "B", None),
        ("住房等级", "b", "B", REPAIRED),
        ("住房等级", "C级", "C", REPAIRED),
        ("住房等级", "E", None, ERROR),
        ("水质", "基本安全", "基本安全", None),
        ("水质", "较安全", None, ERROR),
        ("劳动技能", "半劳力", None, ERROR),
        ("主要致贫原因", "因懒", "因懒", NOTICE),
        ("与户主关系", "之外甥", "之外甥", NOTICE),
        ("识别年度", Decimal("2014.0"), 2014, None),
        ("识别年度", "2014年", 2014, REPAIRED),
        ("识别年度", Decimal("14"), None, ERROR),
        ("务工月数", Decimal("12"), 12, None),
        ("务工月数", Decimal("13"), None, ERROR),
        ("务工月数", Decimal("-1"), None, ERROR),
        ("务工月数", Decimal("2.5"), None, ERROR),
        ("姓名", " 王 芳 ", "王 芳", REPAIRED),
        ("姓名", "阿·买买提", "阿·买买提", None),
        ("姓名", Decimal("3"), None, ERROR),
        ("稳定增收渠道", "无", "无", None),
        ("户编号", "甲-1", None, ERROR),
    ],
)
def test_words_and_counts_are_what_the_column_knows(
    title: str, written: object, meant: object, severity: Severity | None
) -> None:
    reading = read_cell(COLUMN[title], written)

    assert (reading.value, reading.severity) == (meant, severity)


def test_a_document_of_another_kind_is_taken_with_a_notice() -> None:
    reading = read_cell(COLUMN["证件号码"], "H12345678")

    assert (reading.value, reading.severity) == ("H12345678", NOTICE)


def test_a_remark_says_what_is_wrong_and_what_would_be_right_in_both_languages() -> (
    None
):
    reading = read_cell(COLUMN["工资性收入"], Decimal("-5"))

    assert reading.wrong is not None
    assert reading.right is not None
    assert (reading.wrong.zh, reading.wrong.en) == (
        "金额为负数",
        "the amount is negative",
    )
    assert "两位小数" in reading.right.zh
    assert "two decimals" in reading.right.en


cells = st.one_of(
    st.text(max_size=40),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.integers(),
    st.booleans(),
    st.dates(),
)


@given(st.sampled_from(list(COLUMN.values())), cells)
def test_whatever_stands_in_a_cell_is_read_or_refused_in_words(column, cell) -> None:
    reading = read_cell(column, cell)

    if reading.severity is ERROR:
        assert reading.value is None
    assert (reading.severity is None) == (reading.wrong is None)
    assert (reading.wrong is None) == (reading.right is None)


@given(st.sampled_from(list(COLUMN.values())), cells)
def test_what_was_repaired_needs_no_repair_when_written_back(column, cell) -> None:
    reading = read_cell(column, cell)

    if reading.value is not None and reading.severity is not ERROR:
        value = reading.value
        written = ("是" if value else "否") if isinstance(value, bool) else value
        again = read_cell(column, written)

        assert again.value == value
        assert again.severity in (None, NOTICE)


stray = st.sampled_from([" ", "\u3000", "\u200b", "\ufeff", "\t", "\n"])


@given(
    st.dates(date(1900, 1, 1), date(2020, 1, 1)),
    st.integers(0, 999),
    st.lists(st.tuples(st.integers(0, 18), stray), max_size=6),
    st.booleans(),
)
def test_stray_characters_never_change_who_is_meant(
    born, sequence, strays, wide
) -> None:
    number = id_number(born, sequence)
    written = number.translate(FULL_WIDTH) if wide else number
    for at, character in strays:
        written = written[:at] + character + written[at:]

    assert read_cell(COLUMN["证件号码"], written).value == number


def test_every_sheet_has_its_columns_in_order() -> None:
    # register-workbook format: the order of export, and so of the template.
    assert [len(COLUMNS[sheet]) for sheet in Sheet] == [10, 17, 16, 15]
