"""The county reads what a newer version changes, and adopts it from a day on."""

from __future__ import annotations

import re
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from tests.stages.web.conftest import LogIn
from tests.stages.web.test_fieldwork_pages import words_of
from tests.support.world import PACK, World
from tuopin.office.policy.models import PackInForce
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
