"""Read one cell as its column means it: repair what is plain, refuse what is not."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tuopin.office.id_numbers import (
    IdNumberFault,
    IdNumberKind,
    NotAnIdNumber,
    read_id_number,
)
from tuopin.register.workbook.columns import Column, Form
from tuopin.register.workbook.faults import Severity
from tuopin.register.workbook.tidying import INVISIBLE, REPAIRS, tidied
from tuopin.rulebook.text import Text

Value = str | Decimal | int | bool | date | None
"""A cell as meant; None is not known."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A cell as meant, and what there is to say about how it was written."""

    value: Value
    severity: Severity | None = None
    wrong: Text | None = None
    right: Text | None = None


EXACT_INTEGERS = Decimal(10) ** 15
"""From here on a spreadsheet's numbers lose digits."""
MOST_MONEY = Decimal(10) ** 10
CENT = Decimal("0.01")
NOISE = Decimal("0.000001")
LONGEST = {Form.TEXT: 60, Form.NAME: 60, Form.LISTED: 20}

SCIENTIFIC = re.compile(r"[+-]?\d+(\.\d+)?[eE][+-]?\d+", re.ASCII)
NUMBER = re.compile(r"[+-]?\d+(\.\d*)?|[+-]?\.\d+", re.ASCII)
THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?", re.ASCII)
KEY = re.compile(r"[A-Za-z0-9_-]{1,40}")
DATES = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", re.ASCII)
BARE_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
TIME_OF_DAY = re.compile(r"\s+\d{1,2}:\d{2}(:\d{2})?$", re.ASCII)
FOREIGN_DOCUMENT = re.compile(r"[A-Z]{1,3}\d{6,12}")


def read_cell(column: Column, cell: object) -> Reading:
    """Return what a cell means in its column; a blank one is not known."""
    if cell == "" or (isinstance(cell, str) and not INVISIBLE.sub("", cell).strip()):
        return Reading(None)
    return READERS[column.form](column, cell)


def written(column: Column, value: Value) -> str:
    """Return a value in the words of its column; nothing for what is not known."""
    if value is None:
        return ""
    if column.form is Form.YES_NO:
        return "是" if value else "否"
    return str(value)


def _error(zh: str, en: str, column: Column, right: Text | None = None) -> Reading:
    return Reading(None, Severity.ERROR, Text(zh, en), right or column.right)


def _meant(value: Value, repairs: list[str]) -> Reading:
    """Return a value, and how it had to be repaired to be read."""
    if not repairs:
        return Reading(value)
    wrong = Text(
        ";".join(REPAIRS[one].zh for one in repairs),
        "; ".join(REPAIRS[one].en for one in repairs),
    )
    shown = value.isoformat() if isinstance(value, date) else str(value)
    if isinstance(value, bool):
        shown = "是" if value else "否"
    right = Text(f"已读作“{shown}”，无需改动", f"read as {shown}; nothing to do")
    return Reading(value, Severity.REPAIRED, wrong, right)


def _code_text(cell: object, column: Column) -> tuple[str, list[str]] | Reading:
    """Return a number that names something, as text; digits lost are refused."""
    if isinstance(cell, Decimal | int) and not isinstance(cell, bool):
        number = Decimal(cell)
        if number != number.to_integral_value() or number < 0:
            return _error("这里应为编号", "this is no code", column)
        if number >= EXACT_INTEGERS:
            return _error(
                "编号被存为数字，末几位已丢失，无法恢复",
                "it was stored as a number and its last digits are lost for good",
                column,
                RETYPE,
            )
        return str(int(number)), ["number"]
    if not isinstance(cell, str):
        return _error("这里应为编号", "this is no code", column)
    text, repairs = tidied(cell, is_code=True)
    if SCIENTIFIC.fullmatch(text):
        return _error(
            "编号成了科学计数法，末几位已丢失，无法恢复",
            "it is in scientific notation and its last digits are lost for good",
            column,
            RETYPE,
        )
    return text, repairs


RETYPE = Text(
    "先把该列设为文本格式，再对照证件重新填写全部数字",
    "set the column to text, then type all digits again from the document",
)


def _read_key(column: Column, cell: object) -> Reading:
    coded = _code_text(cell, column)
    if isinstance(coded, Reading):
        return coded
    text, repairs = coded
    if not KEY.fullmatch(text):
        return _error("编号含有其他字符", "it has other characters", column)
    return _meant(text, repairs)


def _read_digits(column: Column, cell: object) -> Reading:
    coded = _code_text(cell, column)
    if isinstance(coded, Reading):
        return coded
    text, repairs = coded
    shortest, longest = DIGITS[column.form]
    digits = re.sub(r"[-+() ]", "", text) if column.form is Form.PHONE else text
    if not (digits.isascii() and digits.isdigit()):
        return _error(
            "含有数字以外的字符", "it has other characters than digits", column
        )
    if not shortest <= len(digits) <= longest:
        return _error(
            f"共{len(digits)}位，位数不对", f"it has {len(digits)} digits", column
        )
    return _meant(text, repairs)


DIGITS = {Form.DIVISION: (12, 12), Form.PHONE: (7, 15), Form.ACCOUNT: (8, 30)}


def _read_id_number(column: Column, cell: object) -> Reading:
    if isinstance(cell, Decimal | int):
        return _error(
            "证件号码被存为数字，末几位可能已丢失",
            "it was stored as a number, so its last digits may be lost",
            column,
            RETYPE,
        )
    coded = _code_text(cell, column)
    if isinstance(coded, Reading):
        return coded
    text, repairs = coded
    if text.upper() != text:
        text = text.upper()
        repairs.append("case")
    try:
        number = read_id_number(text)
    except NotAnIdNumber as fault:
        if FOREIGN_DOCUMENT.fullmatch(text):
            return Reading(text, Severity.NOTICE, *FOREIGN)
        return _no_id_number(column, text, fault)
    if number.kind is IdNumberKind.LEGACY:
        return Reading(text, Severity.NOTICE, *LEGACY)
    return _meant(text, repairs)


FOREIGN = (
    Text("这不是居民身份证号码", "this is no resident's identity number"),
    Text("如确为其他证件，无需改动", "if it is another document, nothing to do"),
)
LEGACY = (
    Text("这是15位旧号码", "this is an old number of 15 digits"),
    Text("请尽量改填18位号码", "the 18-digit number, where it is known"),
)


def _no_id_number(column: Column, text: str, fault: NotAnIdNumber) -> Reading:
    match fault.fault:
        case IdNumberFault.LENGTH:
            wrong = Text(f"共{len(text)}位，位数不对", f"it has {len(text)} characters")
        case IdNumberFault.CHARACTER:
            wrong = Text(
                "含有不该出现的字符", "it has characters that do not belong there"
            )
        case IdNumberFault.BIRTH_DATE:
            wrong = Text("第7至14位不是真实日期", "characters 7 to 14 are no real date")
        case IdNumberFault.CHECK_DIGIT:
            return _error(
                f"末位校验码不符（按前17位应为{fault.expected}）",
                f"the check digit is wrong (the first 17 digits call for"
                f" {fault.expected})",
                column,
                CHECK_AGAINST_DOCUMENT,
            )
        case IdNumberFault.DISABILITY_SUFFIX:
            wrong = Text(
                "残疾人证号末两位（类别1至7、等级1至4）不对",
                "its last two digits (kind 1-7, grade 1-4) are wrong",
            )
    return Reading(None, Severity.ERROR, wrong, column.right)


CHECK_AGAINST_DOCUMENT = Text(
    "请对照证件核对全部18位：错的未必是末位",
    "compare all 18 characters with the document: the last need not be the wrong one",
)


def _read_text(column: Column, cell: object) -> Reading:
    repairs: list[str] = []
    if isinstance(cell, bool):
        text = "是" if cell else "否"
    elif isinstance(cell, str):
        text, repairs = tidied(cell, is_code=False)
    elif isinstance(cell, date):
        text = cell.isoformat()
    else:
        text = _plain(Decimal(str(cell)))
    longest = LONGEST[column.form]
    if len(text) > longest:
        return _error(
            f"共{len(text)}字，超过{longest}字",
            f"it has {len(text)} characters, more than {longest}",
            column,
        )
    if column.form is Form.NAME and not isinstance(cell, str):
        return _error("这里应为姓名", "this is no name", column)
    if column.form is Form.LISTED and text not in column.words:
        return Reading(
            text,
            Severity.NOTICE,
            Text("不在全国统一的代码表内", "it is not in the national code list"),
            column.right,
        )
    return _meant(text, repairs)


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _read_word(column: Column, cell: object) -> Reading:
    text, repairs = tidied(str(cell), is_code=True)
    if column.form is Form.GRADE and text not in column.words:
        grade = text.upper().removesuffix("级")
        if grade in column.words:
            return _meant(grade, [*repairs, "grade"])
    if text not in column.words:
        return _error("不是可填的内容", "it is none of the words for this", column)
    return _meant(text, repairs)


def _read_yes_no(column: Column, cell: object) -> Reading:
    if isinstance(cell, bool):
        return _meant(cell, ["boolean"])
    word = _read_word(column, cell)
    if word.severity is Severity.ERROR:
        return word
    return Reading(word.value == "是", word.severity, word.wrong, word.right)


def _number(column: Column, cell: object) -> tuple[Decimal, list[str]] | Reading:
    """Return a figure; text that is one is repaired, other text refused."""
    if isinstance(cell, Decimal | int) and not isinstance(cell, bool):
        return Decimal(cell), []
    if not isinstance(cell, str):
        return _error("这里应为数字", "this is no number", column)
    text, repairs = tidied(cell, is_code=True)
    if THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
        repairs.append("separators")
    if SCIENTIFIC.fullmatch(text):
        return _error("成了科学计数法", "it is in scientific notation", column)
    if column.form is Form.YEAR and text.endswith(("年", "年度")):
        text = text.removesuffix("度").removesuffix("年")
        repairs.append("year")
    if not (text.isascii() and NUMBER.fullmatch(text)):
        return _error("数字栏里有文字", "there is text where a number belongs", column)
    return Decimal(text), repairs


def _read_decimal(column: Column, cell: object) -> Reading:
    number = _number(column, cell)
    if isinstance(number, Reading):
        return number
    amount, repairs = number
    zh, en = ("金额", "amount") if column.form is Form.MONEY else ("数", "figure")
    if amount < 0:
        return _error(f"{zh}为负数", f"the {en} is negative", column)
    if amount >= MOST_MONEY:
        return _error(f"{zh}大得不合常理", f"the {en} is beyond all measure", column)
    rounded = amount.quantize(CENT)
    # A spreadsheet's own arithmetic leaves traces far behind the second decimal.
    if abs(amount - rounded) > NOISE:
        return _error("小数超过两位", "it has more than two decimals", column)
    return _meant(rounded, repairs)


def _read_whole(column: Column, cell: object) -> Reading:
    number = _number(column, cell)
    if isinstance(number, Reading):
        return number
    count, repairs = number
    if count != count.to_integral_value():
        return _error("不是整数", "it is no whole number", column)
    least, most = WHOLE[column.form]
    if count < 0:
        return _error("数为负数", "the number is negative", column)
    if not least <= count <= most:
        return _error("超出可填范围", "it is out of range", column)
    return _meant(int(count), repairs)


WHOLE = {
    Form.COUNT: (0, 1_000_000_000),
    Form.MONTHS: (0, 12),
    Form.YEAR: (1949, 2100),
}
EARLIEST, LATEST = date(1880, 1, 1), date(2100, 1, 1)


def _read_date(column: Column, cell: object) -> Reading:
    if isinstance(cell, date):
        return _within(column, cell, [])
    if isinstance(cell, Decimal | int) and not isinstance(cell, bool):
        text, repairs = _plain(Decimal(cell)), ["date"]
    else:
        text, repairs = tidied(TIME_OF_DAY.sub("", str(cell)), is_code=True)
    parts = DATES.fullmatch(text)
    if parts is None:
        parts = BARE_DATE.fullmatch(text)
    if parts is None:
        return _error("不是日期", "it is no date", column)
    try:
        day = date(*(int(part) for part in parts.groups()))
    except ValueError:
        return _error("没有这一天", "there is no such day", column)
    if day.isoformat() != text and "date" not in repairs:
        repairs.append("date")
    return _within(column, day, repairs)


def _within(column: Column, day: date, repairs: list[str]) -> Reading:
    if not EARLIEST <= day < LATEST:
        return _error("日期不合常理", "the date is beyond all measure", column)
    return _meant(day, repairs)


READERS: dict[Form, Callable[[Column, object], Reading]] = {
    Form.KEY: _read_key,
    Form.DIVISION: _read_digits,
    Form.NAME: _read_text,
    Form.TEXT: _read_text,
    Form.WORD: _read_word,
    Form.LISTED: _read_text,
    Form.YES_NO: _read_yes_no,
    Form.GRADE: _read_word,
    Form.MONEY: _read_decimal,
    Form.NUMBER: _read_decimal,
    Form.COUNT: _read_whole,
    Form.MONTHS: _read_whole,
    Form.YEAR: _read_whole,
    Form.DATE: _read_date,
    Form.PHONE: _read_digits,
    Form.ACCOUNT: _read_digits,
    Form.ID_NUMBER: _read_id_number,
}
