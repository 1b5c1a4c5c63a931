"""How the acts about a township's year are attempted, each in its own township."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.stages.access.inspecting import drawn
from tests.support import inspections
from tests.support.performance import DECIDED, SAID
from tests.support.satisfaction import ASKED
from tests.support.time_logic import contradict
from tuopin.office.accounts.domain import Actor
from tuopin.oversight import operations as oversight
from tuopin.oversight.contradictions.domain import Outcome
from tuopin.oversight.operations import Settling
from tuopin.oversight.performance.domain import Recognition
from tuopin.rulebook.performance import RedLine

if TYPE_CHECKING:
    from tests.stages.access.every_operation import Place


def mark(place: Place, actor: Actor) -> object:
    with drawn(place) as found:
        return oversight.mark_red_line(
            check_id=inspections.check(place.world, found),
            line=RedLine.FORGED_SIGNATURE,
            grounds="代签",
            evidence="笔迹比对",
            actor=actor,
            on=place.world.today,
        )


def interview(place: Place, actor: Actor) -> object:
    with drawn(place) as found:
        return oversight.record_interview(
            drawn_id=found.drawn.id,
            asked=replace(ASKED, done_on=place.world.today),
            actor=actor,
            on=place.world.today,
        )


def settle(place: Place, actor: Actor) -> object:
    pair = contradict(place.world, place.village)
    return oversight.settle_contradiction(
        village_code=place.village,
        key=pair.key or "",
        settling=Settling(Outcome.IRREGULAR, "照片系翻拍", "核实笔录"),
        actor=actor,
        on=place.world.today,
    )


def find(place: Place, actor: Actor) -> object:
    return oversight.find_effect(
        said=replace(SAID, township=place.township),
        actor=actor,
        on=place.world.today,
    )


def decide(place: Place, actor: Actor) -> object:
    decided = replace(DECIDED, township=place.township, recognition=Recognition.NEITHER)
    return oversight.decide_performance(
        decided=decided, actor=actor, on=place.world.today
    )
