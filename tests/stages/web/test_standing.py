"""A status says in words where a case stands, and what that means for its way on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tuopin.office.policy.reader import read_pack
from tuopin.procedure.standing import (
    Kind,
    final_statuses,
    shown_status,
    shown_statuses,
)
from tuopin.rulebook.procedure import Procedure

PACKS = Path(__file__).parents[3] / "packs"


@pytest.fixture(scope="module")
def tieling() -> Procedure:
    return read_pack(PACKS / "tieling-county-2017").procedure("household_exit")


@pytest.fixture(scope="module")
def invented() -> Procedure:
    return read_pack(PACKS / "_fictional").procedure("leaving")


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("lifted_out", Kind.DONE),
        ("surveyed", Kind.OPEN),
        ("not_known", Kind.WAITS),
        ("on_hold", Kind.WAITS),
        ("not_met", Kind.ENDS),
        ("withdrawn", Kind.ENDS),
    ],
)
def test_a_status_tells_what_it_means_for_the_household(
    tieling: Procedure, status: str, kind: Kind
) -> None:
    assert shown_status(tieling, status).kind is kind


def test_a_case_that_waits_for_no_act_is_done_or_has_ended(tieling: Procedure) -> None:
    final = final_statuses(tieling)

    assert {"lifted_out", "not_met", "withdrawn"} <= final
    assert not {"surveyed", "not_known", "on_hold", "awaiting_marking"} & final


def test_another_county_s_statuses_read_the_same_way(invented: Procedure) -> None:
    kinds = {one.id: one.kind for one in shown_statuses(invented).values()}

    assert kinds["left"] is Kind.DONE
    assert kinds["unfit"] is Kind.ENDS
    assert kinds["hanging"] is Kind.OPEN
