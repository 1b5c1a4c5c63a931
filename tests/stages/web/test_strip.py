"""The strip of acts says what is done, what is open, and why the rest is closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tuopin.office.policy.reader import read_pack
from tuopin.procedure.state import Acts, CaseState, DoneAct
from tuopin.procedure.strip import ActOnStrip, Hanging, Standing, strip
from tuopin.rulebook.procedure import Procedure, open_acts

PACK = Path(__file__).parents[3] / "packs" / "tieling-county-2017"
DAY = date(2017, 11, 20)
TO_THE_FIRST_NOTICE = {
    "list_in_plan": "listed",
    "survey": "surveyed",
    "assess": "met",
    "appraise": "agreed",
    "verify_committees": "confirmed",
    "verify_team": "confirmed",
    "acknowledge": "agrees",
    "post_first": "posted",
    "report_to_township": "reported",
}


@pytest.fixture(scope="module")
def procedure() -> Procedure:
    return read_pack(PACK).procedure("household_exit")


def case(**verdicts: str) -> CaseState:
    return CaseState(
        case_id=1,
        household_id=1,
        household_number="T-1",
        village_code="990100101201",
        year=2017,
        round=1,
        acts=Acts(
            read_pack(PACK).procedure("household_exit"),
            (
                DoneAct(act, verdict, DAY, 7, "王一")
                for act, verdict in verdicts.items()
            ),
        ),
    )


def acts(
    procedure: Procedure,
    state: CaseState,
    *,
    on: date = DAY,
    hanging: dict[str, Hanging] | None = None,
) -> dict[str, ActOnStrip]:
    shown = strip(procedure, state, on=on, hanging=hanging or {})
    return {act.rule.id: act for act in shown}


def test_the_strip_has_every_act_in_legal_order(procedure: Procedure) -> None:
    shown = strip(procedure, case(), on=DAY, hanging={})

    assert [act.rule.id for act in shown] == list(procedure.acts)
    assert [act.number for act in shown] == list(range(1, len(shown) + 1))


def test_what_the_strip_calls_open_is_what_the_procedure_opens(
    procedure: Procedure,
) -> None:
    state = case(**TO_THE_FIRST_NOTICE)

    shown = acts(procedure, state)

    open_ones = tuple(act for act, at in shown.items() if at.is_next)
    assert open_ones == open_acts(procedure, state.performed)


def test_a_closed_act_names_the_acts_still_missing(procedure: Procedure) -> None:
    shown = acts(procedure, case(**TO_THE_FIRST_NOTICE))

    determine = shown["determine"]

    assert determine.standing is Standing.CLOSED
    (why,) = determine.because
    assert "乡镇工作组核查" in why.zh
    assert "第一次公示期满" in why.zh
    assert "Examine" in why.en


def test_a_done_act_says_who_and_with_which_verdict(procedure: Procedure) -> None:
    shown = acts(procedure, case(**TO_THE_FIRST_NOTICE))

    appraise = shown["appraise"]

    assert appraise.is_done
    assert appraise.done is not None
    assert appraise.done.person_name == "王一"
    assert appraise.verdict is not None
    assert appraise.verdict.title.zh == "评议通过"


@pytest.mark.parametrize(
    ("on", "may_be_done"),
    [
        (date(2017, 11, 21), False),
        (date(2017, 11, 26), False),
        (date(2017, 11, 27), False),
        (date(2017, 11, 28), True),
        (date(2017, 12, 20), True),
    ],
    ids=["long before", "the day before", "on the last day", "the day after", "later"],
)
def test_a_hanging_notice_keeps_its_closing_shut_to_the_end_of_its_last_day(
    procedure: Procedure, on: date, may_be_done: bool
) -> None:
    hanging = {"first": Hanging(date(2017, 11, 27), date(2017, 11, 28))}

    shown = acts(procedure, case(**TO_THE_FIRST_NOTICE), on=on, hanging=hanging)

    assert shown["close_first"].is_next
    assert shown["close_first"].may_be_done is may_be_done
    if not may_be_done:
        assert "2017-11-27" in shown["close_first"].because[0].zh


def test_a_hold_shuts_every_open_act_and_gives_its_reason(procedure: Procedure) -> None:
    state = replace(case(**TO_THE_FIRST_NOTICE), holds=("收到异议",))

    shown = acts(procedure, state)

    assert not shown["examine"].may_be_done
    assert "收到异议" in shown["examine"].because[0].zh


def test_a_verdict_that_ends_the_round_shuts_what_follows(procedure: Procedure) -> None:
    shown = acts(
        procedure, case(list_in_plan="listed", survey="surveyed", assess="not_met")
    )

    assert shown["assess"].standing is Standing.ENDED
    assert shown["appraise"].standing is Standing.CLOSED
    assert "不达标" in shown["appraise"].because[0].zh
    assert not any(act.is_next for act in shown.values())


def test_an_unknown_fact_leaves_the_assessment_to_be_done_again(
    procedure: Procedure,
) -> None:
    shown = acts(
        procedure, case(list_in_plan="listed", survey="surveyed", assess="unknown")
    )

    assert shown["assess"].standing is Standing.AGAIN
    assert shown["assess"].may_be_done
    assert shown["appraise"].standing is Standing.CLOSED


@pytest.mark.parametrize(
    ("on", "is_late"),
    [
        (date(2017, 11, 20), False),
        (date(2017, 12, 30), False),
        (date(2017, 12, 31), False),
        (date(2018, 1, 1), True),
        (date(2018, 3, 1), True),
    ],
    ids=["well inside", "the day before", "on the last day", "the day after", "later"],
)
def test_the_year_s_end_shuts_the_appraisal(
    procedure: Procedure, on: date, is_late: bool
) -> None:
    state = case(list_in_plan="listed", survey="surveyed", assess="met")

    shown = acts(procedure, state, on=on)

    assert shown["appraise"].may_be_done is not is_late


def test_a_changed_fact_shuts_everything_before_the_approval_and_nothing_after(
    procedure: Procedure,
) -> None:
    before = replace(case(**TO_THE_FIRST_NOTICE), facts_changed=True)
    after = replace(
        case(
            **TO_THE_FIRST_NOTICE,
            examine="passed",
            close_first="no_objection",
            determine="determined",
            post_second="posted",
            close_second="no_objection",
            approve="approved",
        ),
        facts_changed=True,
    )

    assert not acts(procedure, before)["examine"].may_be_done
    assert acts(procedure, after)["announce"].may_be_done


def test_a_withdrawn_case_opens_nothing(procedure: Procedure) -> None:
    state = replace(case(**TO_THE_FIRST_NOTICE), ending="withdrawn")

    shown = acts(procedure, state)

    assert not any(act.may_be_done for act in shown.values())
    assert "撤回" in shown["examine"].because[0].zh
