"""A case's status in the pack's words, and what kind of status it is; pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tuopin.rulebook.procedure import (
    Consequence,
    Procedure,
    StatusRule,
    last_acts,
)
from tuopin.rulebook.text import Text


class Kind(StrEnum):
    """What a status means for the household's way on."""

    DONE = "done"  # 已走完全部环节
    OPEN = "open"  # 正在办理
    WAITS = "waits"  # 须先解决某事
    ENDS = "ends"  # 本轮终止

    @property
    def label(self) -> Text:
        """The kind as people know it."""
        return _KIND_LABELS[self]


_KIND_LABELS = {
    Kind.DONE: Text("已走完全部环节", "every act done"),
    Kind.OPEN: Text("正在办理", "under way"),
    Kind.WAITS: Text("须先解决", "to be resolved first"),
    Kind.ENDS: Text("本轮终止", "round ended"),
}


@dataclass(frozen=True)
class ShownStatus:
    """A status as screens show it."""

    id: str
    title: Text
    kind: Kind


def shown_status(procedure: Procedure, status: str) -> ShownStatus:
    """Return a status, or an ending, in words; raises KeyError."""
    return shown_statuses(procedure)[status]


def shown_statuses(procedure: Procedure) -> dict[str, ShownStatus]:
    """Return every status and every ending of a procedure, in the pack's order."""
    last = last_acts(procedure)
    shown = {
        rule.status.id: ShownStatus(
            rule.status.id, rule.status.title, _kind(procedure, rule, last)
        )
        for rule in procedure.statuses
    }
    for ending in procedure.endings:
        shown[ending.id] = ShownStatus(ending.id, ending.title, Kind.ENDS)
    return shown


def _kind(procedure: Procedure, rule: StatusRule, last: set[str]) -> Kind:
    consequences = {
        procedure.acts[act].verdict(verdict).consequence
        for act, verdicts in rule.verdicts.items()
        for verdict in verdicts
    }
    if Consequence.ENDS in consequences:
        return Kind.ENDS
    if rule.held or Consequence.WAITS in consequences:
        return Kind.WAITS
    if last <= rule.verdicts.keys():
        return Kind.DONE
    return Kind.OPEN


def final_statuses(procedure: Procedure) -> set[str]:
    """Return the statuses in which a case waits for no act at all."""
    return {
        status.id
        for status in shown_statuses(procedure).values()
        if status.kind in (Kind.DONE, Kind.ENDS)
    }
