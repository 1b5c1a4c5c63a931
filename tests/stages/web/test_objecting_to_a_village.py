"""A villager's call about the village's own exit is taken in at a desk (art. 7)."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.stages.web.conftest import LogIn
from tests.support.reviews import asked
from tests.support.villages import VillageWay
from tests.support.world import NEXT_VILLAGE, VILLAGE, World
from tuopin.notice.models import Objection
from tuopin.office.scope import acting_as

PAGE = f"/villages/{VILLAGE}/objection/"
WORDS = "路只修到村口"


@pytest.fixture
def way(world: World) -> VillageWay:
    """A village whose notice hangs."""
    for _ in range(10):
        world.register()
    return VillageWay(world).bring(to="post_in_village")


def call(way: VillageWay, browser: Client, **changed: str) -> HttpResponse:
    """Write down a call, but for what is changed."""
    page = browser.get(PAGE).content.decode()
    notice = re.search(r'name="notice" value="(\d+)"', page)
    form = {
        "after": "0",
        "notice": notice[1] if notice else "",
        "channel": "phone",
        "received_on": way.world.today.isoformat(),
        "text": WORDS,
    }
    answer: HttpResponse = browser.post(PAGE, form | changed, follow=True)
    return answer


def objections(world: World) -> list[Objection]:
    with acting_as(world["county"]):
        return list(Objection.objects.order_by("id"))


@pytest.mark.parametrize("seat", ["village", "township", "county"])
def test_it_holds_the_village_and_gives_the_same_receipt(
    way: VillageWay, log_in: LogIn, seat: str
) -> None:
    page = call(way, log_in(seat)).content.decode()

    (objection,) = objections(way.world)
    groups = objection.receipt_code.split("-")
    assert "".join(f"<span>{group}</span>" for group in groups) in page
    assert "书面答复之前，本村退出不再往下办理" in page
    assert way.status == "objection_open"


@pytest.mark.parametrize(
    ("seat", "status"), [("other village", 404), ("city", 403), ("leading group", 403)]
)
def test_it_is_taken_in_by_those_who_receive_in_their_area(
    way: VillageWay, log_in: LogIn, seat: str, status: int
) -> None:
    assert log_in(seat).get(PAGE).status_code == status
    assert call(way, log_in(seat)).status_code == status
    assert objections(way.world) == []


def test_without_words_it_is_refused_and_kept_on_the_form(
    way: VillageWay, log_in: LogIn
) -> None:
    answer = call(way, log_in("village"), text=" ")

    assert answer.status_code == 409
    assert "请写明异议内容" in answer.content.decode()
    assert objections(way.world) == []


def test_a_form_sent_twice_is_one_objection(way: VillageWay, log_in: LogIn) -> None:
    browser = log_in("village")
    notice = str(way.village_notice.id) if way.village_notice else ""

    for _ in range(2):
        call(way, browser, notice=notice)

    assert len(objections(way.world)) == 1


def test_nothing_is_objected_to_before_a_notice(world: World, log_in: LogIn) -> None:
    VillageWay(world, code=NEXT_VILLAGE).register()

    page = log_in("county").get(f"/villages/{NEXT_VILLAGE}/objection/")

    assert "该村尚未列入公示" in page.content.decode()


def test_its_answer_may_be_reviewed_and_stands_on_the_board(
    way: VillageWay, log_in: LogIn
) -> None:
    call(way, log_in("village"))
    (objection,) = objections(way.world)
    way.world.decide(objection, by="supervision")
    asked(way.world, objection)

    board = log_in("county").get(f"/villages/{VILLAGE}/").content.decode()
    page = log_in("city").get(f"/objections/{objection.id}/second-review/")

    assert way.status == "objection_open"
    assert "异议复核" in board
    assert "申请异议复核" in board
    assert 'name="verdict"' in page.content.decode()
