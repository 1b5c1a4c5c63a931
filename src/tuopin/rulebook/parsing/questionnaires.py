"""Parses the questionnaire of a pack: an XLSForm, of which the part that we carry out.

A column or type that is not known here is a fault, not passed over: the server could
not hold an answer to it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from tuopin.rulebook.document import Page, Place
from tuopin.rulebook.faults import Faults
from tuopin.rulebook.parsing.tables import Row, parse_tables
from tuopin.rulebook.questionnaire.expressions import (
    Expression,
    UnreadableExpression,
    parse_expression,
)
from tuopin.rulebook.questionnaire.form import (
    AnswerType,
    Choice,
    Group,
    Part,
    Question,
    Questionnaire,
)
from tuopin.rulebook.text import Text

CHINESE, ENGLISH = "中文 (zh)", "English (en)"
COLUMNS = {
    "type",
    "name",
    "bind::tuopin:fact",
    "bind::tuopin:evidence",
    "appearance",
    "required",
    "relevant",
    "constraint",
    "calculation",
    "choice_filter",
    "parameters",
    *(
        f"{said}::{language}"
        for said in ("label", "hint", "constraint_message")
        for language in (CHINESE, ENGLISH)
    ),
}
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_FILTER = re.compile(r"(\w+)\s*=\s*\$\{(\w+)\}")
_MOST_DEEP = 5


def parse_questionnaire(page: Page, faults: Faults) -> Questionnaire:
    """Read a questionnaire; the caller raises what `faults` has found."""
    sheets = {name: table.rows for name, table in parse_tables(page, faults).items()}
    setting = next(iter(sheets.get("settings", [])), Row(page.place, {}))
    for needed in ("form_id", "form_title", "version"):
        if not setting.cell(needed):
            wrong = Text(f"settings 缺少 {needed}", f"the settings have no {needed}")
            faults.add(setting.place, wrong=wrong, right=Text(needed, needed))
    reader = _Reader(_choices(sheets.get("choices", []), faults), faults)
    rows = sheets.get("survey", [])
    _refuse_columns(rows, faults)
    source = page.body
    title = setting.cell("form_title")
    return Questionnaire(
        id=setting.cell("form_id"),
        title=Text(title, setting.cell("form_title_en") or title),
        version=setting.cell("version"),
        digest=hashlib.sha256(source.encode()).hexdigest(),
        source=source,
        sections=tuple(reader.sections(rows)),
    )


def _refuse_columns(rows: list[Row], faults: Faults) -> None:
    told: set[str] = set()
    for row in rows:
        for column in set(row.cells) - COLUMNS - told:
            told.add(column)
            wrong = Text(f"不认识列“{column}”", f"column {column!r} is not known")
            known = ", ".join(sorted(COLUMNS))
            right = Text(f"下列之一：{known}", f"one of {known}")
            faults.add(row.place, wrong=wrong, right=right)


def _choices(rows: list[Row], faults: Faults) -> dict[str, list[Choice]]:
    lists: dict[str, list[Choice]] = {}
    for row in rows:
        among = lists.setdefault(row.cell("list_name"), [])
        name = row.cell("name")
        if not name or " " in name or any(one.name == name for one in among):
            wrong = Text(f"选项名“{name}”不能用", f"{name!r} cannot name a choice")
            right = Text("没有空格、不重复的名称", "a name without blanks, only once")
            faults.add(row.place, wrong=wrong, right=right)
        among.append(Choice(name, _said(row, "label")))
    return lists


def _said(row: Row, what: str) -> Text:
    zh, en = row.cell(f"{what}::{CHINESE}"), row.cell(f"{what}::{ENGLISH}")
    return Text(zh, en or zh)


class _Reader:
    """Reads the rows of a survey into sections, noting faults and going on."""

    def __init__(self, lists: dict[str, list[Choice]], faults: Faults) -> None:
        self.lists = lists
        self.faults = faults
        self.names: set[str] = set()

    def sections(self, rows: list[Row]) -> Iterator[Group]:
        """Yield the outermost groups; a question outside of them is a fault."""
        left = iter(rows)
        for part in self._parts(left, "", 0):
            if isinstance(part, Group) and not part.is_repeat:
                yield part
                continue
            wrong = Text(f"{part.name} 不在任何一节里", f"{part.name} is in no section")
            right = Text("写在一个 begin_group 里", "inside a begin_group")
            self.faults.add(part.place, wrong=wrong, right=right)

    def _parts(self, left: Iterator[Row], ends: str, depth: int) -> Iterator[Part]:
        for row in left:
            kind, _, rest = row.cell("type").partition(" ")
            if kind.startswith("end_"):
                if kind != ends:
                    self._fault(row, kind, ends or "begin_group")
                return
            if kind in ("begin_group", "begin_repeat"):
                yield self._group(row, kind, left, depth)
            else:
                yield self._question(row, kind, rest.strip())
        if ends:
            place = Place("survey", 1)
            wrong = Text(f"缺少 {ends}", f"{ends} is missing")
            self.faults.add(place, wrong=wrong, right=Text(ends, ends))

    def _group(self, row: Row, kind: str, left: Iterator[Row], depth: int) -> Group:
        if depth >= _MOST_DEEP:
            self._fault(row, kind, "at most five groups inside each other")
        name = self._name(row)
        parts = tuple(self._parts(left, kind.replace("begin", "end"), depth + 1))
        return Group(
            name=name,
            label=_said(row, "label"),
            place=row.place,
            parts=parts,
            is_repeat=kind == "begin_repeat",
            fact=row.cell("bind::tuopin:fact") or None,
            relevant=self._expression(row, "relevant"),
        )

    def _question(self, row: Row, kind: str, rest: str) -> Question:
        known = kind in AnswerType.__members__.values()
        if not known:
            self._fault(row, kind, ", ".join(AnswerType))
        answer = AnswerType(kind) if known else AnswerType.NOTE
        if answer.is_choice and rest not in self.lists:
            self._fault(row, rest, ", ".join(self.lists))
        message = _said(row, "constraint_message")
        hint = _said(row, "hint")
        if answer is AnswerType.CALCULATE and not row.cell("calculation"):
            self._fault(row, "calculate", "calculation")
        if row.cell("constraint") and not message.zh:
            self._fault(row, "constraint", "constraint_message")
        return Question(
            name=self._name(row),
            type=answer,
            label=_said(row, "label"),
            place=row.place,
            hint=hint if hint.zh else None,
            fact=row.cell("bind::tuopin:fact") or None,
            evidence=row.cell("bind::tuopin:evidence") or None,
            is_required=row.cell("required") in ("yes", "true()"),
            relevant=self._expression(row, "relevant"),
            constraint=self._expression(row, "constraint"),
            constraint_says=message if message.zh else None,
            calculation=self._expression(row, "calculation"),
            appearance=row.cell("appearance"),
            choices=tuple(self.lists.get(rest, ())) if answer.is_choice else (),
            list_name=rest.removesuffix(".csv")
            if known and not answer.is_choice
            else "",
            narrowed_by=self._narrowed(row),
        )

    def _name(self, row: Row) -> str:
        name = row.cell("name")
        if not _NAME.fullmatch(name) or name in self.names:
            wrong = Text(f"“{name}”不能作名称", f"{name!r} cannot be a name")
            right = Text(
                "小写字母、数字和下划线，全表不重复",
                "lower case letters, digits and underscores, only once",
            )
            self.faults.add(row.place, wrong=wrong, right=right)
        self.names.add(name)
        return name

    def _narrowed(self, row: Row) -> tuple[str, str] | None:
        written = row.cell("choice_filter")
        match = _FILTER.fullmatch(written)
        if written and match is None:
            self._fault(row, written, "column = ${question}")
        return (match[1], match[2]) if match else None

    def _expression(self, row: Row, column: str) -> Expression | None:
        written = row.cell(column)
        if not written:
            return None
        try:
            return parse_expression(written)
        except UnreadableExpression as unreadable:
            self.faults.add(
                row.place,
                wrong=Text(
                    f"{column}：{unreadable.wrong.zh}",
                    f"{column}: {unreadable.wrong.en}",
                ),
                right=unreadable.right,
            )
            return None

    def _fault(self, row: Row, written: str, right: str) -> None:
        wrong = Text(f"此处不应是“{written}”", f"{written!r} does not belong here")
        self.faults.add(row.place, wrong=wrong, right=Text(right, right))
