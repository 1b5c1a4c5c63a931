"""A household's page says what is known, from where, and why the next act is closed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.http import HttpResponse

from tests.stages.web.conftest import LogIn
from tests.support.world import ADEQUATE, World
from tuopin.notice import operations as notices
from tuopin.notice.domain import Channel
from tuopin.office.scope import acting_as
from tuopin.procedure import operations as procedure
from tuopin.procedure.recording import Row
from tuopin.register import operations as register
from tuopin.register.domain import WhyShown
from tuopin.register.models import Household
from tuopin.register.queries import member_rows
from tuopin.survey.operations import Visit, record_visits

AtMost = Callable[[int], AbstractContextManager[object]]


def page_of(
    world: World, log_in: LogIn, household: int, *, language: str = "zh-hans"
) -> str:
    browser = log_in("township", language=language)
    return browser.get(f"/register/{world.households[household]}/").content.decode()


def test_a_household_in_no_plan_says_what_comes_first(
    world: World, log_in: LogIn
) -> None:
    page = page_of(world, log_in, world.register())

    assert "没有列入任何年度退出计划" in page
    assert "尚无入户记录" in page
    assert "尚未评定" in page


def test_a_fact_is_shown_with_its_source_and_its_day(
    world: World, log_in: LogIn
) -> None:
    household = world.register()
    world.bring([household], to="survey")

    page = page_of(world, log_in, household)

    assert "9000.00 元" in page
    assert "来源：2017-09-01 星期五入户调查，调查人丙访问（村委会）" in page


def test_a_question_that_was_not_answered_is_unknown(
    world: World, log_in: LogIn
) -> None:
    household = world.register()
    world.file_plan([household])
    (case,) = world.open_cases([household])
    world.visit([household], without=["dwelling_grade"])
    world.assess([case])

    page = page_of(world, log_in, household)

    assert "未作答：情况不明" in page
    assert "情况不明" in page
    assert "住房等级" in page


def test_a_finding_says_figure_line_article_and_reason(
    world: World, log_in: LogIn
) -> None:
    household = world.register()
    world.file_plan([household])
    (case,) = world.open_cases([household])
    world.visit([household], wage_income="1000.00", business_income="1000.00")
    world.assess([case])

    page = page_of(world, log_in, household)

    assert "不达标" in page
    assert "2952" in page
    assert "第三条第二款" in page
    assert "本轮已终止" in page


@pytest.mark.parametrize(
    ("language", "word", "foreign"),
    [("zh-hans", "还差：", "still missing"), ("en", "still missing", "还差")],
)
def test_a_closed_act_says_what_is_missing_in_the_reader_s_language(
    world: World, log_in: LogIn, language: str, word: str, foreign: str
) -> None:
    household = world.register()
    world.bring([household], to="survey")

    page = page_of(world, log_in, household, language=language)

    assert word in page
    assert foreign not in page


def test_a_hanging_notice_shows_its_last_day(world: World, log_in: LogIn) -> None:
    household = world.register()
    (case,) = world.bring([household], to="report_to_township")
    notice = world.notice_of(case, "first")

    page = page_of(world, log_in, household)

    assert notice.number in page
    assert f"挂至{notice.last_day}，{notice.opens_on}起可办" in page


def test_an_undecided_objection_holds_the_household_and_says_so(
    world: World, log_in: LogIn
) -> None:
    household, other = world.register(), world.register()
    case, _ = world.bring([household, other], to="report_to_township")
    receipt = notices.object_to(
        notice=world.notice_of(case, "first"),
        statement=notices.Statement(case, Channel.PHONE, "他家有小汽车"),
        actor=world["township"],
        on=world.today,
    ).receipt_code

    theirs = page_of(world, log_in, household)
    neighbors = page_of(world, log_in, other)

    assert "暂停办理" in theirs
    assert receipt in theirs
    assert receipt not in neighbors
    assert "暂停办理" not in neighbors


def test_what_was_entered_later_than_it_happened_is_marked(
    world: World, log_in: LogIn
) -> None:
    household = world.register()
    (case,) = world.bring([household], to="appraise")
    happened = world.today
    world.move(days=2)
    procedure.verify_committees(
        rows=[Row(case, "confirmed", {"verification_opinion": "意见"})],
        actor=world["village"],
        on=happened,
    )

    page = page_of(world, log_in, household)

    assert "补录" in page
    assert f'datetime="{happened}"' in page


def test_a_household_that_went_the_whole_way_has_nothing_left_to_do(
    world: World, log_in: LogIn
) -> None:
    household = world.register()
    world.bring([household], to="mark_lifted_out")

    page = page_of(world, log_in, household)

    assert "全部环节已办完" in page
    assert "已脱贫(标注)" in page.replace("（", "(").replace("）", ")")
    assert "未开放" not in page


def test_a_longer_history_asks_the_database_no_more_often(
    world: World, log_in: LogIn, django_assert_max_num_queries: AtMost
) -> None:
    household = world.register()
    world.bring([household], to="mark_lifted_out")
    browser = log_in("township")
    number = world.households[household]
    browser.get(f"/register/{number}/")

    with django_assert_max_num_queries(57):
        answer = browser.get(f"/register/{number}/")

    assert answer.status_code == 200


def test_a_survey_happened_on_the_day_of_the_visit(world: World, log_in: LogIn) -> None:
    household = world.register()
    world.file_plan([household])
    world.open_cases([household])
    visited_on = world.today
    world.move(days=3)
    visit = Visit(
        household_number=world.households[household],
        surveyed_on=visited_on,
        surveyor="丙访问",
        organization="村委会",
        answers=ADEQUATE,
        evidence={"signed_survey_form": "调查表"},
    )
    visits = record_visits(visits=[visit], actor=world["village"], on=world.today)
    procedure.survey(visits=visits, actor=world["village"], on=world.today)

    page = page_of(world, log_in, household)

    assert page.count(f'datetime="{visited_on}">{visited_on} 星期五') >= 2
    assert page.count("补录") == 2


def looked(
    world: World, log_in: LogIn, household: int, *, by: str, member: int, why: str
) -> HttpResponse:
    number = world.households[household]
    return log_in(by).post(
        f"/register/{number}/id-number/", {"member": member, "why": why}
    )


def whole_number(world: World, household: int) -> tuple[int, str]:
    """Return a member of a household and the whole identity number."""
    with acting_as(world["county"]):
        member = member_rows([household])[household][0]
        number = register.show_id_number(
            member_id=member.id,
            why=WhyShown.CHECKING,
            actor=world["county"],
            on=world.today,
        )
    assert number
    return member.id, number


def test_a_whole_identity_number_is_shown_to_who_says_why_and_the_record_has_it(
    registered: World, log_in: LogIn
) -> None:
    household = next(iter(households_by_number(registered).values()))
    member, number = whole_number(registered, household)

    page = looked(
        registered, log_in, household, by="township", member=member, why="comparing"
    )
    again = log_in("township").get(f"/register/{registered.households[household]}/")

    assert number in page.content.decode()
    assert page.headers["Cache-Control"] == "no-store"
    assert number not in again.content.decode()
    assert "与部门数据比对" in again.content.decode()


@pytest.mark.parametrize(
    ("by", "why", "status"),
    [
        ("township", "", 422),
        ("township", "curious", 422),
        ("village", "checking", 403),
        ("leading group", "checking", 403),
        ("other township", "checking", 404),
    ],
)
def test_without_a_reason_or_the_right_a_number_stays_masked(
    registered: World, log_in: LogIn, by: str, why: str, status: int
) -> None:
    household = next(iter(households_by_number(registered).values()))
    member, number = whole_number(registered, household)

    page = looked(registered, log_in, household, by=by, member=member, why=why)

    assert page.status_code == status
    assert number not in page.content.decode()


def test_another_household_s_member_is_not_shown(
    registered: World, log_in: LogIn
) -> None:
    first, second, *_ = households_by_number(registered).values()
    member, number = whole_number(registered, second)

    page = looked(
        registered, log_in, first, by="township", member=member, why="checking"
    )

    assert page.status_code == 404
    assert number not in page.content.decode()


def households_by_number(world: World) -> dict[str, int]:
    """Return the imported households by number."""
    with acting_as(world["township"]):
        found = {
            one.number: one.id for one in Household.objects.all().order_by("number")
        }
    world.households.update({id_: number for number, id_ in found.items()})
    return found


def test_a_meeting_s_reason_stands_beside_its_vote(world: World, log_in: LogIn) -> None:
    household = world.register()
    (case,) = world.bring([household], to="assess")
    world.appraise([case], agree=4, against=20)

    page = log_in("village").get(f"/register/{world.households[household]}/")

    assert "评议未通过" in page.content.decode()
    assert "收入来源不稳定" in page.content.decode()
