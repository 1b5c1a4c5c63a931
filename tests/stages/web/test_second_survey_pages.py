"""The list, the draw, who goes, what agrees, on screens; nothing is seen too early."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from openpyxl import load_workbook

from tests.stages.web.conftest import LogIn
from tests.stages.web.test_fieldwork_pages import words_of
from tests.support.phones import ROOT, fill, form_of, message_of, phone_of
from tests.support.questionnaires import assign, submission_for, submit
from tests.support.second_surveys import (
    SEED,
    close_list,
    draw_all,
    drawn_now,
    one_drawn,
    send_again,
    speak,
    survey_again,
    surveyed,
)
from tests.support.world import OTHER_VILLAGE, VILLAGE, World
from tuopin.office.accounts.devices import DeviceKind
from tuopin.office.scope import acting_as
from tuopin.procedure import operations as procedure
from tuopin.procedure.models import Hold
from tuopin.survey.examining import questionnaire_on
from tuopin.survey.models import SurveySubmission, SurveyVisit
from tuopin.survey.second import queries
from tuopin.survey.writing import recorded_as
from tuopin.web.phones.packets import packet_for
from tuopin.web.second_surveys.listing import draw_sheet

ADDRESS = "/second-surveys/"


def test_the_county_closes_a_list_enters_a_number_and_sends_somebody(
    world: World, log_in: LogIn
) -> None:
    (household,) = surveyed(world, 1)
    browser = log_in("county")

    assert "今年还没有封存名单" in words_of(browser, ADDRESS)
    closed = browser.post(ADDRESS, {"close": "1", "share": "5"})
    page = closed["Location"]
    with acting_as(world["county"]):
        (frame,) = queries.frames(2017)
    assert "已封存，等报号码" in words_of(browser, page)
    spoken = {
        "seed": SEED,
        "digest": frame.digest[:8],
        "means": "掷骰子",
        "place": "三楼会议室",
        "witness": str(world["supervision"].appointment_id),
    }
    wrong = browser.post(page, {**spoken, "digest": "abcdefgh"})
    assert wrong.status_code == 409
    assert "校验码对不上" in wrong.content.decode()
    assert "三楼会议室" in wrong.content.decode()
    assert browser.post(page, spoken).status_code == 302
    assert SEED in words_of(browser, page)
    assert "抽中" in words_of(browser, page)
    sent = browser.post(
        ADDRESS,
        {
            "household": world.households[household],
            "surveyor": str(world["team"].appointment_id),
            "due_on": "2017-10-01",
            "assign": "1",
        },
    )
    assert sent.status_code == 302
    assert "等第二次调查" in words_of(browser, ADDRESS)


@pytest.mark.parametrize("share", ["", "abc", "NaN", "1e9", "5.001", "31", "1.99"])
def test_a_share_that_is_none_is_refused_and_kept_in_the_field(
    world: World, log_in: LogIn, share: str
) -> None:
    surveyed(world, 1)

    answer = log_in("county").post(ADDRESS, {"close": "1", "share": share})

    assert answer.status_code == 409


def test_agreement_is_shown_by_question_surveyor_and_village(
    world: World, log_in: LogIn
) -> None:
    household = one_drawn(world)
    survey_again(world, household, dwelling_grade="D")
    browser = log_in("supervision")

    words = words_of(browser, ADDRESS)
    (drawn,) = drawn_now(world)
    both = words_of(browser, f"{ADDRESS}households/{drawn.id}/")
    book = load_workbook(
        io.BytesIO(browser.get(f"{ADDRESS}workbook/").content), read_only=True
    )

    assert "标准指标不一致" in words
    spaced = " ".join(words.split())
    assert re.search(r"住房等级 标准指标 0/1 0.0% 太少，说明不了", spaced)
    assert "B级" in both
    assert "D级" in both
    rows = list(book["不一致的"].values)
    assert rows[1][1] == "住房等级"
    assert rows[1][3:5] == ("B级", "D级")


def test_the_paper_says_all_that_it_takes_to_draw_again(
    world: World, log_in: LogIn
) -> None:
    surveyed(world, 1)
    frame = close_list(world)
    browser = log_in("county")

    before = browser.get(f"{ADDRESS}lists/{frame}/sheet/")
    speak(world, frame)
    after = browser.get(f"{ADDRESS}lists/{frame}/sheet/")

    assert before.content.startswith(b"%PDF")
    assert after.content.startswith(b"%PDF")
    assert before.content != after.content


def test_from_the_paper_alone_the_check_code_and_the_draw_come_out_again(
    world: World,
) -> None:
    surveyed(world, 3)
    surveyed(world, 2, village=OTHER_VILLAGE, by="other village")
    frame = close_list(world)
    speak(world, frame)

    with acting_as(world["county"]):
        paper = draw_sheet(world["county"], frame, on=world.today)

    assert paper is not None
    facts = dict(paper["facts"])
    at = {title: where for where, title in enumerate(paper["columns"])}
    keys = ("编号", "村代码", "户编号", "走访号", "调查人号")
    lines = ["|".join(row[at[key]] for key in keys) for row in paper["rows"]]
    written = "\n".join(["2017|0.0500|1", *lines])
    assert hashlib.sha256(written.encode()).hexdigest() == facts["名单校验码"]
    by_village: dict[str, list[tuple[str, str]]] = {}
    for row in paper["rows"]:
        said = f"{facts['报出的号码']}|{row[at['编号']]}"
        lot = hashlib.sha256(said.encode()).hexdigest()
        by_village.setdefault(row[at["村代码"]], []).append((lot, row[at["编号"]]))
    drawn = {min(lots)[1] for lots in by_village.values()}
    assert drawn == {row[at["编号"]] for row in paper["rows"] if row[at["抽中"]]}


def test_the_township_follows_and_sends_but_sees_no_list(
    world: World, log_in: LogIn
) -> None:
    surveyed(world, 1)
    draw_all(world)
    with acting_as(world["county"]):
        (frame,) = queries.frames(2017)
    browser = log_in("township")

    assert "抽中户" in words_of(browser, ADDRESS)
    assert browser.get(f"{ADDRESS}lists/{frame.id}/").status_code == 404
    assert log_in("village").get(ADDRESS).status_code == 403
    assert log_in("team").get(ADDRESS).status_code == 403


def packet_of(world: World) -> dict[str, Any]:
    with acting_as(world["team"]):
        _, form = questionnaire_on(world.today)
    return packet_for(world["team"], form, device="甲", days=7, on=world.today)


def test_who_goes_again_is_told_and_fills_in_a_fresh_questionnaire(
    world: World, log_in: LogIn
) -> None:
    household = one_drawn(world)
    number = world.households[household]
    browser = log_in("team")

    assert "有1户由您入户调查" in words_of(browser, "/")
    board = words_of(browser, "/fieldwork/")
    assert "第二次调查" in board
    start = words_of(browser, f"/visits/{number}/")
    begun = browser.post(f"/visits/{number}/")
    assert "看不到第一次的回答" in start
    assert "按纸质调查表录入" not in start
    assert begun.status_code == 302
    packet = packet_of(world)
    assert [one["number"] for one in packet["households"]] == [number]
    assert packet["households"][0]["due_on"] == "2017-12-01"


CANARIES = ("31415.92", "鉴定报告乙七号", "26535")


def addresses(patterns: list[URLPattern | URLResolver], before: str = "") -> list[str]:
    """Return the address of every page, with its parts still to be filled in."""
    found: list[str] = []
    for one in patterns:
        here = before + str(one.pattern)
        if isinstance(one, URLResolver):
            found += addresses(one.url_patterns, here)
        else:
            found.append(here)
    return found


def filled(address: str, parts: dict[str, list[str]]) -> list[str]:
    """Return an address with whatever fits its parts; none where nothing does."""
    found = [address]
    while (match := re.search(r"<(?:\w+:)?(\w+)>", found[0])) is not None:
        values = parts.get(match[1], [])
        found = [one.replace(match[0], value, 1) for one in found for value in values]
        if not found:
            return []
    return found


def told_by(content: bytes) -> str:
    """Return what a page or a workbook says."""
    if not content.startswith(b"PK"):
        return content.decode(errors="ignore")
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "".join(
            book.read(one).decode(errors="ignore") for one in book.namelist()
        )


def seen_by(browser: Client, parts: dict[str, list[str]]) -> tuple[int, set[str]]:
    """Ask for every page there is; return how many answered, and which told."""
    answered, told = 0, set()
    for address in addresses(get_resolver().url_patterns):
        if "\\" in address or "(?" in address or "static" in address:
            continue
        for one in filled(address, parts):
            answer = browser.get(f"/{one}")
            assert answer.status_code < 500, one
            content = (
                b"".join(answer.streaming_content)
                if answer.streaming
                else answer.content
            )
            answered += answer.status_code == 200
            text = told_by(content)
            if any(canary in text for canary in CANARIES):
                told.add(one)
    return answered, told


def test_no_page_no_list_no_answer_to_a_program_tells_the_first_answers(
    world: World, log_in: LogIn
) -> None:
    household = world.register()
    (case,) = world.bring([household], to="list_in_plan")
    assign(world, household)
    answers = {
        "wages_work_away": "31415.92",
        "dwelling_report": "鉴定报告乙七号",
        "transfers_pension": "26535",
    }
    receipt = submit(world, submission_for(world, household, **answers))
    visits = recorded_as(receipt, actor=world["village"])
    procedure.survey(visits=visits, actor=world["village"], on=world.today)
    assert world.assess([case]).done
    draw_all(world)
    send_again(world, household)
    number = world.households[household]
    ids = [str(one) for one in range(1, 9)]
    parts = {
        "number": [number, *ids],
        "code": [VILLAGE],
        "place": [VILLAGE],
        "act": ["survey", "assess", "appraise", "verify_team"],
        "case": [str(case)],
        "plan": ids,
        "notice": ids,
    }

    answered, told = seen_by(log_in("team"), parts)
    _, first_tells = seen_by(log_in("village"), parts)

    assert answered > 20
    assert told == set()
    assert first_tells  # the same pages tell it to whoever may see it
    survey_again(world, household)
    _, afterwards = seen_by(log_in("team"), parts)
    assert afterwards


def test_a_second_survey_comes_by_the_field_s_application(world: World) -> None:
    household = one_drawn(world)
    collect = phone_of(world, "team")
    lists = f"{ROOT}/forms/{form_of(world).id}/households.csv"

    listed = collect.get(lists).content.decode()
    filled = fill(world, household)
    first, again = collect.send(filled), collect.send(filled)
    afterwards = collect.get(lists).content.decode()

    assert world.households[household] in listed
    assert [first.status_code, again.status_code] == [201, 201]
    assert "第二次调查" in message_of(first)
    assert message_of(again) == message_of(first)
    assert world.households[household] not in afterwards
    assert stands_beside(world)


def test_a_second_survey_comes_from_a_phone_off_line(world: World) -> None:
    household = one_drawn(world)
    phone = phone_of(world, "team", kind=DeviceKind.PAGE)
    filled = fill(world, household)
    taken_along = phone.get("/survey/offline/packet.json").content.decode()

    states = phone.states([filled]) + phone.states([filled, filled])

    assert world.households[household] in taken_along
    assert states == ["received", "again", "again"]
    assert stands_beside(world)


def stands_beside(world: World) -> bool:
    """Say whether there is one visit, and one second survey beside it."""
    with acting_as(world["county"]):
        kept = SurveySubmission.objects.order_by("id")
        return [one.is_second for one in kept] == [False, True] and (
            SurveyVisit.objects.count() == 1
        )


def test_a_second_survey_off_line_that_differs_holds_the_household(
    world: World,
) -> None:
    household = world.register()
    (case,) = world.bring([household], to="list_in_plan")
    assign(world, household)
    submit(world, submission_for(world, household))
    draw_all(world)
    send_again(world, household)
    phone = phone_of(world, "team", kind=DeviceKind.PAGE)

    assert phone.states([fill(world, household, dwelling_grade="C")]) == ["received"]

    with acting_as(world["county"]):
        (hold,) = Hold.objects.filter(case_id=case)
    assert hold.cause == "second_survey"
    assert "待得出结论" in hold.reason
