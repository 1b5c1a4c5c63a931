"""The burden meter counts from the record: answers, papers, minutes, and no person."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest
from django.db import Error, connection, transaction

from tests.support import aftercare
from tests.support.burden import enter, fresh, loads_seen, print_paper, together
from tests.support.questionnaires import assign, submission_for, submit
from tests.support.second_surveys import drawn_now, one_drawn, survey_again
from tests.support.world import (
    ADEQUATE,
    COUNTY,
    NEXT_VILLAGE,
    OTHER_VILLAGE,
    TOWNSHIP,
    VILLAGE,
    YEAR,
    World,
)
from tuopin.office.divisions.domain import township_of
from tuopin.office.scope import acting_as
from tuopin.oversight.burden.domain import MOST_SECONDS, Load
from tuopin.oversight.burden.queries import (
    SURVEY,
    cost_of,
    entries_by_day,
    facts_asked_again,
    medians,
    papers_by_day,
    survey_medians,
)
from tuopin.oversight.models import EntryTime, PrintedPaper


def test_before_any_record_nothing_is_known(world: World) -> None:
    assert loads_seen(world) == {}
    with acting_as(world["county"]):
        assert medians(YEAR, COUNTY) == []
        cost = cost_of(10, year=YEAR, place=COUNTY)
    assert cost.hours is None
    assert cost.pages is None


def test_an_answer_that_says_the_same_again_was_asked_for_nothing(world: World) -> None:
    household = world.register()
    world.visit_again(household)

    assert together(world).repeated == 0

    world.move()
    world.visit_again(household, wage_income="8000.00")

    found = together(world)
    assert found.asked == 2 * len(ADEQUATE)
    assert found.repeated == len(ADEQUATE) - 1
    assert found.wanted == 0
    with acting_as(world["county"]):
        facts = facts_asked_again(YEAR, VILLAGE, is_wanted=False)
    assert sum(one.again for one in facts) == found.repeated
    assert "visit/wage_income" not in {one.about for one in facts}


def test_an_answer_is_compared_with_the_one_before_it_and_not_with_any(
    world: World,
) -> None:
    household = world.register()
    for grade in ("B", "C", "B"):
        world.visit_again(household, dwelling_grade=grade)
        world.move()

    with acting_as(world["county"]):
        facts = facts_asked_again(YEAR, VILLAGE, is_wanted=False)

    assert "visit/dwelling_grade" not in {one.about for one in facts}
    assert together(world).repeated == 2 * (len(ADEQUATE) - 1)


def test_a_survey_in_another_year_repeats_nothing(world: World) -> None:
    household = world.register()
    world.visit_again(household)
    world.move(days=366)
    world.visit_again(household)

    assert together(world, year=YEAR).repeated == 0
    assert together(world, year=YEAR + 1).repeated == 0


def test_another_household_s_answers_repeat_nothing(world: World) -> None:
    for household in (world.register(), world.register()):
        world.visit_again(household)

    assert together(world).repeated == 0


def test_a_blind_second_survey_is_wanted_by_the_rules(world: World) -> None:
    one_drawn(world)
    (drawn, *_) = [one.household_id for one in drawn_now(world)]
    before = together(world)

    survey_again(world, drawn, by="team")

    found = together(world)
    assert before.wanted == 0
    assert found.wanted > 0
    assert found.repeated == before.repeated


def test_calls_after_the_exit_are_wanted_by_the_rules(world: World) -> None:
    (exited,) = [world.register()]
    world.bring([exited], to="mark_lifted_out")
    world.move()
    aftercare.log(world, exited)
    before = together(world).repeated

    assert together(world).wanted == len(aftercare.ALL_SEEN)
    world.move()
    aftercare.log(world, exited)

    assert together(world).wanted == 2 * len(aftercare.ALL_SEEN)
    assert together(world).repeated == before


def test_the_same_paper_counts_once_a_day(world: World) -> None:
    mark = fresh()
    for _ in range(3):
        print_paper(world, mark=mark, pages=4)

    assert together(world) == Load(papers=1, pages=4)

    world.move()
    print_paper(world, mark=mark, pages=4)

    assert together(world) == Load(papers=2, pages=8)


def test_a_moment_of_opening_is_spent_once(world: World) -> None:
    mark = fresh()
    enter(world, mark=mark, seconds=60)
    enter(world, mark=mark, seconds=600)

    assert together(world) == Load(timed=1, seconds=60)


def test_a_form_that_did_nothing_is_no_entry(world: World) -> None:
    enter(world, rows=0)

    assert together(world) == Load()


def test_entries_of_unknown_length_are_counted_apart(world: World) -> None:
    enter(world, seconds=None)
    enter(world, seconds=MOST_SECONDS + 1)
    enter(world, seconds=MOST_SECONDS)

    found = together(world)
    assert (found.timed, found.untimed) == (1, 2)
    assert found.seconds == MOST_SECONDS


def test_the_minutes_of_a_survey_come_from_its_beginning_and_end(world: World) -> None:
    for began, ended in [
        ("2017-09-01T09:00:00+08:00", "2017-09-01T09:20:00+08:00"),
        ("2017-09-01T10:00:00+08:00", "2017-09-01T10:40:00+08:00"),
        ("2017-09-01T10:00:00+08:00", "2017-09-01T10:30:00+08:00"),
        ("2017-09-01T10:00:00+08:00", "2017-09-01T23:00:00+08:00"),
        ("2017-09-01T10:00:00+08:00", "2017-09-01T09:00:00+08:00"),
        ("", "2017-09-01T09:00:00+08:00"),
        ("somewhen", "2017-02-31T09:00:00+08:00"),
    ]:
        household = world.register()
        assign(world, household)
        said = {"began_at": began, "ended_at": ended}
        submit(world, submission_for(world, household, envelope=said))

    found = together(world)
    assert (found.timed, found.untimed) == (3, 4)
    assert found.seconds == (20 + 40 + 30) * 60
    with acting_as(world["county"]):
        (median,) = medians(YEAR, COUNTY)
        assert (median.form, median.entries, median.seconds) == (SURVEY, 7, 1800)
        assert survey_medians(YEAR, digits=9) == {TOWNSHIP: 1800}


def test_a_sheet_of_many_households_is_told_for_one(world: World) -> None:
    enter(world, form="appraise", rows=10, seconds=600)

    with acting_as(world["county"]):
        (median,) = medians(YEAR, COUNTY)

    assert median.seconds == 60


def test_an_order_costs_what_the_year_measured(world: World) -> None:
    household = world.register()
    assign(world, household)
    said = {
        "began_at": "2017-09-01T09:00:00+08:00",
        "ended_at": "2017-09-01T09:30:00+08:00",
    }
    submit(world, submission_for(world, household, envelope=said))
    print_paper(world, pages=3)

    with acting_as(world["county"]):
        cost = cost_of(20, year=YEAR, place=COUNTY)
        elsewhere = cost_of(20, year=YEAR, place=township_of(OTHER_VILLAGE))

    assert cost.hours == 10
    assert cost.pages_each == Fraction(3)
    assert cost.pages == 60
    assert elsewhere.hours is None
    assert elsewhere.pages is None


def test_the_county_is_the_sum_of_its_townships_and_they_of_their_villages(
    world: World,
) -> None:
    for place, by in (
        (VILLAGE, "village"),
        (NEXT_VILLAGE, "next village"),
        (OTHER_VILLAGE, "other village"),
    ):
        household = world.register(village=place)
        for _ in range(2):
            world.visit_again(household, by=by)
            world.move()
        print_paper(world, by=by, place=place)
        enter(world, by=by, place=place)
        enter(world, by=by, place=place, seconds=None)
    print_paper(world, by="township", place="")
    print_paper(world, by="county", place="", kind="brief")

    county = loads_seen(world)
    own = {
        by: together(world, by=by)
        for by in ("village", "next village", "other village", "township", "county")
    }
    at_desks = county[TOWNSHIP] + county[COUNTY]

    assert own["village"] == county[VILLAGE]
    assert own["township"] == county[VILLAGE] + county[NEXT_VILLAGE] + county[TOWNSHIP]
    assert (
        own["county"]
        == at_desks + own["village"] + own["next village"] + (own["other village"])
    )
    assert own["county"].pages == 10
    assert own["county"].repeated == 3 * len(ADEQUATE)


def test_what_lies_outside_the_area_counts_for_the_desk(world: World) -> None:
    print_paper(world, by="township", place=OTHER_VILLAGE)

    assert list(loads_seen(world)) == [TOWNSHIP]


def test_the_lists_add_up_to_the_figures(world: World) -> None:
    for at in range(3):
        print_paper(world, pages=at + 1)
        enter(world, seconds=100 * at)
        world.move()
    enter(world, seconds=None)

    with acting_as(world["county"]):
        papers, lines = papers_by_day(YEAR, COUNTY)
        entries, _ = entries_by_day(YEAR, COUNTY)
        first, _ = papers_by_day(YEAR, COUNTY, offset=1, limit=1)

    found = together(world)
    assert lines == len(papers) == 3
    assert first == papers[1:2]
    assert sum(one.size for one in papers) == found.pages
    assert sum(one.seconds or 0 for one in entries) == found.seconds
    assert sum(one.untimed or 0 for one in entries) == found.untimed == 1
    assert entries[0].seconds is None


@pytest.mark.parametrize("model", [PrintedPaper, EntryTime])
def test_no_count_tells_whose_it_was(model: type[PrintedPaper | EntryTime]) -> None:
    kept = {field.name for field in model._meta.get_fields()}

    assert kept <= {
        *("id", "division_code", "kind", "form", "pages", "rows", "seconds"),
        *("printed_on", "entered_on", "mark"),
    }


@pytest.mark.parametrize(
    ("table", "columns", "values"),
    [
        (
            "oversight_printedpaper",
            "division_code, kind, pages, printed_on, mark",
            "%s, 'forms', 1, %s, 'x'",
        ),
        (
            "oversight_entrytime",
            "division_code, form, rows, entered_on, mark",
            "%s, 'visit', 1, %s, 'x'",
        ),
    ],
)
def test_a_count_is_of_the_actor_s_area_and_of_the_office_s_day(
    world: World, table: str, columns: str, values: str
) -> None:
    statement = f"INSERT INTO {table} ({columns}) VALUES ({values})"
    later = world.today + timedelta(days=30)
    day = "printed_on" if "printed" in table else "entered_on"
    with acting_as(world["village"]), connection.cursor() as cursor:
        cursor.execute(statement, [VILLAGE, later])
        cursor.execute(f"SELECT {day} FROM {table}")
        assert cursor.fetchall() == [(world.today,)]
        for wrong in (
            f"UPDATE {table} SET division_code = '{NEXT_VILLAGE}'",
            f"DELETE FROM {table}",
        ):
            with pytest.raises(Error, match=r"permission denied|never changed"):
                _attempt(wrong)
        with pytest.raises(Error, match="row-level security"):
            _attempt(statement, [NEXT_VILLAGE, world.today])


def _attempt(statement: str, values: list[object] | None = None) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_a_count_that_fails_leaves_the_work_as_it_was(world: World) -> None:
    with acting_as(world["village"]):
        enter(world, rows=1, form="x" * 41)
        print_paper(world, pages=0)
        enter(world)

    assert together(world) == Load(timed=1, seconds=600)
