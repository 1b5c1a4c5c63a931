"""A second review is asked for with a receipt or at a desk, and answered above."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.stages.web.conftest import LogIn
from tests.support.reviews import asked, dismissed, reviewed
from tests.support.world import World
from tuopin.notice.models import Objection, SecondReview
from tuopin.office.scope import acting_as
from tuopin.procedure.models import Hold

WHY = "没有问过本人"
ANSWER = "已入户复核，维持原答复"


def on_notice(world: World) -> tuple[int, Objection]:
    """Return a household that hangs, with an objection that was dismissed."""
    household = world.register()
    (case,) = world.bring([household], to="post_first")
    return household, dismissed(world, case)


def address(objection: Objection) -> str:
    return f"/objections/{objection.id}/second-review/"


def reviews(world: World) -> list[SecondReview]:
    with acting_as(world["county"]):
        found = SecondReview.objects.select_related("decision", "received_by")
        return list(found.order_by("id"))


def is_held(world: World) -> bool:
    with acting_as(world["county"]):
        return Hold.objects.filter(cause="second_review", release__isnull=True).exists()


def ask(
    world: World, browser: Client, objection: Objection, **changed: str
) -> HttpResponse:
    form = {
        "channel": "letter",
        "received_on": world.today.isoformat(),
        "text": WHY,
    }
    answer: HttpResponse = browser.post(address(objection), form | changed, follow=True)
    return answer


def decide(browser: Client, objection: Objection, **changed: str) -> HttpResponse:
    form = {
        "objection": str(objection.id),
        "verdict": "dismissed",
        "answer": ANSWER,
    }
    answer: HttpResponse = browser.post(
        f"{address(objection)}answer/", form | changed, follow=True
    )
    return answer


def on_the_portal(code: str, text: str = WHY, *, to: str = "second-review") -> str:
    villager = Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
    page = villager.post(f"/public/{to}/", {"code": code, "text": text})
    return page.content.decode()


def test_with_the_receipt_a_second_review_is_asked_for_without_an_account(
    world: World,
) -> None:
    _, objection = on_notice(world)
    before = on_the_portal(objection.receipt_code, to="receipt")

    after = on_the_portal(objection.receipt_code.replace("-", " "))

    assert "申请复核</button>" in before
    assert "上一级正在复核，办结之前这一户暂停" in after
    assert "申请复核</button>" not in after
    (review,) = reviews(world)
    assert (review.text, review.channel) == (WHY, "portal")
    assert is_held(world)


def test_asked_on_the_portal_twice_it_is_one_request(world: World) -> None:
    _, objection = on_notice(world)

    for _ in range(2):
        page = on_the_portal(objection.receipt_code)

    assert "上一级正在复核" in page
    assert len(reviews(world)) == 1


def test_a_request_without_words_says_so_and_holds_nothing(world: World) -> None:
    _, objection = on_notice(world)

    page = on_the_portal(objection.receipt_code, " ")

    assert "请写明对答复哪里不服" in page
    assert "申请复核</button>" in page
    assert reviews(world) == []


def test_before_the_answer_the_portal_offers_no_second_review(world: World) -> None:
    (case,) = world.bring([world.register()], to="post_first")
    objection = world.object_to(case)

    page = on_the_portal(objection.receipt_code)

    assert "正在处理" in page
    assert "申请复核</button>" not in page
    assert reviews(world) == []


def test_a_late_request_is_told_that_nobody_waits_for_it(world: World) -> None:
    _, objection = on_notice(world)
    world.move(days=31)

    page = on_the_portal(objection.receipt_code)

    assert "这一户不暂停，但同样会给您答复" in page
    assert not is_held(world)


@pytest.mark.parametrize(
    ("upheld", "said"), [(False, "这是本程序的最后答复"), (True, "您的意见成立")]
)
def test_the_receipt_tells_the_second_answer(
    world: World, upheld: bool, said: str
) -> None:
    _, objection = on_notice(world)
    reviewed(world, asked(world, objection), upheld=upheld, text=ANSWER)

    page = on_the_portal(objection.receipt_code, to="receipt")

    assert said in page
    assert ANSWER in page


def test_a_request_on_paper_is_taken_in_at_a_desk(world: World, log_in: LogIn) -> None:
    _, objection = on_notice(world)

    page = ask(world, log_in("village"), objection).content.decode()

    (review,) = reviews(world)
    assert (review.channel, review.text) == ("letter", WHY)
    assert WHY in page
    assert "由作出答复机关的上一级" in page
    assert is_held(world)


@pytest.mark.parametrize(
    ("changed", "said", "status"),
    [
        ({"channel": ""}, "请选择一项", 422),
        ({"received_on": "昨天"}, "这不是日期", 422),
        ({"text": " "}, "请写明对答复哪里不服", 409),
    ],
)
def test_a_faulty_request_says_what_is_wrong(
    world: World, log_in: LogIn, changed: dict[str, str], said: str, status: int
) -> None:
    _, objection = on_notice(world)

    answer = ask(world, log_in("village"), objection, **changed)

    assert answer.status_code == status
    assert said in answer.content.decode()
    assert reviews(world) == []


def test_the_level_above_finds_it_in_its_work_and_answers(
    world: World, log_in: LogIn
) -> None:
    household, objection = on_notice(world)
    asked(world, objection)
    county = log_in("county")

    work = county.get("/").content.decode()
    listed = county.get("/objections/").content.decode()
    page = decide(county, objection).content.decode()

    assert "办理异议复核" in work.split("work-waiting")[0]
    assert f'class="btn btn-primary" href="{address(objection)}"' in listed
    assert ANSWER in page
    assert not is_held(world)
    shown = county.get(f"/register/{world.households[household]}/").content.decode()
    assert "复核：异议不成立" in shown
    assert shown.count(ANSWER) == 1


@pytest.mark.parametrize("seat", ["township", "village"])
def test_others_see_that_it_waits_and_cannot_answer(
    world: World, log_in: LogIn, seat: str
) -> None:
    _, objection = on_notice(world)
    asked(world, objection)
    browser = log_in(seat)

    work = browser.get("/").content.decode()
    page = browser.get(address(objection)).content.decode()
    sent = decide(browser, objection)

    assert "办理异议复核" in work.split("work-waiting", 1)[1]
    assert 'name="verdict"' not in page
    assert sent.status_code == 403
    assert is_held(world)


def test_the_city_is_sent_back_to_a_page_without_a_form(
    world: World, log_in: LogIn
) -> None:
    _, objection = on_notice(world)
    asked(world, objection)

    page = decide(log_in("city"), objection)

    assert (page.status_code, page.redirect_chain[-1][0]) == (200, address(objection))
    assert is_held(world)


def test_an_answer_without_words_is_refused_with_its_article(
    world: World, log_in: LogIn
) -> None:
    _, objection = on_notice(world)
    asked(world, objection)

    answer = decide(log_in("county"), objection, answer=" ")

    assert answer.status_code == 409
    assert "第六条" in answer.content.decode()
    assert is_held(world)


def test_another_village_s_objection_is_not_there(world: World, log_in: LogIn) -> None:
    _, objection = on_notice(world)

    assert log_in("other village").get(address(objection)).status_code == 404
