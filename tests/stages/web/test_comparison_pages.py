"""A department brings a list on the page; the township clears what it asks."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from tests.stages.web.conftest import LogIn
from tests.stages.web.test_fieldwork_pages import words_of
from tests.support.department_lists import (
    HEAD,
    HOUSES,
    NOBODY,
    bring,
    houses_of,
    questions,
    register_people,
)
from tests.support.world import World

ADDRESS = "/comparison/"


@pytest.fixture
def household(world: World) -> int:
    """A household whose head has a number, on its way out."""
    found = register_people(world)
    world.bring([found], to="appraise")
    return found


def upload(tmp_path: Path, *numbers: str) -> SimpleUploadedFile:
    """Return a workbook of dwellings in these people's names."""
    book = Workbook()
    book.active.append(list(HOUSES))
    for number in numbers:
        book.active.append([number, "某市某路1号", "88.5"])
    book.save(tmp_path / "名单.xlsx")
    return SimpleUploadedFile("名单.xlsx", (tmp_path / "名单.xlsx").read_bytes())


def send(browser: Client, file: SimpleUploadedFile, button: str = "compare") -> object:
    return browser.post(
        ADDRESS,
        {
            "kind": "housing",
            "document_number": "城建〔9〕号",
            "dated_on": "2017-09-01",
            "list": file,
            button: "1",
        },
    )


def test_a_list_is_tried_then_compared_and_its_figures_are_told(
    world: World, household: int, log_in: LogIn, tmp_path: Path
) -> None:
    browser = log_in("housing department")

    tried = send(browser, upload(tmp_path, HEAD, NOBODY), "try")
    before = questions(world, household)
    done = send(browser, upload(tmp_path, HEAD, NOBODY))
    words = " ".join(words_of(browser, ADDRESS).split())

    assert "试比对，没有写入任何内容" in tried.content.decode()  # type: ignore[attr-defined]
    assert before == []
    assert done.status_code == 302  # type: ignore[attr-defined]
    assert "名单人数 2" in words
    assert "新提疑点 1" in words
    assert HEAD not in words


def test_rows_that_cannot_be_read_are_named_and_sent_back(
    world: World, household: int, log_in: LogIn, tmp_path: Path
) -> None:
    browser = log_in("housing department")
    wrong = HEAD[:-2]

    told = send(browser, upload(tmp_path, HEAD, wrong))
    back = send(browser, upload(tmp_path, HEAD, wrong), "remarks")

    said = told.content.decode()  # type: ignore[attr-defined]
    assert "第3行“身份证号”列" in said
    assert wrong not in said
    assert len(questions(world, household)) == 1
    (tmp_path / "back.xlsx").write_bytes(back.content)  # type: ignore[attr-defined]
    sheet = load_workbook(tmp_path / "back.xlsx").active
    assert "位数不对" in str(sheet.cell(3, 4).value)
    assert sheet.cell(2, 4).value is None


def test_a_file_that_is_no_such_list_is_refused_in_plain_words(
    world: World, household: int, log_in: LogIn
) -> None:
    file = SimpleUploadedFile("名单.csv", "甲,乙\n1,2\n".encode())

    answer = send(log_in("housing department"), file)

    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "没有一张表有“城镇住房登记名单”的列" in answer.content.decode()  # type: ignore[attr-defined]


def test_the_township_finds_the_question_at_work_and_clears_it(
    world: World, household: int, log_in: LogIn
) -> None:
    bring(world, houses_of(world, HEAD))
    (asked,) = questions(world, household)
    browser = log_in("township")
    address = f"{ADDRESS}{asked.question.id}/"

    work = words_of(browser, "/")
    page = words_of(browser, address)
    without = browser.post(address, {"verdict": "not_so", "text": "同名同姓"})
    cleared = browser.post(
        address, {"verdict": "not_so", "text": "同名同姓", "grounds": "核实记录3号"}
    )
    after = words_of(browser, address)

    assert "有1件部门比对疑点待核清" in work
    assert "某市某路1号" in page
    assert without.status_code == 409
    assert cleared.status_code == 302
    assert "不属实" in after
    assert "核实记录3号" in after
    assert "件部门比对疑点待核清" not in words_of(browser, "/")


def test_a_household_s_page_tells_of_the_question_and_of_the_hold(
    world: World, household: int, log_in: LogIn
) -> None:
    bring(world, houses_of(world, HEAD))

    words = words_of(log_in("village"), f"/register/{world.households[household]}/")

    assert "部门比对疑点待核：城镇住房登记名单" in words
    assert "核清以前该户暂停办理" in words


def test_another_department_does_not_see_the_question(
    world: World, household: int, log_in: LogIn
) -> None:
    bring(world, houses_of(world, HEAD))
    (asked,) = questions(world, household)
    browser = log_in("road department")

    assert browser.get(f"{ADDRESS}{asked.question.id}/").status_code == 404
    assert "某市某路1号" not in browser.get(ADDRESS).content.decode()
    assert log_in("village").get(ADDRESS).status_code == 403
