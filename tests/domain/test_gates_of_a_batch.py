"""A batch asks its gates once for cases that are alike to them, and only for those."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest

from tuopin.office.accounts.domain import Actor
from tuopin.office.policy.reader import read_pack
from tuopin.procedure.alike import GatesOfABatch
from tuopin.procedure.domain import GATES, Attempt, Because, CaseRefusal, first_refusal
from tuopin.procedure.queries import procedure_of
from tuopin.procedure.state import Acts, CaseState, DoneAct
from tuopin.rulebook.positions import Position
from tuopin.rulebook.text import Text

PACK = read_pack(Path(__file__).parents[2] / "packs" / "tieling-county-2017")
PROCEDURE = procedure_of(PACK)
DAY = date(2017, 12, 1)
WHICH_HOUSEHOLD = (
    "case_id",
    "household_id",
    "household_number",
    "village_code",
    "round",
    "assessment_id",
)
"""What tells one household's case from another's, and no gate may look at."""


def attempt_on(case: CaseState) -> Attempt:
    return Attempt(
        rule=PROCEDURE.acts["approve"],
        verdict="approved",
        evidence={"approval_form": "审批表"},
        actor=Actor(1, 99, "丁", Position.COUNTY_LEADING_GROUP, "211221000000"),
        on=DAY,
        entered_on=DAY,
        case=case,
        procedure=PROCEDURE,
    )


@pytest.fixture
def case() -> CaseState:
    """A case before the leading group."""
    before = list(PROCEDURE.acts)[: list(PROCEDURE.acts).index("approve")]
    acts = Acts(
        PROCEDURE,
        (
            DoneAct(act, PROCEDURE.acts[act].verdicts[0].id, DAY, at, "丙")
            for at, act in enumerate(before)
        ),
    )
    return CaseState(1, 2, "21122110120000001", "211221101200", 2017, 1, acts)


class Household:
    """A case that nobody may ask which household it is."""

    def __init__(self, case: CaseState) -> None:
        self._case = case

    def __getattr__(self, name: str) -> object:
        assert name not in WHICH_HOUSEHOLD, f"a gate looks at {name}"
        return getattr(self._case, name)


def test_no_gate_looks_at_which_household_it_is(case: CaseState) -> None:
    hidden = replace(attempt_on(case), case=Household(case))  # type: ignore[arg-type]

    assert [gate(hidden) for gate in GATES] == [None] * len(GATES)


def test_every_part_of_a_case_is_told_apart_or_is_which_household_it_is() -> None:
    told_apart = {
        "acts",
        "year",
        "ending",
        "holds",
        "facts_changed",
        "recused_persons",
        "surveyor",
        "households_pending",
    }

    assert {one.name for one in fields(CaseState)} == told_apart | {*WHICH_HOUSEHOLD}


OWN = CaseRefusal(Because.SPECIFIC, Text("不行", "no"), "art-06")


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"holds": ("异议",)}, id="held"),
        pytest.param({"ending": "withdrawn"}, id="given-up"),
        pytest.param({"facts_changed": True}, id="facts-changed"),
        pytest.param({"recused_persons": frozenset({99})}, id="recused"),
        pytest.param({"surveyor": "丁"}, id="surveyed-by-the-actor"),
        pytest.param({"year": 2016}, id="of-another-year"),
        pytest.param({"acts": Acts(PROCEDURE, ())}, id="nothing-done"),
    ],
)
def test_a_case_that_differs_is_asked_on_its_own(
    case: CaseState, changed: dict[str, object]
) -> None:
    gates = GatesOfABatch()
    alike = attempt_on(replace(case, case_id=2, household_number="other"))
    other = attempt_on(replace(case, case_id=3, **changed))  # type: ignore[arg-type]

    found = [gates.first_refusal(one) for one in (attempt_on(case), alike, other)]

    assert found == [None, None, first_refusal(other)]
    assert (found[2] is None) == (first_refusal(other) is None)


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"evidence": {}}, id="no-paper"),
        pytest.param({"on": date(2017, 11, 30)}, id="another-day"),
        pytest.param({"refusal": OWN}, id="the-act-s-own-refusal"),
    ],
)
def test_a_row_that_differs_is_asked_on_its_own(
    case: CaseState, changed: dict[str, object]
) -> None:
    gates = GatesOfABatch()
    other = replace(attempt_on(case), **changed)  # type: ignore[arg-type]

    found = [gates.first_refusal(one) for one in (attempt_on(case), other)]

    assert found[0] is None
    assert found[1] == first_refusal(other)
    assert found[1] is not None
