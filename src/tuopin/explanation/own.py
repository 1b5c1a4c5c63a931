"""What a household sees of its own case: how it stands, why, and what is next; pure.

Made from the record as `own_case` of the database gives it, whole or without what does
not belong on a borrowed telephone; nothing else of the office is in reach here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

from tuopin.explanation.requirements import Requirement, required_by
from tuopin.explanation.steps import who_does, yours_to_do
from tuopin.procedure.domain import (
    COMPARISON,
    FOUND,
    OBJECTION,
    SECOND_REVIEW,
    SECOND_SURVEY,
)
from tuopin.procedure.latest import Progress, count_back
from tuopin.procedure.standing import Kind, ShownStatus, shown_status
from tuopin.procedure.state import APPROVAL, Acts, CaseState, DoneAct
from tuopin.procedure.strip import ActOnStrip, Hanging, Standing, strip
from tuopin.register.domain import RegistrationStatus
from tuopin.rulebook.calendar import BeyondCalendar
from tuopin.rulebook.criteria import Criterion
from tuopin.rulebook.facts import FactSource
from tuopin.rulebook.findings import Outcome
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.procedure import Procedure, status
from tuopin.rulebook.shown import observed, source_of
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit

Record: TypeAlias = Mapping[str, Any]
"""What `own_case` of the database says of one household."""

_HELD = {
    OBJECTION: Text(
        "有人提了意见，正在查，要书面答复",
        "somebody objected; it is looked into and will be answered in writing",
    ),
    SECOND_REVIEW: Text(
        "有人对答复不满意，上一级正在复核",
        "the answer to an objection is looked at once more by the level above",
    ),
    COMPARISON: Text(
        "部门掌握的情况和调查的不一样，正在核对",
        "a department's list differs from the survey; it is being cleared up",
    ),
    FOUND: Text(
        "督查发现了问题，正在整改", "an inspection found something to put right"
    ),
    SECOND_SURVEY: Text(
        "复查和第一次调查不一样，正在核对",
        "a second survey differs from the first; it is being cleared up",
    ),
}
_HELD_OTHERWISE = Text("有事要先查清楚", "something has to be cleared up first")
COLORS = {Outcome.MET: "done", Outcome.NOT_MET: "ends", Outcome.UNKNOWN: "waits"}


@dataclass(frozen=True)
class OwnFinding:
    """What one criterion said of the household; reason and figure where shown."""

    title: Text
    outcome: Outcome
    required: Requirement
    observed: Text
    reason: Text | None
    missing: tuple[Text, ...]
    source: Text | None
    cite: Text

    @property
    def color(self) -> str:
        """How the outcome is colored."""
        return COLORS[self.outcome]


@dataclass(frozen=True)
class OwnJudgement:
    """How the household was judged, when, and by the survey of which day."""

    outcome: Outcome
    assessed_on: date
    surveyed_on: date | None
    is_overtaken: bool
    findings: tuple[OwnFinding, ...]

    @property
    def color(self) -> str:
        """How the outcome is colored."""
        return COLORS[self.outcome]


@dataclass(frozen=True)
class NextStep:
    """An act that comes next: by whom, by when at the latest, what stands before it."""

    title: Text
    who: Text
    says: tuple[Text, ...]
    because: tuple[Text, ...]
    latest: date | None
    is_late: bool
    opens_on: date | None
    """The day from which it can be done, where a notice hangs until then."""


@dataclass(frozen=True)
class OwnHold:
    """That the case waits, and why, in words that name nobody."""

    why: Text
    since: date


@dataclass(frozen=True)
class OwnNotice:
    """A notice on which the household stands or stood."""

    title: Text
    place: str
    posted_on: date
    last_day: date
    is_hanging: bool


@dataclass(frozen=True)
class OwnObjection:
    """An objection to the household's exit: when, and how it was answered."""

    received_on: date
    decided_on: date | None
    is_upheld: bool | None
    asked_on: date | None
    second_decided_on: date | None
    second_is_upheld: bool | None


@dataclass(frozen=True)
class EarlierRound:
    """How a round before this one came to its end."""

    number: int
    title: Text
    verdict: Text
    done_on: date


@dataclass(frozen=True)
class Care:
    """Who helps, and what goes on after an exit; nothing where nothing is known."""

    helper: str
    unit: str
    each_year: int | None
    until: date | None
    called_on: date | None


@dataclass(frozen=True)
class OwnExit:
    """The household's way out in a year, as far as it has come."""

    year: int
    round: int
    status: ShownStatus
    is_undone: bool
    done: tuple[ActOnStrip, ...]
    next: tuple[NextStep, ...]
    later: tuple[Text, ...]
    holds: tuple[OwnHold, ...]
    notices: tuple[OwnNotice, ...]
    objections: tuple[OwnObjection, ...]
    earlier: tuple[EarlierRound, ...]

    @property
    def is_over(self) -> bool:
        """Whether nothing can be done in this round any more."""
        return self.status.kind in (Kind.DONE, Kind.ENDS)

    @property
    def has_left(self) -> bool:
        """Whether every act was done, and stands."""
        return self.status.kind is Kind.DONE and not self.is_undone


@dataclass(frozen=True)
class OwnCase:
    """Everything that a household is shown of itself."""

    head: str
    persons: int
    township: str
    village: str
    status: RegistrationStatus
    exit: OwnExit | None
    judged: OwnJudgement | None
    care: Care


@dataclass(frozen=True)
class Bound:
    """What binds the case: its pack, and the procedure as local rules make it."""

    pack: PolicyPack
    procedure: Procedure
    facts_changed: bool = False
    """Only the office knows: see `standards.queries`."""
    on: date = field(kw_only=True)


def own_case(record: Record, bound: Bound) -> OwnCase:
    """Return what a household is shown of its record."""
    case = record["case"]
    judged = record["judged"]
    year = case["year"] if case else bound.on.year
    return OwnCase(
        head=record["head"],
        persons=record["persons"],
        township=record["township"] or "",
        village=record["village"],
        status=RegistrationStatus(record["status"]),
        exit=_exit(record, case, bound) if case else None,
        judged=_judgement(judged, bound, year) if judged else None,
        care=_care(record["care"], has_calls=not (case and case["is_undone"])),
    )


def _exit(record: Record, case: Record, bound: Bound) -> OwnExit:
    procedure, on = bound.procedure, bound.on
    state = _state(record, case, bound)
    hanging = {
        one["publicity"]: Hanging(_day(one["last_day"]), _day(one["opens_on"]))
        for one in case["notices"] or ()
    }
    current = status(procedure, state.performed, held=bool(state.holds))
    shown = shown_status(procedure, state.ending or current.id)
    acts = strip(procedure, state, on=on, hanging=hanging)
    is_over = shown.kind in (Kind.DONE, Kind.ENDS)
    following = () if is_over else tuple(one for one in acts if one.is_next)
    latest = {} if is_over else _latest_days(state, hanging, bound)
    done = (Standing.DONE, Standing.ENDED, Standing.AGAIN)
    return OwnExit(
        year=state.year,
        round=state.round,
        status=shown,
        is_undone=bool(case["is_undone"]),
        done=tuple(one for one in acts if one.standing in done and one.done),
        next=tuple(_next_step(one, latest, hanging, bound) for one in following),
        later=tuple(
            one.rule.title
            for one in acts
            if not is_over and one.standing is Standing.CLOSED
        ),
        holds=tuple(
            OwnHold(_HELD.get(one["cause"], _HELD_OTHERWISE), _day(one["since"]))
            for one in case["holds"] or ()
        ),
        notices=tuple(_notices(case["notices"] or (), procedure, on)),
        objections=tuple(_objection(one) for one in case["objections"] or ()),
        earlier=tuple(_earlier(case, procedure)),
    )


def _state(record: Record, case: Record, bound: Bound) -> CaseState:
    procedure = bound.procedure
    acts = [
        DoneAct(one["act"], one["verdict"], _day(one["done_on"]), 0, "")
        for one in case["acts"] or ()
        if one["round"] == case["round"] or one["act"] in procedure.carried_over
    ]
    return CaseState(
        case_id=0,
        household_id=0,
        household_number="",
        village_code=record["village_code"],
        year=case["year"],
        round=case["round"],
        acts=Acts(procedure, acts),
        ending=case["ending"],
        holds=tuple(
            _HELD.get(one["cause"], _HELD_OTHERWISE).zh for one in case["holds"] or ()
        ),
        facts_changed=bound.facts_changed and APPROVAL not in {a.act for a in acts},
    )


def _latest_days(
    state: CaseState, hanging: Mapping[str, Hanging], bound: Bound
) -> dict[str, date]:
    """Return the latest day of each act that is left, by the nearest deadline."""
    progress = Progress(
        performed=state.performed,
        days={act: done.done_on for act, done in state.acts.items()},
        opens_on={name: one.opens_on for name, one in hanging.items()},
    )
    days: dict[str, date] = {}
    for deadline in bound.procedure.deadlines:
        try:
            counted = count_back(
                deadline,
                procedure=bound.procedure,
                calendar=bound.pack.calendar,
                progress=progress,
                year=state.year,
            )
        except BeyondCalendar:
            continue
        for act in counted.acts:
            days[act.rule.id] = min(act.on, days.get(act.rule.id, act.on))
    for limit in bound.procedure.time_limits:
        begun = state.acts.get(limit.counted_from)
        for act_id in limit.acts if begun else ():
            last = limit.last_day(begun.done_on) if begun else date.max
            days[act_id] = min(last, days.get(act_id, last))
    return days


def _next_step(
    act: ActOnStrip,
    latest: Mapping[str, date],
    hanging: Mapping[str, Hanging],
    bound: Bound,
) -> NextStep:
    closes = bound.procedure.publicity_closed_by(act.rule.id)
    notice = hanging.get(closes.id) if closes else None
    last_day = latest.get(act.rule.id)
    return NextStep(
        title=act.rule.title,
        who=who_does(act.rule),
        says=tuple(yours_to_do(act.rule, bound.procedure)),
        because=act.because,
        latest=last_day,
        is_late=last_day is not None and bound.on > last_day,
        opens_on=notice.opens_on if notice and bound.on < notice.opens_on else None,
    )


def _notices(
    notices: Sequence[Record], procedure: Procedure, on: date
) -> Iterator[OwnNotice]:
    for one in notices:
        if one["publicity"] in procedure.publicities:
            yield OwnNotice(
                title=procedure.publicities[one["publicity"]].title,
                place=one["place"],
                posted_on=_day(one["posted_on"]),
                last_day=_day(one["last_day"]),
                is_hanging=on < _day(one["opens_on"]),
            )


def _objection(one: Record) -> OwnObjection:
    return OwnObjection(
        received_on=_day(one["received_on"]),
        decided_on=_day_or_none(one["decided_on"]),
        is_upheld=one["is_upheld"],
        asked_on=_day_or_none(one["asked_on"]),
        second_decided_on=_day_or_none(one["second_decided_on"]),
        second_is_upheld=one["second_is_upheld"],
    )


def _earlier(case: Record, procedure: Procedure) -> Iterator[EarlierRound]:
    """Return the last act of each round before this one."""
    last: dict[int, Record] = {}
    for one in case["acts"] or ():
        if one["round"] < case["round"] and one["act"] not in procedure.carried_over:
            last[one["round"]] = one
    for number, one in sorted(last.items()):
        rule = procedure.acts[one["act"]]
        yield EarlierRound(
            number,
            rule.title,
            rule.verdict(one["verdict"]).title,
            _day(one["done_on"]),
        )


def _judgement(judged: Record, bound: Bound, year: int) -> OwnJudgement:
    found = {one["criterion"]: one for one in judged["findings"] or ()}
    return OwnJudgement(
        outcome=Outcome(judged["outcome"]),
        assessed_on=_day(judged["assessed_on"]),
        surveyed_on=_day_or_none(judged["surveyed_on"]),
        is_overtaken=bool(judged["is_overtaken"]) or bound.facts_changed,
        findings=tuple(
            _finding(one, found[one.id], bound.pack, year)
            for one in bound.pack.criteria(Unit.HOUSEHOLD)
            if one.id in found
        ),
    )


def _finding(
    criterion: Criterion, found: Record, pack: PolicyPack, year: int
) -> OwnFinding:
    sheet = pack.facts[Unit.HOUSEHOLD]
    source: FactSource | None = source_of(criterion, sheet)
    reason = found.get("reason_zh")
    return OwnFinding(
        title=criterion.title,
        outcome=Outcome(found["outcome"]),
        required=required_by(criterion, pack, year=year),
        observed=observed(criterion, sheet, found.get("observed")),
        reason=Text(reason, found["reason_en"]) if reason else None,
        missing=tuple(sheet.title_of(fact) for fact in found["missing"]),
        source=source.label if source else None,
        cite=criterion.cite.label,
    )


def _care(care: Record, *, has_calls: bool) -> Care:
    """Return who helps; the plan of calls falls with the exit that it follows."""
    return Care(
        helper=care.get("helper") or "",
        unit=care["unit"] or "",
        each_year=care["each_year"] if has_calls else None,
        until=_day_or_none(care["until"]),
        called_on=_day_or_none(care["called_on"]),
    )


def _day(written: str) -> date:
    return date.fromisoformat(written)


def _day_or_none(written: str | None) -> date | None:
    return _day(written) if written else None
