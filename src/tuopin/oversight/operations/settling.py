"""Saying what came of asking why the times of two documents contradict (art. 15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.queries import is_recused
from tuopin.office.accounts.rights import Right, require
from tuopin.office.clock.gates import refuse_other_day
from tuopin.office.documents.recording import Matter, Written, write
from tuopin.office.policy.queries import pack_on
from tuopin.office.scope import acting_as, alone_with
from tuopin.oversight.contradictions.domain import Outcome
from tuopin.oversight.contradictions.queries import contradiction
from tuopin.oversight.refusing import (
    UnableToInspect,
    refuse_no_grounds,
    refuse_no_words,
    refused,
)
from tuopin.rulebook.text import Text


@dataclass(frozen=True)
class Settling:
    """What was found, why, and the paper that it rests on."""

    outcome: Outcome
    grounds: str
    evidence: str


def settle_contradiction(
    *, village_code: str, key: str, settling: Settling, actor: Actor, on: date
) -> int:
    """Record what came of looking into a contradiction; what was said before stays.

    It changes no document and holds no household: a finding of an inspection does.
    """
    with acting_as(actor):
        alone_with(f"contradiction:{key}")
        require(actor, Right.SETTLE_CONTRADICTION, places=[village_code])
        refuse_other_day(on, UnableToInspect)
        rules = pack_on(on).time_logic
        found = contradiction(village_code, key, rules) if rules else None
        if found is None:
            raise refused(
                "这两份材料现在没有互相矛盾（可能已经更正）。请从“时间核对”页重新进入。",
                "These two documents do not contradict each other now; one may have "
                "been corrected. Begin again from the page of contradicting times.",
            )
        if found.household and is_recused(actor.person_id, found.household):
            raise refused(
                "该户与您有回避关系，请由他人核实。",
                "You are recused from this household. Somebody else settles it.",
            )
        refuse_no_words(settling.grounds, what=Text("核实情况", "what was found"))
        refuse_no_grounds(settling.evidence)
        return write(
            Matter(f"contradiction:{key}", village_code, found.household),
            "oversight.contradiction.settled",
            Written(
                "oversight_settledcontradiction",
                {
                    "key": key,
                    "check_id": found.check,
                    "village_code": village_code,
                    "household_number": found.household,
                    "outcome": settling.outcome.value,
                    "grounds": settling.grounds.strip(),
                    "evidence": settling.evidence,
                    "settled_by_id": actor.appointment_id,
                },
                settling.evidence,
            ),
            {"check": found.check, "outcome": settling.outcome.value},
            actor=actor,
            on=on,
        )
