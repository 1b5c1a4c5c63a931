"""A household sees its own case: at the office, on paper, and by the code of a slip."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date

import pytest
from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from tests.stages.web.conftest import LogIn
from tests.stages.web.test_portal import SECRET
from tests.support import aftercare, slips
from tests.support.world import World
from tuopin.explanation.models import Slip
from tuopin.office.scope import acting_as

AtMost = Callable[[int], AbstractContextManager[object]]


@pytest.fixture(autouse=True)
def nobody_guessed_before() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@dataclass
class Own:
    """A household on its way, with somebody at the office and its own telephone."""

    world: World
    log_in: LogIn
    household: int
    cases: list[int] = field(default_factory=list)
    phone: Client = field(
        default_factory=lambda: Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
    )

    @property
    def number(self) -> str:
        return self.world.households[self.household]

    def bring(self, to: str) -> Own:
        """Bring the household along, beside another one of its village."""
        self.cases = self.world.bring([self.household, self.world.register()], to=to)
        return self

    def at_the_office(self, *, by: str = "village") -> str:
        return self.log_in(by).get(f"/register/{self.number}/own/").content.decode()

    def by_code(self, code: str | None = None) -> HttpResponse:
        typed = slips.give(self.world, self.household).code if code is None else code
        return self.phone.post("/public/own/", {"code": typed})


@pytest.fixture
def own(world: World, log_in: LogIn) -> Own:
    return Own(world, log_in, world.register())


def text_of(page: HttpResponse) -> str:
    return page.content.decode()


def test_at_the_office_it_sees_where_it_stands_why_and_what_comes_next(
    own: Own,
) -> None:
    page = own.bring("report_to_township").at_the_office()

    assert "一公示中·乡核查中" in page
    assert "人均6250元" in page
    assert "乡镇工作组核查" in page.partition("已经办的")[0]
    assert "谁来办：乡镇核查工作组" in page
    assert "要在今年办完，最迟2017年12月" in page
    assert "起才能办" in page
    assert "可以不同意，可以要求重算" in page


def test_it_is_told_what_is_missing_and_what_is_required(own: Own) -> None:
    own.bring("list_in_plan")
    own.world.visit([own.household], without=["dwelling_grade"])
    own.world.assess(own.cases[:1])

    page = own.at_the_office()

    assert "还不知道：住房等级" in page
    assert "要求：“住房等级”为A或B" in page


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2017, 12, 1), "最迟2017年12月"),
        (date(2017, 12, 30), "现在已经晚了"),
    ],
)
def test_it_is_told_whether_the_latest_day_has_passed(
    own: Own, day: date, words: str
) -> None:
    own.bring("verify_team")
    own.world.move_to(day)

    assert words in own.at_the_office()


def test_who_is_in_no_plan_is_told_so(own: Own) -> None:
    assert "还没有列入退出计划" in own.at_the_office()
    assert "还没有列入退出计划" in text_of(own.by_code())


def test_a_hold_is_told_without_who_objected_or_what(own: Own) -> None:
    own.bring("post_first")
    own.world.object_to(own.cases[0])

    for page in (own.at_the_office(), text_of(own.by_code())):
        assert "暂停办理" in page
        assert "有人提了意见，正在查" in page
        assert "有人对您家退出提了意见" in page
        assert "异议待处理" not in page


def test_facts_that_changed_are_told_and_stop_the_next_step(own: Own) -> None:
    own.bring("assess")
    own.world.move()
    own.world.visit_again(own.household, dwelling_grade="A")

    assert "要重新核对" in own.at_the_office()
    assert "要重新核对" in text_of(own.by_code())


def test_after_an_exit_it_sees_who_helps_and_who_comes(own: Own) -> None:
    own.bring("mark_lifted_out")
    world = own.world
    pairing = aftercare.pair(world)
    aftercare.name(world, pairing, "丁帮扶", household=own.number)
    aftercare.plan(world, [own.household])

    office, phone = own.at_the_office(), text_of(own.by_code())

    assert "全部步骤都办完了" in office
    assert "丁帮扶" in office
    assert "丁帮扶" not in phone
    assert "每年上门4次" in office
    assert "每年上门4次" in phone


@pytest.mark.parametrize("to", ["list_in_plan", "report_to_township", "archive_county"])
def test_on_a_telephone_nothing_is_shown_that_belongs_to_others_or_is_a_number(
    own: Own, to: str
) -> None:
    own.bring(to)
    world = own.world
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text_of(own.by_code()))
    with acting_as(world["county"]):
        names = {
            one.name
            for household in world.households
            for one in slips.members_of(world, household)
        }

    assert not SECRET.search(page)
    assert not any(name in page for name in names)
    assert own.number not in page
    assert "务工" not in page  # the source of income, as somebody typed it
    assert not any(f"甲{seat}" in page for seat in ("village", "team", "township"))


def test_at_the_office_too_there_is_no_number_and_nobody_else(own: Own) -> None:
    page = own.bring("report_to_township").at_the_office()
    other = next(name for name in own.world.households if name != own.household)
    with acting_as(own.world["county"]):
        others = {one.name for one in slips.members_of(own.world, other)}

    shown = page.replace(f"/register/{own.number}/", "")
    assert not SECRET.search(shown)
    assert not any(name in page for name in others if name.startswith("乙2"))


def test_no_browser_and_no_server_keeps_what_a_code_opened(own: Own) -> None:
    own.bring("assess")
    asked = own.phone.get("/public/own/")
    shown = own.by_code()
    again = own.phone.get("/public/own/")

    assert shown.status_code == 200
    assert [p.headers["Cache-Control"] for p in (asked, shown, again)] == [
        "no-store"
    ] * 3
    assert "现在怎么样" not in text_of(again)
    assert "ETag" not in shown.headers


def test_a_code_in_an_address_opens_nothing(own: Own) -> None:
    code = slips.give(own.world, own.household).code

    page = own.phone.get("/public/own/", {"code": code})

    assert "现在怎么样" not in text_of(page)


def test_wrong_ended_and_withdrawn_codes_are_answered_alike(own: Own) -> None:
    ended, withdrawn = (slips.give(own.world, own.household).code for _ in range(2))
    slips.withdraw(own.world, own.household)
    old = slips.give(own.world, own.household).code
    own.world.move(days=181)

    def answer(code: str) -> tuple[int, str]:
        page = own.by_code(code)
        return page.status_code, re.sub(r'value="\w{64}"', "", text_of(page))

    answers = {answer(c) for c in (ended, withdrawn, old, "0000-0000-0000-0000", "1")}

    ((status, page),) = answers
    assert status == 404
    assert "这个号码打不开" in page


def test_whoever_guesses_is_stopped_and_told_how_long(own: Own) -> None:
    code = slips.give(own.world, own.household).code
    most, _ = settings.TUOPIN_WRONG_CODES
    before = [own.by_code(f"{at:016d}").status_code for at in range(most)]

    stopped, right = own.by_code("9" * 16), own.by_code(code)
    receipt = own.phone.post("/public/receipt/", {"code": "1"})

    assert before == [404] * most
    assert stopped.status_code == right.status_code == receipt.status_code == 429
    assert int(stopped.headers["Retry-After"]) > 0
    assert "输错次数太多" in text_of(stopped)


@pytest.mark.parametrize(
    ("address", "body", "kind"),
    [
        ("/public/second-review/", {"code": "1"}, "form"),
        ("/api/v1/public/receipts", '{"receipt": "000000000000"}', "json"),
    ],
)
def test_every_way_of_trying_codes_counts_and_is_stopped(
    own: Own, address: str, body: dict[str, str] | str, kind: str
) -> None:
    most, _ = settings.TUOPIN_WRONG_CODES
    typed = {"content_type": "application/json"} if kind == "json" else {}

    tried = [own.phone.post(address, body, **typed) for _ in range(most)]
    right = own.by_code(slips.give(own.world, own.household).code)

    assert 429 not in {one.status_code for one in tried}
    assert own.phone.post(address, body, **typed).status_code == 429
    assert right.status_code == 429


def test_right_codes_do_not_count_against_anybody(own: Own) -> None:
    code = slips.give(own.world, own.household).code
    most, _ = settings.TUOPIN_WRONG_CODES

    assert {own.by_code(code).status_code for _ in range(most + 5)} == {200}


def test_a_slip_is_given_shown_once_printed_and_withdrawn(own: Own) -> None:
    clerk = own.log_in("village")
    at = f"/register/{own.number}/slip/"
    head = slips.members_of(own.world, own.household)[0]
    given = text_of(clerk.post(at, {"member": head.id, "proof": "id_card"}))
    (code,) = re.findall(r'class="receipt-code" aria-label="([\d-]+)"', given)
    later = text_of(clerk.get(at))

    assert own.by_code(code).status_code == 200
    assert code not in later
    assert head.name in later
    printed = clerk.post(f"{at}print/", {"code": code})
    assert printed.headers["Content-Type"] == "application/pdf"
    assert clerk.post(f"{at}print/", {"code": "1234"}).status_code == 404
    clerk.post(at, {"withdraw": "1", "why": "lost"})
    assert own.by_code(code).status_code == 404


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({}, 422),
        ({"member": "0", "proof": "id_card"}, 422),
        ({"proof": "id_card"}, 422),
        ({"withdraw": "1"}, 422),
        ({"withdraw": "1", "why": "asked"}, 409),
    ],
)
def test_what_is_missing_on_the_form_is_said_and_no_slip_is_given(
    own: Own, said: dict[str, str], status: int
) -> None:
    answered = own.log_in("township").post(f"/register/{own.number}/slip/", said)

    assert answered.status_code == status
    with acting_as(own.world["county"]):
        assert not Slip.objects.exists()


def test_the_paper_says_what_the_screen_says(own: Own) -> None:
    own.bring("report_to_township")

    printed = own.log_in("village").get(f"/register/{own.number}/own/print/")

    assert printed.headers["Content-Type"] == "application/pdf"
    assert printed.content.startswith(b"%PDF")


def test_the_household_s_page_leads_there(own: Own) -> None:
    village = text_of(own.log_in("village").get(f"/register/{own.number}/"))
    team = text_of(own.log_in("team").get(f"/register/{own.number}/"))

    assert f"/register/{own.number}/own/" in village
    assert f"/register/{own.number}/slip/" in village
    assert f"/register/{own.number}/own/" in team
    assert f"/register/{own.number}/slip/" not in team


def test_the_view_asks_the_database_little_however_far_the_case_has_come(
    own: Own, django_assert_max_num_queries: AtMost
) -> None:
    own.bring("archive_county")
    code = slips.give(own.world, own.household).code
    own.by_code(code)

    with django_assert_max_num_queries(12):
        shown = own.by_code(code)

    assert "已经办的" in text_of(shown)


def test_it_is_whole_in_english(own: Own) -> None:
    own.bring("report_to_township")
    own.phone = Client(HTTP_ACCEPT_LANGUAGE="en")

    page = text_of(own.by_code())

    assert "How it stands" in page
    assert "Done by: township examiner" in page
    without_names = re.sub(r"<(title|h1|p)>[^<]*(乙某|镇|村)[^<]*", "", page)
    assert not re.search(r"现在怎么样|下一步", without_names)
