"""A township's year is scored from the record, and people decide on it (art. 10)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connections, transaction

from tests.support import performance
from tests.support.inspections import (
    SETUP,
    answer,
    check,
    decide,
    draw,
    drawn,
    freeze,
    order_of,
)
from tests.support.performance import AFTER, DECIDED, SAID, figure, find, mark, score
from tests.support.world import OTHER_TOWNSHIP, TOWNSHIP, VILLAGE, YEAR, World
from tuopin.office.accounts.domain import NotYourJurisdiction, NotYourPosition
from tuopin.office.counting import tallies, units
from tuopin.office.scope import acting_as
from tuopin.oversight import operations as oversight
from tuopin.oversight.domain import Design, Frame, Verdict
from tuopin.oversight.drawing import Plan
from tuopin.oversight.operations import UnableToAssess
from tuopin.oversight.performance import queries
from tuopin.oversight.performance.domain import Effect, Known, Recognition, proposal
from tuopin.oversight.performance.frozen import digest_of
from tuopin.rulebook.findings import Outcome
from tuopin.rulebook.performance import Part, RedLine

ALL_UNDER_WAY = replace(
    SETUP, frame=Frame.IN_PROCEDURE, plan=Plan(Design.SIMPLE, take_percent=100)
)


def approved(world: World, households: int = 2) -> list[int]:
    """Bring households of the plan to the county's approval."""
    return world.bring([world.register() for _ in range(households)], to="approve")


def planned(world: World, households: int = 1) -> list[int]:
    """Have a plan filed whose households get no further."""
    found = [world.register() for _ in range(households)]
    return world.bring(found, to="list_in_plan")


def found_wrong(world: World) -> int:
    """Have an inspector find a wrong exit; returns the check."""
    number = freeze(world, ALL_UNDER_WAY)
    draw(world, number)
    one, *_ = drawn(world, number)
    return check(world, one, Verdict.WRONG_EXIT)


def test_the_plan_is_fulfilled_by_whom_it_names_and_who_was_approved(
    world: World,
) -> None:
    approved(world, 2)

    found = figure(world, Part.HOUSEHOLD_PLAN)

    assert (found.counted, found.of, found.share) == (2, 2, 1)
    assert score(world).in_time is Outcome.MET


def test_what_is_not_known_is_neither_nothing_nor_full(world: World) -> None:
    approved(world, 1)

    known = {one.figure.part: one.figure.known for one in score(world).parts}
    points = {one.figure.part: one.points for one in score(world).parts}

    assert known[Part.WRONG_EXIT] is Known.UNKNOWN
    assert points[Part.WRONG_EXIT] is None
    assert known[Part.VILLAGE_PLAN] is Known.NOTHING_DUE


def test_a_township_without_a_filed_plan_has_no_total(world: World) -> None:
    found = score(world, OTHER_TOWNSHIP)

    assert found.total is None
    assert found.because is not None
    assert found.in_time is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("day", "in_time"),
    [
        (date(2017, 12, 1), Outcome.UNKNOWN),
        (date(2017, 12, 30), Outcome.UNKNOWN),
        (date(2017, 12, 31), Outcome.UNKNOWN),
        (date(2018, 1, 1), Outcome.NOT_MET),
        (AFTER, Outcome.NOT_MET),
    ],
)
def test_it_is_not_in_time_only_once_the_year_is_over(
    world: World, day: date, in_time: Outcome
) -> None:
    planned(world)

    world.move_to(day)

    assert score(world).in_time is in_time


def test_a_list_has_as_many_rows_as_its_figure_says(world: World) -> None:
    approved(world, 3)
    asked = performance.asked(world)

    with acting_as(world["county"]):
        measures = {part: asked.measure(part) for part in Part}
        counted = {
            part: (tallies(one).get(TOWNSHIP), units(one, TOWNSHIP))
            for part, one in measures.items()
            if one
        }

    for part, (tally, rows) in counted.items():
        assert len(rows) == (tally.of if tally else 0), part
        assert sum(one.counts for one in rows) == (tally.counted if tally else 0), part
    assert counted[Part.LATE_ACTS][1]


def test_the_township_reads_the_figures_that_the_county_reads(world: World) -> None:
    approved(world, 2)
    found_wrong(world)
    world.move_to(AFTER)

    assert score(world, by="township") == score(world)


def test_an_archive_is_in_time_within_the_pack_s_days(world: World) -> None:
    approved(world, 1)
    days = performance.asked(world).rules.archive_within_days
    on_it = figure(world, Part.ARCHIVE)
    world.move(days=days)
    still = figure(world, Part.ARCHIVE)
    world.move()

    after = figure(world, Part.ARCHIVE)

    assert on_it.known is still.known is Known.NOTHING_DUE
    assert (after.counted, after.of) == (0, 1)


def test_an_order_is_corrected_in_time_by_the_answer_that_was_accepted(
    world: World,
) -> None:
    planned(world, 2)
    number = freeze(world, ALL_UNDER_WAY)
    draw(world, number)
    first, second = drawn(world, number)
    for one in (first, second):
        check(world, one, Verdict.WRONG_EXIT)
    orders = [order_of(world, one) for one in (first, second)]
    answer(world, orders[0])
    decide(world, orders[0])
    world.move(days=16)
    answer(world, orders[1])
    decide(world, orders[1])

    found = figure(world, Part.CORRECTIONS)

    assert (found.counted, found.of) == (1, 2)


def test_a_sample_too_small_tells_no_rate_but_shows_what_was_found(
    world: World,
) -> None:
    planned(world, 3)
    found_wrong(world)

    found = figure(world, Part.WRONG_EXIT)

    assert found.known is Known.UNKNOWN
    assert (found.counted, found.of) == (1, 1)
    assert found.because is not None
    assert "不足30户" in found.because.zh


def test_poor_work_on_a_plan_not_fulfilled_is_proposed_for_criticism(
    world: World,
) -> None:
    planned(world)
    world.move_to(AFTER)
    before = proposal(score(world), None)
    find(world, Effect.POOR)

    proposed = proposal(score(world), Effect.POOR)
    performance.decide(world)

    assert before.recognition is None
    assert proposed.recognition is Recognition.PUBLIC_CRITICISM
    with acting_as(world["township"]):
        kept = queries.decisions_of(YEAR)[TOWNSHIP]
    assert digest_of(kept.figures) == kept.digest
    assert json.loads(kept.figures)["in_time"] == "not_met"


@pytest.mark.parametrize(
    ("effect", "recognition"),
    [
        (Effect.OUTSTANDING, Recognition.PUBLIC_CRITICISM),
        (Effect.NEITHER, Recognition.PUBLIC_CRITICISM),
        (None, Recognition.PUBLIC_CRITICISM),
        (Effect.POOR, Recognition.COMMENDATION),
        (Effect.OUTSTANDING, Recognition.COMMENDATION),
    ],
)
def test_neither_condition_alone_is_enough(
    world: World, effect: Effect | None, recognition: Recognition
) -> None:
    planned(world)
    world.move_to(AFTER)
    if effect is not None:
        find(world, effect)

    with pytest.raises(UnableToAssess, match="两个条件"):
        performance.decide(world, recognition)

    assert performance.decide(world, Recognition.NEITHER)


def test_outstanding_work_on_a_plan_fulfilled_is_commended(world: World) -> None:
    approved(world)
    find(world, Effect.OUTSTANDING)

    assert performance.decide(world, Recognition.COMMENDATION)


def test_a_wrong_exit_that_was_found_bars_the_commendation(world: World) -> None:
    approved(world)
    found_wrong(world)
    find(world, Effect.OUTSTANDING)

    with pytest.raises(UnableToAssess):
        performance.decide(world, Recognition.COMMENDATION)

    (line,) = score(world).red_lines
    assert (line.line, line.is_upheld) == (RedLine.WRONG_EXIT, False)


def test_a_forged_signature_bars_it_though_the_household_was_right(
    world: World,
) -> None:
    approved(world)
    number = freeze(world, ALL_UNDER_WAY)
    draw(world, number)
    one, *_ = drawn(world, number)
    mark(world, check(world, one))
    find(world, Effect.OUTSTANDING)

    with pytest.raises(UnableToAssess, match="红线"):
        performance.decide(world, Recognition.COMMENDATION)

    proposed = proposal(score(world), Effect.OUTSTANDING)
    assert proposed.recognition is Recognition.NEITHER


def test_a_red_line_is_marked_once_and_never_as_a_wrong_exit(world: World) -> None:
    approved(world)
    made = found_wrong(world)

    with pytest.raises(UnableToAssess, match="本身就是红线"):
        mark(world, made, RedLine.WRONG_EXIT)
    mark(world, made)
    with pytest.raises(UnableToAssess, match="已登记"):
        mark(world, made)


def test_a_later_decision_names_the_earlier_and_says_why(world: World) -> None:
    planned(world)
    world.move_to(AFTER)
    find(world, Effect.POOR)
    first = performance.decide(world)
    find(world, Effect.NEITHER, grounds="经申诉复核，延误因水毁")

    with pytest.raises(UnableToAssess, match="为什么改变"):
        performance.decide(world, Recognition.NEITHER)
    performance.decide(world, Recognition.NEITHER, why_changed="复核改变")

    with acting_as(world["county"]):
        last, before = queries.all_decisions(TOWNSHIP, YEAR)
    assert (before.id, last.follows_id) == (first, first)


@pytest.mark.parametrize("blank", ["paper_number", "grounds", "evidence"])
def test_a_decision_has_its_document_its_number_and_its_grounds(
    world: World, blank: str
) -> None:
    planned(world)

    with pytest.raises(UnableToAssess):
        performance.decide(world, Recognition.NEITHER, **{blank: " "})

    assert performance.decide(world, Recognition.NEITHER)


def test_nothing_is_found_or_decided_for_another_day(world: World) -> None:
    planned(world)
    yesterday = world.today - timedelta(days=1)

    with pytest.raises(UnableToAssess, match="不是今天"):
        oversight.find_effect(said=SAID, actor=world["county"], on=yesterday)
    with pytest.raises(UnableToAssess, match="不是今天"):
        oversight.decide_performance(
            decided=DECIDED, actor=world["leading group"], on=yesterday
        )


@pytest.mark.parametrize("by", ["township", "county", "supervision", "city"])
def test_the_leading_group_decides_and_nobody_else(world: World, by: str) -> None:
    planned(world)

    with pytest.raises((NotYourPosition, NotYourJurisdiction)):
        performance.decide(world, Recognition.NEITHER, by=by)

    assert performance.decide(world, Recognition.NEITHER)


def test_an_incentive_scheme_is_for_a_village_that_exited_in_time(
    world: World,
) -> None:
    planned(world)

    with pytest.raises(UnableToAssess, match="没有按2017年计划"):
        oversight.keep_scheme(
            village_code=VILLAGE,
            year=YEAR,
            title="村级激励办法",
            evidence="乡发〔2018〕3号",
            actor=world["township"],
            on=world.today,
        )


# Whatever the program may do, its own role cannot write these.

COLUMNS = """division_code, year, recognition, finding_id, paper_number, grounds,
evidence, figures, digest, pack_id, follows_id, why_changed, decided_by_id,
entered_on, recorded_at"""
COPY = f"""INSERT INTO oversight_performancedecision ({COLUMNS})
SELECT division_code, year, {{recognition}}, finding_id, {{paper}}, grounds, evidence,
  {{figures}}, encode(sha256(convert_to({{figures}}, 'UTF8')), 'hex'), pack_id,
  {{follows}}, {{why}}, {{by}}, entered_on, recorded_at
FROM oversight_performancedecision ORDER BY id DESC LIMIT 1"""
AS_IT_IS = {
    "recognition": "recognition",
    "paper": "paper_number",
    "figures": "figures",
    "follows": "id",
    "why": "'为何'",
    "by": "decided_by_id",
}


def attacked(world: World, statement: str) -> str:
    """Try a statement as the application's own role; returns the promise it breaks."""
    with acting_as(world["province"]), connections["default"].cursor() as cursor:
        with pytest.raises(IntegrityError) as refusal, transaction.atomic():
            cursor.execute(statement)
        cause = refusal.value.__cause__
        return str(cause.diag.constraint_name)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("changed", "promise"),
    [
        ({"recognition": "'commendation'"}, "both_conditions"),
        ({"follows": "NULL"}, "decided_by_people"),
        ({"why": "' '"}, "decided_by_people"),
        ({"paper": "''"}, "decided_by_people"),
        (
            {"by": "(SELECT found_by_id FROM oversight_effectfinding LIMIT 1)"},
            "decided_by_people",
        ),
        (
            {"figures": "replace(figures, '\"year\":2017', '\"year\":2016')"},
            "decided_by_people",
        ),
    ],
)
def test_the_database_takes_no_decision_that_people_did_not_make(
    world: World, changed: dict[str, str], promise: str
) -> None:
    planned(world)
    world.move_to(AFTER)
    find(world, Effect.POOR)
    performance.decide(world)

    assert attacked(world, COPY.format(**{**AS_IT_IS, **changed})) == promise

    with acting_as(world["province"]), connections["default"].cursor() as cursor:
        cursor.execute(COPY.format(**AS_IT_IS))


def test_the_database_commends_nobody_past_a_red_line(world: World) -> None:
    approved(world)
    find(world, Effect.OUTSTANDING)
    performance.decide(world, Recognition.COMMENDATION)
    found_wrong(world)

    promise = attacked(world, COPY.format(**AS_IT_IS))

    assert promise == "no_award_past_a_red_line"


def test_what_was_decided_stays(world: World) -> None:
    planned(world)
    performance.decide(world, Recognition.NEITHER)

    with acting_as(world["leading group"]), connections["default"].cursor() as cursor:
        for statement in (
            "UPDATE oversight_performancedecision SET grounds = 'x'",
            "DELETE FROM oversight_performancedecision",
        ):
            with (
                pytest.raises(Exception, match="permission denied"),
                transaction.atomic(),
            ):
                cursor.execute(statement)
