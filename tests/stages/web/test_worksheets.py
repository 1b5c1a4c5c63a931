"""The acts of article 6, done on sheets in the browser by whoever they belong to."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

import pytest
from django.http import HttpResponse

from tests.stages.web.conftest import LogIn
from tests.support.pictures import uploaded
from tests.support.world import (
    NEXT_VILLAGE,
    OTHER_VILLAGE,
    SEATS,
    TOWNSHIP,
    VILLAGE,
    World,
)
from tuopin.filing.models import ConsignmentEntry
from tuopin.office.policy.queries import pack_in_force, pack_of
from tuopin.office.scope import acting_as
from tuopin.procedure.models import ActRecord, ExitCase
from tuopin.procedure.queries import procedure_of
from tuopin.register.models import Household
from tuopin.web.worksheets import sheet
from tuopin.web.worksheets.doings import CLOSINGS, DOINGS, FILINGS

AtMost = Callable[[int], AbstractContextManager[object]]
COUNTY = f"{VILLAGE[:6]}000000"
PAPERS = (
    "attendance_list",
    "minutes",
    "vote_sheet",
    "verification_opinion",
    "signed_statement",
    "notice_text",
    "announcement_text",
    "posting_photo",
    "report_number",
    "team_roster",
    "examination_form",
    "last_day_photo",
    "township_minutes",
    "approval_form",
)
TYPED = {
    **{f"paper-{paper}": f"{paper} 1号" for paper in PAPERS},
    "place": "村委会",
    "chair": "甲主持",
    "recorder": "甲记录",
    "entitled": "30",
    "attended": "25",
}
ROW = {
    "agree": "23",
    "against": "2",
    "signer": "户主本人",
    "relation": "户主",
    "manner": "signature",
}
POSTED = ("post_first", "post_second", "announce")
VERDICT = {
    "verify_committees": "confirmed",
    "verify_team": "confirmed",
    "acknowledge": "agrees",
    "examine": "passed",
    "determine": "determined",
    "approve": "approved",
}


@dataclass
class Desk:
    """Somebody at a sheet in the browser."""

    world: World
    log_in: LogIn

    def sheet(self, act: str, *, by: str, place: str, page: int = 1) -> HttpResponse:
        """Open a sheet."""
        return self.log_in(by).get(f"/work/{act}/{place}/?page={page}")

    def send(
        self, act: str, cases: list[int], *, by: str, place: str, **typed: str
    ) -> HttpResponse:
        """Fill a sheet in for some households and send it."""
        rows = {
            f"{name}-{case}": value
            for case in cases
            for name, value in {**ROW, "verdict": VERDICT.get(act, "")}.items()
        }
        numbers = {
            f"archive_number-{case}": f"{act} {self.world.today} {case}"
            for case in cases
        }
        chosen = {
            "listed": [f"{case}.1" for case in cases],
            "case": cases,
            "on": self.world.today.isoformat(),
        }
        number = {"number": f"公-{act}"}
        photo = {"files-paper-posting_photo": uploaded()} if act in POSTED else {}
        return self.log_in(by).post(
            f"/work/{act}/{place}/",
            {**TYPED, **number, **rows, **numbers, **chosen, **photo, **typed},
        )

    def close(self, act: str, *, by: str, place: str = VILLAGE) -> HttpResponse:
        """Close the notice that a village's sheet offers."""
        page = self.sheet(act, by=by, place=place).content.decode()
        (notice,) = re.findall(r'name="notice" value="(\d+)"', page)
        return self.log_in(by).post(
            f"/work/{act}/{place}/",
            {
                **TYPED,
                "notice": notice,
                "on": self.world.today.isoformat(),
                "files-paper-last_day_photo": uploaded(),
            },
        )

    def file(self, act: str) -> HttpResponse:
        """Send the letter, then record its receipt."""
        browser, address = self.log_in("county"), f"/work/{act}/{COUNTY}/"
        page = browser.get(address).content.decode()
        (listed,) = re.findall(r'name="listed" value="([\d,]+)"', page)
        browser.post(address, {"letter_number": f"备〔{act}〕1号", "listed": listed})
        page = browser.get(address).content.decode()
        (letter,) = re.findall(r'name="consignment" value="(\d+)"', page)
        return browser.post(
            address,
            {
                "consignment": letter,
                "receipt": "回执1",
                "on": self.world.today.isoformat(),
            },
        )


@pytest.fixture
def desk(world: World, log_in: LogIn) -> Desk:
    return Desk(world, log_in)


def acts_of(world: World, case: int) -> list[str]:
    with acting_as(world["county"]):
        return list(
            ActRecord.objects.filter(case_id=case)
            .order_by("id")
            .values_list("act", flat=True)
        )


def test_two_households_walk_from_the_survey_to_the_mark_on_sheets(
    desk: Desk, world: World
) -> None:
    households = [world.register(), world.register()]
    cases = world.bring(households, to="survey")

    def done(page: HttpResponse, act: str) -> None:
        assert page.status_code == 302, page.content.decode()
        assert [acts_of(world, case)[-1] for case in cases] == [act, act]

    def on_a_sheet(act: str, by: str, place: str) -> None:
        done(desk.send(act, cases, by=by, place=place), act)

    def closed(act: str, by: str, publicity: str) -> None:
        world.move_to(world.notice_of(cases[0], publicity).opens_on)
        done(desk.close(act, by=by), act)

    world.move()
    on_a_sheet("assess", "township", VILLAGE)
    world.move()
    on_a_sheet("appraise", "village", VILLAGE)
    world.move()
    on_a_sheet("verify_committees", "village", VILLAGE)
    on_a_sheet("verify_team", "team", VILLAGE)
    world.move()
    on_a_sheet("acknowledge", "village", VILLAGE)
    world.move()
    on_a_sheet("post_first", "village", VILLAGE)
    on_a_sheet("report_to_township", "village", VILLAGE)
    world.move()
    on_a_sheet("examine", "examiner", TOWNSHIP)
    closed("close_first", "village", "first")
    on_a_sheet("determine", "township", TOWNSHIP)
    world.move()
    on_a_sheet("post_second", "township", VILLAGE)
    closed("close_second", "township", "second")
    on_a_sheet("approve", "leading group", TOWNSHIP)
    on_a_sheet("announce", "county", VILLAGE)
    world.move()
    done(desk.file("file_with_city"), "file_with_city")
    done(desk.file("file_with_province"), "file_with_province")
    closed("close_announcement", "county", "announcement")
    on_a_sheet("archive_village", "village", VILLAGE)
    on_a_sheet("archive_township", "township", TOWNSHIP)
    on_a_sheet("archive_county", "county", COUNTY)
    world.move()
    world.enter(cases)
    on_a_sheet("mark_lifted_out", "county", COUNTY)

    with acting_as(world["county"]):
        marked = Household.objects.filter(id__in=households)
        assert {one.registration_status for one in marked} == {"lifted_out"}


@pytest.fixture
def appraised(world: World) -> list[int]:
    """Three households of one village that the meeting agreed to."""
    cases = world.bring([world.register() for _ in range(3)], to="appraise")
    world.move()
    return cases


def verified(desk: Desk, cases: list[int], **typed: str) -> HttpResponse:
    return desk.send("verify_committees", cases, by="village", place=VILLAGE, **typed)


def test_each_row_gets_its_own_verdict_and_rows_not_taken_stay(
    desk: Desk, world: World, appraised: list[int]
) -> None:
    first, second, third = appraised

    page = desk.log_in("village").post(
        f"/work/verify_committees/{VILLAGE}/",
        {
            "on": world.today.isoformat(),
            "paper-verification_opinion": "核实意见",
            "listed": [f"{case}.1" for case in appraised],
            "case": [first, second],
            f"verdict-{first}": "confirmed",
            f"verdict-{second}": "not_confirmed",
            f"note-{second}": "收入有误",
            f"verdict-{third}": "confirmed",
        },
    )

    assert page.status_code == 302
    with acting_as(world["county"]):
        found = ActRecord.objects.filter(act="verify_committees").order_by("case_id")
        assert [(one.case_id, one.verdict, one.note) for one in found] == [
            (first, "confirmed", ""),
            (second, "not_confirmed", "收入有误"),
        ]


def test_the_page_tells_what_was_recorded_and_what_was_not_and_why(
    desk: Desk, world: World, appraised: list[int]
) -> None:
    verified(desk, appraised[:1])
    browser = desk.log_in("village")
    address = f"/work/verify_committees/{VILLAGE}/"
    typed = {
        "on": world.today.isoformat(),
        "paper-verification_opinion": "核实意见",
        "listed": [f"{case}.1" for case in appraised],
        "case": appraised,
        **{f"verdict-{case}": "confirmed" for case in appraised},
    }

    page = browser.post(address, typed, follow=True).content.decode()

    assert "已为2户办理" in page
    assert "有1户未办理" in page
    assert "已于" in page
    assert "已为2户办理" not in browser.get(address).content.decode()


def test_a_repeated_submission_is_one_act(
    desk: Desk, world: World, appraised: list[int]
) -> None:
    verified(desk, appraised)
    verified(desk, appraised)

    for case in appraised:
        assert acts_of(world, case).count("verify_committees") == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        pytest.param({"on": "三号"}, "如 2017-10-20", id="no-day"),
        pytest.param({"paper-verification_opinion": " "}, "请填写", id="no-paper"),
        pytest.param(
            {"paper-verification_opinion": "长" * 201}, "最多200个字", id="too-long"
        ),
        pytest.param({"case": ""}, "请至少选择一户", id="nobody-chosen"),
    ],
)
def test_what_cannot_be_taken_is_marked_and_nothing_is_recorded(
    desk: Desk, world: World, appraised: list[int], typed: dict[str, str], words: str
) -> None:
    page = verified(desk, appraised, **typed)

    assert page.status_code == 422
    assert words in page.content.decode()
    assert "verify_committees" not in acts_of(world, appraised[0])


@pytest.mark.parametrize(
    ("act", "before"),
    [("verify_committees", "appraise"), ("acknowledge", "verify_team")],
)
def test_a_verdict_that_nobody_chose_is_none(
    desk: Desk, world: World, act: str, before: str
) -> None:
    (case,) = world.bring([world.register()], to=before)
    world.move()
    offered = desk.sheet(act, by="village", place=VILLAGE).content.decode()

    page = desk.send(
        act, [case], by="village", place=VILLAGE, **{f"verdict-{case}": ""}
    )

    assert '<option value="" selected>' in offered
    assert page.status_code == 422
    assert act not in acts_of(world, case)


@pytest.mark.parametrize("votes", ["", "-1", "1.5", "二十"])
def test_a_count_of_votes_is_a_whole_number(
    desk: Desk, world: World, votes: str
) -> None:
    (case,) = world.bring([world.register()], to="assess")
    world.move()

    page = desk.send(
        "appraise", [case], by="village", place=VILLAGE, **{f"agree-{case}": votes}
    )

    assert page.status_code == 422
    assert 'value="甲主持"' in page.content.decode()
    assert "appraise" not in acts_of(world, case)


def test_a_meeting_without_a_quorum_is_refused_with_its_article(
    desk: Desk, world: World
) -> None:
    (case,) = world.bring([world.register()], to="assess")
    world.move()

    page = desk.send("appraise", [case], by="village", place=VILLAGE, attended="5")

    assert page.status_code == 409
    assert "评议会无效" in page.content.decode()
    assert "第六条" in page.content.decode()
    assert "appraise" not in acts_of(world, case)


def test_a_notice_cannot_be_closed_before_its_last_day_is_over(
    desk: Desk, world: World
) -> None:
    (case,) = world.bring([world.register()], to="report_to_township")
    notice = world.notice_of(case, "first")

    page = desk.sheet("close_first", by="village", place=VILLAGE).content.decode()
    assert "任何人都不能提前" in page
    sent = desk.log_in("village").post(
        f"/work/close_first/{VILLAGE}/",
        {
            **TYPED,
            "notice": notice.id,
            "on": notice.opens_on.isoformat(),
            "files-paper-last_day_photo": uploaded(),
        },
    )

    assert sent.status_code == 409
    assert "close_first" not in acts_of(world, case)


def test_the_township_determines_nothing_while_the_notice_hangs(
    desk: Desk, world: World
) -> None:
    cases = world.bring([world.register()], to="examine")

    page = desk.sheet("determine", by="township", place=TOWNSHIP).content.decode()
    assert "今天这里没有等待办理此步的户" in page
    desk.send("determine", cases, by="township", place=TOWNSHIP)

    assert "determine" not in acts_of(world, cases[0])


@pytest.mark.parametrize("act", [*DOINGS, *CLOSINGS, *FILINGS, "survey"])
@pytest.mark.parametrize("seat", SEATS)
def test_a_sheet_opens_to_whoever_the_act_belongs_to_and_to_nobody_else(
    desk: Desk, world: World, act: str, seat: str
) -> None:
    actor = world[seat]
    with acting_as(actor):
        rule = procedure_of(pack_of(pack_in_force(world.today).id)).acts[act]

    own = desk.sheet(act, by=seat, place=actor.division_code)
    elsewhere = desk.sheet(act, by=seat, place="999999999999")

    assert own.status_code == (200 if actor.position in rule.performed_by else 403)
    assert elsewhere.status_code in (403, 404)


@pytest.mark.parametrize(
    ("act", "place"),
    [
        ("verify_committees", OTHER_VILLAGE),
        ("verify_committees", TOWNSHIP),
        ("no_such_act", VILLAGE),
        ("verify_committees", "nowhere"),
    ],
)
def test_another_s_place_and_an_unknown_act_are_not_there(
    desk: Desk, act: str, place: str
) -> None:
    assert desk.sheet(act, by="village", place=place).status_code == 404


def test_another_village_s_household_is_not_taken_with_a_forged_sheet(
    desk: Desk, world: World, appraised: list[int]
) -> None:
    (stranger,) = world.bring([world.register(village=OTHER_VILLAGE)], to="appraise")
    world.move()

    page = verified(desk, [stranger])

    assert page.status_code == 422
    assert "verify_committees" not in acts_of(world, stranger)


def test_a_line_of_the_day_s_work_leads_to_its_sheet(
    desk: Desk, appraised: list[int]
) -> None:
    work = desk.log_in("village").get("/").content.decode()

    assert f'href="/work/verify_committees/{VILLAGE}/"' in work
    assert 'href="/work/verify_team/' not in work


def test_a_sheet_asks_the_database_no_more_often_for_more_households(
    desk: Desk, world: World, django_assert_max_num_queries: AtMost
) -> None:
    world.bring([world.register()], to="appraise")
    browser = desk.log_in("village")
    address = f"/work/verify_committees/{VILLAGE}/"
    browser.get(address)
    world.bring([world.register() for _ in range(6)], to="appraise")

    with django_assert_max_num_queries(32):
        page = browser.get(address)

    assert page.content.decode().count('name="case"') == 7


def test_a_long_sheet_comes_in_pages(
    desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet, "PER_PAGE", 2)
    world.bring([world.register() for _ in range(3)], to="appraise")

    def shown(page: int) -> str:
        return desk.sheet(
            "verify_committees", by="village", place=VILLAGE, page=page
        ).content.decode()

    assert shown(1).count('name="case"') == 2
    assert shown(2).count('name="case"') == 1
    assert shown(9).count('name="case"') == 1
    assert "第1页，共2页" in shown(1)


def test_the_sheet_is_whole_in_english(
    desk: Desk, world: World, appraised: list[int]
) -> None:
    browser = desk.log_in("village", language="en")

    page = browser.get(f"/work/verify_committees/{VILLAGE}/").content.decode()

    assert "Record: Verify by the village committees" in page
    assert "Done on" in page
    with acting_as(world["county"]):
        assert ExitCase.objects.count() == len(appraised)


def test_a_sheet_of_an_earlier_round_is_not_taken_in_the_next(
    desk: Desk, world: World
) -> None:
    household = world.register()
    (case,) = world.bring([household], to="appraise")
    world.visit_again(household, wage_income="8000.00")
    world.restart([case])
    world.visit([household])
    world.assess([case])
    world.appraise([case])

    page = verified(desk, [case])

    assert page.status_code == 422
    assert "已开始新一轮" in page.content.decode()
    assert "verify_committees" not in acts_of(world, case)


def test_a_letter_has_only_the_households_that_the_page_showed(
    desk: Desk, world: World
) -> None:
    first = world.bring([world.register()], to="approve")
    later = world.bring([world.register(village=NEXT_VILLAGE)], to="close_second")
    world.announce(first)
    world.move()
    address = f"/work/file_with_city/{COUNTY}/"
    browser = desk.log_in("county")
    page = browser.get(address).content.decode()
    (listed,) = re.findall(r'name="listed" value="([\d,]+)"', page)
    world.approve(later)

    browser.post(address, {"letter_number": "备1", "listed": listed})

    with acting_as(world["county"]):
        sent = set(ConsignmentEntry.objects.values_list("case_id", flat=True))
    assert sent == set(first)


@pytest.mark.parametrize(
    ("act", "before", "typed"),
    [
        ("appraise", "assess", {"recorder": "记" * 61}),
        ("appraise", "assess", {"chair": "甲" * 61}),
        ("appraise", "assess", {"entitled": "40000"}),
        ("appraise", "assess", {"on": "0001-01-01"}),
        ("acknowledge", "verify_team", {"signer-ID": "户" * 61}),
        ("post_first", "acknowledge", {"number": "公" * 41}),
        ("post_first", "acknowledge", {"on": "0017-10-20"}),
        ("verify_committees", "appraise", {"listed": "9" * 5000}),
    ],
)
def test_what_would_not_fit_is_a_fault_of_its_field(
    desk: Desk, world: World, act: str, before: str, typed: dict[str, str]
) -> None:
    (case,) = world.bring([world.register()], to=before)
    world.move()
    named = {name.replace("ID", str(case)): value for name, value in typed.items()}

    page = desk.send(act, [case], by="village", place=VILLAGE, **named)

    assert page.status_code == 422
    assert act not in acts_of(world, case)


@pytest.mark.parametrize("place", ["2112211010000", "211221101000%20", "%00", "x"])
def test_an_odd_place_is_not_there(desk: Desk, place: str) -> None:
    assert desk.sheet("examine", by="examiner", place=place).status_code == 404


def test_who_closes_a_notice_second_is_told_who_was_first(
    desk: Desk, world: World
) -> None:
    (case,) = world.bring([world.register()], to="examine")
    notice = world.notice_of(case, "first")
    world.move_to(notice.opens_on)
    world.close_first(notice)

    page = desk.log_in("village").post(
        f"/work/close_first/{VILLAGE}/",
        {
            **TYPED,
            "notice": notice.id,
            "on": world.today.isoformat(),
            "files-paper-last_day_photo": uploaded(),
        },
    )

    assert page.status_code == 409
    assert f"于{world.today}办理" in page.content.decode()


def test_an_answer_that_waits_is_recorded_once_a_day(desk: Desk, world: World) -> None:
    (case,) = world.bring([world.register()], to="verify_team")
    world.move()
    for _ in range(2):
        desk.send(
            "acknowledge",
            [case],
            by="village",
            place=VILLAGE,
            **{f"verdict-{case}": "not_reached"},
        )

    assert acts_of(world, case).count("acknowledge") == 1
