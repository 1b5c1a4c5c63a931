"""The county reads what a newer version changes, and adopts it from a day on."""

from __future__ import annotations

import io
import re
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import Error, connections, transaction
from openpyxl import load_workbook

from tests.stages.web.conftest import LogIn
from tests.stages.web.test_fieldwork_pages import words_of
from tests.support.world import PACK, World
from tuopin.office.policy.models import PackInForce, ReadingDecision
from tuopin.office.policy.operations import adopt_pack
from tuopin.office.policy.queries import pack_in_force

PAGE = "/rules/"


@pytest.fixture
def release(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The packs of a next release, with another figure."""
    folder = tmp_path / "packs"
    shutil.copytree(settings.PACKS, folder)
    file = folder / PACK / "parameters" / "poverty_line.yaml"
    text = file.read_text(encoding="utf-8").replace('"2952"', '"3000"')
    file.write_text(text, encoding="utf-8")
    monkeypatch.setattr(settings, "PACKS", folder)
    return folder


def test_without_a_newer_version_there_is_nothing_to_adopt(
    world: World, log_in: LogIn
) -> None:
    said = words_of(log_in("village"), PAGE)

    assert "没有带来尚未采用的版本" in said
    assert PACK in said


def test_the_county_adopts_what_it_has_read(
    world: World, log_in: LogIn, release: Path
) -> None:
    county = log_in("county")
    page = county.get(PAGE).content.decode()
    version = re.search(r'name="version" value="(\w{64})"', page)[1]

    none = county.post(PAGE, {"version": version, "from_on": ""})
    gone = world.today - timedelta(days=1)
    late = county.post(PAGE, {"version": version, "from_on": str(gone)})
    done = county.post(PAGE, {"version": version, "from_on": str(world.today)})

    assert "2952" in page
    assert "3000" in page
    assert none.status_code == 422
    assert late.status_code == 409
    assert "已过去" in late.content.decode()
    assert done.status_code == 302
    assert pack_in_force(world.today).version == version
    assert "没有带来尚未采用的版本" in words_of(county, PAGE)


def test_what_has_changed_since_it_was_read_is_not_adopted(
    world: World, log_in: LogIn, release: Path
) -> None:
    sent = {"version": "0" * 64, "from_on": str(world.today)}

    answer = log_in("county").post(PAGE, sent)

    assert answer.status_code == 409
    assert "重新查看差异" in answer.content.decode()
    assert PackInForce.objects.count() == 1


@pytest.mark.parametrize("seat", ["village", "township", "leading group"])
def test_others_read_it_and_adopt_nothing(
    world: World, log_in: LogIn, release: Path, seat: str
) -> None:
    browser = log_in(seat)
    page = browser.get(PAGE).content.decode()

    answer = browser.post(PAGE, {"version": "0" * 64, "from_on": str(world.today)})

    assert "由县办采用" in page
    assert "采用该版本" not in page
    assert answer.status_code == 403
    assert PackInForce.objects.count() == 1


LOCAL = "/rules/local/"
PLAN = {
    "title": "甲镇贫困退出工作方案",
    "document_number": "甲发〔2017〕3号",
    "issued_by": "甲镇人民政府",
    "paper-grounds": "甲发〔2017〕3号文件",
}
FIRST = "household_exit.publicity_days.first"


def plan(world: World, figure: str) -> dict[str, str]:
    today = str(world.today)
    days = {"issued_on": today, "in_force_from": today}
    return {**PLAN, **days, "path-1": FIRST, "figure-1": figure}


def test_a_township_s_relaxed_publicity_is_refused_and_a_longer_one_binds(
    world: World, log_in: LogIn
) -> None:
    township = log_in("township")

    blank = township.post(LOCAL, {"title": ""})
    relaxed = township.post(LOCAL, plan(world, "5"))
    done = township.post(LOCAL, plan(world, "10"))

    assert blank.status_code == 422
    assert relaxed.status_code == 409
    said = relaxed.content.decode()
    assert "不得放宽" in said
    assert "第六条" in said
    assert 'value="5"' in said
    assert done.status_code == 302
    assert "10天" in words_of(log_in("village"), LOCAL)
    assert "10天" in words_of(log_in("county"), LOCAL)
    assert "甲发" not in words_of(log_in("other township"), LOCAL)


def test_only_offices_with_plans_are_offered_the_form(
    world: World, log_in: LogIn
) -> None:
    assert "登记该方案" not in words_of(log_in("village"), LOCAL)
    assert "登记该方案" in words_of(log_in("water department"), LOCAL)
    assert log_in("village").post(LOCAL, plan(world, "10")).status_code == 403


READINGS = "/rules/readings/"
LINE = "/rules/readings/poverty-line/"


def decision(world: World, outcome: str) -> dict[str, str]:
    return {
        "outcome": outcome,
        "text": "以国家公布的现价标准为准",
        "document_number": "县扶办〔2017〕9号",
        "decided_on": str(world.today),
        "paper-grounds": "县扶办〔2017〕9号",
    }


def test_the_county_office_decides_a_reading_and_results_say_so(
    world: World, log_in: LogIn
) -> None:
    world.bring([household := world.register()], to="assess")
    county, address = log_in("county"), f"/register/{world.households[household]}/"
    before = words_of(county, address)

    incomplete = county.post(LINE, {"outcome": "confirms"})
    done = county.post(LINE, decision(world, "confirms"))
    open_ones = words_of(county, f"{READINGS}?state=open")
    book = load_workbook(io.BytesIO(county.get(f"{READINGS}workbook/").content)).active

    assert "尚待解释的读法" in before
    assert "国家标准、按年递增" in before
    assert incomplete.status_code == 422
    assert done.status_code == 302
    assert "照默认读法" in words_of(county, LINE)
    assert "国家标准、按年递增" not in open_ones
    assert "国家标准、按年递增" not in words_of(county, address)
    assert any(row[7] == "县扶办〔2017〕9号" for row in book.values)


def test_a_decision_that_differs_waits_for_a_version_or_a_plan(
    world: World, log_in: LogIn, release: Path
) -> None:
    county = log_in("county")
    county.post(LINE, decision(world, "differs"))
    waiting = words_of(county, LINE)
    number = str(ReadingDecision.objects.get().id)

    nothing = county.post(LINE, {"carry_out": "1", "decision": number, "by": ""})
    adopted = adopt_pack(pack_id=PACK, actor=world["county"], on=world.today)
    by = {"carry_out": "1", "decision": number, "by": f"version-{adopted.id}"}
    linked = county.post(LINE, by)
    again = county.post(LINE, by)

    assert "须由政策包新版本或工作方案落实" in waiting
    assert nothing.status_code == 409
    assert linked.status_code == 302
    assert again.status_code == 409
    assert "已落实" in words_of(county, LINE)


@pytest.mark.parametrize("seat", ["village", "township", "leading group"])
def test_others_read_the_register_and_decide_nothing(
    world: World, log_in: LogIn, seat: str
) -> None:
    browser = log_in(seat)

    assert "待解释" in words_of(browser, READINGS)
    assert "登记该解释" not in words_of(browser, LINE)
    assert browser.post(LINE, decision(world, "confirms")).status_code == 403
    assert browser.get("/rules/readings/no-such/").status_code == 404


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE policy_readingdecision SET confirms = false",
        "DELETE FROM policy_readingdecision",
        "INSERT INTO policy_readingcarriedout (decision_id, version_id, linked_by_id)"
        " SELECT d.id, p.id, d.decided_by_id FROM policy_readingdecision d,"
        " policy_packinforce p",
        "INSERT INTO policy_readingdecision (pack_id, reading, confirms, text,"
        " document_number, evidence, decided_by_id, decided_on) SELECT pack_id,"
        " reading, confirms, text, document_number, evidence, (SELECT min(id) FROM"
        " accounts_appointment WHERE position = 'township_office'), decided_on"
        " FROM policy_readingdecision",
    ],
)
def test_the_database_keeps_the_register(
    world: World, log_in: LogIn, attack: str
) -> None:
    assert log_in("county").post(LINE, decision(world, "confirms")).status_code == 302
    with (
        pytest.raises(Error),
        transaction.atomic(),
        connections["default"].cursor() as cursor,
    ):
        cursor.execute(attack)
