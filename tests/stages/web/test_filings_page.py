"""Consignments in the browser: their papers, receipts and reminders (arts 6, 7)."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.http import HttpResponse

from tests.stages.web.conftest import LogIn
from tests.support.world import World
from tuopin.filing import bundle, operations
from tuopin.filing.domain import Recipient
from tuopin.filing.models import Consignment, ConsignmentReminder
from tuopin.office.scope import acting_as
from tuopin.web.filings.parts import bracketed


def told(page: HttpResponse) -> str:
    return re.sub(r"\s+", "", page.content.decode())


@pytest.fixture
def letter(world: World) -> Consignment:
    """A letter to the city that names one household and has no receipt."""
    cases = world.bring([world.register()], to="announce")
    return operations.send_consignment(
        recipient=Recipient.CITY,
        case_ids=cases,
        letter_number="备字[2017]7号",
        actor=world["county"],
        on=world.today,
    )


@pytest.mark.parametrize(
    ("days", "is_overdue"),
    [(1, False), (9, False), (10, False), (11, True), (30, True)],
)
def test_a_receipt_is_overdue_after_the_pack_s_days(
    world: World, log_in: LogIn, letter: Consignment, days: int, is_overdue: bool
) -> None:
    world.move_to(letter.sent_on + timedelta(days=days))

    page = told(log_in("county").get("/filings/"))

    assert ("逾期" in page) is is_overdue


def test_a_reminder_and_then_the_receipt_are_recorded(
    world: World, log_in: LogIn, letter: Consignment
) -> None:
    office, address = log_in("county"), f"/filings/{letter.id}/"
    world.move(days=12)

    assert office.post(address, {"manner": ""}).status_code == 422
    assert office.post(address, {"manner": "电话催办"}).status_code == 302
    received = {"receipt": "市备1号", "on": world.today.isoformat()}
    assert office.post(address, received).status_code == 302
    refused = office.post(address, {"manner": "再催"})

    assert refused.status_code == 409
    page = told(office.get(address))
    assert "市备1号" in page
    assert "电话催办" in page
    assert "逾期" not in page
    with acting_as(world["county"]):
        assert ConsignmentReminder.objects.count() == 1


def test_a_village_sees_no_county_s_letter(log_in: LogIn, letter: Consignment) -> None:
    assert log_in("village").get(f"/filings/{letter.id}/").status_code == 404


def test_the_city_reads_the_letter_and_cannot_record_for_the_county(
    world: World, log_in: LogIn, letter: Consignment
) -> None:
    city, address = log_in("city"), f"/filings/{letter.id}/"
    received = {"receipt": "市备1号", "on": world.today.isoformat()}

    assert 'name="receipt"' not in city.get(address).content.decode()
    assert city.post(address, received).status_code == 409


def test_the_papers_go_out_and_the_bundle_proves_itself(
    log_in: LogIn, letter: Consignment, tmp_path: Path
) -> None:
    office = log_in("county")
    sent = {
        part: office.get(f"/filings/{letter.id}/{part}/")
        for part in ("letter", "roster", "bundle")
    }
    path = tmp_path / "bundle.zip"
    path.write_bytes(sent["bundle"].content)

    found = bundle.verify(path)

    assert sent["letter"].content[:5] == b"%PDF-"
    assert sent["roster"].content[:2] == b"PK"
    assert found.is_sound
    assert found.about["roster_sha256"] == letter.roster_digest
    assert office.get(f"/filings/{letter.id}/other/").status_code == 404


def test_the_year_of_a_letter_stands_in_six_cornered_brackets() -> None:
    assert bracketed("备字[2017]7号") == "备字〔2017〕7号"
    assert bracketed("备字（2017）7号") == "备字〔2017〕7号"
    assert bracketed("备7号") == "备7号"
