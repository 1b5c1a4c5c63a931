"""The rows of holds and of their ends, and what is kept beside the cases they stop.

An operation decides and calls; nothing here asks who may.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tuopin.office.accounts.domain import Actor
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows
from tuopin.procedure import queries
from tuopin.procedure.domain import COMPARISON, FOUND, SECOND_SURVEY
from tuopin.procedure.kept import kept_of
from tuopin.procedure.models import ExitCase, Hold
from tuopin.procedure.recording import keep
from tuopin.procedure.state import CaseState
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.procedure import last_acts
from tuopin.survey.comparison.queries import holding_questions
from tuopin.survey.integrity.queries import differing_surveys

HOLD = (
    "case_id",
    "village_code",
    "cause",
    "subject",
    "reason",
    "placed_on",
    "placed_by_id",
)
RELEASE = ("hold_id", "village_code", "reason", "released_on", "released_by_id")


@dataclass(frozen=True)
class Held:
    """A hold that stands, of one case."""

    id: int
    case_id: int
    village_code: str
    cause: str


def has_left(state: CaseState, pack: PolicyPack) -> bool:
    """Whether the last act of the way out is done: what is marked is marked."""
    procedure = queries.procedure_of(pack, state.unit)
    return last_acts(procedure) <= state.acts.keys()


def refresh_kept(case_ids: Sequence[int]) -> None:
    """Store anew what is kept beside cases."""
    states = queries.states(case_ids)
    keep(
        [state.case_id for state, _ in states],
        [
            kept_of(queries.procedure_of(pack, state.unit), state)
            for state, pack in states
        ],
    )


def record_one(
    case: ExitCase,
    act: str,
    row: tuple[str, int],
    actor: Actor,
    on: date,
    *,
    cause: str = "",
) -> None:
    """Record a row (table, id) that was written of one case."""
    (written,) = audit_rows.digests(row[0], [row[1]])
    _record(act, [(case.id, case.village_id, cause, written)], actor, on)


def lists_of(division_code: str) -> str:
    """Return by which matter a county's lists and the opening of its cases wait.

    Of a case that opens while a list asks about its household, one of the two must see
    the other.
    """
    return f"department lists of {division_code[:6]}"


def titles_of(pack: PolicyPack) -> dict[str, str]:
    """Return what a pack calls the lists that departments bring."""
    lists = pack.comparison.lists if pack.comparison else {}
    return {name: rules.title.zh for name, rules in lists.items()}


def hold_for_questions(
    household_ids: Sequence[int],
    titles: Mapping[str, str],
    *,
    actor: Actor,
    on: date,
) -> int:
    """Stop the cases of households of which a question is open that bears on them.

    `titles` has the lists' names. A case that has ended, or is marked, or that the
    question holds already, is left alone. Returns how many cases were stopped.
    """
    questions = _asked(household_ids, titles)
    by_household: dict[int, list[int]] = {}
    for state, pack in queries.states(_locked({q.household_id for q in questions})):
        if state.ending is None and not has_left(state, pack):
            assert state.household_id is not None
            by_household.setdefault(state.household_id, []).append(state.case_id)
    subjects = {one.subject for one in questions}
    there = set(
        Hold.objects.filter(subject__in=subjects).values_list("case_id", "subject")
    )
    wanted = [
        (case_id, one)
        for one in questions
        for case_id in by_household.get(one.household_id, ())
        if (case_id, one.subject) not in there
    ]
    rows = audit_rows.insert(
        "procedure_hold",
        HOLD,
        [
            (
                case_id,
                one.village_code,
                one.cause,
                one.subject,
                one.reason,
                on,
                actor.appointment_id,
            )
            for case_id, one in wanted
        ],
    )
    if not wanted:
        return 0
    stopped = list(dict.fromkeys(case_id for case_id, _ in wanted))
    refresh_kept(stopped)
    held = zip(wanted, rows, strict=True)
    placed = [(case, one.village_code, one.cause, row) for (case, one), row in held]
    _record("procedure.case.held", placed, actor, on)
    return len(stopped)


def hold_for_finding(
    household_id: int, subject: str, reason: str, *, actor: Actor, on: date
) -> int:
    """Stop a household's cases for what an inspection found (art. 15).

    A case that has ended, or is marked, is left alone. Returns how many were stopped.
    """
    going = [
        state
        for state, pack in queries.states(_locked({household_id}))
        if state.ending is None and not has_left(state, pack)
    ]
    appointment = actor.appointment_id
    rows = audit_rows.insert(
        "procedure_hold",
        HOLD,
        [
            (one.case_id, one.village_code, FOUND, subject, reason, on, appointment)
            for one in going
        ],
    )
    refresh_kept([one.case_id for one in going])
    held = zip(going, rows, strict=True)
    placed = [(one.case_id, one.village_code, FOUND, row) for one, row in held]
    _record("procedure.case.held", placed, actor, on)
    return len(going)


@dataclass(frozen=True)
class _Asked:
    """An open question by which a household waits."""

    household_id: int
    village_code: str
    cause: str
    subject: str
    reason: str


def _asked(household_ids: Sequence[int], titles: Mapping[str, str]) -> list[_Asked]:
    """Return the questions of lists and of second surveys that stop households."""
    return [
        _Asked(
            one.household_id,
            one.village_code,
            COMPARISON,
            f"question:{one.id}",
            f"部门比对疑点待核：{titles.get(one.kind, one.kind)}",
        )
        for one in holding_questions(household_ids)
    ] + [
        _Asked(
            household_id,
            village,
            SECOND_SURVEY,
            f"integrity:{number}",
            "第二次调查与第一次不一致，待得出结论",
        )
        for number, household_id, village in differing_surveys(household_ids)
    ]


def _locked(household_ids: set[int]) -> list[int]:
    return queries.lock_cases(queries.case_ids_of_households(household_ids))


def holds_about(subject: str) -> list[Held]:
    """Return the holds that something placed and that stand, one for each case."""
    found = Hold.objects.filter(subject=subject, release__isnull=True).order_by("id")
    rows = found.values_list("id", "case_id", "village_code", "cause")
    return [Held(*row) for row in rows]


def let_go(holds: Sequence[Held], reason: str, *, actor: Actor, on: date) -> None:
    """Write the end of holds; their cases are locked, and keep what holds them."""
    queries.lock_cases(list(dict.fromkeys(one.case_id for one in holds)))
    rows = audit_rows.insert(
        "procedure_holdrelease",
        RELEASE,
        [(h.id, h.village_code, reason, on, actor.appointment_id) for h in holds],
    )
    refresh_kept(list(dict.fromkeys(one.case_id for one in holds)))
    released = zip(holds, rows, strict=True)
    ended = [(one.case_id, one.village_code, one.cause, row) for one, row in released]
    _record("procedure.case.released", ended, actor, on)


def _record(
    act: str,
    rows: Sequence[tuple[int, str, str, audit_rows.RowRef]],
    actor: Actor,
    on: date,
) -> None:
    by_case: dict[tuple[int, str, str], list[audit_rows.RowRef]] = {}
    for case_id, village_code, cause, row in rows:
        by_case.setdefault((case_id, village_code, cause), []).append(row)
    audit.record(
        actor=actor,
        on=on,
        entries=[
            audit.Entry(
                stream=f"case:{case_id}",
                act=act,
                division_code=village_code,
                body={"cause": cause} if cause else {},
                rows=written,
            )
            for (case_id, village_code, cause), written in by_case.items()
        ],
    )
