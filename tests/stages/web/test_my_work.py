"""The day's work: what is open to whom, by when, and what waits for others."""

from __future__ import annotations

from tests.stages.web.conftest import LogIn
from tests.support.world import World


def test_the_village_sees_the_survey_that_is_its_to_do(
    world: World, log_in: LogIn
) -> None:
    household = world.register()
    world.file_plan([household])
    world.open_cases([household])

    page = log_in("village").get("/").content.decode()

    assert "入户调查" in page
    assert page.count("work-line") >= 1
