"""Parses procedures; whether acts and citations exist is asked in coherence."""

from __future__ import annotations

from collections.abc import Mapping

from tuopin.rulebook.document import Node
from tuopin.rulebook.faults import Faults
from tuopin.rulebook.parsing.dates import month_and_day
from tuopin.rulebook.parsing.form import Form
from tuopin.rulebook.periods import DayUnit, Rollover
from tuopin.rulebook.positions import Position
from tuopin.rulebook.procedure import (
    ActRule,
    Consequence,
    Deadline,
    EntryRules,
    EvidenceRule,
    Gate,
    Kept,
    Procedure,
    Publicity,
    SecondReviewRule,
    Status,
    StatusRule,
    Strength,
    TimeLimit,
    TimetableRule,
    Verdict,
)
from tuopin.rulebook.units import Each, Unit


def parse_procedure(node: Node, faults: Faults) -> Procedure:
    """Read one procedure file."""
    form = Form(node, faults)
    acts = {name: _act(name, child) for name, child in form.children("acts").items()}
    publicities = form.children("publicities")
    procedure = Procedure(
        id=form.name("id"),
        title=form.text("title"),
        cite=form.citation("cite"),
        unit=form.word("unit", Unit),
        gates={name: _gate(name, g) for name, g in form.children("gates").items()},
        acts=acts,
        publicities={name: _publicity(name, p) for name, p in publicities.items()},
        deadlines=tuple(_deadline(child) for child in form.forms("deadlines")),
        carried_over=form.names("carried_over"),
        restart_at=form.name("restart_at"),
        entry=_entry(form),
        statuses=tuple(_status_rule(child, acts) for child in form.forms("statuses")),
        endings=tuple(_ending(child) for child in form.forms("endings")),
        time_limits=tuple(_time_limit(child) for child in form.forms("time_limits")),
        second_review=_second_review(form),
        timetable=_timetable(form),
    )
    form.close()
    return procedure


def _gate(name: str, form: Form) -> Gate:
    cites = tuple(form.citation_of(node, "cites") for node in form.items("cites"))
    gate = Gate(id=name, title=form.text("title"), cites=cites)
    form.close()
    return gate


def _act(name: str, form: Form) -> ActRule:
    act = ActRule(
        id=name,
        title=form.text("title"),
        cite=form.citation("cite"),
        gates=form.names("gates"),
        performed_by=form.words("performed_by", Position),
        each=form.word("each", Each),
        requires=form.names("requires"),
        together_with=form.names("together_with"),
        verdicts=tuple(_verdict(child) for child in form.forms("verdicts")),
        different_person_from=form.names("different_person_from"),
        evidence=tuple(_evidence(child) for child in form.forms("evidence")),
        entry_within_days=form.whole("entry_within_days"),
        waits_for_households=form.names("waits_for_households"),
        notes=form.names("notes"),
    )
    form.close()
    return act


def _verdict(form: Form) -> Verdict:
    verdict = Verdict(
        id=form.name("id"),
        title=form.text("title"),
        consequence=form.word("consequence", Consequence),
    )
    form.close()
    return verdict


def _evidence(form: Form) -> EvidenceRule:
    kept = form.find("kept")
    evidence = EvidenceRule(
        id=form.name("id"),
        title=form.text("title"),
        required=form.yes_no("required"),
        kept=form.word_of(kept, Kept) if kept is not None else Kept.EITHER,
    )
    form.close()
    return evidence


def _publicity(name: str, form: Form) -> Publicity:
    publicity = Publicity(
        id=name,
        title=form.text("title"),
        opened_by=form.name("opened_by"),
        closed_by=form.name("closed_by"),
        days=form.whole("days"),
        day_unit=form.word("day_unit", DayUnit),
        rollover=form.word("rollover", Rollover),
        places=form.names("places"),
        needs_last_day_photo=form.yes_no("needs_last_day_photo"),
        cite=form.citation("cite"),
        note=form.name("note"),
    )
    form.close()
    return publicity


def _deadline(form: Form) -> Deadline:
    month, day = month_and_day(form, "by")
    deadline = Deadline(
        id=form.name("id"),
        title=form.text("title"),
        month=month,
        day=day,
        acts=form.names("acts"),
        strength=form.word("strength", Strength),
        cite=form.citation("cite"),
        note=form.name("note"),
    )
    form.close()
    return deadline


def _time_limit(form: Form) -> TimeLimit:
    limit = TimeLimit(
        id=form.name("id"),
        title=form.text("title"),
        counted_from=form.name("counted_from"),
        days=form.whole("days"),
        acts=form.names("acts"),
        cite=form.citation("cite"),
        note=form.name("note"),
    )
    form.close()
    return limit


def _second_review(form: Form) -> SecondReviewRule | None:
    node = form.find("second_review")
    if node is None:
        return None
    inner = Form(node, form.faults)
    rule = SecondReviewRule(
        days=inner.whole("days"), cite=inner.citation("cite"), note=inner.name("note")
    )
    inner.close()
    return rule


def _timetable(form: Form) -> TimetableRule | None:
    node = form.find("timetable")
    if node is None:
        return None
    inner = Form(node, form.faults)
    rule = TimetableRule(
        first_year=inner.whole("first_year"),
        last_year=inner.whole("last_year"),
        cite=inner.citation("cite"),
        note=inner.name("note"),
    )
    inner.close()
    return rule


def _entry(form: Form) -> EntryRules:
    node = form.get("entry")
    if node is None:
        return EntryRules(Strength.REFUSES, 0, "")
    inner = Form(node, form.faults)
    entry = EntryRules(
        late=inner.word("late", Strength),
        together_within_days=inner.whole("together_within_days"),
        note=inner.name("note"),
    )
    inner.close()
    return entry


def _status_rule(form: Form, acts: Mapping[str, ActRule]) -> StatusRule:
    status = Status(form.name("id"), form.text("title"))
    verdicts = {act: _continuing(act, acts) for act in form.names("after")}
    named = form.find("verdicts")
    if named is not None:
        inner = Form(named, form.faults)
        verdicts |= {act: inner.names(act) for act in inner.entries()}
    held = form.yes_no("held", absent=False)
    form.close()
    return StatusRule(status, verdicts, held)


def _continuing(act: str, acts: Mapping[str, ActRule]) -> tuple[str, ...]:
    if act not in acts:
        return ()
    return tuple(
        verdict.id
        for verdict in acts[act].verdicts
        if verdict.consequence is Consequence.CONTINUES
    )


def _ending(form: Form) -> Status:
    status = Status(form.name("id"), form.text("title"))
    form.close()
    return status
