"""Letters about plans and villages in the browser, and on a stick (arts 5, 7)."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from django.http import HttpResponse
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.stages.web.conftest import LogIn
from tests.stages.web.pages import text_of
from tests.support.villages import VillageWay
from tests.support.world import YEAR, World
from tuopin.filing import bundle, queries
from tuopin.filing.cli import verify_command
from tuopin.filing.models import Consignment
from tuopin.office.scope import acting_as
from tuopin.plan import operations as plans
from tuopin.plan.operations import Opinion

PARTS = ("letter", "letter-to-edit", "roster", "bundle")


@pytest.fixture
def way(world: World) -> VillageWay:
    way = VillageWay(world)
    way.register()
    return way


def reviewed(way: VillageWay) -> None:
    """Have the township's timetable drafted and the county review it."""
    plans.review_by_county(
        plan=way.draft_timetable(**{way.code: YEAR}),
        opinion=Opinion("accepted", "同意", {"review_opinion": "意见"}),
        actor=way.world["county"],
        on=way.world.today,
    )


def letter_of(world: World, seat: str = "county") -> Consignment:
    with acting_as(world[seat]):
        return queries.consignments(year=YEAR)[0]


def sent(log_in: LogIn, seat: str, key: str, number: str) -> HttpResponse:
    """Send the letter as the page offers it, everything ticked."""
    office = log_in(seat)
    page = office.get("/filings/letters/").content.decode()
    form = page.split(f'value="{key}"')[1].split("</form>")[0]
    named = [part.split('"')[0] for part in form.split('name="named" value="')[1:]]
    done: HttpResponse = office.post(
        "/filings/letters/", {"letter": key, "named": named, "number": number}
    )
    return done


def parts_of(log_in: LogIn, letter: Consignment, seat: str) -> dict[str, bytes]:
    office = log_in(seat)
    return {part: office.get(f"/filings/{letter.id}/{part}/").content for part in PARTS}


def every_changed_byte_is_named(path: Path, content: bytes) -> None:
    for at in range(0, len(content), max(1, len(content) // 40)):
        path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        assert bundle.verify(path).faults


def test_plans_go_up_in_the_browser_with_letter_roster_and_bundle(
    way: VillageWay, log_in: LogIn, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    reviewed(way)

    assert sent(log_in, "county", "plans-city", "脱贫计〔2017〕1号").status_code == 302

    letter = letter_of(way.world)
    found = parts_of(log_in, letter, "county")
    text = PdfReader(BytesIO(found["letter"])).pages[0].extract_text()
    assert "审核的请示" in text.replace("\n", "")
    book = load_workbook(BytesIO(found["roster"]))
    assert book.sheetnames == ["名单", "贫困村", "贫困户", "各份校验码", "校验"]
    proof = dict(book["校验"].iter_rows(values_only=True))
    assert proof["名单校验码（SHA-256）"] == letter.roster_digest
    path = tmp_path / "bundle.zip"
    path.write_bytes(found["bundle"])
    assert verify_command(path, key=None) == 0
    assert "退出时序和脱贫计划，1份" in capsys.readouterr().out
    every_changed_byte_is_named(path, found["bundle"])
    page = text_of(log_in("city").get(f"/filings/{letter.id}/"))
    assert "退出时序和脱贫计划" in page


def test_villages_go_to_the_city_and_the_province_in_the_browser(
    way: VillageWay, log_in: LogIn, tmp_path: Path
) -> None:
    way.bring(to="close_in_township")
    assert sent(log_in, "county", "village_exits-city", "请1号").status_code == 302
    assert way.status == "awaiting_approval"
    found = parts_of(log_in, letter_of(way.world), "county")
    text = PdfReader(BytesIO(found["letter"])).pages[0].extract_text()
    assert "验收审批的请示" in text.replace("\n", "")
    book = load_workbook(BytesIO(found["roster"]))
    assert len(list(book["指标"].iter_rows())) == 9
    path = tmp_path / "bundle.zip"
    path.write_bytes(found["bundle"])
    checked = bundle.verify(path)
    assert checked.is_sound
    assert checked.about["villages"] == [way.code]
    every_changed_byte_is_named(path, found["bundle"])

    for act, do in way.way():
        if act in ("approve", "announce_in_county_media"):
            do()
    assert sent(log_in, "city", "village_exits-province", "报1号").status_code == 302
    letter = letter_of(way.world, "city")
    received = {"receipt": "省备1号", "on": way.world.today.isoformat()}
    done = log_in("city").post(f"/filings/{letter.id}/", received)

    assert done.status_code == 302
    assert way.status == "delisted"
    assert "省备1号" in text_of(log_in("city").get("/filings/"))


def test_a_letter_without_a_number_is_refused_where_it_was_typed(
    way: VillageWay, log_in: LogIn
) -> None:
    reviewed(way)

    page = sent(log_in, "county", "plans-city", " ")

    assert page.status_code == 409
    assert "为空或已用过" in text_of(page)


def test_the_day_s_work_says_what_waits_to_be_sent_and_what_was(
    way: VillageWay, log_in: LogIn
) -> None:
    reviewed(way)
    before = text_of(log_in("county").get("/"))
    sent(log_in, "county", "plans-city", "脱贫计1号")

    after = text_of(log_in("county").get("/"))

    assert "报送：退出时序和脱贫计划" in before
    assert "报送：退出时序和脱贫计划" not in after
    assert "脱贫计1号" in after
    assert "计划才能作为退出的依据" in after
    assert "报送：" not in text_of(log_in("township").get("/"))


def test_what_went_up_waits_no_more(way: VillageWay, log_in: LogIn) -> None:
    reviewed(way)
    sent(log_in, "county", "plans-city", "1号")

    page = text_of(log_in("county").get("/filings/letters/"))
    again = log_in("county").post(
        "/filings/letters/", {"letter": "plans-city", "number": "2号"}
    )

    assert "现在没有待您报送的材料" in page
    assert again.status_code == 409


@pytest.mark.parametrize("seat", ["township", "village", "province", "leading group"])
def test_whoever_sends_no_letters_finds_none_to_send(
    way: VillageWay, log_in: LogIn, seat: str
) -> None:
    reviewed(way)

    assert "现在没有待您报送" in text_of(log_in(seat).get("/filings/letters/"))
