"""The page that shows how the register stands against the standard (arts. 3, 14)."""

from __future__ import annotations

from tests.stages.web.conftest import LogIn
from tests.support.world import OTHER_VILLAGE, VILLAGE, World


def test_a_township_sees_its_villages_with_their_counts(
    world: World, log_in: LogIn
) -> None:
    world.register(village=VILLAGE)
    world.register(village=OTHER_VILLAGE)

    page = log_in("township").get("/standing/").content.decode()

    assert f"?place={VILLAGE}" in page
    assert f"?place={OTHER_VILLAGE}" not in page
    assert "情况不明" in page
    assert "第三条" in page


def test_without_households_it_says_what_to_do(world: World, log_in: LogIn) -> None:
    page = log_in("township").get("/standing/").content.decode()

    assert "登记表导入" in page


def test_in_a_year_without_a_line_it_says_so(world: World, log_in: LogIn) -> None:
    world.register(village=VILLAGE)
    world.move_to(world.today.replace(year=2021))

    answer = log_in("township").get("/standing/")

    assert answer.status_code == 503
    assert "2021" in answer.content.decode()
