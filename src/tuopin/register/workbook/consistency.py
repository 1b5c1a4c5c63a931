"""Compare a workbook's rows with each other, with the villages and with themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tuopin.office.divisions.domain import short_name
from tuopin.office.id_numbers import NotAnIdNumber, person_part, read_id_number
from tuopin.register.domain import HEAD_OF_HOUSEHOLD
from tuopin.register.workbook.cells import Value
from tuopin.register.workbook.columns import Sheet
from tuopin.register.workbook.faults import Fault, Severity
from tuopin.register.workbook.layout import FoundSheet
from tuopin.register.workbook.reading import Cell
from tuopin.rulebook.text import Text


@dataclass(slots=True)
class Row:
    """A row as meant, where it stood, and whether it may be used."""

    sheet: FoundSheet
    number: int
    values: dict[str, Value]
    cells: list[Cell]
    is_whole: bool = True

    @property
    def household(self) -> str | None:
        found = self.values.get("household_number")
        return found if isinstance(found, str) else None


@dataclass
class Check:
    """The rows so far, what was remarked on them, and who was set aside."""

    villages: Mapping[str, str]
    rows: dict[Sheet, list[Row]] = field(
        default_factory=lambda: {sheet: [] for sheet in Sheet}
    )
    faults: list[Fault] = field(default_factory=list)
    set_aside: set[str] = field(default_factory=set)

    def fault(
        self,
        row: Row,
        title: str,
        wrong: Text,
        right: Text,
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Remark on a cell; an error sets the row's household aside."""
        at = row.sheet.positions.get(title)
        if title not in row.sheet.positions and row.sheet.village_name_at is not None:
            at = row.sheet.village_name_at
        cell = row.cells[at] if at is not None and at < len(row.cells) else ""
        self.faults.append(
            Fault(
                row.sheet.raw.name, row.number, title, str(cell), wrong, right, severity
            )
        )
        if severity is Severity.ERROR:
            row.is_whole = False
            if row.household:
                self.set_aside.add(row.household)


def compare_village(check: Check, row: Row) -> None:
    """Refuse a code outside the area, or one that is another village than it names."""
    code = row.values.get("village_code")
    if not isinstance(code, str):
        return
    if code not in check.villages:
        check.fault(
            row,
            "村代码",
            Text("本县没有这个村代码", "no village of this county has this code"),
            Text(
                "本县（本乡镇）某村的12位统计用区划代码",
                "the 12-digit statistical code of a village of your area",
            ),
        )
        return
    at = row.sheet.village_name_at
    named = str(row.cells[at]).strip() if at is not None and at < len(row.cells) else ""
    if named and short_name(named) != short_name(check.villages[code]):
        check.fault(
            row,
            "村代码",
            Text(
                f"代码{code}是{check.villages[code]}，与村名“{named}”不符："
                "统计用代码和民政部代码中同一串数字可能指不同的地方",
                f"code {code} is {check.villages[code]}, not {named}: the statistical"
                " and the civil-affairs codes use the same digits for other places",
            ),
            Text(
                "村名和统计用区划代码一致", "a name and a statistical code that agree"
            ),
        )


def refuse_duplicates(check: Check) -> None:
    """Refuse every row whose number stands in another row as well."""
    rows = check.rows
    _refuse_repeated(check, rows[Sheet.HOUSEHOLDS], "户编号", lambda row: row.household)
    _refuse_repeated(
        check, rows[Sheet.MEMBERS], "人编号", lambda row: row.values.get("number")
    )
    _refuse_repeated(
        check,
        rows[Sheet.MEMBERS],
        "证件号码",
        lambda row: (
            person_part(str(row.values["id_number"]))
            if row.values.get("id_number")
            else None
        ),
    )
    _refuse_repeated(
        check,
        rows[Sheet.VILLAGES],
        "村代码",
        lambda row: (
            (row.values["village_code"], row.values["year"]) if row.is_whole else None
        ),
    )


def _refuse_repeated(
    check: Check,
    rows: Sequence[Row],
    title: str,
    key_of: Callable[[Row], object],
) -> None:
    places: defaultdict[object, list[Row]] = defaultdict(list)
    for row in rows:
        key = key_of(row)
        if key is not None:
            places[key].append(row)
    for same in places.values():
        if len(same) == 1:
            continue
        for row in same:
            others = [other for other in same if other is not row][:5]
            zh = "、".join(_row_name(other, row)[0] for other in others)
            en = ", ".join(_row_name(other, row)[1] for other in others)
            check.fault(
                row,
                title,
                Text(f"与{zh}重复", f"it is repeated in {en}"),
                Text("每个编号只出现一次", "each number once only"),
            )


def _row_name(row: Row, seen_from: Row) -> tuple[str, str]:
    if row.sheet is seen_from.sheet:
        return f"第{row.number}行", f"row {row.number}"
    name = row.sheet.raw.name
    return f"“{name}”表第{row.number}行", f"sheet {name}, row {row.number}"


def _by_household(rows: Iterable[Row]) -> dict[str, list[Row]]:
    grouped: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.household:
            grouped[row.household].append(row)
    return grouped


def compare_households_with_members(check: Check) -> None:
    """Refuse households without members, without a head, or with several."""
    members = _by_household(check.rows[Sheet.MEMBERS])
    for row in check.rows[Sheet.HOUSEHOLDS]:
        if row.household is None:
            continue
        belonging = members.get(row.household, [])
        heads = [m for m in belonging if m.values.get("relation") == HEAD_OF_HOUSEHOLD]
        if not belonging:
            check.fault(
                row,
                "户编号",
                Text("这一户没有家庭成员", "this household has no members"),
                Text(
                    "在家庭成员表中每人一行",
                    "a row for each member in the members' sheet",
                ),
            )
        elif not heads:
            check.fault(
                row,
                "户编号",
                Text("这一户没有户主", "this household has no head"),
                ONE_HEAD,
            )
        for head in heads if len(heads) > 1 else []:
            check.fault(
                head,
                "与户主关系",
                Text(f"这一户有{len(heads)}名户主", f"there are {len(heads)} heads"),
                ONE_HEAD,
            )


ONE_HEAD = Text("每户有且只有一名户主", "one head in each household, and one only")


def refuse_unknown_households(check: Check) -> None:
    """Refuse members and visits of households that have no row."""
    known = {row.household for row in check.rows[Sheet.HOUSEHOLDS]}
    for sheet in (Sheet.MEMBERS, Sheet.SURVEYS):
        for row in check.rows[sheet]:
            if row.household is not None and row.household not in known:
                check.fault(
                    row,
                    "户编号",
                    Text(
                        "贫困户表中没有这一户",
                        "the households' sheet has no such number",
                    ),
                    Text("贫困户表中的户编号", "a number of the households' sheet"),
                )


def compare_with_id_number(check: Check, row: Row) -> None:
    """Remark where date of birth and gender disagree with the identity number."""
    number = row.values.get("id_number")
    if number is None:
        if "证件号码" in row.sheet.positions and row.is_whole:
            check.fault(
                row,
                "证件号码",
                Text("没有填写，视为不清楚", "it is blank: not known"),
                Text("尽量补填证件号码", "the identity number, where there is one"),
                Severity.NOTICE,
            )
        return
    try:
        person = read_id_number(str(number))
    except NotAnIdNumber:
        return
    born_on, gender = row.values.get("born_on"), row.values.get("gender")
    if born_on is not None and born_on != person.born_on:
        check.fault(
            row,
            "出生日期",
            Text(
                "与证件号码中的日期不同", "it differs from the identity number's date"
            ),
            Text(
                "核对出生日期和证件号码（按公历）",
                "both compared, by the solar calendar",
            ),
            Severity.NOTICE,
        )
    if gender is not None and (gender == "男") != person.is_male:
        check.fault(
            row,
            "性别",
            Text("与证件号码第17位不符", "it disagrees with the identity number"),
            Text("核对性别和证件号码", "both compared"),
            Severity.NOTICE,
        )
