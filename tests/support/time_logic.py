"""Papers whose times contradict each other, written past the gates that refuse them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.db import connections
from django.db.models.functions import Now

from tests.support.pictures import picture
from tests.support.world import NEXT_VILLAGE, VILLAGE, YEAR, World
from tuopin.office.documents.models import Document, DocumentUse
from tuopin.office.scope import acting_as
from tuopin.office.time_logic import Counted, Pair, State
from tuopin.oversight import operations as oversight
from tuopin.oversight.contradictions.domain import Outcome
from tuopin.oversight.contradictions.queries import comparisons
from tuopin.oversight.operations import Settling
from tuopin.procedure.models import (
    Acknowledgement,
    ActRecord,
    AppraisalMeeting,
    Ballot,
    ExitCase,
)
from tuopin.web.time_logic import board

NOTHING = Counted()


def figures(world: World, *, by: str = "county") -> Mapping[str, Counted]:
    """Return what each check counts in somebody's area."""
    with acting_as(world[by]):
        page = board.page_of(world[by], {}, on=world.today)
    return {one.check.id: one.counted for one in page.checks}


def found(
    world: World, check: str, state: State = State.CONTRADICTS, *, by: str = "county"
) -> list[Pair]:
    """Return the pairs that a check finds in somebody's area."""
    with acting_as(world[by]):
        made = comparisons(board.rules_on(world.today), check)
        return board.pairs(made, world[by].division_code, state)


def contradict(world: World, village: str = VILLAGE) -> Pair:
    """Return a contradiction of a village: one person in two villages at once."""
    other = VILLAGE if village == NEXT_VILLAGE else NEXT_VILLAGE
    snap(world, noon(world.today), place=other, by="county")
    snap(world, noon(world.today, minutes=1), place=village, by="county")
    pairs = found(world, "two_places_one_hour")
    return next(one for one in pairs if one.one.place == village)


def settle(
    world: World,
    pair: Pair,
    outcome: Outcome = Outcome.EXPLAINED,
    *,
    grounds: str = "两人轮用一部手机",
    evidence: str = "核实笔录",
    by: str = "supervision",
) -> int:
    """Say what came of looking into a contradiction, today."""
    return oversight.settle_contradiction(
        village_code=pair.one.place,
        key=pair.key or "",
        settling=Settling(outcome, grounds, evidence),
        actor=world[by],
        on=world.today,
    )


def meet(
    world: World, case: int, *, held_on: date, recorded_for: date | None, came: int = 24
) -> None:
    """Put a meeting of 24 votes into the record, with or without its act."""
    with acting_as(world["village"]):
        seat = world["village"]
        meeting = AppraisalMeeting.objects.create(
            village_id=VILLAGE,
            year=YEAR,
            held_on=held_on,
            place="村委会",
            chair="丁主持",
            recorder="丁记录",
            entitled=30,
            attended=came,
            evidence={},
            recorded_by_id=seat.appointment_id,
        )
        Ballot.objects.create(
            meeting=meeting,
            case_id=case,
            village_code=VILLAGE,
            agree=19,
            against=3,
            abstain=1,
            recused=1,
        )
        if recorded_for is None:
            return
        ActRecord.objects.create(
            case_id=case,
            village_code=VILLAGE,
            round=ExitCase.objects.get(id=case).round,
            act="appraise",
            verdict="agreed",
            consequence="waits",
            done_on=recorded_for,
            entered_on=world.today,
            recorded_at=Now(),
            appointment_id=seat.appointment_id,
            person_id=seat.person_id,
            evidence={},
            subject=f"meeting:{meeting.id}",
        )


def sign(world: World, case: int, *, on: date, signer: str = "乙1") -> None:
    """Put a household's signature into the record."""
    with acting_as(world["village"]):
        Acknowledgement.objects.create(
            case_id=case,
            village_code=VILLAGE,
            round=ExitCase.objects.get(id=case).round,
            answer="agrees",
            signer=signer,
            relation="户主",
            manner="signature",
            answered_on=on,
        )


def leave(world: World, household: int, *, name: str, on: date) -> None:
    """Let a member leave the household in the register."""
    with acting_as(world["county"]), connections["default"].cursor() as cursor:
        cursor.execute(
            "UPDATE register_householdmember SET valid_to = %s"
            " WHERE household_id = %s AND name = %s AND valid_to IS NULL",
            [on, household, name],
        )


def snap(
    world: World, taken: datetime | None, *, place: str = VILLAGE, by: str = "township"
) -> Document:
    """Keep a photo with a time of its own, or without."""
    at = f"{taken:%Y:%m:%d %H:%M:%S}" if taken else ""
    return world.keep(picture(taken_at=at), place=place, by=by)


def use(world: World, photo: Document, *, act: str = "post_first") -> None:
    """Let a photo prove an act on the world's day."""
    with acting_as(world["village"]):
        DocumentUse.objects.create(
            document=photo,
            division_code=photo.division_code,
            act=act,
            evidence="posting_photo",
            occasion=f"act:{photo.id}",
            used_by_id=world["village"].appointment_id,
            used_on=world.today,
        )


def noon(day: date, *, days: int = 0, minutes: int = 0) -> datetime:
    """Return noon of a day, or so many days and minutes later."""
    day_of_it = datetime.combine(day, time(12))
    return day_of_it + timedelta(days=days, minutes=minutes)
