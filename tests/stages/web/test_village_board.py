"""Article 7 in the browser: the poor villages, and one village's board."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from tests.stages.web.conftest import LogIn
from tests.stages.web.pages import text_of
from tests.support.pictures import uploaded
from tests.support.villages import DEPARTMENTS, VillageWay
from tests.support.world import NEXT_VILLAGE, OTHER_VILLAGE, VILLAGE, World
from tuopin.notice.domain import token_of
from tuopin.office.policy.operations import adopt_pack

PAGE = f"/villages/{VILLAGE}/"
TYPED = {
    f"paper-{paper}": f"{paper} 1号"
    for paper in (
        "department_return",
        "examination_form",
        "leading_group_minutes",
        "notice_text",
        "posting_photo",
        "last_day_photo",
        "submission_number",
        "approval_reply",
        "media_clipping",
    )
}


@dataclass
class Board:
    """People at one village's board in the browser."""

    world: World
    log_in: LogIn

    def look(self, seat: str, page: str = PAGE) -> HttpResponse:
        found: HttpResponse = self.log_in(seat).get(page)
        return found

    def send(self, seat: str, act: str, **typed: str) -> HttpResponse:
        sent = {"act": act, "on": self.world.today.isoformat(), **TYPED, **typed}
        photo = "posting_photo" if act.startswith("post_") else "last_day_photo"
        sent = sent | {f"files-paper-{photo}": uploaded()}
        done: HttpResponse = self.log_in(seat).post(PAGE, sent)
        return done


@pytest.fixture
def board(world: World, log_in: LogIn) -> Board:
    for _ in range(10):
        world.register()
    way = VillageWay(world)
    way.register()
    way.file_plan()
    return Board(world, log_in)


def listed(board: Board) -> None:
    done = board.log_in("township").post("/villages/", {"village": VILLAGE})
    assert done.status_code == 302


def reported(board: Board) -> None:
    listed(board)
    way = VillageWay(board.world)
    for seat in DEPARTMENTS:
        typed = {f"figure-{name}": value for name, value in way.figures(seat).items()}
        assert board.send(seat, "return_indicators", **typed).status_code == 302


def test_a_village_walks_from_the_plan_to_its_delisting_in_the_browser(
    board: Board,
) -> None:
    reported(board)
    for seat in DEPARTMENTS:
        done = board.send(
            seat, "examine_on_site", verdict="confirmed", examiners="己核查"
        )
        assert done.status_code == 302
    steps = (
        ("county", "assess", {}),
        ("leading group", "determine", {"verdict": "determined"}),
        ("county", "post_in_village", {"number": "公1", "place": "村公开栏"}),
        ("county", "post_in_township", {"number": "公2", "place": "镇公开栏"}),
        ("county", "close_in_village", {}),
        ("county", "close_in_township", {}),
        ("county", "submit_to_city", {}),
        ("city", "approve", {"verdict": "approved"}),
        ("county", "announce_in_county_media", {}),
        ("city", "file_with_province", {"receipt": "省备1"}),
    )
    for seat, act, typed in steps:
        if act == "close_in_village":
            board.world.move(days=10)
        done = board.send(seat, act, **typed)
        assert done.status_code == 302, (act, done.content.decode())

    assert "已退出（销号）" in text_of(board.look("village"))
    assert "已退出（销号）" in text_of(board.look("village", "/villages/"))


def test_a_department_is_asked_for_its_own_figures_only(board: Board) -> None:
    listed(board)

    page = text_of(board.look("water department"))

    assert "figure-households_with_safe_water" in page
    assert "figure-paved_road" not in page


@pytest.mark.parametrize("seat", ["village", "township", "county", "team"])
def test_nobody_else_is_offered_a_department_s_form(board: Board, seat: str) -> None:
    listed(board)

    assert "figure-" not in text_of(board.look(seat))
    assert board.send(seat, "return_indicators").status_code == 409


def test_a_refused_figure_stays_in_its_field_with_the_reason(board: Board) -> None:
    listed(board)

    page = board.send(
        "statistics department",
        "return_indicators",
        **{"figure-rural_residents": "一千"},
    )

    assert page.status_code == 409
    assert "应填不小于零的整数" in text_of(page)
    assert 'value="一千"' in text_of(page)


def test_a_missing_paper_is_told_at_its_field(board: Board) -> None:
    listed(board)

    page = board.send(
        "road department", "return_indicators", **{"paper-department_return": ""}
    )

    assert page.status_code == 422
    assert "请填写" in text_of(page)


def test_a_return_sent_twice_is_one_return(board: Board) -> None:
    listed(board)
    typed = {"figure-paved_road": "yes"}
    for _ in range(2):
        board.send("road department", "return_indicators", **typed)

    record = text_of(board.look("county")).split('id="record"')[1]
    assert record.count("部门报送 · <strong>交通局") == 1


def test_an_act_sent_twice_is_one_act(board: Board) -> None:
    reported(board)
    for seat in DEPARTMENTS:
        board.send(seat, "examine_on_site", verdict="confirmed", examiners="己")
    first, second = (board.send("county", "assess") for _ in range(2))

    assert (first.status_code, second.status_code) == (302, 302)


def test_a_notice_is_not_closed_while_it_hangs(board: Board) -> None:
    way = VillageWay(board.world)
    for act, do in way.way():
        do()
        if act == "post_in_township":
            break

    page = board.send("county", "close_in_village")

    assert page.status_code == 409
    assert "现在还不能办理" in text_of(page)


def test_a_question_is_answered_by_its_department(board: Board) -> None:
    listed(board)
    board.world.visited(
        list(board.world.households)[:3],
        by="village",
        answers={"dwelling_grade": "D"},
    )
    board.send(
        "housing department",
        "return_indicators",
        **{"figure-households_with_safe_housing": "9"},
    )
    page = text_of(board.look("housing department"))
    (question,) = page.split('name="question" value="')[1].split('"')[:1]
    assert "9，入户调查和登记册所见为0–7" in page

    board.send("housing department", "answer", question=question, text="新房已竣工")

    assert "新房已竣工" in text_of(board.look("county"))


def test_the_headcount_is_shown_both_ways_while_it_is_open(board: Board) -> None:
    world = board.world
    leaving = list(world.households)[:5]
    world.file_plan(leaving)
    world.open_cases(leaving)
    way = VillageWay(world)
    way.file_plan(leaving)
    way.list_in_plan()
    way.report("statistics department", rural_residents="600")

    page = text_of(board.look("county"))

    assert "如全部未通过" in page
    assert "如全部通过" in page
    assert "贫困发生率尚未确定" in page


def test_a_village_that_is_no_poor_one_has_no_board(board: Board) -> None:
    assert board.look("county", f"/villages/{NEXT_VILLAGE}/").status_code == 404


def test_another_township_s_village_is_not_there(board: Board) -> None:
    VillageWay(board.world, OTHER_VILLAGE).register()

    assert board.look("township", f"/villages/{OTHER_VILLAGE}/").status_code == 404
    assert OTHER_VILLAGE not in text_of(board.look("township", "/villages/"))


def test_an_administrator_sees_no_village(board: Board) -> None:
    assert board.look("administrator").status_code == 403
    assert board.look("administrator", "/villages/").status_code == 403


def queries_of_the_list(board: Board) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert board.look("county", "/villages/").status_code == 200
    return len(asked)


def test_the_list_takes_the_same_queries_for_more_villages(board: Board) -> None:
    listed(board)
    board.look("county", "/villages/")  # what is kept between requests is made once
    of_one = queries_of_the_list(board)
    for code in (NEXT_VILLAGE, "211221101202", "211221101203"):
        way = VillageWay(board.world, code)
        way.register()
    way.file_plan()
    way.list_in_plan()

    assert queries_of_the_list(board) == of_one


# The two notices as people see them.


@pytest.fixture
def posted(board: Board) -> VillageWay:
    way = VillageWay(board.world)
    for act, do in way.way():
        do()
        if act == "post_in_township":
            break
    return way


def test_villagers_read_the_notice_and_object_to_it(
    board: Board, posted: VillageWay
) -> None:
    notice = posted.village_notice
    assert notice is not None
    token = token_of(notice.id, notice.roster_digest)
    browser = board.log_in("village")

    page = browser.get(f"/public/{token}/")
    assert "拟退出贫困村" in text_of(page)
    form = text_of(browser.get(f"/public/{token}/objection/"))
    receipt = form.split('name="receipt" value="')[1].split('"')[0]
    taken = browser.post(
        f"/public/{token}/objection/",
        {"line": "1", "text": "村里没有卫生室", "receipt": receipt},
    )

    assert taken.status_code == 200
    assert "异议处理中" in text_of(board.look("county"))
    assert "本村退出" in text_of(board.look("county", "/objections/"))


@pytest.mark.parametrize("shape", ["board", "sheet", "large"])
def test_the_notice_prints_for_the_wall(
    board: Board, posted: VillageWay, shape: str
) -> None:
    assert posted.township_notice is not None
    page = board.look("county", f"/notices/{posted.township_notice.id}/{shape}/")

    assert page.status_code == 200
    assert page.content.startswith(b"%PDF")


def test_the_notice_is_read_out_without_a_household_s_name(
    board: Board, posted: VillageWay
) -> None:
    assert posted.village_notice is not None
    page = text_of(board.look("village", f"/notices/{posted.village_notice.id}/"))

    assert "贫困村退出" in page
    assert "乙" not in page.split("<main")[1]


# My work.


def work_on_villages(board: Board, seat: str) -> list[str]:
    page = text_of(board.look(seat, "/"))
    if "work-villages" not in page:
        return []
    lines = page.split('id="work-villages"')[1].split("</section>")[0]
    return [one.split("<")[0] for one in lines.split('<div class="work-act">')[1:]]


def test_my_work_names_the_acts_on_villages_that_are_one_s_own(board: Board) -> None:
    assert work_on_villages(board, "township") == ["列入年度退出计划"]
    assert work_on_villages(board, "road department") == []

    listed(board)
    assert work_on_villages(board, "township") == []
    assert work_on_villages(board, "road department") == ["部门报送指标"]

    board.send("road department", "return_indicators", **{"figure-paved_road": "yes"})
    assert work_on_villages(board, "road department") == []
    assert work_on_villages(board, "water department") == ["部门报送指标"]


def test_a_department_is_told_to_go_to_the_village_once_all_have_reported(
    board: Board,
) -> None:
    reported(board)
    assert work_on_villages(board, "road department") == ["部门入村核查"]

    board.send(
        "road department", "examine_on_site", verdict="confirmed", examiners="己"
    )

    assert work_on_villages(board, "road department") == []
    assert work_on_villages(board, "county") == []


# A round that can go no further.


def test_a_village_is_assessed_again_once_the_missing_figure_is_there(
    board: Board,
) -> None:
    way = VillageWay(board.world)
    way.list_in_plan()
    way.report_all()
    way.report("culture department", cultural_center=" ", public_services="有")
    way.examine_all()
    assert board.send("county", "assess").status_code == 302
    assert way.status == "not_known"
    way.report("culture department")
    way.examine("culture department")

    assert board.send("county", "assess").status_code == 302

    assert way.status == "standard_met"


def test_the_county_begins_a_fresh_round_where_one_has_ended(board: Board) -> None:
    way = VillageWay(board.world)
    way.list_in_plan()
    way.report_all()
    county = board.log_in("county")
    asked = {"what": "restart", "reason": "道路已修好"}
    early = county.post(f"{PAGE}round/", asked)
    way.examine("road department", confirmed=False)

    done = county.post(f"{PAGE}round/", asked)

    assert (early.status_code, done.status_code) == (409, 302)
    assert way.status == "awaiting_returns"


@pytest.mark.parametrize(
    ("seat", "sent", "code"),
    [
        ("county", {"what": "withdrawn", "reason": "列入下一年度"}, 302),
        ("county", {"what": "withdrawn", "reason": " "}, 409),
        ("county", {"what": "approved", "reason": "无"}, 404),
        ("village", {"what": "withdrawn", "reason": "无"}, 403),
        ("city", {"what": "withdrawn", "reason": "无"}, 403),
    ],
)
def test_a_case_is_given_up_with_a_reason_by_whom_it_belongs_to(
    board: Board, seat: str, sent: dict[str, str], code: int
) -> None:
    listed(board)

    done = board.log_in(seat).post(f"{PAGE}round/", sent)

    assert done.status_code == code
    assert ("撤回" in text_of(board.look("village"))) is (code == 302)


def test_a_household_s_case_is_given_up_from_its_page(board: Board) -> None:
    household = board.world.register()
    board.world.bring([household], to="list_in_plan")
    address = f"/register/{board.world.households[household]}/"
    sent = {"what": "withdrawn", "reason": "年内来不及认定"}

    done = board.log_in("township").post(f"{address}round/", sent)

    assert done.status_code == 302
    assert "撤回" in text_of(board.look("township", address))


def test_a_village_on_its_way_stays_on_the_list_in_the_new_year(board: Board) -> None:
    listed(board)
    board.world.move(days=150)

    assert "待部门报送" in text_of(board.look("county", "/villages/"))


def test_a_board_goes_by_the_rules_that_its_case_began_under(board: Board) -> None:
    listed(board)
    adopt_pack(
        pack_id="monitoring-2021", actor=board.world["county"], on=board.world.today
    )

    assert "figure-paved_road" in text_of(board.look("road department"))
    done = board.send(
        "road department", "return_indicators", **{"figure-paved_road": "yes"}
    )
    assert done.status_code == 302
    assert "待部门报送" in text_of(board.look("village", "/villages/"))


def test_a_village_that_is_delisted_is_not_offered_to_a_later_plan(
    board: Board,
) -> None:
    offer = f'name="village" value="{VILLAGE}"'
    draft = "/plans/draft/?choose=all"
    assert offer in text_of(board.look("township", draft))
    for _, do in VillageWay(board.world).way():
        do()

    assert offer not in text_of(board.look("township", draft))
