"""Pairing, helpers, calls, help, risks and returns on their pages."""

from __future__ import annotations

import io
from datetime import timedelta

from openpyxl import load_workbook

from tests.stages.web.conftest import LogIn
from tests.stages.web.test_fieldwork_pages import words_of
from tests.support.aftercare import begin, open_risk, pair, plan, survey
from tests.support.world import OTHER_VILLAGE, VILLAGE, World
from tuopin.aftercare.domain import GUARANTEES

PAGE = f"/aftercare/{VILLAGE}/"
LIST = "/aftercare/households/"


def test_a_village_is_paired_helped_and_planned(world: World, log_in: LogIn) -> None:
    world.bring([household := world.register()], to="mark_lifted_out")
    number = world.households[household]
    county, township, village = map(log_in, ("county", "township", "village"))

    county.post(PAGE, {"pair": "1", "unit": "县水利局"})
    helper = {"name_helper": "1", "household": number, "name": "甲干部"}
    named = township.post(PAGE, helper)
    again = township.post(PAGE, {**helper, "name": "乙干部"})
    over = {"reason": "轮换", "handed": "走访台账", "paper-grounds": "交接单"}
    township.post(PAGE, {**helper, "name": "乙干部", **over})
    work = words_of(village, "/")
    planned = village.post(PAGE, {"plan": "1", "each_year": "4"})

    assert named.status_code == 302
    assert again.status_code == 409
    assert "换人的理由" in again.content.decode()
    assert "没有回访计划 1户" in work
    assert planned.status_code == 302
    assert "没有回访计划" not in words_of(village, "/")
    assert "县水利局" in words_of(county, "/aftercare/")
    page = words_of(township, f"{LIST}{number}/")
    assert "接替甲干部" in page
    assert "走访台账" in page
    assert village.get(f"/aftercare/{OTHER_VILLAGE}/").status_code == 404


def test_a_call_is_logged_on_the_household_s_page(world: World, log_in: LogIn) -> None:
    world.bring([household := world.register()], to="mark_lifted_out")
    at = f"{LIST}{world.households[household]}/"
    village = log_in("village")
    call = {
        "log": "1",
        "visitor": "甲干部",
        "done_on": world.today.isoformat(),
        "members_met": "户主",
        "income_change": "fell",
        **dict.fromkeys(GUARANTEES, "yes"),
        "water": "not_seen",
        "found": "收入稳定",
        "difficulties": "春季缺水",
        "given": "送水泵一台",
        "next_on": (world.today + timedelta(days=60)).isoformat(),
    }

    without = village.post(at, call)
    unsaid = village.post(at, {**call, "water": "", "paper-grounds": "回访记录"})
    late = {**call, "done_on": "2017-01-01", "paper-grounds": "回访记录"}
    refused = village.post(at, late)
    done = village.post(at, {**call, "paper-grounds": "回访记录"})
    page = words_of(village, at)

    assert (without.status_code, unsaid.status_code) == (422, 422)
    assert refused.status_code == 409
    assert "15日内" in refused.content.decode()
    assert done.status_code == 302
    for said in ("情况不明", "春季缺水", "送水泵一台", "收入：减少"):
        assert said in page


def test_lists_are_narrowed_sorted_and_exported(world: World, log_in: LogIn) -> None:
    world.bring(
        [one := world.register(), other := world.register()], to="mark_lifted_out"
    )
    plan(world, [one])
    begin(world, one, days=10)
    county = log_in("county")

    assert world.households[other] in words_of(county, f"{LIST}?show=no_plan")
    assert world.households[one] not in words_of(county, f"{LIST}?show=no_plan")
    assert world.households[one] in words_of(county, f"{LIST}?show=lapsing&sort=helper")
    assert world.households[one] in words_of(county, f"{LIST}?show=nonsense&page=x")
    book = load_workbook(
        io.BytesIO(county.get("/aftercare/workbook/?show=no_plan").content)
    ).active
    assert [row[1] for row in book.values] == ["户编号", world.households[other]]


def test_help_is_recorded_renewed_and_ended(world: World, log_in: LogIn) -> None:
    world.bring([household := world.register()], to="mark_lifted_out")
    at = f"{LIST}{world.households[household]}/"
    township = log_in("township")
    given = {
        "help": "1",
        "kind": "industry",
        "what": "养羊十只",
        "department": "县农发局",
        "from_on": world.today.isoformat(),
        "until_on": (world.today + timedelta(days=20)).isoformat(),
        "amount": "3000.50",
        "paper-grounds": "协议",
    }

    assert township.post(at, given).status_code == 302
    page = words_of(township, at)
    assert "3000.50" in page
    assert "即将到期" in page
    ended = {"end_help": "1", "measure": "0", "reason": "已就业"}
    assert township.post(at, ended).status_code == 422
    assert "措施到期待处理 1户" in words_of(township, "/")


def test_a_household_that_falls_back_is_seen_and_put_back(
    world: World, log_in: LogIn
) -> None:
    world.bring([household := world.register()], to="mark_lifted_out")
    pair(world)
    world.move(days=200)
    survey(world, household)
    number = world.households[household]
    at = f"{LIST}{number}/"
    county, township, group = map(log_in, ("county", "township", "leading group"))

    watch = words_of(county, "/aftercare/watch/")
    book = load_workbook(
        io.BytesIO(county.get("/aftercare/watch/workbook/").content)
    ).active
    risk = {
        "open_risk": "1",
        "owner": str(world["village"].appointment_id),
        "due_on": (world.today + timedelta(days=10)).isoformat(),
    }
    assert township.post(at, risk).status_code == 302
    back = {
        "put_back": "1",
        "letter_number": "铁脱贫组〔2018〕9号",
        "grounds": "收入低于标准",
        "paper-grounds": "文件",
    }
    assert county.post(at, back).status_code == 409
    assert group.post(at, back).status_code == 302

    assert "年人均纯收入" in watch
    assert number in watch
    assert [row[4] for row in book.values][1] == "年人均纯收入"
    page = words_of(county, at)
    assert "铁脱贫组〔2018〕9号" in page
    assert "不再办理后续帮扶" in page
    file = words_of(county, f"/register/{number}/")
    assert "返贫" in file
    assert "铁脱贫组〔2018〕9号" in file


def test_a_risk_is_settled_by_another(world: World, log_in: LogIn) -> None:
    world.bring([household := world.register()], to="mark_lifted_out")
    at = f"{LIST}{world.households[household]}/"
    open_risk(world, household, seen="户主住院")
    county = log_in("county")

    settled = {"settle": "1", "text": "病愈", "paper-grounds": "出院小结"}

    assert county.post(at, settled).status_code == 302
    assert "风险已消除" in words_of(county, at)
