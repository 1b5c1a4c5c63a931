"""A risk that is open, and writing how it was settled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuopin.aftercare import queries
from tuopin.aftercare.domain import RiskOutcome
from tuopin.aftercare.models import RiskRecord
from tuopin.aftercare.recording import write
from tuopin.aftercare.refusing import LONGEST_TEXT, refused
from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import Right, require
from tuopin.office.documents.recording import Matter, of_household
from tuopin.office.scope import alone_with
from tuopin.register.queries import households_by_id


def open_risk_of(risk_id: int, actor: Actor, right: Right) -> tuple[RiskRecord, Matter]:
    """Return a risk that nobody has settled, alone with its household."""
    found = queries.find_risk(risk_id)
    if found is None:
        raise refused(
            "您辖区内没有这项返贫风险。", "There is no such risk in your area."
        )
    require(actor, right, places=[found.village_code])
    alone_with(f"aftercare of household {found.household_id}")
    found = queries.find_risk(risk_id)
    assert found is not None  # risks are never deleted
    if getattr(found, "closing", None):
        raise refused("这项返贫风险已经办结。", "This risk has been settled.")
    (household,) = households_by_id([found.household_id])
    return found, of_household(household.id, household.number, household.village_id)


@dataclass(frozen=True)
class Closing:
    """How a risk was settled, and on what that rests."""

    outcome: RiskOutcome
    text: str
    evidence: str


def close(
    risk: RiskRecord, closing: Closing, matter: Matter, actor: Actor, on: date
) -> None:
    """Write how a risk was settled, in the caller's transaction."""
    write(
        "aftercare_riskclosing",
        {
            "risk_id": risk.id,
            "outcome": closing.outcome.value,
            "text": closing.text.strip()[:LONGEST_TEXT],
            "evidence": closing.evidence,
            "closed_by_id": actor.appointment_id,
        },
        f"aftercare.risk.{closing.outcome.value}",
        matter,
        evidence=closing.evidence,
        actor=actor,
        on=on,
    )
