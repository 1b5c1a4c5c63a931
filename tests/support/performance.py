"""A township's year in the invented county: found, decided, marked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.support.world import TOWNSHIP, YEAR, World
from tuopin.office.policy.queries import pack_on
from tuopin.office.scope import acting_as
from tuopin.oversight import operations as oversight
from tuopin.oversight.operations import Decided, EffectSaid
from tuopin.oversight.performance import queries
from tuopin.oversight.performance.domain import Effect, Figure, Recognition, Score
from tuopin.oversight.performance.queries import Asked
from tuopin.rulebook.performance import Part, RedLine

AFTER = date(2018, 1, 10)
"""A day on which the year's plan can no longer be fulfilled in time."""
SAID = EffectSaid(
    TOWNSHIP, YEAR, Effect.POOR, "多次催办仍未组织评议", "县办〔2018〕1号"
)
DECIDED = Decided(
    TOWNSHIP,
    YEAR,
    Recognition.PUBLIC_CRITICISM,
    "铁脱贫发〔2018〕2号",
    "未能如期脱贫且工作不力",
    "会议纪要",
)


def asked(world: World, year: int = YEAR) -> Asked:
    """Return whose figures are asked for today."""
    pack = pack_on(world.today)
    assert pack.performance is not None
    return Asked(year, world.today, pack, pack.performance)


def score(world: World, township: str = TOWNSHIP, *, by: str = "county") -> Score:
    """Return a township's score as somebody sees it."""
    with acting_as(world[by]):
        return queries.scores_of([township], asked(world))[township]


def figure(
    world: World, part: Part, township: str = TOWNSHIP, *, by: str = "county"
) -> Figure:
    """Return one part's figure."""
    found = score(world, township, by=by)
    return next(one.figure for one in found.parts if one.figure.part is part)


def find(
    world: World, effect: Effect = Effect.POOR, *, by: str = "county", **said: object
) -> int:
    """Have the county office find how the township worked."""
    return oversight.find_effect(
        said=replace(SAID, effect=effect, **said),  # type: ignore[arg-type]
        actor=world[by],
        on=world.today,
    )


def decide(
    world: World,
    recognition: Recognition = Recognition.PUBLIC_CRITICISM,
    *,
    by: str = "leading group",
    **decided: object,
) -> int:
    """Have the leading group decide on the township's year."""
    return oversight.decide_performance(
        decided=replace(DECIDED, recognition=recognition, **decided),  # type: ignore[arg-type]
        actor=world[by],
        on=world.today,
    )


def mark(
    world: World,
    check: int,
    line: RedLine = RedLine.FORGED_SIGNATURE,
    *,
    by: str = "supervision",
) -> int:
    """Have supervision mark a red line on what a check found."""
    return oversight.mark_red_line(
        check_id=check,
        line=line,
        grounds="认可书签名不是本人所写",
        evidence="笔迹比对记录",
        actor=world[by],
        on=world.today,
    )
