"""How a Parquet column becomes what criteria compare, in DuckDB's SQL.

Each column has a value and a test of what cannot be read; nothing is ever guessed. An
amount becomes whole fen, a word what the pack reads it as, a blank null.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tuopin.rulebook.facts import Fact, FactType
from tuopin.rulebook.text import Text
from tuopin.standards.bulk.tables import VILLAGE, Form, TableColumn

WHOLE_TYPES = (
    "TINYINT",
    "SMALLINT",
    "INTEGER",
    "BIGINT",
    "UTINYINT",
    "USMALLINT",
    "UINTEGER",
)
FLOATS = ("FLOAT", "DOUBLE")
BLANKS = " \t\r\n\u3000\u00a0\u200b\ufeff"
MOST_YUAN = 10**10
MOST_COUNT = 10**9
MARK = "tuopin: "
"""How the errors begin by which a query stops itself."""
STOP = f"error('{MARK}unreadable cell')"


@dataclass(frozen=True, slots=True)
class ReadAs:
    """A column's value and what is wrong with it, as SQL; `bad` is true or not true.

    `stopping` is the value, or the end of the query at a cell that is bad.
    """

    value: str
    bad: str
    right: Text
    stopping: str = ""

    @property
    def guarded(self) -> str:
        """The value as SQL that stops the whole query at a cell that is bad."""
        if self.bad == "false":
            return self.value
        return (
            self.stopping or f"CASE WHEN {self.bad} THEN {STOP} ELSE {self.value} END"
        )


class WrongType(Exception):
    """A Parquet column is of a type that cannot hold what belongs there."""

    def __init__(self, right: Text) -> None:
        self.right = right
        super().__init__(right.en)


def name(identifier: str) -> str:
    """Quote an identifier."""
    return '"' + identifier.replace('"', '""') + '"'


def text(value: str) -> str:
    """Quote a text."""
    return "'" + value.replace("'", "''") + "'"


def read_as(column: TableColumn, type_: str) -> ReadAs:
    """Return how a column of a DuckDB type is read; raises WrongType."""
    cell = name(column.title)
    if column.fact is None:
        return KEY_FORMS[column.form](cell, type_, column)
    return FACT_FORMS[column.fact.type](cell, type_, column.fact)


def unknown(column: TableColumn) -> ReadAs:
    """Return how a column is read that is not there: as not known."""
    return ReadAs(f"CAST(NULL AS {column.sql_type})", "false", Text("", ""))


def _key(cell: str, type_: str, column: TableColumn) -> ReadAs:
    right = Text(
        "编号，每行必填，按文本填写",
        "a number that names the row, as text, never blank",
    )
    if type_ != "VARCHAR" and type_ not in WHOLE_TYPES:
        raise WrongType(right)
    written = cell if type_ == "VARCHAR" else f"CAST({cell} AS VARCHAR)"
    if column.title == VILLAGE:
        bad = (
            f"({cell} IS NULL OR length({written}) <> 12"
            f" OR TRY_CAST({written} AS BIGINT) IS NULL)"
        )
        right = Text("12位区划代码，每行必填", "a 12-digit division code, never blank")
        return ReadAs(written, bad, right)
    return ReadAs(written, f"({cell} IS NULL OR {written} = '')", right)


def _day(cell: str, type_: str, _: object) -> ReadAs:
    right = Text(
        "日期，如 2017-09-05；不清楚留空", "a date such as 2017-09-05; or blank"
    )
    if type_ == "DATE":
        return ReadAs(cell, "false", right)
    if type_.startswith("TIMESTAMP"):
        return ReadAs(f"CAST({cell} AS DATE)", "false", right)
    if type_ != "VARCHAR":
        raise WrongType(right)
    return _tried(cell, f"TRY_CAST({_trimmed(cell)} AS DATE)", right)


def _year(cell: str, type_: str, _: object) -> ReadAs:
    right = Text("四位年份，每行必填", "a year of four digits, never blank")
    if type_ not in (*WHOLE_TYPES, "VARCHAR"):
        raise WrongType(right)
    year = f"TRY_CAST({cell} AS BIGINT)"
    return ReadAs(year, f"({year} IS NULL OR {year} NOT BETWEEN 1949 AND 2100)", right)


def _money(cell: str, type_: str, _: Fact) -> ReadAs:
    right = Text(
        "不小于零的金额（元），至多两位小数；不清楚留空",
        "an amount in yuan, not negative, at most two decimals; blank if not known",
    )
    return _hundredths(cell, type_, right)


def _decimal(cell: str, type_: str, fact: Fact) -> ReadAs:
    unit = fact.measured_in or Text("", "")
    right = Text(
        f"不小于零的数（{unit.zh}），至多两位小数；不清楚留空",
        f"a number ({unit.en}), not negative, at most two decimals; blank if not known",
    )
    return _hundredths(cell, type_, right)


def _hundredths(cell: str, type_: str, right: Text) -> ReadAs:
    """Return an exact figure of two decimals as a whole number of hundredths."""
    if type_ in WHOLE_TYPES:
        fen = f"CAST({cell} AS BIGINT) * 100"
        return ReadAs(fen, _outside(cell, MOST_YUAN), right)
    if type_.startswith("DECIMAL"):
        width, scale = (int(part) for part in type_[8:-1].split(","))
        finer = f" OR {cell} <> round({cell}, 2)" if scale > 2 else ""
        holds_more = 10 ** (width - scale) > MOST_YUAN
        outside = _outside(cell, MOST_YUAN) if holds_more else f"{cell} < 0"
        bad = f"({outside}{finer})"
        return ReadAs(f"CAST({cell} * 100 AS BIGINT)", bad, right)
    if type_ in FLOATS:
        # The nearest double to an amount of two decimals is that amount again.
        fen = f"CAST(round({cell} * 100) AS BIGINT)"
        bad = (
            f"(NOT isfinite({cell}) OR {_outside(cell, MOST_YUAN)}"
            f" OR abs({cell} * 100 - round({cell} * 100)) > 0.0001)"
        )
        return ReadAs(fen, bad, right)
    if type_ != "VARCHAR":
        raise WrongType(right)
    amount = f"TRY_CAST({_trimmed(cell)} AS DECIMAL(20,6))"
    tried = _tried(cell, amount, right)
    outside = f"{_outside(amount, MOST_YUAN)} OR {amount} <> round({amount}, 2)"
    bad = f"({tried.bad} OR {outside})"
    return ReadAs(f"CAST({amount} * 100 AS BIGINT)", bad, right)


def _count(cell: str, type_: str, _: Fact) -> ReadAs:
    right = Text(
        "不小于零的整数；不清楚留空", "a whole number, not negative; blank if not known"
    )
    if type_ in WHOLE_TYPES:
        return ReadAs(f"CAST({cell} AS BIGINT)", _outside(cell, MOST_COUNT), right)
    if type_ in FLOATS or type_.startswith("DECIMAL"):
        bad = f"({_outside(cell, MOST_COUNT)} OR {cell} <> round({cell}))"
        return ReadAs(f"CAST({cell} AS BIGINT)", bad, right)
    if type_ != "VARCHAR":
        raise WrongType(right)
    number = f"TRY_CAST({_trimmed(cell)} AS DECIMAL(20,2))"
    tried = _tried(cell, number, right)
    outside = f"{_outside(number, MOST_COUNT)} OR {number} <> round({number})"
    return ReadAs(f"CAST({number} AS BIGINT)", f"({tried.bad} OR {outside})", right)


def _yes_no(cell: str, type_: str, fact: Fact) -> ReadAs:
    if type_ == "BOOLEAN":
        return ReadAs(cell, "false", _words(fact))
    values = {"yes": "true", "no": "false"}
    return _worded(cell, type_, fact, values.__getitem__)


def _grade(cell: str, type_: str, fact: Fact) -> ReadAs:
    return _worded(cell, type_, fact, text)


def _worded(
    cell: str, type_: str, fact: Fact, value_of: Callable[[str], str]
) -> ReadAs:
    if type_ != "VARCHAR":
        raise WrongType(_words(fact))
    whens = " ".join(
        f"WHEN {text(word.written)} THEN {value_of(word.value)}" for word in fact.words
    )
    known = ", ".join(text(word.written) for word in fact.words)
    blank = f"{_trimmed(cell)} = ''"
    return ReadAs(
        f"CASE {cell} {whens} END",
        f"({cell} NOT IN ({known}) AND NOT {blank})",
        _words(fact),
        f"CASE {cell} {whens} ELSE CASE WHEN NOT {blank} THEN {STOP} END END",
    )


def _words(fact: Fact) -> Text:
    written = [word.written for word in fact.words]
    return Text(
        f"填写其中之一：{'、'.join(written)}；不清楚留空",
        f"one of: {', '.join(written)}; blank if not known",
    )


def _text(cell: str, type_: str, _: Fact) -> ReadAs:
    right = Text("文字", "text")
    if type_ != "VARCHAR":
        raise WrongType(right)
    return ReadAs(f"nullif({_trimmed(cell)}, '')", "false", right)


def _trimmed(cell: str) -> str:
    return f"trim({cell}, {text(BLANKS)})"


def _tried(cell: str, value: str, right: Text) -> ReadAs:
    return ReadAs(value, f"({value} IS NULL AND {_trimmed(cell)} <> '')", right)


def _outside(cell: str, most: int) -> str:
    return f"({cell} < 0 OR {cell} >= {most})"


KEY_FORMS: dict[Form, Callable[[str, str, TableColumn], ReadAs]] = {
    Form.KEY: _key,
    Form.DAY: _day,
    Form.YEAR: _year,
}
FACT_FORMS: dict[FactType, Callable[[str, str, Fact], ReadAs]] = {
    FactType.MONEY: _money,
    FactType.NUMBER: _decimal,
    FactType.COUNT: _count,
    FactType.YES_NO: _yes_no,
    FactType.GRADE: _grade,
    FactType.TEXT: _text,
    FactType.DATE: _day,
}


def bad_cells(items: Iterable[ReadAs]) -> str:
    """Return a condition that is true of a row with any cell that cannot be read."""
    return " OR ".join(one.bad for one in items)
