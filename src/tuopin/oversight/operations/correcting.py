"""An office answers an order; supervision accepts it or sends it back (art. 15)."""

from __future__ import annotations

from datetime import date

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import MAY, Right, require, require_position
from tuopin.office.clock.gates import refuse_other_day
from tuopin.office.documents.recording import Matter, Written, of_household, write
from tuopin.office.scope import acting_as, alone_with
from tuopin.oversight import queries
from tuopin.oversight.domain import OrderState
from tuopin.oversight.models import CorrectionAnswer
from tuopin.oversight.queries import OrderStanding
from tuopin.oversight.refusing import (
    UnableToInspect,
    not_there,
    refuse_no_grounds,
    refuse_no_words,
    refused,
)
from tuopin.oversight.wrong_exits import refuse_while_lifted_out
from tuopin.procedure.held import holds_about, let_go
from tuopin.rulebook.positions import Position
from tuopin.rulebook.text import Text


def answer_order(
    *, order_id: int, text: str, evidence: str, actor: Actor, on: date
) -> None:
    """Say what the office did about an order that is addressed to it."""
    require_position(actor, MAY[Right.ANSWER_CORRECTION])
    with acting_as(actor):
        found = _locked(order_id)
        if not found.is_for(actor):
            label = Position(found.order.position).label
            raise refused(
                f"这件整改由{label.zh}办理，须由被督办的单位自己答复。",
                f"This order is for another office ({label.en}) to answer.",
            )
        refuse_other_day(on, UnableToInspect)
        if not found.state.is_with_the_office:
            raise refused(
                f"这件整改的状态是“{found.state.label.zh}”，现在不需要答复。",
                f"This order stands at: {found.state.label.en}. No answer is waited "
                "for.",
            )
        what = Text("整改的情况", "what was done to correct it")
        refuse_no_words(text, what=what)
        refuse_no_grounds(evidence)
        write(
            _matter(found),
            "oversight.correction.answered",
            Written(
                "oversight_correctionanswer",
                {
                    "order_id": found.order.id,
                    "village_code": found.order.village_code,
                    "text": text.strip(),
                    "evidence": evidence,
                    "answered_by_id": actor.appointment_id,
                },
                evidence,
            ),
            {"is_late": found.is_late(on)},
            actor=actor,
            on=on,
        )


def decide_answer(
    *, order_id: int, is_accepted: bool, text: str, actor: Actor, on: date
) -> None:
    """Accept a correction, which ends the hold, or send it back.

    Never by the office that was inspected, nor by the person who answered; and a wrong
    exit only once the household stands on the register again.
    """
    require_position(actor, MAY[Right.INSPECT])
    with acting_as(actor):
        found = _locked(order_id)
        require(actor, Right.INSPECT, places=[found.order.village_code])
        refuse_other_day(on, UnableToInspect)
        answer = _undecided(found, actor)
        refuse_no_words(text, what=Text("认定的理由", "why it is judged so"))
        if is_accepted:
            refuse_while_lifted_out(found)
        accepted = "accepted" if is_accepted else "sent_back"
        write(
            _matter(found),
            f"oversight.correction.{accepted}",
            Written(
                "oversight_correctiondecision",
                {
                    "answer_id": answer.id,
                    "village_code": found.order.village_code,
                    "is_accepted": is_accepted,
                    "text": text.strip(),
                    "decided_by_id": actor.appointment_id,
                },
            ),
            {},
            actor=actor,
            on=on,
        )
        if is_accepted:
            holds = holds_about(f"order:{found.order.id}")
            if holds:
                let_go(holds, "督查认定整改到位", actor=actor, on=on)


def _undecided(found: OrderStanding, actor: Actor) -> CorrectionAnswer:
    if found.state is not OrderState.ANSWERED:
        raise refused(
            f"这件整改的状态是“{found.state.label.zh}”，没有待认定的答复。",
            f"This order stands at: {found.state.label.en}. There is no answer to "
            "judge.",
        )
    answer = found.answers[-1]
    if answer.answered_by.person_id == actor.person_id:
        raise refused(
            "答复是您本人写的，须由另一人认定。",
            "The answer is your own; somebody else judges it.",
        )
    return answer


def _locked(order_id: int) -> OrderStanding:
    alone_with(f"order:{order_id}")
    found = queries.find_order(order_id)
    if found is None:
        raise not_there()
    return found


def _matter(found: OrderStanding) -> Matter:
    line = found.order.check_made.drawn.line
    return of_household(line.household_id, line.household_number, line.village_code)
