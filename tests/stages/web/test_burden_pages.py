"""The burden meter's pages: who sees what, what counts on the way, what it costs."""

from __future__ import annotations

import io
import time

import pytest
from django.core import signing
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests.stages.web.conftest import LogIn
from tests.stages.web.test_fieldwork_pages import words_of
from tests.stages.web.test_worksheets import Desk
from tests.support.burden import enter, loads_seen, print_paper, together
from tests.support.inspections import SETUP, freeze
from tests.support.second_surveys import close_list, surveyed
from tests.support.world import (
    COUNTY,
    OTHER_TOWNSHIP,
    TOWNSHIP,
    VILLAGE,
    World,
)
from tuopin.office.scope import acting_as
from tuopin.oversight.models import EntryTime, PrintedPaper
from tuopin.web.burden import counting
from tuopin.web.burden.behind import Figure

PAGE = "/burden/"


def opened(*, before: int, mark: str = "m") -> str:
    """Return the moment that a form carries which was opened some seconds before."""
    return signing.dumps([mark, int(time.time()) - before], salt=counting.SALT)


def verify(
    world: World, log_in: LogIn, cases: list[int], *, moment: str, **typed: str
) -> HttpResponse:
    """Fill in the sheet on which a village's committees verify households."""
    desk = Desk(world, log_in)
    return desk.send(
        "verify_committees",
        cases,
        by="village",
        place=VILLAGE,
        opened=moment,
        **typed,
    )


def entries(world: World) -> list[tuple[str, str, int, int | None]]:
    with acting_as(world["county"]):
        return list(
            EntryTime.objects.order_by("id").values_list(
                "division_code", "form", "rows", "seconds"
            )
        )


def test_before_any_record_the_page_says_unknown_and_not_nought(
    world: World, log_in: LogIn
) -> None:
    said = words_of(log_in("county"), PAGE)

    assert "填报负担" in said
    assert "不明" in said


def test_a_paper_counts_where_it_belongs_with_the_pages_it_has(
    world: World, log_in: LogIn
) -> None:
    (case,) = world.bring([world.register()], to="post_first")
    notice = world.notice_of(case, "first").id
    village, county = log_in("village"), log_in("county")

    for browser in (village, village, county):
        assert browser.get(f"/notices/{notice}/board/").status_code == 200
    county.get("/glance/brief/")

    found = loads_seen(world)
    assert found[VILLAGE].papers == 1
    assert found[COUNTY].papers == 1
    assert found[VILLAGE].pages >= 1


def test_neither_a_head_request_nor_a_refused_one_prints_anything(
    world: World, log_in: LogIn
) -> None:
    number = close_list(_surveyed(world))
    sheet = f"/second-surveys/lists/{number}/sheet/"

    assert log_in("county").head(sheet).status_code in (200, 405)
    assert log_in("village").get(sheet).status_code == 403

    assert together(world).papers == 0


def _surveyed(world: World) -> World:
    surveyed(world, 4)
    return world


def test_a_paper_is_sent_although_it_cannot_be_counted(
    world: World, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO oversight_printedpaper DEFAULT VALUES")

    monkeypatch.setattr(PrintedPaper._default_manager, "bulk_create", refused)

    brief = log_in("county").get("/glance/brief/")

    assert brief.content.startswith(b"%PDF")
    assert together(world).papers == 0


def test_a_broken_count_costs_no_paper(
    world: World, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting.pikepdf, "open", _unreadable)

    brief = log_in("county").get("/glance/brief/")

    assert brief.content.startswith(b"%PDF")
    assert together(world).papers == 0


def _unreadable(*_: object) -> None:
    raise counting.pikepdf.PdfError


def test_a_sheet_tells_how_long_it_was_open_and_of_nobody(
    world: World, log_in: LogIn
) -> None:
    cases = world.bring([world.register(), world.register()], to="appraise")

    sent = verify(world, log_in, cases, moment=opened(before=120))

    assert sent.status_code == 302
    ((place, form, rows, seconds),) = entries(world)
    assert (place, form, rows) == (VILLAGE, "verify_committees", 2)
    assert seconds is not None
    assert 120 <= seconds < 180


@pytest.mark.parametrize("carried", ["", "forged", "1:2:3"])
def test_without_a_signed_moment_the_length_is_unknown(
    world: World, log_in: LogIn, carried: str
) -> None:
    cases = world.bring([world.register()], to="appraise")

    sent = verify(world, log_in, cases, moment=carried)

    assert sent.status_code == 302
    assert entries(world) == [(VILLAGE, "verify_committees", 1, None)]


def test_a_moment_is_spent_by_one_posting(world: World, log_in: LogIn) -> None:
    first, second = world.bring([world.register(), world.register()], to="appraise")
    moment = opened(before=60)

    verify(world, log_in, [first], moment=moment)
    verify(world, log_in, [second], moment=moment)

    assert len(entries(world)) == 1


def test_a_form_that_has_to_be_mended_keeps_its_moment(
    world: World, log_in: LogIn
) -> None:
    cases = world.bring([world.register()], to="appraise")
    moment, blank = opened(before=60), {f"verdict-{cases[0]}": ""}

    faulty = verify(world, log_in, cases, moment=moment, **blank)
    forged = verify(world, log_in, cases, moment="forged", **blank)

    assert faulty.status_code == 422
    assert f'name="opened" value="{moment}"' in faulty.content.decode()
    assert 'name="opened" value="forged"' not in forged.content.decode()
    assert entries(world) == []


@pytest.mark.parametrize("seat", ["village", "team", "township", "county"])
def test_everybody_sees_their_own_area_and_no_other(
    world: World, log_in: LogIn, seat: str
) -> None:
    print_paper(world, pages=3)
    print_paper(world, by="other village", place="211221102200", pages=4)
    browser = log_in(seat)

    said = words_of(browser, PAGE)

    assert ("7" if seat == "county" else "3") in said
    refused = browser.get(f"{PAGE}?place={OTHER_TOWNSHIP}").status_code
    assert refused == (200 if seat == "county" else 404)
    assert browser.get(f"{PAGE}pages/?place=abc").status_code == 404
    assert browser.get(f"{PAGE}nothing/").status_code == 404


def test_each_figure_leads_to_its_list_and_its_workbook(
    world: World, log_in: LogIn
) -> None:
    household = world.register()
    for _ in range(2):
        world.visit_again(household)
        world.move()
    print_paper(world)
    enter(world, seconds=None)
    for seat in ("village", "township", "county"):
        browser = log_in(seat)
        page = browser.get(PAGE).content.decode()
        for figure in Figure:
            listed = browser.get(f"{PAGE}{figure}/?place={VILLAGE}")
            book = browser.get(f"{PAGE}{figure}/workbook/?place={VILLAGE}")
            assert f"{PAGE}{figure}/" in page
            assert listed.status_code == book.status_code == 200

    again = words_of(browser, f"{PAGE}repeated/")
    book = load_workbook(
        io.BytesIO(browser.get(f"{PAGE}repeated/workbook/").content), read_only=True
    )
    assert "住房" in again
    assert world.households[household] in again
    rows = list(book.worksheets[0].iter_rows())
    assert len(rows) == 1 + together(world).repeated


def test_the_county_s_board_leads_to_its_townships_and_they_to_villages(
    world: World, log_in: LogIn
) -> None:
    print_paper(world)
    county = log_in("county")

    board = county.get(PAGE).content.decode()
    township = county.get(f"{PAGE}?place={TOWNSHIP}").content.decode()

    assert f"place={TOWNSHIP}" in board
    assert f"place={VILLAGE}" in township
    assert f"place={VILLAGE}" not in board


def test_the_worst_place_comes_first_by_each_figure(
    world: World, log_in: LogIn
) -> None:
    print_paper(world, pages=9)
    print_paper(world, by="other village", place="211221102200", pages=1)
    enter(world, by="other village", place="211221102200")
    county = log_in("county")

    def first(sort: str) -> str:
        page = county.get(f"{PAGE}?sort={sort}").content.decode()
        rows = page.partition('id="places"')[2]
        return rows.partition("<tbody>")[2].partition("</tr>")[0]

    assert TOWNSHIP in first("pages")
    assert OTHER_TOWNSHIP in first("hours")
    assert county.get(f"{PAGE}?sort=odd").status_code == 200


def test_the_year_on_one_page_and_as_a_workbook(world: World, log_in: LogIn) -> None:
    print_paper(world)
    county = log_in("county")

    paper = county.get(f"{PAGE}paper/")
    book = load_workbook(
        io.BytesIO(county.get(f"{PAGE}workbook/").content), read_only=True
    )

    with counting.pikepdf.open(io.BytesIO(paper.content)) as pdf:
        assert len(pdf.pages) == 1
    assert book.sheetnames == [
        f"{world.today.year}年度",
        "各表用时",
        "多表同问",
        "改动的表",
    ]
    total = list(book.worksheets[0].iter_rows(values_only=True))[-1]
    assert total[0] == "合计"
    assert total[5] == 3


def test_an_order_is_reckoned_before_it_is_given(world: World, log_in: LogIn) -> None:
    county = log_in("county")
    assert "布置一次" in words_of(county, PAGE)
    assert "请填整数户数" in words_of(county, f"{PAGE}?households=many")

    unknown = words_of(county, f"{PAGE}?households=30")
    print_paper(_surveyed(world), pages=8)
    known = words_of(county, f"{PAGE}?households=30")

    assert "本年没有量到" in unknown
    assert "约60页" in known.replace(" ", "")


def test_whoever_draws_sees_what_it_asks_of_those_below(
    world: World, log_in: LogIn
) -> None:
    number = close_list(_surveyed(world))

    second = words_of(log_in("county"), f"/second-surveys/lists/{number}/")
    world.bring([world.register(), world.register()], to="approve")
    inspection = words_of(
        log_in("supervision"), f"/inspections/{freeze(world, SETUP)}/"
    )

    assert "这次要基层办的" in second
    assert "这次要基层办的" in inspection


def test_the_portal_counts_nothing_and_cannot(world: World, client: Client) -> None:
    client.get("/public/")

    assert together(world).papers == 0
    with connection.cursor() as cursor:
        for table in ("oversight_printedpaper", "oversight_entrytime"):
            cursor.execute(
                "SELECT has_table_privilege('tuopin_public', %s, 'SELECT')"
                " OR has_table_privilege('tuopin_public', %s, 'INSERT')",
                [table, table],
            )
            assert cursor.fetchall() == [(False,)]


def test_the_page_takes_a_counted_number_of_queries(
    world: World, log_in: LogIn
) -> None:
    for _ in range(3):
        world.visit_again(world.register())
        print_paper(world)
        enter(world)
    county = log_in("county")
    county.get(PAGE)

    with CaptureQueriesContext(connection) as queries:
        county.get(PAGE)

    assert len(queries) < 30


def test_counting_a_paper_takes_one_statement(world: World, log_in: LogIn) -> None:
    county = log_in("county")
    county.get("/glance/brief/")

    with CaptureQueriesContext(connection) as queries:
        county.get("/glance/brief/")

    written = [q for q in queries if "oversight_printedpaper" in q["sql"]]
    assert len(written) == 1
    with acting_as(world["county"]):
        assert PrintedPaper.objects.count() == 1
