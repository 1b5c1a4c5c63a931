"""Pairing, helpers and calls on their pages."""

from __future__ import annotations

import io

from openpyxl import load_workbook

from tests.stages.web.conftest import LogIn
from tests.stages.web.test_fieldwork_pages import words_of
from tests.support.world import OTHER_VILLAGE, VILLAGE, World

PAGE = f"/aftercare/{VILLAGE}/"


def test_a_village_is_paired_helped_and_called_on(world: World, log_in: LogIn) -> None:
    world.bring([household := world.register()], to="mark_lifted_out")
    number = world.households[household]
    county, township, village = map(log_in, ("county", "township", "village"))

    county.post(PAGE, {"pair": "1", "unit": "县水利局"})
    helper = {"name_helper": "1", "household": number, "name": "甲干部"}
    named = township.post(PAGE, helper)
    again = township.post(PAGE, helper)
    work = words_of(village, "/")
    call = {
        "log": "1",
        "household": number,
        "visitor": "甲干部",
        "done_on": world.today.isoformat(),
        "found": "收入稳定",
    }
    without = village.post(PAGE, call)
    village.post(PAGE, {**call, "paper-grounds": "回访记录"})
    after = words_of(village, PAGE)
    book = load_workbook(io.BytesIO(county.get("/aftercare/workbook/").content)).active

    assert named.status_code == 302
    assert again.status_code == 409
    assert "换人的理由" in again.content.decode()
    assert "本期还有1户没有回访" in work
    assert without.status_code == 422
    assert "已回访" in after
    assert "县水利局" in words_of(county, "/aftercare/")
    assert "没有回访" not in words_of(village, "/")
    assert list(book.values)[1][3] == "甲干部"
    assert village.get(f"/aftercare/{OTHER_VILLAGE}/").status_code == 404
