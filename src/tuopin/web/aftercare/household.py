"""One household after its exit: who helps, calls by term, help, risk, and returns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tuopin.aftercare import caring, queries
from tuopin.aftercare.caring import Cared
from tuopin.aftercare.domain import (
    GUARANTEES,
    Called,
    IncomeChange,
    InForce,
    RiskOutcome,
    Secured,
    WhyReturned,
    called_in,
    in_force,
)
from tuopin.aftercare.watching import Told, Watch, told
from tuopin.filing.domain import Level
from tuopin.filing.queries import archived_in
from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.queries import holders_of
from tuopin.office.accounts.rights import MAY, Right, may
from tuopin.office.policy.queries import pack_on
from tuopin.office.scope import acting_as
from tuopin.register import access
from tuopin.register.queries import HouseholdRow
from tuopin.rulebook.aftercare import AftercareRules, Term
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit
from tuopin.web.aftercare.board import rules_on
from tuopin.web.oversight.drawn import GroundsShown, grounds_shown
from tuopin.web.templatetags.office import in_language

if TYPE_CHECKING:
    from tuopin.aftercare.models import (
        AftercareMeasure,
        AftercareVisit,
        AssistanceOfficer,
        ReturnToPoverty,
        RiskRecord,
    )
    from tuopin.filing.models import ArchiveEntry


@dataclass(frozen=True)
class TermShown:
    """A period of the plan of calls, and how it stands."""

    term: Term
    called: Called

    @property
    def kind(self) -> str:
        """How the standing is colored."""
        return {
            Called.DONE: "done",
            Called.PLANNED: "open",
            Called.MISSED: "ends",
        }[self.called]


@dataclass(frozen=True)
class CallShown:
    """A call with what it found, its answers that are not *secured* first."""

    call: AftercareVisit
    income: Text | None
    answers: tuple[tuple[Text, Secured], ...]
    grounds: GroundsShown


@dataclass(frozen=True)
class MeasureShown:
    """Help with how it stands today."""

    measure: AftercareMeasure
    kind: Text
    stands: InForce
    grounds: GroundsShown

    @property
    def color(self) -> str:
        """How the standing is colored."""
        if self.stands.is_urgent:
            return "ends" if self.stands is InForce.LAPSED else "waits"
        return "open" if self.stands is InForce.RUNS else "done"


@dataclass(frozen=True)
class RiskShown:
    """A risk with its criterion in words, whose it is, and how it was settled."""

    risk: RiskRecord
    title: Text
    reason: Text
    outcome: Text | None
    is_late: bool
    grounds: GroundsShown | None


@dataclass(frozen=True)
class ReturnShown:
    """A return with the exit that it undid, and where that exit's papers are kept."""

    made: ReturnToPoverty
    because: Text
    grounds: GroundsShown
    archived: tuple[tuple[Level, ArchiveEntry], ...]


@dataclass(frozen=True)
class WatchShown:
    """What the watch says, in words: criterion, figure, source, date."""

    told: Told
    title: Text | None

    @property
    def color(self) -> str:
        """How the word of the watch is colored."""
        return {Watch.FAILS: "ends", Watch.UNKNOWN: "waits", Watch.HOLDS: "done"}[
            self.told.watch
        ]


@dataclass(frozen=True)
class CarePage:
    """Everything of a household after its exit, and what the reader may do."""

    household: HouseholdRow
    rules: AftercareRules
    cared: Cared | None
    terms: tuple[TermShown, ...]
    calls: tuple[CallShown, ...]
    helpers: tuple[AssistanceOfficer, ...]
    measures: tuple[MeasureShown, ...]
    watch: WatchShown | None
    risks: tuple[RiskShown, ...]
    returns: tuple[ReturnShown, ...]
    rights: Mapping[str, bool]

    @property
    def open_risk(self) -> RiskShown | None:
        """The risk that nobody has settled."""
        return next((one for one in self.risks if one.outcome is None), None)

    @property
    def deciders(self) -> str:
        """Who decides whether the household is put back, by the pack."""
        found = [in_language(one.label) for one in self.rules.returning.decided_by]
        return "、".join(found)

    @property
    def running(self) -> list[tuple[str, str]]:
        """The help that may be renewed or ended, to choose from."""
        return [
            (str(one.measure.id), f"{one.measure.what}（{one.measure.until_on}）")
            for one in self.measures
            if not one.stands.is_settled
        ]


def care_page(actor: Actor, number: str, *, on: date) -> CarePage:
    """Return a household's page; raises HouseholdNotFound for any other area's."""
    household = access.household_for(actor, number)
    rules, pack = rules_on(on), pack_on(on)
    cared = caring.cared_by_id([household.id], rules, on=on).get(household.id)
    calls = queries.calls_on(household.id)
    return CarePage(
        household=household,
        rules=rules,
        cared=cared,
        terms=terms_of(cared, [one.done_on for one in calls], rules, on=on),
        calls=tuple(_call(one) for one in calls),
        helpers=tuple(queries.helpers_of(household.id)),
        measures=tuple(
            _measure(one, rules, on) for one in queries.measures_of(household.id)
        ),
        watch=watch_shown(told([household.id], pack)[household.id], pack)
        if cared and cared.is_marked
        else None,
        risks=tuple(_risk(one, pack, on) for one in queries.risks_of(household.id)),
        returns=tuple(_return(one) for one in queries.returns_of(household.id)),
        rights=_rights(actor, household.village_id, rules),
    )


def _rights(actor: Actor, village: str, rules: AftercareRules) -> dict[str, bool]:
    asked = {
        "log": Right.LOG_VISIT,
        "help": Right.KEEP_MEASURES,
        "risk": Right.OPEN_RISK,
        "settle": Right.SETTLE_RISK,
        "survey": Right.ASSIGN_SURVEY,
    }
    found = {name: may(actor, one, in_division=village) for name, one in asked.items()}
    decides = actor.position in rules.returning.decided_by and actor.covers([village])
    return {**found, "put_back": decides}


def terms_of(
    cared: Cared | None, calls: Sequence[date], rules: AftercareRules, *, on: date
) -> tuple[TermShown, ...]:
    """Return the periods since the exit and the one to come, the latest first.

    The period in which the household exited asks for no call of its own.
    """
    if cared is None:
        return ()
    until = min(rules.term_of(on).last_day + timedelta(days=1), rules.paired_until)
    found = [
        TermShown(term, called_in(term, tuple(calls), on=on))
        for term in rules.terms_between(cared.since, until)
    ]
    return tuple(
        one
        for one in reversed(found)
        if one.called is not Called.MISSED or one.term.first_day >= cared.since
    )


def _call(call: AftercareVisit) -> CallShown:
    finding = getattr(call, "finding", None)
    answers = [
        (title, Secured(getattr(finding, name)))
        for name, title in GUARANTEES.items()
        if finding is not None
    ]
    return CallShown(
        call,
        IncomeChange(finding.income_change).label if finding else None,
        tuple(sorted(answers, key=lambda one: one[1] is Secured.YES)),
        grounds_shown(call.evidence),
    )


def _measure(one: AftercareMeasure, rules: AftercareRules, on: date) -> MeasureShown:
    if getattr(one, "ended", None):
        stands = InForce.ENDED
    elif getattr(one, "renewed_by", None):
        stands = InForce.RENEWED
    else:
        stands = in_force(one.from_on, one.until_on, on=on, rules=rules)
    kind = rules.measures.get(one.kind, Text(one.kind, one.kind))
    return MeasureShown(one, kind, stands, grounds_shown(one.evidence))


def criterion_title(name: str, pack: PolicyPack) -> Text:
    """Return what a criterion is called; one that was seen only, in those words."""
    criterion = pack.standards[Unit.HOUSEHOLD].get(name)
    if criterion is None:
        return Text("走访中看到", "seen at a call")
    return criterion.title


def watch_shown(found: Told, pack: PolicyPack) -> WatchShown:
    """Return what the watch says of a household, in words."""
    finding = found.finding
    return WatchShown(
        found, criterion_title(finding.criterion, pack) if finding else None
    )


def _risk(one: RiskRecord, pack: PolicyPack, on: date) -> RiskShown:
    closing = getattr(one, "closing", None)
    return RiskShown(
        one,
        criterion_title(one.criterion, pack),
        Text(one.reason_zh, one.reason_en),
        RiskOutcome(closing.outcome).label if closing else None,
        closing is None and one.due_on < on,
        grounds_shown(closing.evidence) if closing else None,
    )


def _return(made: ReturnToPoverty) -> ReturnShown:
    return ReturnShown(
        made,
        WhyReturned(made.because).label,
        grounds_shown(made.evidence),
        tuple((Level(one.level), one) for one in archived_in(made.case_id)),
    )


def returns_shown(household_id: int, actor: Actor) -> tuple[ReturnShown, ...]:
    """Return how often a household was put back, with the file of each exit."""
    with acting_as(actor):
        return tuple(_return(one) for one in queries.returns_of(household_id))


def owners_for(actor: Actor, village: str, *, on: date) -> list[tuple[str, str]]:
    """Return who may be given a risk of a village to settle."""
    held = holders_of(MAY[Right.OWN_RISK], under=actor, on=on)
    return [
        (
            str(one.appointment_id),
            f"{one.person_name}（{in_language(one.position.label)}）",
        )
        for one in held
        if one.covers([village])
    ]
