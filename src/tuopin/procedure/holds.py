"""Single holds as screens ask for them: which one, and who may end it."""

from __future__ import annotations

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import Right, may, releasers
from tuopin.procedure.domain import NOT_RELEASED
from tuopin.procedure.models import ExitCase, Hold
from tuopin.rulebook.positions import Position


def find_hold(case: ExitCase, hold_id: int) -> Hold | None:
    """Return a hold of a case, open or released."""
    return Hold.objects.filter(case=case, id=hold_id).order_by("id").first()


def may_release(hold: Hold, actor: Actor) -> bool:
    """Say whether this actor may end a hold of a household in the actor's area."""
    if hold.cause in NOT_RELEASED or not may(
        actor, Right.RELEASE_HOLD, in_division=hold.village_code
    ):
        return False
    placer = hold.placed_by
    if placer is None:
        return True
    return (
        actor.position in releasers(Position(placer.position))
        and placer.person_id != actor.person_id
    )
