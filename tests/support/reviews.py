"""Second reviews of objections, asked for and answered as an office would."""

from __future__ import annotations

from datetime import date

from tests.support.world import World
from tuopin.notice import operations as notices
from tuopin.notice.domain import Channel
from tuopin.notice.models import Objection, SecondReview
from tuopin.notice.operations import Answer, ReviewRequest


def dismissed(
    world: World, case: int, *, publicity: str = "first", by: str = ""
) -> Objection:
    """Let an objection come in and be dismissed by the township, if not another."""
    objection = world.object_to(case, publicity=publicity, by="village")
    world.decide(objection, by=by or world.newcomer("examiner"))
    return objection


def asked(
    world: World,
    objection: Objection,
    *,
    by: str = "village",
    on: date | None = None,
    text: str = "没有去户里看过",
) -> SecondReview:
    """Ask for a second review."""
    return notices.ask_second_review(
        objection=objection,
        request=ReviewRequest(Channel.LETTER, text),
        actor=world[by],
        on=on or world.today,
    )


def reviewed(
    world: World,
    review: SecondReview,
    *,
    upheld: bool = False,
    by: str = "county",
    text: str = "经上一级复核，答复如下",
    on: date | None = None,
) -> None:
    """Answer a second review."""
    notices.decide_second_review(
        review=review,
        answer=Answer(upheld, text),
        actor=world[by],
        on=on or world.today,
    )
