"""The portal says in figures how many left and who objected, and names nobody by it."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.test import Client

from tests.support.world import NEXT_VILLAGE, OTHER_VILLAGE, VILLAGE, World
from tuopin.notice.public import as_the_public

PATH = "/public/statistics/"
HIDDEN = 'aria-label="不公开"'


def page() -> str:
    answer = Client(HTTP_ACCEPT_LANGUAGE="zh-hans").get(PATH)
    assert answer.status_code == 200
    return answer.content.decode()


def row(name: str) -> list[str]:
    """Return the first row of a place: its counts, a star for what is hidden."""
    found = re.findall(rf'<th scope="row">{name}[^<]*</th>(.*?)</tr>', page(), re.S)
    cells = re.findall(r"<td>(.*?)</td>", found[0], re.S)
    return ["＊" if HIDDEN in cell else cell.strip() for cell in cells]


def marked(world: World, *counts: tuple[str, int]) -> list[int]:
    """Mark households of villages as lifted out, and let a day pass."""
    cases: list[int] = []
    for village, households in counts:
        found = [world.register(village=village) for _ in range(households)]
        cases += world.bring(found, to="mark_lifted_out")
    world.move()
    return cases


def test_before_any_notice_there_is_nothing_to_count(world: World) -> None:
    assert "没有可统计的数字" in page()


def test_what_is_recorded_today_is_counted_tomorrow(world: World) -> None:
    world.bring([world.register() for _ in range(6)], to="mark_lifted_out")
    before = row("合计")

    world.move()

    assert before[0] == "0"
    assert row("合计")[0] == "6"


def test_small_counts_are_hidden_and_cannot_be_subtracted(world: World) -> None:
    marked(world, (VILLAGE, 2), (OTHER_VILLAGE, 6))

    assert row("合计")[0] == "8"
    # Both townships, and the village of each, which is all of it.
    assert page().count(HIDDEN) == 4


def test_an_office_may_set_a_larger_least_count(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    marked(world, (VILLAGE, 6), (NEXT_VILLAGE, 6))
    assert HIDDEN not in page()

    monkeypatch.setattr(settings, "TUOPIN_SMALLEST_PUBLISHED", 7)
    world.move()

    assert row("合计")[0] == "12"
    assert page().count(HIDDEN) == 2
    assert "不足7户" in page()


def test_objections_are_counted_and_few_of_them_hidden(world: World) -> None:
    (case,) = world.bring([world.register()], to="report_to_township")
    objections = [world.object_to(case) for _ in range(5)]
    world.decide(objections[0], upheld=True)
    world.move()

    assert row("合计")[1:] == ["1", "5", "＊"]


def test_the_public_s_role_reads_no_count_that_is_hidden(world: World) -> None:
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        as_the_public() as cursor,
    ):
        cursor.execute("SELECT * FROM public_counts(ARRAY['mark_lifted_out'])")


def test_the_page_is_kept_until_the_day_is_over(world: World) -> None:
    marked(world, (VILLAGE, 6))
    browser = Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
    first = browser.get(PATH)

    again = browser.get(PATH, headers={"If-None-Match": first.headers["ETag"]})
    world.move()
    later = browser.get(PATH, headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, later.status_code) == (304, 200)
