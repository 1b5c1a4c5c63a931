"""Objections come in, wait in sight of all, and are answered by whom they spare."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.stages.web.conftest import LogIn
from tests.support.world import OTHER_VILLAGE, SEATS, VILLAGE, World
from tuopin.notice.models import Objection
from tuopin.office.accounts.rights import MAY, Right
from tuopin.office.divisions.domain import covers
from tuopin.office.scope import acting_as

WORDS = "他家有小汽车"
ANSWER = "经核查，该车属其弟所有"
HELD = '<div class="holds"'


def on_notice(world: World, *, village: str = VILLAGE) -> tuple[int, int]:
    """Return a household that stands on its first notice, and its case."""
    household = world.register(village=village)
    (case,) = world.bring([household], to="report_to_township")
    return household, case


def page_of(world: World, household: int) -> str:
    return f"/register/{world.households[household]}/"


def object_to(
    world: World, browser: Client, household: int, **changed: str
) -> HttpResponse:
    """Open the form against a household and send it, but for what is changed."""
    address = f"{page_of(world, household)}objection/"
    form = form_of(browser, address) | changed
    answer: HttpResponse = browser.post(address, form, follow=True)
    return answer


def form_of(browser: Client, address: str) -> dict[str, str]:
    """Return the form as a villager's call would have it filled in."""
    page = browser.get(address).content.decode()
    after = re.search(r'name="after" value="(\d+)"', page)
    notice = re.search(r'name="notice" value="(\d+)"', page)
    return {
        "after": after[1] if after else "0",
        "notice": notice[1] if notice else "",
        "channel": "phone",
        "received_on": re.findall(r'datetime="([\d-]+)"', page)[0],
        "text": WORDS,
        "objector_name": "",
    }


def decide(browser: Client, objection: Objection, **changed: str) -> HttpResponse:
    """Send the answer to an objection, but for what is changed."""
    form = {"objection": str(objection.id), "verdict": "dismissed", "answer": ANSWER}
    answer: HttpResponse = browser.post("/objections/", form | changed, follow=True)
    return answer


def objections(world: World) -> list[Objection]:
    with acting_as(world["county"]):
        found = Objection.objects.select_related("decision", "received_by")
        return list(found.order_by("id"))


def is_decided(world: World) -> bool:
    return any(hasattr(one, "decision") for one in objections(world))


def test_an_objection_is_taken_in_and_its_receipt_stands_in_groups(
    world: World, log_in: LogIn
) -> None:
    household, _ = on_notice(world)

    page = object_to(world, log_in("village"), household).content.decode()

    (objection,) = objections(world)
    groups = objection.receipt_code.split("-")
    assert "".join(f"<span>{group}</span>" for group in groups) in page
    assert (objection.text, objection.channel) == (WORDS, "phone")
    assert WORDS in page
    held = log_in("village").get(page_of(world, household)).content.decode()
    assert HELD in held


@pytest.mark.parametrize("seat", [*SEATS, "administrator"])
def test_an_objection_is_taken_in_by_those_who_receive_them(
    world: World, log_in: LogIn, seat: str
) -> None:
    household, _ = on_notice(world)
    address = f"{page_of(world, household)}objection/"
    browser = log_in(seat)

    asked = browser.get(address).status_code
    sent = object_to(world, browser, household).status_code

    # The portal has a way of its own.
    receivers = {*MAY[Right.RECEIVE_OBJECTION]} & {*MAY[Right.READ_REGISTER]}
    if seat in SEATS and SEATS[seat].position in receivers:
        expected = 200 if covers(SEATS[seat].division_code, VILLAGE) else 404
    else:
        expected = 403
    assert (asked, sent) == (expected, expected)
    assert len(objections(world)) == (expected == 200)


def test_nothing_is_objected_to_before_a_notice(world: World, log_in: LogIn) -> None:
    household = world.register()
    world.bring([household], to="acknowledge")
    browser = log_in("township")

    page = browser.get(f"{page_of(world, household)}objection/").content.decode()
    answer = object_to(world, browser, household)

    assert "该户尚未列入公示" in page
    assert answer.status_code == 422
    assert objections(world) == []


def test_an_objection_without_words_is_refused_with_its_article(
    world: World, log_in: LogIn
) -> None:
    household, _ = on_notice(world)

    answer = object_to(world, log_in("township"), household, text=" ")

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "请写明异议内容" in page
    assert "第六条" in page
    assert objections(world) == []


@pytest.mark.parametrize(
    ("field", "sent", "said"),
    [
        ("notice", "", "请选择一项"),
        ("notice", "999999", "999999"),
        ("channel", "", "请选择一项"),
        ("received_on", "昨天", "这不是日期"),
    ],
)
def test_a_wrong_field_of_an_objection_is_said_and_its_words_are_kept(
    world: World, log_in: LogIn, field: str, sent: str, said: str
) -> None:
    household, _ = on_notice(world)

    answer = object_to(world, log_in("township"), household, **{field: sent})

    page = answer.content.decode()
    error = re.search(rf'id="objection-{field}_error">(.*?)</(?:p|div)>', page, re.S)
    assert answer.status_code == 422
    assert error is not None
    assert said in error[1]
    assert WORDS in page
    assert objections(world) == []


def test_a_notice_of_another_household_takes_no_objection_to_this_one(
    world: World, log_in: LogIn
) -> None:
    household, _ = on_notice(world)
    _, theirs = on_notice(world, village=OTHER_VILLAGE)
    foreign = str(world.notice_of(theirs, "first").id)

    answer = object_to(world, log_in("county"), household, notice=foreign)

    assert answer.status_code == 422
    assert objections(world) == []


def test_a_form_sent_twice_is_one_objection_with_one_receipt(
    world: World, log_in: LogIn
) -> None:
    household, _ = on_notice(world)
    browser = log_in("township")
    address = f"{page_of(world, household)}objection/"
    form = form_of(browser, address)

    receipts = [browser.post(address, form).headers["Location"] for _ in range(2)]

    assert receipts[0] == receipts[1]
    assert len(objections(world)) == 1


def test_two_people_who_say_the_same_are_two_objections(
    world: World, log_in: LogIn
) -> None:
    household, _ = on_notice(world)
    browser = log_in("township")

    for _ in range(2):
        object_to(world, browser, household)

    assert len({one.receipt_code for one in objections(world)}) == 2


def test_who_objects_is_on_no_page(world: World, log_in: LogIn) -> None:
    household, _ = on_notice(world)
    browser = log_in("township")

    receipt = object_to(world, browser, household, objector_name="丙举报")

    pages = [browser.get(at) for at in ("/objections/", page_of(world, household))]
    (objection,) = objections(world)
    assert objection.objector_name == "丙举报"
    assert not any("丙举报" in one.content.decode() for one in (receipt, *pages))


def test_a_receipt_of_another_area_is_not_there(world: World, log_in: LogIn) -> None:
    _, case = on_notice(world)
    objection = world.object_to(case)
    address = f"/objections/{objection.id}/receipt/"

    answers = [
        log_in(seat).get(address).status_code
        for seat in ("township", "other township", "examiner")
    ]

    assert answers == [200, 404, 403]


def test_the_list_has_the_objections_of_one_s_area_the_oldest_first(
    world: World, log_in: LogIn
) -> None:
    _, case = on_notice(world)
    first = world.object_to(case)
    world.move(days=3)
    second = world.object_to(case)
    _, theirs = on_notice(world, village=OTHER_VILLAGE)
    third = world.object_to(theirs)
    codes = [one.receipt_code for one in (first, second, third)]

    ours = log_in("township").get("/objections/").content.decode()
    all_of_them = log_in("county").get("/objections/").content.decode()

    assert re.findall(r"\d{4}-\d{4}-\d{4}", ours) == codes[:2]
    assert re.findall(r"\d{4}-\d{4}-\d{4}", all_of_them) == codes
    waited = (world.today - first.received_on).days
    assert f"已等{waited}天" in ours


@pytest.mark.parametrize(
    ("verdict", "word"), [("dismissed", "不成立"), ("upheld", "成立")]
)
def test_an_objection_is_answered_in_writing(
    world: World, log_in: LogIn, verdict: str, word: str
) -> None:
    household, case = on_notice(world)
    objection = world.object_to(case)
    browser = log_in("county")

    page = decide(browser, objection, verdict=verdict).content.decode()

    (decided,) = objections(world)
    assert decided.decision.is_upheld == (verdict == "upheld")
    assert f">{word}</span>" in page
    assert ANSWER in page
    assert "没有等待答复的异议" in page
    assert HELD not in browser.get(page_of(world, household)).content.decode()


@pytest.mark.parametrize("seat", [*SEATS, "administrator"])
def test_an_objection_is_answered_by_those_who_decide(
    world: World, log_in: LogIn, seat: str
) -> None:
    _, case = on_notice(world)
    objection = world.object_to(case, by="village")
    browser = log_in(seat)

    form = f'name="objection" value="{objection.id}"'
    has_form = form in browser.get("/objections/").content.decode()
    answer = decide(browser, objection)

    decides = seat in SEATS and SEATS[seat].position in MAY[Right.DECIDE_OBJECTION]
    is_near = seat in SEATS and covers(SEATS[seat].division_code, VILLAGE)
    assert has_form == (decides and is_near)
    expected = 403 if not decides else 404 if not is_near else 200
    if seat == "township":
        # It assessed the household.
        expected = 409
    assert answer.status_code == expected
    assert is_decided(world) == (expected == 200)


def test_who_took_an_objection_in_does_not_answer_it(
    world: World, log_in: LogIn
) -> None:
    _, case = on_notice(world)
    objection = world.object_to(case, by="supervision")
    browser = log_in("supervision")

    listed = browser.get("/objections/").content.decode()
    answer = decide(browser, objection)

    assert "这件异议由您登记" in listed
    assert 'name="verdict"' not in listed
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "须由其他人作出决定" in page
    assert "第十五条" in page
    assert not is_decided(world)


def test_an_answer_without_reasons_is_refused_with_its_article(
    world: World, log_in: LogIn
) -> None:
    _, case = on_notice(world)
    objection = world.object_to(case)

    answer = decide(log_in("county"), objection, answer="")

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "处理决定须有书面答复" in page
    assert "第六条" in page
    assert re.search(r'value="dismissed"[^>]*checked', page)
    assert not is_decided(world)


def test_an_answer_without_a_verdict_keeps_its_words(
    world: World, log_in: LogIn
) -> None:
    _, case = on_notice(world)
    objection = world.object_to(case)

    answer = decide(log_in("county"), objection, verdict="")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="decision-{objection.id}-verdict_error"' in page
    assert ANSWER in page
    assert not is_decided(world)


def test_a_second_answer_is_refused_and_says_who_gave_the_first(
    world: World, log_in: LogIn
) -> None:
    _, case = on_notice(world)
    objection = world.object_to(case)
    browser = log_in("county")
    decide(browser, objection)

    answer = decide(browser, objection, verdict="upheld")

    assert answer.status_code == 409
    assert "该异议已由甲county" in answer.content.decode()
    (decided,) = objections(world)
    assert not decided.decision.is_upheld


@pytest.mark.parametrize("seat", SEATS)
def test_a_hold_is_released_by_those_who_may_and_by_another_hand(
    world: World, log_in: LogIn, seat: str
) -> None:
    household, case = on_notice(world)
    hold = world.hold(case, by="county")
    browser = log_in(seat)

    address = f"{page_of(world, household)}release/"
    page = browser.get(page_of(world, household)).content.decode()
    answer = browser.post(address, {"hold": hold.id, "reason": "已整改"}, follow=True)

    may = SEATS[seat].position in MAY[Right.RELEASE_HOLD]
    is_near = covers(SEATS[seat].division_code, VILLAGE)
    expected = 403 if not may else 404 if not is_near else 200
    if seat == "county":
        expected = 409
    assert answer.status_code == expected
    assert (f'action="{address}"' in page) == (expected == 200)
    after = log_in("county").get(page_of(world, household)).content.decode()
    assert (HELD in after) == (expected != 200)


def test_supervision_s_own_hold_is_released_by_supervision(
    world: World, log_in: LogIn
) -> None:
    household, case = on_notice(world)
    hold = world.hold(case, by="supervision")
    sent = {"hold": hold.id, "reason": "已整改"}
    address = f"{page_of(world, household)}release/"

    refused = log_in("county").post(address, sent)
    released = log_in("city supervision").post(address, sent, follow=True)

    assert refused.status_code == 409
    assert "此事由督查人员办理" in refused.content.decode()
    assert released.status_code == 200
    assert HELD not in released.content.decode()


def test_a_hold_is_not_released_without_saying_how_it_was_settled(
    world: World, log_in: LogIn
) -> None:
    household, case = on_notice(world)
    hold = world.hold(case, by="county")
    address = f"{page_of(world, household)}release/"

    answer = log_in("township").post(address, {"hold": hold.id, "reason": " "})

    assert answer.status_code == 422
    assert "请写明如何处理完毕" in answer.content.decode()
    assert HELD in answer.content.decode()


@pytest.mark.parametrize("sent", ["", "x", "0", "9" * 30, "999999"])
def test_a_hold_that_is_not_the_household_s_is_not_there(
    world: World, log_in: LogIn, sent: str
) -> None:
    household, case = on_notice(world)
    world.hold(case, by="county")
    address = f"{page_of(world, household)}release/"

    answer = log_in("township").post(address, {"hold": sent, "reason": "已整改"})

    assert answer.status_code == 404


def test_the_hold_of_an_objection_has_no_form_of_its_own(
    world: World, log_in: LogIn
) -> None:
    household, case = on_notice(world)
    world.object_to(case)

    page = log_in("township").get(page_of(world, household)).content.decode()

    assert HELD in page
    assert "release/" not in page


@pytest.mark.parametrize(
    ("seat", "to", "is_linked"),
    [
        ("township", "report_to_township", True),
        ("village", "report_to_township", True),
        ("examiner", "report_to_township", False),
        ("township", "acknowledge", False),
    ],
)
def test_the_household_s_page_leads_to_an_objection_once_there_is_a_notice(
    world: World, log_in: LogIn, seat: str, to: str, is_linked: bool
) -> None:
    household = world.register()
    world.bring([household], to=to)

    page = log_in(seat).get(page_of(world, household)).content.decode()

    assert (f'href="{page_of(world, household)}objection/"' in page) == is_linked


def test_the_pages_in_english_have_no_chinese_labels(
    world: World, log_in: LogIn
) -> None:
    household, case = on_notice(world)
    world.object_to(case)
    browser = log_in("county", language="en")

    pages = [
        browser.get(at).content.decode()
        for at in ("/objections/", f"{page_of(world, household)}objection/")
    ]

    labels = [
        label
        for page in pages
        for label in re.findall(r"<(?:label|legend|h2|button|th)[^>]*>([^<]*)<", page)
    ]
    assert "Written answer, with its reasons" in labels
    to_chinese = {"中文"}
    assert {one for one in labels if re.search(r"[\u4e00-\u9fff]", one)} == to_chinese
