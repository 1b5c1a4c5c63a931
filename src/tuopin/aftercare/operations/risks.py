"""A risk of falling back: recorded with owner and time limit, and settled (art. 9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tuopin.aftercare import queries
from tuopin.aftercare.domain import RiskOutcome
from tuopin.aftercare.recording import write
from tuopin.aftercare.refusing import (
    LONGEST_TEXT,
    UnableToCare,
    household_of,
    refuse_no_grounds,
    refuse_no_words,
    refuse_not_exited,
    refused,
    rules_on,
)
from tuopin.aftercare.settling import Closing, close, open_risk_of
from tuopin.aftercare.watching import Watch, told
from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.queries import holder_of
from tuopin.office.accounts.rights import MAY, Right, require_position
from tuopin.office.clock.gates import refuse_other_day
from tuopin.office.documents.recording import of_household
from tuopin.office.policy.queries import pack_on
from tuopin.office.scope import acting_as, alone_with

SEEN = "seen_at_a_call"
"""The criterion of a risk that no figure shows yet: somebody saw it at a call."""


@dataclass(frozen=True)
class Owned:
    """Whose a risk is to settle, and by when; `seen` says what no figure shows yet."""

    owner: int
    due_on: date
    seen: str = ""


def open_risk(*, household_number: str, owned: Owned, actor: Actor, on: date) -> int:
    """Record that a household may fall back; returns the record's number.

    The figure is what the watch says on the day: the criterion that fails first, with
    its source. Where every criterion is met, or one is not known, what was seen has to
    be told in words.
    """
    require_position(actor, MAY[Right.OPEN_RISK])
    rules = rules_on(on)
    with acting_as(actor):
        household = household_of(household_number, Right.OPEN_RISK, actor)
        alone_with(f"aftercare of household {household.id}")
        refuse_other_day(on, UnableToCare)
        refuse_not_exited(household, rules, on=on)
        standing = queries.open_risks([household.id]).get(household.id)
        if standing is not None:
            raise refused(
                f"该户已有返贫风险记录（{standing.entered_on}，"
                f"{standing.due_on}前办结）。",
                f"A risk of this household stands since {standing.entered_on}, to be "
                f"settled by {standing.due_on}.",
            )
        _refuse_owner(owned, household.village_id, on=on)
        last = on + timedelta(days=rules.risk_settled_within_days)
        if not on <= owned.due_on <= last:
            raise refused(
                f"办结期限{owned.due_on}须在今天（{on}）至{last}之间。",
                f"{owned.due_on} is not from today, {on}, to {last}.",
            )
        return write(
            "aftercare_riskrecord",
            {
                "household_id": household.id,
                **_figure(household.id, owned, on),
                "owner_id": owned.owner,
                "due_on": owned.due_on,
                "opened_by_id": actor.appointment_id,
            },
            "aftercare.risk.opened",
            of_household(household.id, household.number, household.village_id),
            actor=actor,
            on=on,
        )


def _refuse_owner(owned: Owned, village: str, *, on: date) -> None:
    owner = holder_of(owned.owner, on=on)
    if (
        owner is None
        or owner.position not in MAY[Right.OWN_RISK]
        or not owner.covers([village])
    ):
        raise refused(
            "请选择本村、驻村工作队或本乡镇的在任人员负责。",
            "Choose somebody in office: of this village, its team or its township.",
        )


def _figure(household_id: int, owned: Owned, on: date) -> dict[str, object]:
    found = told([household_id], pack_on(on))[household_id]
    if found.watch is Watch.FAILS and found.finding is not None and found.visit:
        finding = found.finding
        return {
            "criterion": finding.criterion,
            "observed": finding.observed or "",
            "threshold": finding.threshold or "",
            "cite": str(finding.cite),
            "reason_zh": f"{finding.reason.zh}{owned.seen.strip()}",
            "reason_en": f"{finding.reason.en} {owned.seen.strip()}".strip(),
            "visit_id": found.visit.id,
            "found_on": found.visit.surveyed_on,
        }
    refuse_no_words(
        owned.seen,
        "看到的情况（各项指标按最近的调查没有不达标的）",
        "what was seen: by the newest survey no criterion fails",
        longest=LONGEST_TEXT,
    )
    return {
        "criterion": SEEN,
        "observed": "",
        "threshold": "",
        "cite": "",
        "reason_zh": owned.seen.strip(),
        "reason_en": owned.seen.strip(),
        "found_on": on,
    }


def settle_risk(
    *, risk_id: int, text: str, evidence: str, actor: Actor, on: date
) -> None:
    """Find that a risk is gone, on evidence; never by whom it was to settle."""
    require_position(actor, MAY[Right.SETTLE_RISK])
    with acting_as(actor):
        risk, matter = open_risk_of(risk_id, actor, Right.SETTLE_RISK)
        refuse_other_day(on, UnableToCare)
        if risk.owner.person_id == actor.person_id:
            raise refused(
                "您是这项风险的责任人，须由另一人认定风险已消除。",
                "This risk is yours to settle: somebody else finds that it is gone.",
            )
        refuse_no_words(
            text, "风险如何消除", "how the risk was removed", longest=LONGEST_TEXT
        )
        refuse_no_grounds(evidence)
        closing = Closing(RiskOutcome.REMOVED, text, evidence)
        close(risk, closing, matter, actor, on)
