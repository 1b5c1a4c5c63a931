"""The national system's list: read whatever its cells are, compared with care."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings

from tests.support.national import TITLES, form_of
from tests.support.world import PACK
from tuopin.filing.national.comparing import (
    ComparedField,
    OurHousehold,
    OurMember,
    differences,
    without_person,
)
from tuopin.filing.national.listing import (
    ListedHousehold,
    ListedMember,
    NationalListing,
    UnreadableListing,
    listing_in,
)
from tuopin.office.policy.reader import pack_version, read_pack
from tuopin.register.workbook.reading import Cell, RawSheet, RawWorkbook
from tuopin.rulebook.national import Window
from tuopin.rulebook.text import Text

ENTERED_ON, TODAY = date(2017, 12, 10), date(2017, 12, 20)
ROW: tuple[Cell, ...] = (
    "户1", "人1", "乙户主", "", "1", "户主", "脱贫", "2017", "2017-12-15", "BZ1",
)  # fmt: skip


def read(*rows: tuple[Cell, ...], formulas: frozenset = frozenset()) -> NationalListing:
    numbered = enumerate(
        [["全国系统导出名单"], list(TITLES), *map(list, rows)], start=1
    )
    sheets = [RawSheet("说明"), RawSheet("名单", list(numbered), formulas)]
    return listing_in(RawWorkbook(sheets), form_of(PACK))


def spoilt(title: str, cell: Cell, *, of: str = "1") -> tuple[Cell, ...]:
    row = [f"户{of}", f"人{of}", *ROW[2:]]
    row[TITLES.index(title)] = cell
    return tuple(row)


def test_a_title_above_the_header_and_another_sheet_do_no_harm() -> None:
    listing = read(ROW, ("",) * 10)

    (household,) = listing.households.values()
    assert household.members == (ListedMember("人1", "乙户主", "", "户主"),)
    assert household.confirmation == "BZ1（2017-12-15）"


@pytest.mark.parametrize(
    "written",
    ["2017-12-15", "2017/12/15", "2017年12月15日", "2017.12.15", date(2017, 12, 15)],
)
def test_a_day_is_read_as_offices_write_it(written: Cell) -> None:
    (household,) = read(spoilt("标注日期", written)).households.values()

    assert household.recorded_on == date(2017, 12, 15)


@pytest.mark.parametrize(
    ("title", "cell", "words"),
    [
        ("户编号", "", "没有填写"),
        ("人编号", "", "没有填写"),
        ("标注日期", "2017-02-30", "不是日期"),
        ("标注日期", "昨天", "不是日期"),
        ("标注编号", "B" * 61, "过长"),
        ("姓名", "乙\x07", "不可见"),
        ("人数", Decimal("1.5"), "小数"),
    ],
)
def test_a_cell_that_cannot_be_taken_is_named_and_nothing_is_taken(
    title: str, cell: Cell, words: str
) -> None:
    with pytest.raises(UnreadableListing) as refusal:
        read(ROW, spoilt("人编号", "人2"), spoilt(title, cell, of="3"))

    told = [fault.text.zh for fault in refusal.value.faults]
    assert any(words in one and title in one and "第5行" in one for one in told), told


def test_a_formula_is_refused() -> None:
    at = TITLES.index("标注编号") + 1

    with pytest.raises(UnreadableListing, match="1 faults") as refusal:
        read(ROW, formulas=frozenset({(3, at)}))

    assert "公式" in refusal.value.faults[0].text.zh


def test_rows_of_one_household_may_not_say_different_things() -> None:
    other = list(spoilt("人编号", "人2"))
    other[TITLES.index("脱贫标志")] = "未脱贫"

    with pytest.raises(UnreadableListing) as refusal:
        read(ROW, tuple(other))

    assert refusal.value.faults[0].column == "脱贫标志"


def test_a_person_stands_once_in_a_list() -> None:
    with pytest.raises(UnreadableListing) as refusal:
        read(ROW, ROW)

    assert "两次" in refusal.value.faults[0].text.zh


def test_a_list_of_another_kind_is_told_what_is_missing() -> None:
    with pytest.raises(UnreadableListing) as refusal:
        listing_in(RawWorkbook([RawSheet("甲", [(1, ["户编号"])])]), form_of(PACK))

    assert "标注编号" in refusal.value.faults[0].text.zh


OURS = OurHousehold(
    head_name="乙户主",
    persons=1,
    year=2017,
    approved_on=date(2017, 11, 20),
    entered_on=ENTERED_ON,
    is_due=True,
    standing=Text("待标注", "awaiting the mark"),
    members=[OurMember("人1", "乙户主", "", None)],
    archived=dict.fromkeys(("village", "township", "county"), date(2017, 11, 20)),
)
THEIRS = ListedHousehold(
    number="户1",
    status="脱贫",
    exit_year="2017",
    persons="1",
    recorded_on=date(2017, 12, 15),
    record_number="BZ1",
    members=(ListedMember("人1", "乙户主", "", "户主"),),
)


def apart(ours: OurHousehold, theirs: ListedHousehold) -> list[ComparedField]:
    found = differences(
        ours,
        theirs,
        words=("脱贫",),
        index=lambda number: number.encode() or None,
        on=TODAY,
    )
    return [one.field for one in found]


F = ComparedField


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        (OURS, THEIRS, []),
        (OURS, replace(THEIRS, status="未脱贫"), [F.STATUS]),
        (replace(OURS, is_due=False), THEIRS, [F.STATUS]),
        (replace(OURS, persons=2), THEIRS, [F.PERSONS]),
        (replace(OURS, head_name="丙"), THEIRS, [F.HEAD_NAME]),
        (replace(OURS, year=2018), THEIRS, [F.EXIT_YEAR]),
        (OURS, replace(THEIRS, record_number=""), [F.RECORD_NUMBER]),
        (replace(OURS, entered_on=None), THEIRS, [F.RECORDED_ON]),
        (
            replace(OURS, archived={**OURS.archived, "county": None}),
            THEIRS,
            [F.APPROVED_ON],
        ),
        (
            replace(OURS, members=[*OURS.members, OurMember("人2", "乙", "", None)]),
            THEIRS,
            [F.MEMBER],
        ),
        (
            replace(OURS, members=[OurMember("人1", "乙户主", "**0012", b"0012")]),
            THEIRS,
            [F.ID_NUMBER],
        ),
    ],
)
def test_whatever_differs_is_named(
    ours: OurHousehold, theirs: ListedHousehold, expected: list[ComparedField]
) -> None:
    assert apart(ours, theirs) == expected


@pytest.mark.parametrize(
    ("recorded_on", "is_equal"),
    [
        (date(2017, 12, 15), True),
        (ENTERED_ON, True),
        (date(2017, 12, 9), False),
        (TODAY, True),
        (date(2017, 12, 21), False),
        (None, False),
    ],
)
def test_the_mark_lies_between_the_entry_and_today(
    recorded_on: date | None, is_equal: bool
) -> None:
    found = apart(OURS, replace(THEIRS, recorded_on=recorded_on))

    assert (found == []) is is_equal


def test_of_an_identity_number_four_characters_are_kept() -> None:
    ours = replace(OURS, members=[OurMember("人1", "乙户主", "2112**0012", b"x")])
    theirs = replace(
        THEIRS, members=(ListedMember("人1", "乙户主", "2112999999990013", "户主"),)
    )

    (told,) = differences(
        ours, theirs, words=("脱贫",), index=lambda number: b"y", on=TODAY
    )

    assert (told.ours, told.theirs) == ("乙户主 …0012", "乙户主 …0013")


def test_a_person_s_number_in_the_household_s_place_is_masked() -> None:
    assert without_person("211221101200" + "00001") == "21122110120000001"
    written = without_person("21122119500101" + "0012")
    assert written.endswith("0012")
    assert "19500101" not in written


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (date(2017, 11, 30), False),
        (date(2017, 12, 1), True),
        (date(2017, 12, 15), True),
        (date(2017, 12, 31), True),
        (date(2018, 1, 1), False),
    ],
)
def test_a_window_has_both_its_days(day: date, is_open: bool) -> None:
    window = Window(date(2017, 12, 1), date(2017, 12, 31))

    assert window.is_open(day) is is_open


def test_a_year_without_windows_is_not_known() -> None:
    assert form_of(PACK).windows_of(2017) == ()
    assert read_pack(settings.PACKS / PACK).version == pack_version(
        settings.PACKS / PACK
    )
