"""Papers come from the record, print what it says, and nothing else."""

from __future__ import annotations

import pytest
from django.http import HttpResponse

from tests.stages.web.conftest import LogIn
from tests.support.world import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE, World
from tuopin.office.divisions.queries import unit_named
from tuopin.office.scope import acting_as
from tuopin.procedure.queries import procedure_of, states
from tuopin.web.pages import papers
from tuopin.web.papers import compiling
from tuopin.web.papers.forms import FORMS, forms_of
from tuopin.web.papers.notices import Shape, printed_notice
from tuopin.web.papers.spoken import spoken
from tuopin.web.papers.why import explanation


def is_for_keeping(page: HttpResponse) -> bool:
    """Whether an answer is a PDF/A-2b."""
    marks = (b"<pdfaid:part>2</pdfaid:part>", b"<pdfaid:conformance>B")
    return page.content.startswith(b"%PDF") and all(m in page.content for m in marks)


@pytest.mark.parametrize(
    ("before", "act", "by", "place"),
    [
        ("survey", "assess", "township", VILLAGE),
        ("assess", "appraise", "village", VILLAGE),
        ("appraise", "verify_committees", "village", VILLAGE),
        ("appraise", "verify_team", "team", VILLAGE),
        ("verify_team", "acknowledge", "village", VILLAGE),
        ("report_to_township", "examine", "examiner", TOWNSHIP),
        ("close_second", "approve", "leading group", TOWNSHIP),
    ],
)
def test_the_forms_of_an_act_come_as_one_file_for_keeping(
    world: World, log_in: LogIn, before: str, act: str, by: str, place: str
) -> None:
    world.bring([world.register(), world.register()], to=before)
    browser = log_in(by)

    sheet = browser.get(f"/work/{act}/{place}/")
    page = browser.get(f"/work/{act}/{place}/papers/")

    assert f"/work/{act}/{place}/papers/" in sheet.content.decode()
    assert is_for_keeping(page)


def test_the_same_record_prints_the_same_bytes(world: World, log_in: LogIn) -> None:
    world.bring([world.register()], to="appraise")
    browser, address = log_in("village"), f"/work/verify_committees/{VILLAGE}/papers/"

    assert browser.get(address).content == browser.get(address).content


def test_a_form_says_figure_line_article_and_what_was_done(world: World) -> None:
    households = [world.register(), world.register()]
    cases = world.bring(households, to="appraise")
    with acting_as(world["village"]):
        ((_, pack), _) = states(cases)
        act = procedure_of(pack).acts["verify_committees"]
        data = forms_of(act, cases, on=world.today)

    printed = data["households"]
    assert isinstance(printed, list)
    assert [one["number"] for one in printed] == sorted(
        world.households[one] for one in households
    )
    (income,) = (f for f in printed[0]["findings"] if "2952" in f["figures"])
    assert (income["outcome"], income["cite"]) == ("达标", "第三条第二款")
    assert [act["title"] for act in printed[0]["acts"]][-1] == "民主评议"
    assert data["verdicts"] == ["核实属实", "核实不属实"]


def test_every_act_that_has_a_form_is_an_act_of_the_procedure(world: World) -> None:
    (case,) = world.bring([world.register()], to="survey")
    with acting_as(world["township"]):
        ((_, pack),) = states([case])

    assert set(FORMS) <= set(procedure_of(pack).acts)


@pytest.mark.parametrize("shape", Shape)
def test_a_notice_prints_its_frozen_roster_and_nothing_more(
    world: World, log_in: LogIn, shape: Shape
) -> None:
    (case,) = world.bring([world.register()], to="report_to_township")
    notice = world.notice_of(case, "first")
    with acting_as(world["village"]):
        data = printed_notice(notice, shape, address="https://example.org/public/x/")

    page = log_in("village").get(f"/notices/{notice.id}/{shape}/")

    assert is_for_keeping(page)
    (line,) = notice.roster
    assert data["columns"] == ["序号", "组别", "户主姓名", "人口"]
    assert data["roster"] == [
        ["1", line["group"], line["head_of_household"], str(line["persons"])]
    ]
    assert {key for line in notice.roster for key in line} == {
        "line",
        "group",
        "head_of_household",
        "persons",
    }
    assert notice.number in str(data["seal"])
    assert notice.roster_digest[:32] in str(data["seal"])


def test_a_notice_comes_as_a_message_without_names_and_to_be_read_out(
    world: World, log_in: LogIn
) -> None:
    (case,) = world.bring([world.register()], to="report_to_township")
    notice = world.notice_of(case, "first")
    (line,) = notice.roster
    with acting_as(world["village"]):
        words = spoken(notice, address="https://example.org/public/x/")

    page = log_in("village").get(f"/notices/{notice.id}/").content.decode()

    assert line["head_of_household"] not in words.message
    assert "https://example.org/public/x/" in words.message
    assert any(line["head_of_household"] in breath for breath in words.script)
    assert "2017年9月13日" in words.message
    assert words.script[0] in page


@pytest.mark.parametrize(
    ("to", "publicity", "signed"),
    [
        ("report_to_township", "first", VILLAGE),
        ("post_second", "second", TOWNSHIP),
        ("announce", "announcement", COUNTY),
    ],
)
def test_a_notice_is_signed_by_whoever_posts_it(
    world: World, to: str, publicity: str, signed: str
) -> None:
    (case,) = world.bring([world.register()], to=to)
    notice = world.notice_of(case, publicity)
    with acting_as(world["county"]):
        data = printed_notice(notice, Shape.SHEET, address="https://example.org/")
        assert data["signed"] == unit_named(signed).name
    assert notice.roster_digest in str(data["seal"])


def test_a_household_in_no_plan_is_told_so_on_paper(
    world: World, log_in: LogIn
) -> None:
    number = world.households[world.register()]
    with acting_as(world["village"]):
        data = explanation(world["village"], number, on=world.today)

    assert "没有列入任何年度退出计划" in str(data["says"])
    assert is_for_keeping(log_in("village").get(f"/register/{number}/why/"))


def test_a_notice_of_another_village_is_not_there(world: World, log_in: LogIn) -> None:
    (case,) = world.bring([world.register()], to="report_to_township")
    notice = world.notice_of(case, "first")

    other = log_in("other village").get(f"/notices/{notice.id}/board/")
    unknown = log_in("village").get(f"/notices/{notice.id}/poster/")

    assert (other.status_code, unknown.status_code) == (404, 404)


def test_a_household_can_see_why_and_what_is_missing(
    world: World, log_in: LogIn
) -> None:
    household = world.register()
    world.bring([household], to="report_to_township")
    number = world.households[household]
    with acting_as(world["village"]):
        data = explanation(world["village"], number, on=world.today)

    page = log_in("village").get(f"/register/{number}/why/")

    assert is_for_keeping(page)
    (printed,) = data["households"]  # type: ignore[misc]
    missing = "\n".join(printed["missing"])
    assert "乡镇工作组核查（第六条）：可由" in missing
    assert "第一次公示挂至" in missing
    assert "还差：" in missing


@pytest.mark.parametrize(
    ("by", "status"), [("village", 200), ("other village", 404), ("administrator", 403)]
)
def test_a_household_s_paper_is_for_whoever_may_read_it(
    world: World, log_in: LogIn, by: str, status: int
) -> None:
    household = world.register()
    world.bring([household], to="survey")

    page = log_in(by).get(f"/register/{world.households[household]}/why/")

    assert page.status_code == status


def test_forms_are_for_whoever_does_the_act(world: World, log_in: LogIn) -> None:
    world.bring([world.register()], to="appraise")
    address = f"/work/verify_committees/{VILLAGE}/papers/"

    assert log_in("team").get(address).status_code == 403
    assert log_in("other village").get(address).status_code == 404
    nobody = f"/work/verify_committees/{OTHER_VILLAGE}/papers/"
    assert log_in("other village").get(nobody).status_code == 404


def test_a_rare_character_costs_a_blank_box_and_not_the_paper() -> None:
    data = {
        "title": "公示",
        "dated": {"year": 2017, "month": 10, "day": 20},
        "printed": "",
        "cite": "",
        "about": [["村", "甲村"]],
        "votes": {"title": "表决", "columns": ["户主"] * 8},
        "signers": [],
        "signing": {"title": "签到", "columns": [""] * 3, "lines": 2, "says": ""},
        "says": "",
        "households": [{"head_name": "王\U00020bb7", "persons": 2, "outcome": "达标"}],
    }

    assert compiling.compiled("meeting", data).startswith(b"%PDF")


def test_a_press_prints_nothing_of_the_paper_before() -> None:
    def says(holder: str) -> dict[str, object]:
        label = dict.fromkeys(
            ("fonds", "title", "year", "place", "range", "retention"), holder
        )
        day = {"year": 2017, "month": 12, "day": 1}
        return {"title": "脊背", "dated": day, "labels": [label]}

    used = compiling.Press()
    for holder in ("某村", "𠮷村", "某乡"):
        assert used.printed("spines", says(holder)) == compiling.Press().printed(
            "spines", says(holder)
        )
    assert compiling.Press().printed("spines", says("某村")) != used.printed(
        "spines", says("某乡")
    )


def test_a_file_has_the_forms_of_one_page_of_the_sheet(
    world: World, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(papers, "PER_PAGE", 2)
    world.bring([world.register() for _ in range(3)], to="appraise")
    browser, address = log_in("village"), f"/work/verify_committees/{VILLAGE}/papers/"

    pages = [browser.get(f"{address}?page={page}").status_code for page in (1, 2, 3)]

    assert pages == [200, 200, 404]
