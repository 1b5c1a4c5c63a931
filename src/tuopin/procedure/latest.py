"""The latest day on which each act can still be done (最迟开始), counted back; pure.

From a deadline of the pack through every act on the way to it: a notice hangs for its
full term, acts of the same time fall on one day, any other act may follow on the same
day. For planning only: nothing here refuses, and what runs from an act (`TimeLimit`)
is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from tuopin.rulebook.calendar import BeyondCalendar, WorkCalendar
from tuopin.rulebook.periods import DayUnit, Period, Rollover, period
from tuopin.rulebook.procedure import (
    ActRule,
    Consequence,
    Deadline,
    Procedure,
    Publicity,
    Strength,
    consequence_of,
    has_ended,
    missing_requirements,
)
from tuopin.rulebook.text import Text
from tuopin.rulebook.tightening import also_by

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Progress:
    """How far a round has come.

    `days` are those of acts that another goes together with; `opens_on` has, by
    publicity, the first day on which a notice that hangs may be closed.
    """

    performed: Mapping[str, str]
    days: Mapping[str, date] = field(default_factory=dict)
    opens_on: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True)
class LatestDay:
    """The latest day of one act, why it is that day, and whether the act is open."""

    rule: ActRule
    on: date
    because: Text
    is_open: bool
    opens_on: date | None

    def is_too_late(self, today: date) -> bool:
        """Say whether the act can no longer be done by its latest day."""
        return max(today, self.opens_on or today) > self.on


@dataclass(frozen=True)
class CountBack:
    """A deadline and the latest days of what is still to be done for it."""

    deadline: Deadline
    last_day: date
    acts: tuple[LatestDay, ...]

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do for the deadline."""
        return not self.acts

    def is_lost(self, today: date) -> bool:
        """Say whether the deadline can no longer be met."""
        return any(act.is_open and act.is_too_late(today) for act in self.acts)

    def pressing(self, today: date) -> LatestDay | None:
        """Return the open act that presses most, None if nothing is left to do."""
        return min(
            (act for act in self.acts if act.is_open),
            key=lambda act: (not act.is_too_late(today), act.on),
            default=None,
        )


def needs_fresh_round(procedure: Procedure, progress: Progress, *, on: date) -> bool:
    """Say whether the round has ended, or has missed an act of the same time (同时)."""
    if has_ended(procedure, progress.performed):
        return True
    return any(
        twin not in progress.performed and on > _twin_s_last_day(procedure, done_on)
        for act, done_on in progress.days.items()
        for twin in procedure.acts[act].together_with
    )


def fresh_round(procedure: Procedure, progress: Progress) -> Progress:
    """Return where a new round would begin: with what the pack carries over."""
    kept = procedure.carried_over
    return Progress({a: v for a, v in progress.performed.items() if a in kept})


def count_back(
    deadline: Deadline,
    *,
    procedure: Procedure,
    calendar: WorkCalendar,
    progress: Progress,
    year: int,
) -> CountBack:
    """Return the latest days for a deadline, in legal order; raises BeyondCalendar.

    An act that a deadline refuses is never put after it, whichever is counted from.
    """
    counting = _Counting(deadline, procedure, calendar, progress, year)
    return CountBack(
        deadline,
        date(year, deadline.month, deadline.day),
        tuple(counting.shown(act) for act in procedure.acts if act in counting.left),
    )


@dataclass(frozen=True)
class _Bound:
    on: date
    because: Text


class _Counting:
    """One count back from one deadline, each act counted once."""

    def __init__(
        self,
        deadline: Deadline,
        procedure: Procedure,
        calendar: WorkCalendar,
        progress: Progress,
        year: int,
    ) -> None:
        self.procedure, self.calendar = procedure, calendar
        self.progress, self.year = progress, year
        self.deadlines = [
            one
            for one in procedure.deadlines
            if one == deadline or one.strength is Strength.REFUSES
        ]
        self.left = self._left(deadline.acts)
        self._found: dict[str, _Bound] = {}

    def shown(self, act: str) -> LatestDay:
        """Return an act's latest day with all that screens say of it."""
        bound = self.latest(act)
        publicity = self.procedure.publicity_closed_by(act)
        return LatestDay(
            rule=self.procedure.acts[act],
            on=bound.on,
            because=bound.because,
            is_open=not missing_requirements(
                self.procedure, act, self.progress.performed
            ),
            opens_on=self.progress.opens_on.get(publicity.id) if publicity else None,
        )

    def latest(self, act: str) -> _Bound:
        """Return the tightest of what binds the act and the acts of its time."""
        if act not in self._found:
            twins = self.procedure.acts[act].together_with
            together = [act, *(twin for twin in twins if twin in self.left)]
            bounds = [
                bound if member == act else self._together(member, bound)
                for member in together
                for bound in self._bounds(member, together)
            ]
            self._found[act] = min(bounds, key=lambda bound: bound.on)
        return self._found[act]

    def _left(self, targets: tuple[str, ...]) -> set[str]:
        left: set[str] = set()
        waiting = list(targets)
        while waiting:
            act = waiting.pop()
            if act not in left and not self._is_done(act):
                left.add(act)
                waiting.extend(self.procedure.acts[act].requires)
        return left

    def _is_done(self, act: str) -> bool:
        consequence = consequence_of(self.procedure, act, self.progress.performed)
        return consequence is Consequence.CONTINUES

    def _bounds(self, act: str, together: list[str]) -> Iterator[_Bound]:
        publicity = self.procedure.publicity_opened_by(act)
        closing = publicity.closed_by if publicity else None
        if publicity is not None and publicity.closed_by in self.left:
            yield self._posting(publicity)
        for deadline in self.deadlines:
            if act in deadline.acts:
                yield self._deadline(deadline)
        for twin in self.procedure.acts[act].together_with:
            if twin in self.progress.days:
                yield self._twin(twin, self.progress.days[twin])
        for following in self.procedure.acts.values():
            is_counted = following.id in self.left and following.id not in together
            if is_counted and act in following.requires and following.id != closing:
                yield self._before(following)

    def _deadline(self, deadline: Deadline) -> _Bound:
        last = date(self.year, deadline.month, deadline.day)
        return _Bound(
            last,
            Text(
                f"期限{last}：{deadline.title.zh}{also_by(deadline.local).zh}",
                f"the deadline, {last}: {deadline.title.en}"
                f"{also_by(deadline.local).en}",
            ),
        )

    def _before(self, following: ActRule) -> _Bound:
        last = self.latest(following.id).on
        return _Bound(
            last,
            Text(
                f"“{following.title.zh}”最迟{last}，此步须在其前或当日办好",
                f"“{following.title.en}” by {last} at the latest, and this before it "
                "or on the same day",
            ),
        )

    def _together(self, member: str, bound: _Bound) -> _Bound:
        title = self.procedure.acts[member].title
        return _Bound(
            bound.on,
            Text(
                f"与“{title.zh}”同时办理。{bound.because.zh}",
                f"together with “{title.en}”. {bound.because.en}",
            ),
        )

    def _twin(self, twin: str, done_on: date) -> _Bound:
        last = _twin_s_last_day(self.procedure, done_on)
        title = self.procedure.acts[twin].title
        return _Bound(
            last,
            Text(
                f"须与“{title.zh}”（{done_on}）同时办理，过{last}须重新一轮",
                f"goes together with “{title.en}” of {done_on}; after {last} a fresh "
                "round has to begin",
            ),
        )

    def _posting(self, publicity: Publicity) -> _Bound:
        by = self.latest(publicity.closed_by).on
        posted_on = by
        while not self._may_close(publicity, posted_on, by):
            posted_on -= DAY
        hangs = self._hangs(publicity, self._period(publicity, posted_on))
        later = self._a_day_later(publicity, posted_on + DAY)
        closing = self.procedure.acts[publicity.closed_by].title
        unit, also = _UNITS[publicity.day_unit], also_by(publicity.local)
        return _Bound(
            posted_on,
            Text(
                f"{publicity.title.zh}须挂满{publicity.days}{unit.zh}，张贴当日不计："
                f"{hangs.zh}；“{closing.zh}”最迟{by}{also.zh}。{later.zh}",
                f"the {publicity.title.en} hangs for {publicity.days} {unit.en}, the "
                f"day of posting not counted: {hangs.en}; “{closing.en}” by {by} at "
                f"the latest{also.en}. {later.en}",
            ),
        )

    def _may_close(self, publicity: Publicity, posted_on: date, by: date) -> bool:
        try:
            return self._period(publicity, posted_on).opens_on <= by
        except BeyondCalendar as beyond:
            # A period that runs past the table after the day asked for is too late
            # whatever the next year's notice says; before it nothing can be said.
            if beyond.day < by:
                raise
            return False

    def _period(self, publicity: Publicity, posted_on: date) -> Period:
        return period(
            posted_on,
            days=publicity.days,
            day_unit=publicity.day_unit,
            rollover=publicity.rollover,
            calendar=self.calendar,
        )

    def _hangs(self, publicity: Publicity, counted: Period) -> Text:
        unmoved = replace(publicity, rollover=Rollover.NONE)
        due = self._period(unmoved, counted.posted_on).last_day
        moved = _moved(due, counted.last_day - DAY) if due != counted.last_day else _NOT
        return Text(
            f"{counted.posted_on}张贴，挂至{counted.last_day}{moved.zh}，"
            f"{counted.opens_on}起可办期满",
            f"posted on {counted.posted_on}, until {counted.last_day}{moved.en}, to be "
            f"closed from {counted.opens_on}",
        )

    def _a_day_later(self, publicity: Publicity, posted_on: date) -> Text:
        try:
            hangs = self._hangs(publicity, self._period(publicity, posted_on))
        except BeyondCalendar as beyond:
            return Text(
                f"再晚一天则挂过{beyond.day - DAY}，已出工作日历。",
                f"A day later it would hang past {beyond.day - DAY}, where the working "
                "calendar ends.",
            )
        return Text(f"再晚一天即赶不上：{hangs.zh}。", f"A day later: {hangs.en}.")


_UNITS = {
    DayUnit.CALENDAR: Text("天", "days"),
    DayUnit.WORKING: Text("个工作日", "working days"),
}
_NOT = Text("", "")


def _moved(first: date, last: date) -> Text:
    off = f"{first:%m-%d}" if first == last else f"{first:%m-%d}…{last:%m-%d}"
    return Text(f"（{off}休息，期满日顺延）", f" (moved past the days off, {off})")


def _twin_s_last_day(procedure: Procedure, done_on: date) -> date:
    return done_on + timedelta(days=procedure.entry.together_within_days)
