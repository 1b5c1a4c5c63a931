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


def test_a_higher_line_shows_how_many_fewer_would_meet(
    world: World, log_in: LogIn
) -> None:
    for wages in ("2404.01", "90000"):
        world.visit_again(world.register(village=VILLAGE), wage_income=wages)

    browser = log_in("township")
    as_it_is = browser.get("/standing/").content.decode()
    supposed = browser.get("/standing/?poverty_line=3335").content.decode()

    assert "现为2952" in as_it_is
    assert "假设一列" not in as_it_is
    assert "1 (-1)" in supposed
    assert "不是政策" in supposed


def test_a_figure_that_is_none_is_answered(world: World, log_in: LogIn) -> None:
    world.register(village=VILLAGE)

    answer = log_in("township").get("/standing/?poverty_line=much")

    assert answer.status_code == 200
    assert "refusal" in answer.content.decode()


def test_in_a_year_without_a_line_it_says_so(world: World, log_in: LogIn) -> None:
    world.register(village=VILLAGE)
    world.move_to(world.today.replace(year=2021))

    answer = log_in("township").get("/standing/")

    assert answer.status_code == 503
    assert "2021" in answer.content.decode()
