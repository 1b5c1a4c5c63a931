"""A clerk photographs, uploads and ticks; nothing that was sent is lost."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.http import HttpResponse

from tests.stages.web.conftest import LogIn
from tests.support.pictures import picture, uploaded
from tests.support.publications import HIDING_PLACES, workbook
from tests.support.workbooks import id_number
from tests.support.world import NEXT_VILLAGE, TOWNSHIP, VILLAGE, World
from tuopin.office.documents.domain import references_in
from tuopin.office.documents.models import Document
from tuopin.office.scope import acting_as
from tuopin.procedure.models import ActRecord

ADDRESS = f"/work/verify_committees/{VILLAGE}/"


def send(world: World, log_in: LogIn, cases: list[int], **more: object) -> HttpResponse:
    """Send the committees' verification of some households."""
    rows = {f"verdict-{case}": "confirmed" for case in cases}
    sheet = {
        "on": world.today.isoformat(),
        "listed": [f"{case}.1" for case in cases],
        "case": cases,
    }
    return log_in("village").post(ADDRESS, {**sheet, **rows, **more})


def evidence_of(world: World, case: int) -> str:
    with acting_as(world["county"]):
        act = ActRecord.objects.get(case_id=case, act="verify_committees")
    return str(act.evidence["verification_opinion"])


@pytest.fixture
def appraised(world: World) -> list[int]:
    return world.bring([world.register(), world.register()], to="appraise")


def test_a_sheet_takes_files_for_all_and_for_one_household(
    world: World, log_in: LogIn, appraised: list[int]
) -> None:
    first, second = appraised

    answer = send(
        world,
        log_in,
        appraised,
        **{
            "files-paper-verification_opinion": uploaded(),
            f"files-paper-verification_opinion-{second}": uploaded(),
        },
    )

    assert answer.status_code == 302
    assert len(references_in(evidence_of(world, first))) == 1
    assert len(references_in(evidence_of(world, second))) == 2


def test_each_household_s_own_paper_stands_in_for_the_sheet_s(
    world: World, log_in: LogIn, appraised: list[int]
) -> None:
    first, second = appraised
    own = {
        f"files-paper-verification_opinion-{first}": uploaded(),
        f"paper-verification_opinion-{second}": "意见书2号",
    }

    only_one = send(world, log_in, appraised, **dict(list(own.items())[:1]))
    each = send(
        world,
        log_in,
        appraised,
        **{**own, f"files-paper-verification_opinion-{first}": uploaded()},
    )

    assert only_one.status_code == 422
    assert each.status_code == 302
    assert evidence_of(world, second) == "意见书2号"


def test_one_photo_cannot_be_two_households_own(
    world: World, log_in: LogIn, appraised: list[int]
) -> None:
    content = picture()
    names = [f"files-paper-verification_opinion-{case}" for case in appraised]

    answer = send(
        world, log_in, appraised, **{name: uploaded(content) for name in names}
    )

    assert answer.status_code == 422
    assert "每户要有各自的材料" in answer.content.decode()


def test_a_file_sent_with_a_faulty_sheet_is_kept_and_ticked(
    world: World, log_in: LogIn, appraised: list[int]
) -> None:
    faulty = send(
        world,
        log_in,
        appraised,
        **{
            "files-paper-verification_opinion": uploaded(),
            f"verdict-{appraised[0]}": "",
        },
    )
    page = faulty.content.decode()
    (number,) = re.findall(
        r'name="kept-paper-verification_opinion" value="(\d+)" checked', page
    )
    again = send(
        world, log_in, appraised, **{"kept-paper-verification_opinion": number}
    )

    assert faulty.status_code == 422
    assert again.status_code == 302
    assert f"附件{number} " in evidence_of(world, appraised[0])


def test_a_wrong_file_is_said_at_its_field_with_what_to_do(
    world: World, log_in: LogIn, appraised: list[int]
) -> None:
    answer = send(
        world,
        log_in,
        appraised,
        **{
            "files-paper-verification_opinion": uploaded(b"<html>", "photo.jpg"),
            "paper-verification_opinion": "意见书1号",
        },
    )

    assert answer.status_code == 422
    assert "请拍照，或者另存为" in answer.content.decode()


def test_a_photo_taken_before_is_offered_until_an_act_rests_on_it(
    world: World, log_in: LogIn, appraised: list[int]
) -> None:
    browser = log_in("village")
    browser.post("/documents/", {"files-own": [uploaded(), uploaded()]})

    offered = re.findall(
        r'name="kept-paper-verification_opinion" value="(\d+)">',
        browser.get(ADDRESS).content.decode(),
    )
    send(world, log_in, appraised, **{"kept-paper-verification_opinion": offered[0]})
    left = browser.get("/documents/").content.decode()

    assert len(offered) == 2
    assert f"/documents/{offered[1]}/" in left
    assert f"/documents/{offered[0]}/" not in left


def test_a_number_typed_instead_of_the_file_is_the_file(
    world: World, log_in: LogIn, appraised: list[int]
) -> None:
    kept = world.document(by="village")

    send(world, log_in, appraised, **{"paper-verification_opinion": f"附件{kept.id}"})

    assert evidence_of(world, appraised[0]) == kept.reference.written


def test_a_photo_used_before_is_pointed_out(
    world: World, log_in: LogIn, appraised: list[int]
) -> None:
    content, browser = picture(), log_in("village")
    for case in appraised:
        send(
            world,
            lambda _: browser,
            [case],
            **{"files-paper-verification_opinion": uploaded(content)},
        )

    page = browser.get(ADDRESS).content.decode()
    listed = log_in("supervision").get("/documents/reused/").content.decode()
    once = browser.get(ADDRESS).content.decode()

    assert "以前用过" in page
    assert "以前用过" not in once
    assert listed.count('<th scope="row">村“两委”核实') == 2


def test_evidence_is_one_click_from_the_household(
    world: World, log_in: LogIn, appraised: list[int]
) -> None:
    send(world, log_in, appraised, **{"files-paper-verification_opinion": uploaded()})
    with acting_as(world["county"]):
        number = Document.objects.order_by("-id")[0].id
        household = world.households[min(world.households)]

    page = log_in("examiner").get(f"/register/{household}/").content.decode()

    assert f'href="/documents/{number}/"' in page
    assert f'src="/documents/{number}/picture/"' in page


def test_a_whole_file_is_opened_for_a_reason_and_runs_nothing(
    world: World, log_in: LogIn
) -> None:
    kept = world.document(by="village")
    browser = log_in("township")

    without = browser.post(f"/documents/{kept.id}/file/", {})
    opened = browser.post(f"/documents/{kept.id}/file/", {"why": "checking"})
    small = browser.get(f"/documents/{kept.id}/picture/")

    assert without.status_code == 422
    assert opened.status_code == 200
    assert opened.headers["Content-Disposition"].startswith("attachment")
    for answer in (opened, small):
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("page", ["", "picture/", "file/"])
def test_another_village_s_file_is_not_there(
    world: World, log_in: LogIn, page: str
) -> None:
    kept = world.document(by="village")
    browser, address = log_in("next village"), f"/documents/{kept.id}/{page}"

    answer = (
        browser.post(address, {"why": "checking"})
        if page == "file/"
        else browser.get(address)
    )

    assert answer.status_code == 404


def test_an_examiner_s_photo_of_a_household_belongs_to_its_village(
    world: World, log_in: LogIn
) -> None:
    here = world.bring([world.register()], to="report_to_township")
    there = world.bring([world.register(village=NEXT_VILLAGE)], to="report_to_township")
    cases = [*here, *there]
    world.move()
    log_in("examiner").post(
        f"/work/examine/{TOWNSHIP}/",
        {
            "on": world.today.isoformat(),
            "listed": [f"{case}.1" for case in cases],
            "case": cases,
            "paper-team_roster": "名单",
            "paper-examination_form": "核查表",
            **{f"verdict-{case}": "passed" for case in cases},
            **{f"files-paper-examination_form-{case}": uploaded() for case in cases},
        },
    )

    with acting_as(world["county"]):
        places = set(
            Document.objects.filter(uses__act="examine").values_list(
                "division_code", flat=True
            )
        )
    assert places == {VILLAGE, NEXT_VILLAGE}


def test_an_attachment_with_a_number_is_refused_on_the_sheet(
    world: World, log_in: LogIn
) -> None:
    (case,) = world.bring([world.register()], to="acknowledge")
    secret = id_number(date(1950, 1, 1), 1)
    answer = log_in("village").post(
        f"/work/post_first/{VILLAGE}/",
        {
            "on": world.today.isoformat(),
            "listed": [f"{case}.1"],
            "case": [case],
            "number": "公-1",
            "place": "公开栏",
            "paper-notice_text": "公示",
            "files-paper-posting_photo": uploaded(),
            "files-attachment": uploaded(
                workbook(HIDING_PLACES["a hidden row"], secret), "名单.xlsx"
            ),
        },
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "“名单”B40：身份证号" in page
    assert secret not in page


def test_a_signature_on_the_screen_needs_a_witness_who_is_no_officer(
    world: World, log_in: LogIn
) -> None:
    (case,) = world.bring([world.register()], to="verify_team")
    world.move()

    def answered(witness: str) -> str:
        browser = log_in("village")
        browser.post(
            f"/work/acknowledge/{VILLAGE}/",
            {
                "on": world.today.isoformat(),
                "listed": [f"{case}.1"],
                "case": [case],
                f"verdict-{case}": "agrees",
                f"signer-{case}": "乙户主",
                f"relation-{case}": "户主",
                f"manner-{case}": "screen",
                f"witness-{case}": witness,
                f"files-paper-signed_statement-{case}": uploaded(
                    picture("PNG"), "signature.png"
                ),
            },
        )
        return browser.get(f"/work/acknowledge/{VILLAGE}/").content.decode()

    assert "须有见证人" in answered("")
    assert "见证人不能是签字人" in answered("甲team")
    assert "见证人不能是签字人" in answered("乙户主")
    assert "须有见证人" not in answered("丁邻居")
    with acting_as(world["county"]):
        assert ActRecord.objects.filter(case_id=case, act="acknowledge").exists()


def test_files_come_with_an_objection_and_with_its_answer(
    world: World, log_in: LogIn
) -> None:
    household = world.register()
    (case,) = world.bring([household], to="post_first")
    notice = world.notice_of(case, "first")
    log_in("township").post(
        f"/register/{world.households[household]}/objection/",
        {
            "after": "0",
            "notice": notice.id,
            "channel": "in_person",
            "received_on": world.today.isoformat(),
            "text": "收入不实",
            "files-statement": uploaded(),
        },
    )

    page = log_in("county").get("/objections/").content.decode()
    (number,) = re.findall(r'class="file-link" href="/documents/(\d+)/"', page)
    village = log_in("village").get(f"/documents/{number}/")

    assert village.status_code == 404
