"""Papers that an office edits come as .docx beside the PDF, with the same content."""

from __future__ import annotations

import io
from collections.abc import Iterator

from django.http import HttpResponse
from docx import Document
from docx.document import Document as Written

from tests.stages.web.conftest import LogIn
from tests.support.world import VILLAGE, World
from tuopin.filing.queries import consignments
from tuopin.office.scope import acting_as
from tuopin.web.filings.contents import content_of
from tuopin.web.filings.parts import letter_of
from tuopin.web.papers import word


def opened(answer: HttpResponse) -> Written:
    assert answer.headers["Content-Type"] == word.CONTENT_TYPE
    assert ".docx" in answer.headers["Content-Disposition"]
    return Document(io.BytesIO(answer.content))


def words_in(paper: Written) -> list[str]:
    cells = (cell.text for t in paper.tables for row in t.rows for cell in row.cells)
    return [*(one.text for one in paper.paragraphs), *cells]


def leaves(data: object) -> Iterator[str]:
    """Return every text of a paper's data, however deep."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, list):
        for one in data:
            yield from leaves(one)


def test_the_covering_letter_to_edit_says_all_that_the_printed_one_says(
    world: World, log_in: LogIn
) -> None:
    world.bring([world.register(), world.register()], to="file_with_city")
    with acting_as(world["county"]):
        (letter,) = consignments(year=world.today.year)
        data = letter_of(letter, content_of(letter))
    browser, address = log_in("county"), f"/filings/{letter.id}/"

    page = browser.get(address).content.decode()
    found = words_in(opened(browser.get(f"{address}letter-to-edit/")))

    assert f"{address}letter-to-edit/" in page
    said = [text for value in data.values() for text in leaves(value)]
    assert [text for text in said if text not in found] == []


def test_the_minutes_to_edit_have_every_household_and_who_signs(
    world: World, log_in: LogIn
) -> None:
    households = [world.register(), world.register()]
    world.bring(households, to="assess")
    browser, address = log_in("village"), f"/work/appraise/{VILLAGE}/"

    page = browser.get(address).content.decode()
    paper = opened(browser.get(f"{address}papers/?page=1&to-edit=1"))

    assert "to-edit=1" in page
    votes, signing = paper.tables
    assert [row.cells[3].text for row in votes.rows[1:]] == ["达标", "达标"]
    assert len(signing.rows) == 21
    assert any("监票人" in words for words in words_in(paper))


def test_the_announcement_to_edit_has_the_frozen_roster_and_its_digest(
    world: World, log_in: LogIn
) -> None:
    (case,) = world.bring([world.register()], to="announce")
    notice = world.notice_of(case, "announcement")
    browser = log_in("county")

    words = browser.get(f"/notices/{notice.id}/").content.decode()
    paper = opened(browser.get(f"/notices/{notice.id}/to-edit/"))

    assert f"/notices/{notice.id}/to-edit/" in words
    (roster,) = paper.tables
    assert {cell.text for cell in roster.rows[1].cells} == {
        str(value) for value in notice.roster[0].values()
    }
    assert any(notice.roster_digest in text for text in words_in(paper))


def test_a_sheet_on_the_wall_is_not_edited(world: World, log_in: LogIn) -> None:
    (case,) = world.bring([world.register()], to="post_first")
    notice = world.notice_of(case, "first")
    browser = log_in("village")

    words = browser.get(f"/notices/{notice.id}/").content.decode()

    assert "to-edit" not in words
    assert browser.get(f"/notices/{notice.id}/to-edit/").status_code == 404


def test_a_paper_to_edit_tells_nothing_of_the_program_that_wrote_it(
    world: World, log_in: LogIn
) -> None:
    world.bring([world.register()], to="assess")
    address = f"/work/appraise/{VILLAGE}/papers/?to-edit=1"

    about = opened(log_in("village").get(address)).core_properties

    assert (about.author, about.comments) == ("", "")
    assert about.title == "民主评议会会议记录"
