"""Many households in one request: a result per row, and all in one transaction."""

from __future__ import annotations

import pytest

from tests.support.world import OTHER_VILLAGE, World
from tuopin.office.scope import acting_as
from tuopin.procedure import operations as procedure
from tuopin.procedure import recording
from tuopin.procedure.domain import Because
from tuopin.procedure.models import ActRecord, ExitCase
from tuopin.procedure.recording import BatchResult, Result, Row
from tuopin.procedure.votes import Votes

UNKNOWN = 10**9


def verified(world: World, *rows: Row) -> BatchResult:
    return procedure.verify_team(rows=rows, actor=world["team"], on=world.today)


def row(case: int, paper: str = "意见") -> Row:
    return Row(case, "confirmed", {"verification_opinion": paper})


@pytest.fixture
def mixed(world: World) -> dict[str, int]:
    """Cases of every kind, each about to be verified by the team."""
    elsewhere = world.bring([world.register(village=OTHER_VILLAGE)], to="appraise")
    names = ("good", "held", "given up", "without paper", "done", "also good")
    cases = world.bring([world.register() for _ in names], to="appraise")
    found = dict(zip(names, cases, strict=True))
    world.hold(found["held"])
    world.withdraw(found["given up"])
    world.verify_team([found["done"]])
    return {**found, "elsewhere": elsewhere[0], "unknown": UNKNOWN}


EXPECTED = {
    "good": (Result.DONE, None),
    "unknown": (Result.REFUSED, Because.NOT_THERE),
    "held": (Result.HELD, Because.HELD),
    "elsewhere": (Result.REFUSED, Because.NOT_THERE),
    "given up": (Result.REFUSED, Because.ENDED),
    "without paper": (Result.REFUSED, Because.EVIDENCE_MISSING),
    "done": (Result.REFUSED, Because.DONE_BEFORE),
    "also good": (Result.DONE, None),
}


def test_every_row_has_its_own_result_in_the_order_asked(
    world: World, mixed: dict[str, int]
) -> None:
    rows = [row(mixed[name], "" if "without" in name else "意见") for name in EXPECTED]

    result = verified(world, *rows)

    assert [one.case_id for one in result.rows] == [one.case_id for one in rows]
    found = {
        name: (one.result, one.refusal.because if one.refusal else None)
        for name, one in zip(EXPECTED, result.rows, strict=True)
    }
    assert found == EXPECTED
    assert len(result.done) + len(result.refused) == len(rows)


def test_a_case_elsewhere_and_a_case_nowhere_sound_the_same(
    world: World, mixed: dict[str, int]
) -> None:
    result = verified(world, row(mixed["elsewhere"]), row(UNKNOWN))

    elsewhere, nowhere = (one.refusal for one in result.rows)
    assert elsewhere == nowhere
    assert elsewhere is not None
    assert elsewhere.cite == "art-02"


def test_a_household_stands_once_in_a_batch(
    world: World, mixed: dict[str, int]
) -> None:
    with pytest.raises(ValueError, match="twice"):
        verified(world, row(mixed["good"]), row(mixed["good"]))


def test_a_failure_in_the_middle_leaves_nothing(
    world: World, mixed: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: object) -> None:
        raise ConnectionError("the lights went out")

    monkeypatch.setattr(recording.audit, "record", fail)

    with pytest.raises(ConnectionError):
        verified(world, row(mixed["good"]), row(mixed["also good"]))

    with acting_as(world["county"]):
        left = ActRecord.objects.filter(
            act="verify_team", case_id__in=[mixed["good"], mixed["also good"]]
        )
        assert left.count() == 0
        assert ExitCase.objects.get(id=mixed["good"]).status == "appraised"


def test_a_large_batch_is_done_whole(world: World) -> None:
    households = [world.register() for _ in range(60)]

    cases = world.bring(households, to="verify_team")

    with acting_as(world["county"]):
        acts = ActRecord.objects.filter(act="verify_team")
        assert set(acts.values_list("case_id", flat=True)) == set(cases)
        statuses = ExitCase.objects.values_list("status", flat=True)
        assert set(statuses) == {"verified"}


def test_one_vote_of_a_meeting_that_does_not_add_up_stops_one_household(
    world: World,
) -> None:
    good, odd = world.bring([world.register(), world.register()], to="assess")
    meeting = procedure.Meeting(
        village_code=world["village"].division_code,
        year=2017,
        held_on=world.today,
        place="村委会",
        chair="丁主持",
        recorder="丁记录",
        entitled=30,
        attended=24,
        votes={good: Votes(24, 0, 0), odd: Votes(23, 0, 0)},
        evidence={"attendance_list": "签", "minutes": "记", "vote_sheet": "票"},
    )

    result = procedure.appraise(meeting=meeting, actor=world["village"], on=world.today)

    assert result.done == (good,)
    assert [one.case_id for one in result.refused] == [odd]
