"""What the village, the township and the county decide about their lists (art. 6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tuopin.office.accounts.domain import Actor
from tuopin.procedure.operations.sealing import record_decision
from tuopin.procedure.recording import BatchResult, Row, record_acts


def verify_committees(*, rows: Sequence[Row], actor: Actor, on: date) -> BatchResult:
    """Verify appraised households for the two village committees (核实, art. 6)."""
    return record_acts(act="verify_committees", rows=rows, actor=actor, on=on)


def verify_team(*, rows: Sequence[Row], actor: Actor, on: date) -> BatchResult:
    """Verify appraised households for the resident work team (核实, art. 6)."""
    return record_acts(act="verify_team", rows=rows, actor=actor, on=on)


def report_to_township(*, rows: Sequence[Row], actor: Actor, on: date) -> BatchResult:
    """Report the list to the township, at the time it is posted (同时上报, art. 6)."""
    return record_acts(act="report_to_township", rows=rows, actor=actor, on=on)


def examine(*, rows: Sequence[Row], actor: Actor, on: date) -> BatchResult:
    """Examine every household that the villages reported (核查, art. 6)."""
    return record_acts(act="examine", rows=rows, actor=actor, on=on)


def determine(*, rows: Sequence[Row], actor: Actor, on: date) -> BatchResult:
    """Determine the township's list: the join of examination and notice (art. 6)."""
    return record_acts(act="determine", rows=rows, actor=actor, on=on)


def approve(*, rows: Sequence[Row], actor: Actor, on: date) -> BatchResult:
    """Approve households for the county's leading group (审批认定, art. 6).

    A decision per household on evidence per household; nothing approves by timeout.
    """
    return record_decision(act="approve", rows=rows, actor=actor, on=on)
