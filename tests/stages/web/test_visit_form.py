"""A survey form from paper: who enters it, what a blank means, what is refused."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.stages.web.conftest import LogIn
from tests.support.world import NEXT_VILLAGE, SEATS, VILLAGE, World
from tuopin.office.scope import acting_as
from tuopin.survey.models import SurveyVisit
from tuopin.survey.operations import SURVEYORS

FORM = {
    "surveyed_on": "2017-09-01",
    "surveyor": "丙访问",
    "organization": "村委会",
    "fact-wage_income": "9,000",
    "fact-business_income": "4000",
    "fact-property_income": "0",
    "fact-transfer_income": "500.5",
    "fact-business_expense": "1000",
    "fact-stable_income_source": "务工",
    "fact-food_and_clothing": "是",
    "fact-dwelling_grade": "B",
    "fact-water_quality": "安全",
    "fact-water_quantity": "基本安全",
    "fact-water_access": "安全",
    "fact-water_reliability": "安全",
    "paper-signed_survey_form": "纸质调查表12号，存村委会",
    "paper-survey_photo": "",
}
CHINESE = re.compile(r"[\u4e00-\u9fff]+")


def planned(world: World) -> int:
    """Return a household with a case of the year, ready to be surveyed."""
    household = world.register()
    world.bring([household], to="list_in_plan")
    return household


def address_of(world: World, household: int) -> str:
    return f"/visits/{world.households[household]}/paper/"


def send(world: World, browser: Client, household: int, **changed: str) -> HttpResponse:
    """Send the form as it should be, but for what is changed; follow to the page."""
    form = {**FORM, **{name.replace("__", "-"): v for name, v in changed.items()}}
    answer: HttpResponse = browser.post(address_of(world, household), form, follow=True)
    return answer


def errors_on(page: str) -> list[tuple[str, str]]:
    """Return (field, words) of every error that a page shows at a field."""
    error = r'class="ask-error" id="visit-([\w-]+)_error">(.*?)</(?:div|p)>'
    unfit = r'class="refusal" id="field-(paper-[\w-]+)-said">(.*?)</p>'
    return re.findall(error, page, re.S) + re.findall(unfit, page, re.S)


def visits_in_the_record(world: World) -> list[SurveyVisit]:
    with acting_as(world["county"]):
        return list(SurveyVisit.objects.order_by("id"))


def test_a_visit_is_recorded_and_is_the_survey_of_the_year(
    world: World, log_in: LogIn
) -> None:
    household = planned(world)

    answer = send(world, log_in("village"), household)

    page = answer.content.decode()
    assert answer.redirect_chain == [(f"/register/{world.households[household]}/", 302)]
    assert "这次入户已录入" in page
    assert "已作为该户本年度的入户调查" in page
    (visit,) = visits_in_the_record(world)
    assert visit.answers["wage_income"] == "9000.00"
    assert visit.answers["food_and_clothing"] == "yes"
    assert visit.answers["water_quantity"] == "basically_safe"
    assert visit.evidence == {"signed_survey_form": "纸质调查表12号，存村委会"}


def test_what_became_of_a_visit_is_told_once(world: World, log_in: LogIn) -> None:
    household = planned(world)
    browser = log_in("village")
    send(world, browser, household)

    page = browser.get(f"/register/{world.households[household]}/").content.decode()

    assert "这次入户已录入" not in page


def test_what_the_form_takes_in_can_be_assessed(world: World, log_in: LogIn) -> None:
    household = world.register()
    cases = world.bring([household], to="list_in_plan")
    send(world, log_in("village"), household)

    result = world.assess(cases)

    assert [row.verdict for row in result.rows] == ["met"]


@pytest.mark.parametrize("seat", [*SEATS, "administrator"])
def test_the_form_is_for_those_who_visit_households(
    world: World, log_in: LogIn, seat: str
) -> None:
    household = planned(world)

    asked = log_in(seat).get(address_of(world, household)).status_code
    sent = send(world, log_in(seat), household).status_code

    if seat in SEATS and SEATS[seat].position in SURVEYORS:
        expected = 200 if SEATS[seat].division_code == VILLAGE else 404
    else:
        expected = 403
    assert (asked, sent) == (expected, expected)
    assert len(visits_in_the_record(world)) == (expected == 200)


def test_another_village_s_household_is_not_there(world: World, log_in: LogIn) -> None:
    theirs = world.register(village=NEXT_VILLAGE)
    browser = log_in("village")

    forbidden = browser.get(address_of(world, theirs))
    missing = browser.get("/visits/nobody/paper/")

    assert (forbidden.status_code, missing.status_code) == (404, 404)


def test_the_form_asks_for_every_fact_of_the_survey_with_its_unit(
    world: World, log_in: LogIn
) -> None:
    household = planned(world)

    page = log_in("team").get(address_of(world, household)).content.decode()

    asked = set(re.findall(r'name="([a-z]+[-_][\w-]+|surveyor|organization)"', page))
    assert set(FORM) <= asked
    assert "工资性收入（元）" in page
    assert 'value="2017-09-01"' in page
    assert 'value="甲team"' in page
    assert 'value="驻村工作队"' in page
    assert page.count('inputmode="decimal"') == 5


def test_the_members_are_shown_as_the_register_has_them(
    world: World, log_in: LogIn
) -> None:
    household = world.register(insured=None)

    page = log_in("village").get(address_of(world, household)).content.decode()

    assert "乙成员1" in page
    assert "普通劳动力" in page
    assert '<td data-column="参加新型农村合作医疗">–</td>' in page
    assert 'name="born_on"' not in page


def test_a_question_left_blank_is_unknown_and_not_zero(
    world: World, log_in: LogIn
) -> None:
    household = planned(world)

    answer = send(
        world,
        log_in("village"),
        household,
        fact__wage_income="",
        fact__food_and_clothing="",
        fact__dwelling_grade=" ",
    )

    (visit,) = visits_in_the_record(world)
    assert not {"wage_income", "food_and_clothing", "dwelling_grade"} & set(
        visit.answers
    )
    assert visit.answers["property_income"] == "0.00"
    assert "未作答：情况不明" in answer.content.decode()


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("fact-wage_income", "很多", "数字栏里有文字"),
        ("fact-wage_income", "-1", "金额为负数"),
        ("fact-wage_income", "1.234", "小数超过两位"),
        ("fact-dwelling_grade", "E", "不是可填的内容"),
        ("fact-food_and_clothing", "也许", "不是可填的内容"),
        ("surveyed_on", "2017-02-30", "没有这一天"),
        ("surveyed_on", "", "请填写"),
        ("surveyor", "", "请填写"),
        ("paper-signed_survey_form", "", "请填写"),
    ],
)
def test_a_wrong_cell_is_said_at_the_field_and_nothing_typed_is_lost(
    world: World, log_in: LogIn, field: str, typed: str, said: str
) -> None:
    household = planned(world)

    answer = send(world, log_in("village"), household, **{field: typed})

    page = answer.content.decode()
    assert answer.status_code == 422
    ((where, error),) = errors_on(page)
    assert where == field
    assert said in error
    assert 'value="4000"' in page
    assert 'value="纸质调查表12号，存村委会"' in page or field.startswith("paper-")
    assert visits_in_the_record(world) == []


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("fact-wage_income", "１２００元"),
        ("surveyed_on", "昨天"),
    ],
)
def test_what_cannot_be_read_is_never_guessed(
    world: World, log_in: LogIn, field: str, typed: str
) -> None:
    household = planned(world)

    answer = send(world, log_in("village"), household, **{field: typed})

    assert answer.status_code == 422
    assert visits_in_the_record(world) == []


def test_a_visit_of_a_day_to_come_is_refused_with_its_article(
    world: World, log_in: LogIn
) -> None:
    household = planned(world)
    tomorrow = (world.today + timedelta(days=1)).isoformat()

    answer = send(world, log_in("village"), household, surveyed_on=tomorrow)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert f"调查日期{tomorrow}晚于今天" in page
    assert "第十二条" in page
    assert 'value="9,000"' in page
    assert visits_in_the_record(world) == []


def test_a_visit_without_a_case_is_a_visit_all_the_same(
    world: World, log_in: LogIn
) -> None:
    household = world.register()

    page = send(world, log_in("village"), household).content.decode()

    assert "这次入户已录入" in page
    assert "暂不用于任何退出程序" in page
    assert len(visits_in_the_record(world)) == 1


def test_a_visit_after_the_survey_is_recorded_and_says_why_it_is_none(
    world: World, log_in: LogIn
) -> None:
    household = planned(world)
    world.visit([household])

    page = send(world, log_in("village"), household).content.decode()

    assert "这次入户已录入" in page
    assert "未作为该户本年度的入户调查" in page
    (reason,) = re.findall(r"未作为该户本年度的入户调查：(.*)</p>", page)
    assert "已于2017-09-01办理“入户调查”" in reason
    assert reason.count("第三条第二款") == 1
    assert len(visits_in_the_record(world)) == 2


def test_a_visit_sent_twice_is_recorded_once(world: World, log_in: LogIn) -> None:
    household = planned(world)
    browser = log_in("village")
    send(world, browser, household)

    page = send(world, browser, household).content.decode()

    assert "没有重复录入" in page
    assert "未作为" not in page
    assert len(visits_in_the_record(world)) == 1


def test_the_same_visit_sent_again_once_there_is_a_case_becomes_its_survey(
    world: World, log_in: LogIn
) -> None:
    household = world.register()
    browser = log_in("village")
    send(world, browser, household)
    world.file_plan([household])
    world.open_cases([household])

    page = send(world, browser, household).content.decode()

    assert "没有重复录入" in page
    assert "已作为该户本年度的入户调查" in page
    assert len(visits_in_the_record(world)) == 1


def test_a_corrected_visit_is_another_visit(world: World, log_in: LogIn) -> None:
    household = planned(world)
    browser = log_in("village")
    send(world, browser, household)

    page = send(world, browser, household, fact__wage_income="8000").content.decode()

    assert "这次入户已录入" in page
    wages = [one.answers["wage_income"] for one in visits_in_the_record(world)]
    assert wages == ["9000.00", "8000.00"]


def test_the_form_in_english_has_no_chinese_but_names_and_papers(
    world: World, log_in: LogIn
) -> None:
    household = planned(world)
    browser = log_in("village", language="en")

    page = browser.get(address_of(world, household)).content.decode()
    refused = send(world, browser, household, fact__wage_income="much").content.decode()

    labels = re.findall(r"<(?:label|legend|h2|th scope=\"col\")[^>]*>(.*?)<", page)
    assert "wage income (yuan)" in labels
    assert not [one for one in labels if CHINESE.search(one)]
    ((_, error),) = errors_on(refused)
    assert "there is text where a number belongs" in error
    assert not CHINESE.search(error)


@pytest.mark.parametrize(
    ("seat", "is_linked"), [("village", True), ("team", True), ("township", False)]
)
def test_the_household_s_page_leads_to_the_form_whoever_may_fill_it_in(
    world: World, log_in: LogIn, seat: str, is_linked: bool
) -> None:
    household = planned(world)

    browser = log_in(seat)
    page = browser.get(f"/register/{world.households[household]}/").content.decode()

    questionnaire = f"/visits/{world.households[household]}/"
    assert (f'href="{questionnaire}"' in page) == is_linked
    if is_linked:
        paper = f'href="{address_of(world, household)}"'
        assert paper in browser.get(questionnaire).content.decode()


def test_a_visit_of_days_ago_keeps_its_day(world: World, log_in: LogIn) -> None:
    household = planned(world)
    world.move(days=3)

    send(world, log_in("team"), household)

    (visit,) = visits_in_the_record(world)
    assert visit.surveyed_on == date(2017, 9, 1)
    assert visit.entered_on == world.today
