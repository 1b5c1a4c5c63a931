"""The acts of one case in legal order: done, open, or closed and why; pure.

For reading only. Whether an act may really be done is the gates' to say, when
somebody tries; nothing here lets anything pass.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tuopin.procedure.domain import ASSESSMENT
from tuopin.procedure.state import APPROVAL, CaseState, DoneAct
from tuopin.rulebook.procedure import (
    ActRule,
    Consequence,
    Procedure,
    Strength,
    Verdict,
    consequence_of,
    has_ended,
    missing_requirements,
)
from tuopin.rulebook.text import Text


class Standing(StrEnum):
    """How an act of a case stands."""

    DONE = "done"
    AGAIN = "again"  # its verdict waits: to be done again
    ENDED = "ended"  # its verdict ended the round
    OPEN = "open"
    STOPPED = "stopped"  # nothing is missing, but a day or a hold stands before it
    CLOSED = "closed"

    @property
    def label(self) -> Text:
        """Return the standing in words."""
        return _LABELS[self]


_LABELS = {
    Standing.DONE: Text("已办", "done"),
    Standing.AGAIN: Text("须再办", "to be done again"),
    Standing.ENDED: Text("已终止", "ended the round"),
    Standing.OPEN: Text("可办", "open"),
    Standing.STOPPED: Text("暂不能办", "not yet"),
    Standing.CLOSED: Text("未开放", "closed"),
}


@dataclass(frozen=True)
class Hanging:
    """A notice of the case whose period is not closed yet."""

    last_day: date
    opens_on: date


@dataclass(frozen=True)
class ActOnStrip:
    """One act of a case: its rule, how it stands, and if it is closed, why."""

    number: int
    rule: ActRule
    standing: Standing
    done: DoneAct | None
    verdict: Verdict | None
    because: tuple[Text, ...]

    @property
    def is_done(self) -> bool:
        """Whether the act has a verdict that lets the case go on."""
        return self.standing is Standing.DONE

    @property
    def may_be_done(self) -> bool:
        """Whether somebody may do the act today."""
        return self.standing in (Standing.OPEN, Standing.AGAIN)

    @property
    def is_next(self) -> bool:
        """Whether nothing but a day, a hold or changed facts stands before the act."""
        return self.standing in (Standing.OPEN, Standing.AGAIN, Standing.STOPPED)


def strip(
    procedure: Procedure,
    case: CaseState,
    *,
    on: date,
    hanging: Mapping[str, Hanging],
) -> tuple[ActOnStrip, ...]:
    """Return every act of the procedure as it stands in a case on a day.

    `hanging` has the case's notices that are not closed, by publicity.
    """
    stops = _what_stops(procedure, case)
    acts = []
    for number, rule in enumerate(procedure.acts.values(), start=1):
        days = (
            *_hangs(procedure, rule, hanging, on),
            *_too_late(procedure, rule, case, on),
            *_waits(rule, case),
        )
        acts.append(_act_on_strip(number, rule, procedure, case, (*stops, *days)))
    return tuple(acts)


def _act_on_strip(
    number: int,
    rule: ActRule,
    procedure: Procedure,
    case: CaseState,
    stops: tuple[Text, ...],
) -> ActOnStrip:
    done = case.acts.get(rule.id)
    verdict = rule.verdict(done.verdict) if done else None
    consequence = consequence_of(procedure, rule.id, case.performed)
    if consequence is Consequence.CONTINUES:
        return ActOnStrip(number, rule, Standing.DONE, done, verdict, ())
    if consequence is Consequence.ENDS:
        return ActOnStrip(number, rule, Standing.ENDED, done, verdict, ())
    if _is_over(procedure, case):
        return ActOnStrip(number, rule, Standing.CLOSED, done, verdict, stops)
    missing = _missing(procedure, rule, case)
    if missing:
        return ActOnStrip(number, rule, Standing.CLOSED, done, verdict, missing)
    if stops and not _assesses_anew(rule, case, stops):
        return ActOnStrip(number, rule, Standing.STOPPED, done, verdict, stops)
    standing = Standing.AGAIN if done else Standing.OPEN
    return ActOnStrip(number, rule, standing, done, verdict, ())


def _assesses_anew(rule: ActRule, case: CaseState, stops: tuple[Text, ...]) -> bool:
    """Whether the only stop is that facts have changed, and the act looks at them."""
    return rule.id == ASSESSMENT and stops == (CHANGED,) and case.facts_changed


CHANGED = Text(
    "评定之后关键情况有变化，须重新评定",
    "a decisive fact has changed since the assessment: assess again",
)


def _is_over(procedure: Procedure, case: CaseState) -> bool:
    return case.ending is not None or has_ended(procedure, case.performed)


def _missing(procedure: Procedure, rule: ActRule, case: CaseState) -> tuple[Text, ...]:
    acts = missing_requirements(procedure, rule.id, case.performed)
    if not acts:
        return ()
    titles = [procedure.acts[act].title for act in acts]
    return (
        Text(
            f"还差：{'、'.join(title.zh for title in titles)}",
            f"still missing: {'; '.join(title.en for title in titles)}",
        ),
    )


def _what_stops(procedure: Procedure, case: CaseState) -> tuple[Text, ...]:
    """Return what stops every act of the case that is not done."""
    if case.ending is not None:
        title = next(e.title for e in procedure.endings if e.id == case.ending)
        return (Text(f"已办理：{title.zh}", f"the case is over: {title.en}"),)
    ended_by = [
        (procedure.acts[act], done)
        for act, done in case.acts.items()
        if consequence_of(procedure, act, case.performed) is Consequence.ENDS
    ]
    if ended_by:
        return tuple(_ended(rule, done) for rule, done in ended_by)
    stops = [Text(f"暂停办理：{why}", f"on hold: {why}") for why in case.holds]
    if case.facts_changed and APPROVAL not in case.acts:
        stops.append(CHANGED)
    return tuple(stops)


def _ended(rule: ActRule, done: DoneAct) -> Text:
    verdict = rule.verdict(done.verdict).title
    return Text(
        f"本轮已终止：{rule.title.zh}，{verdict.zh}（{done.done_on}）",
        f"this round has ended: {rule.title.en}, {verdict.en} ({done.done_on})",
    )


def _hangs(
    procedure: Procedure, rule: ActRule, hanging: Mapping[str, Hanging], on: date
) -> tuple[Text, ...]:
    publicity = procedure.publicity_closed_by(rule.id)
    notice = hanging.get(publicity.id) if publicity else None
    if publicity is None or notice is None or on >= notice.opens_on:
        return ()
    return (
        Text(
            f"{publicity.title.zh}挂至{notice.last_day}，{notice.opens_on}起可办",
            f"the {publicity.title.en} hangs until {notice.last_day}; "
            f"possible from {notice.opens_on}",
        ),
    )


def _too_late(
    procedure: Procedure, rule: ActRule, case: CaseState, on: date
) -> tuple[Text, ...]:
    return tuple(
        Text(
            f"期限{last}已过，列入下一年度计划后再办",
            f"the deadline, {last}, has passed: plan {case.unit.spoken.en} for next "
            "year",
        )
        for last, strength in _deadlines(procedure, rule, case)
        if strength is Strength.REFUSES and on > last
    )


def _waits(rule: ActRule, case: CaseState) -> tuple[Text, ...]:
    pending = case.households_pending
    if not pending or not rule.waits_for_households:
        return ()
    return (
        Text(
            f"还有{pending}户未经县认定，贫困发生率未定",
            f"{pending} households await the county's decision: the headcount is open",
        ),
    )


def _deadlines(
    procedure: Procedure, rule: ActRule, case: CaseState
) -> list[tuple[date, Strength]]:
    return [
        (date(case.year, deadline.month, deadline.day), deadline.strength)
        for deadline in procedure.deadlines
        if rule.id in deadline.acts
    ]
