"""A sheet filled in in Excel: the same questions, the same act, no fault taken."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from openpyxl.worksheet.worksheet import Worksheet

from tests.stages.web.conftest import LogIn
from tests.support.world import NEXT_VILLAGE, SEATS, TOWNSHIP, VILLAGE, World
from tuopin.office.policy.queries import pack_in_force, pack_of
from tuopin.office.scope import acting_as
from tuopin.procedure.models import ActRecord
from tuopin.procedure.queries import procedure_of
from tuopin.rulebook.units import Each
from tuopin.web.pages import worksheet_workbook
from tuopin.web.worksheets.doings import CLOSINGS, DOINGS, FILINGS
from tuopin.web.worksheets.workbook import rows, writing

AtMost = Callable[[int], AbstractContextManager[object]]
Typed = Mapping[str, object]
ROWS, ONCE = "逐户填写", "本次办理"
KEY, HEADER = "系统编码（请勿改动）", 2
CONFIRMED, NOT_CONFIRMED = "核实属实", "核实不属实"


@dataclass
class Filled:
    """A downloaded workbook in somebody's hands."""

    book: openpyxl.Workbook

    @property
    def rows(self) -> Worksheet:
        """The sheet of households."""
        return self.book[ROWS]

    @property
    def columns(self) -> dict[str, int]:
        """The number of each column by its title."""
        return {str(cell.value): cell.column for cell in self.rows[HEADER]}

    @property
    def numbers(self) -> list[str]:
        """The household numbers, in their order."""
        column = self.columns["户编号"]
        return [
            str(self.rows.cell(row, column).value)
            for row in range(HEADER + 1, self.rows.max_row + 1)
        ]

    def put(self, at: int, **typed: object) -> Filled:
        """Type into a household's row, counted from nought."""
        for title, value in typed.items():
            self.rows.cell(HEADER + 1 + at, self.columns[title]).value = value
        return self

    def put_once(self, **typed: object) -> Filled:
        """Type into the sheet of what is asked once, by the items' labels."""
        for row in self.book[ONCE].iter_rows(min_row=2):
            if row[1].value in typed:
                row[2].value = typed[str(row[1].value)]
        return self

    def content(self) -> bytes:
        """The file as it is saved."""
        saved = io.BytesIO()
        self.book.save(saved)
        return saved.getvalue()


@dataclass
class Clerk:
    """Somebody who fills sheets in in Excel."""

    world: World
    log_in: LogIn

    def get(
        self, act: str, *, by: str = "village", place: str = VILLAGE
    ) -> HttpResponse:
        """Ask for a workbook."""
        page: HttpResponse = self.log_in(by).get(f"/work/{act}/{place}/workbook/")
        return page

    def download(
        self, act: str, *, by: str = "village", place: str = VILLAGE
    ) -> Filled:
        """Download a workbook and open it."""
        answer = self.get(act, by=by, place=place)
        assert answer.status_code == 200
        return Filled(openpyxl.load_workbook(io.BytesIO(answer.content)))

    def send(
        self,
        act: str,
        content: bytes,
        *,
        by: str = "village",
        place: str = VILLAGE,
        language: str = "zh-hans",
    ) -> HttpResponse:
        """Send a file back and follow to the page that answers."""
        page: HttpResponse = self.log_in(by, language=language).post(
            f"/work/{act}/{place}/workbook/",
            {"workbook": SimpleUploadedFile("填好了.xlsx", content)},
            follow=True,
        )
        return page


@pytest.fixture
def clerk(world: World, log_in: LogIn) -> Clerk:
    return Clerk(world, log_in)


@pytest.fixture
def appraised(world: World) -> list[int]:
    """Three households of one village that the meeting agreed to."""
    cases = world.bring([world.register() for _ in range(3)], to="appraise")
    world.move()
    return cases


def recorded(world: World, act: str) -> list[tuple[int, str, str]]:
    with acting_as(world["county"]):
        found = ActRecord.objects.filter(act=act).order_by("case_id")
        return [(one.case_id, one.verdict, one.note) for one in found]


def ready(clerk: Clerk) -> Filled:
    """Return the committees' workbook, filled in for the first two households."""
    filled = clerk.download("verify_committees")
    filled.put_once(**{"核实意见": "核实意见1号"})
    filled.put(0, 办理="是", 结论=CONFIRMED)
    return filled.put(1, 办理="是", 结论=NOT_CONFIRMED, 备注="收入有误")


def test_the_workbook_holds_every_household_with_drop_downs(
    clerk: Clerk, world: World, appraised: list[int]
) -> None:
    filled = clerk.download("verify_committees")

    lists = {
        min(one.min_col for one in rule.sqref.ranges): rule.formula1
        for rule in filled.rows.data_validations.dataValidation
        if rule.type == "list"
    }
    columns = filled.columns
    assert sorted(filled.numbers) == sorted(world.households.values())
    assert lists[columns["办理"]] == '"是,否"'
    assert CONFIRMED in lists[columns["结论"]]
    assert NOT_CONFIRMED in lists[columns["结论"]]
    assert filled.rows.freeze_panes == "E3"
    assert filled.rows.column_dimensions["A"].hidden
    assert filled.rows.cell(HEADER, columns["户主"]).font.bold
    assert filled.rows.cell(HEADER + 1, columns["户编号"]).number_format == "@"
    assert filled.rows.cell(HEADER + 1, columns["办理"]).value is None
    assert "留空的户保持原样" in str(filled.rows["B1"].value)


def test_counts_are_asked_for_as_whole_numbers_and_a_meeting_takes_all(
    clerk: Clerk, world: World
) -> None:
    world.bring([world.register()], to="assess")
    world.move()

    filled = clerk.download("appraise")

    whole = {
        min(one.min_col for one in rule.sqref.ranges)
        for rule in filled.rows.data_validations.dataValidation
        if rule.type == "whole"
    }
    assert {filled.columns["同意"], filled.columns["不同意"]} <= whole
    assert filled.rows.cell(HEADER + 1, filled.columns["办理"]).value == "是"


def test_each_row_gets_its_own_verdict_and_blank_rows_stay(
    clerk: Clerk, world: World, appraised: list[int]
) -> None:
    page = clerk.send("verify_committees", ready(clerk).content())

    assert page.redirect_chain == [(f"/work/verify_committees/{VILLAGE}/", 302)]
    assert "已为2户办理" in page.content.decode()
    assert recorded(world, "verify_committees") == [
        (appraised[0], "confirmed", ""),
        (appraised[1], "not_confirmed", "收入有误"),
    ]


def test_a_meeting_s_votes_are_recorded_from_a_workbook(
    clerk: Clerk, world: World
) -> None:
    cases = world.bring([world.register() for _ in range(2)], to="assess")
    world.move()
    filled = clerk.download("appraise")
    for row in filled.book[ONCE].iter_rows(min_row=2):
        name = str(row[0].value)
        if name != "on":
            row[2].value = {"entitled": 30, "attended": 25}.get(name, "甲")
    for at in range(2):
        filled.put(at, 同意=23, 不同意="２")

    page = clerk.send("appraise", filled.content())

    assert "已为2户办理" in page.content.decode()
    assert [case for case, _, _ in recorded(world, "appraise")] == cases


def test_a_meeting_without_a_quorum_is_refused_as_on_the_screen(
    clerk: Clerk, world: World
) -> None:
    world.bring([world.register()], to="assess")
    world.move()
    filled = clerk.download("appraise")
    for row in filled.book[ONCE].iter_rows(min_row=2):
        name = str(row[0].value)
        if name != "on":
            row[2].value = {"entitled": 30, "attended": 5}.get(name, "甲")
    filled.put(0, 同意=5, 不同意=0)

    page = clerk.send("appraise", filled.content())

    assert page.status_code == 409
    assert "评议会无效" in page.content.decode()
    assert recorded(world, "appraise") == []


def test_the_same_workbook_sent_twice_is_one_act(
    clerk: Clerk, world: World, appraised: list[int]
) -> None:
    content = ready(clerk).content()
    clerk.send("verify_committees", content)

    page = clerk.send("verify_committees", content)

    assert "有2户未办理" in page.content.decode()
    assert len(recorded(world, "verify_committees")) == 2


def test_a_day_may_be_written_as_people_write_it(
    clerk: Clerk, world: World, appraised: list[int]
) -> None:
    filled = ready(clerk)
    day = world.today
    filled.put_once(办理日期=f"{day.year}年{day.month}月{day.day}日")

    page = clerk.send("verify_committees", filled.content())

    assert "已为2户办理" in page.content.decode()


def test_rows_and_columns_may_change_places_and_columns_be_added(
    clerk: Clerk, world: World, appraised: list[int]
) -> None:
    filled = ready(clerk)
    filled.rows.insert_cols(4)
    filled.rows.cell(HEADER, 4, "我的备注")
    filled.rows.move_range("A3:Z3", rows=10)

    page = clerk.send("verify_committees", filled.content())

    assert "已为2户办理" in page.content.decode()
    assert recorded(world, "verify_committees")[0] == (appraised[0], "confirmed", "")


def swap_heads(filled: Filled) -> None:
    column = filled.columns["户编号"]
    first, second = (filled.rows.cell(row, column) for row in (3, 4))
    first.value, second.value = second.value, first.value


def repeat_first(filled: Filled) -> None:
    for cell in filled.rows[3]:
        filled.rows.cell(6, cell.column, cell.value)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        pytest.param(
            lambda f: f.put(0, 结论="好"),
            "“逐户填写”表第3行“结论”：“好”不在可选的内容中",
            id="unknown-verdict",
        ),
        pytest.param(
            lambda f: f.put(0, 结论="confirmed"), "第3行“结论”", id="code-for-verdict"
        ),
        pytest.param(
            lambda f: f.put(1, 结论=None), "第4行“结论”：请填写", id="no-verdict"
        ),
        pytest.param(lambda f: f.put(1, 备注="长" * 201), "最多200个字", id="too-long"),
        pytest.param(lambda f: f.put(0, 办理="好的"), "请填“是”，或者留空", id="take"),
        pytest.param(
            lambda f: f.put(0, 办理=None).put(1, 办理="否"),
            "没有一户填了“是”",
            id="nobody-taken",
        ),
        pytest.param(
            lambda f: f.put(0, 备注="=1+1"), "第3行“备注”：这里是公式", id="formula"
        ),
        pytest.param(
            lambda f: f.put(0, 办理='="是"'), "“办理”：这里是公式", id="take-formula"
        ),
        pytest.param(
            lambda f: f.put(0, 备注=12345678901234567), "末几位已丢失", id="digits-lost"
        ),
        pytest.param(
            lambda f: f.put(0, **{KEY: "甲"}), "系统编码被改动了", id="key-changed"
        ),
        pytest.param(
            lambda f: f.put(0, **{KEY: None}), "系统编码被改动了", id="key-removed"
        ),
        pytest.param(swap_heads, "可能只对部分列排了序", id="sorted-apart"),
        pytest.param(lambda f: f.put(0, 户主="别人"), "与下载时不符", id="other-head"),
        pytest.param(repeat_first, "在第3行已经填过", id="twice"),
        pytest.param(
            lambda f: f.put_once(核实意见=None),
            "“本次办理”表第3行“核实意见”：请填写",
            id="no-paper",
        ),
        pytest.param(
            lambda f: f.put_once(办理日期="三号"), "如 2017-10-20", id="no-day"
        ),
        pytest.param(
            lambda f: f.put_once(办理日期="=TODAY()"), "这里是公式", id="day-formula"
        ),
        pytest.param(
            lambda f: f.book[ONCE].delete_rows(3), "“核实意见”：请填写", id="no-row"
        ),
        pytest.param(
            lambda f: f.rows.cell(HEADER, f.columns["结论"], "意见"),
            "缺少这一列",
            id="no-column",
        ),
        pytest.param(
            lambda f: f.rows.cell(HEADER, 20, "结论"), "出现了两次", id="two-columns"
        ),
        pytest.param(
            lambda f: f.book.remove(f.book[ONCE]), "缺少这张工作表", id="no-sheet"
        ),
        pytest.param(
            lambda f: f.book.remove(f.rows), "不是从本页下载的", id="no-rows-sheet"
        ),
    ],
)
def test_a_fault_is_named_with_its_place_and_nothing_is_recorded(
    clerk: Clerk,
    world: World,
    appraised: list[int],
    spoil: Callable[[Filled], object],
    words: str,
) -> None:
    filled = ready(clerk)
    spoil(filled)

    page = clerk.send("verify_committees", filled.content())

    assert page.status_code == 422
    assert words in page.content.decode()
    assert recorded(world, "verify_committees") == []


@pytest.mark.parametrize("votes", [None, -1, 1.5, "二十", 100_000])
def test_a_count_of_votes_is_a_whole_number(
    clerk: Clerk, world: World, votes: object
) -> None:
    world.bring([world.register()], to="assess")
    world.move()
    filled = clerk.download("appraise").put(0, 同意=votes, 不同意=0)

    page = clerk.send("appraise", filled.content())

    assert page.status_code == 422
    assert "第3行“同意”" in page.content.decode()
    assert recorded(world, "appraise") == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"", "无法读取", id="empty"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(99), "无法读取", id="picture"),
        pytest.param(b"PK\x03\x04" + bytes(99), "无法读取", id="broken"),
        pytest.param("户主,结论\n甲,好\n".encode(), "不是从本页下载的", id="csv"),
    ],
)
def test_a_file_that_is_no_workbook_of_a_sheet_is_not_taken(
    clerk: Clerk, world: World, appraised: list[int], content: bytes, words: str
) -> None:
    page = clerk.send("verify_committees", content)

    assert page.status_code == 422
    assert words in page.content.decode()


def test_an_upload_without_a_file_is_told_so(
    clerk: Clerk, appraised: list[int]
) -> None:
    page = clerk.log_in("village").post(f"/work/verify_committees/{VILLAGE}/workbook/")

    assert page.status_code == 422
    assert "请选择填好的 Excel 表" in page.content.decode()


def test_another_act_s_workbook_is_not_taken(
    clerk: Clerk, world: World, appraised: list[int]
) -> None:
    content = ready(clerk).content()

    page = clerk.send("verify_team", content, by="team")

    assert page.status_code == 422
    assert "为另一个环节、另一个地方或另一年下载" in page.content.decode()
    assert recorded(world, "verify_team") == []


def test_another_village_s_household_is_not_taken_with_a_forged_row(
    clerk: Clerk, world: World, appraised: list[int]
) -> None:
    neighbor = world.register(village=NEXT_VILLAGE)
    (stranger,) = world.bring([neighbor], to="appraise")
    world.move()
    number = world.households[neighbor]

    pages = [
        clerk.send(
            "verify_committees",
            ready(clerk).put(0, **{KEY: key, "户编号": number}).content(),
        ).content.decode()
        for key in (f"{stranger}.1:{number}", f"999999999.1:{number}")
    ]

    assert all("本页没有这一户" in page for page in pages)
    assert recorded(world, "verify_committees") == []


def test_only_so_many_faults_are_listed_and_all_are_counted(
    clerk: Clerk, world: World, appraised: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worksheet_workbook, "MOST_FAULTS", 2)
    filled = ready(clerk).put_once(办理日期="三号")
    filled.put(0, 结论="好").put(1, 结论="坏").put(2, 办理="也行")

    page = clerk.send("verify_committees", filled.content()).content.decode()

    assert "未办理：有4处须改正" in page
    assert "另有2处未列出" in page
    assert page.count("“逐户填写”表") == 1


def test_a_workbook_holds_so_many_households_and_no_more_come_back(
    clerk: Clerk, world: World, appraised: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MOST_ROWS", 2)
    monkeypatch.setattr(rows, "MOST_ROWS", 1)
    filled = ready(clerk)

    page = clerk.send("verify_committees", filled.content())

    assert len(filled.numbers) == 2
    assert "请再下载其余的户" in str(filled.rows["B1"].value)
    assert "一次最多办理1户" in page.content.decode()


@pytest.mark.parametrize("act", [*DOINGS, *CLOSINGS, *FILINGS, "survey"])
@pytest.mark.parametrize("seat", ["village", "team", "township", "county"])
def test_a_workbook_is_only_for_whoever_the_act_belongs_to(
    clerk: Clerk, world: World, act: str, seat: str
) -> None:
    actor = world[seat]
    with acting_as(actor):
        rule = procedure_of(pack_of(pack_in_force(world.today).id)).acts[act]
    place = SEATS[seat].division_code

    asked = clerk.get(act, by=seat, place=place)
    sent = clerk.send(act, b"", by=seat, place=place)

    has_workbook = act in DOINGS and (
        rule.each is not Each.VILLAGE or actor.division_code == VILLAGE
    )
    if actor.position not in rule.performed_by:
        assert (asked.status_code, sent.status_code) == (403, 403)
    elif has_workbook:
        # Nobody waits here, so there is nothing to download.
        assert (asked.status_code, sent.status_code) == (302, 422)
    else:
        assert (asked.status_code, sent.status_code) == (404, 404)


@pytest.mark.parametrize(
    ("act", "place"),
    [
        ("verify_committees", NEXT_VILLAGE),
        ("verify_committees", TOWNSHIP),
        ("verify_committees", "nowhere"),
        ("no_such_act", VILLAGE),
    ],
)
def test_another_s_place_and_an_unknown_act_are_not_there(
    clerk: Clerk, act: str, place: str
) -> None:
    assert clerk.get(act, place=place).status_code == 404
    assert clerk.send(act, b"", place=place).status_code == 404


def test_the_sheet_offers_its_workbook(clerk: Clerk, appraised: list[int]) -> None:
    sheet = clerk.log_in("village").get(f"/work/verify_committees/{VILLAGE}/")

    assert "下载 Excel 填写" in sheet.content.decode()
    assert f'href="/work/verify_committees/{VILLAGE}/workbook/"' in (
        sheet.content.decode()
    )


def test_a_download_asks_the_database_no_more_often_for_more_households(
    clerk: Clerk, world: World, django_assert_max_num_queries: AtMost
) -> None:
    world.bring([world.register()], to="appraise")
    browser = clerk.log_in("village")
    address = f"/work/verify_committees/{VILLAGE}/workbook/"
    browser.get(address)
    world.bring([world.register() for _ in range(6)], to="appraise")

    with django_assert_max_num_queries(30):
        answer = browser.get(address)

    filled = Filled(openpyxl.load_workbook(io.BytesIO(answer.content)))
    assert len(filled.numbers) == 7


def test_faults_are_told_in_english_of_a_workbook_in_chinese(
    clerk: Clerk, world: World, appraised: list[int]
) -> None:
    filled = ready(clerk).put(0, 结论=None)

    page = clerk.send("verify_committees", filled.content(), language="en")

    assert page.status_code == 422
    assert "sheet “逐户填写”, row 3, “结论”: Fill this in." in page.content.decode()
