"""The households whose mark is due, by how far the national system has them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tuopin.filing.national import queries
from tuopin.filing.national.comparing import ComparedAs, ComparedField
from tuopin.filing.national.queries import EnteredBy
from tuopin.office.accounts.domain import Actor
from tuopin.office.divisions.queries import unit_named
from tuopin.office.policy.queries import pack_on
from tuopin.procedure import queries as cases
from tuopin.rulebook.national import NationalForm, Window
from tuopin.rulebook.text import Text
from tuopin.web.worksheets.sheet import Scope, scope_of

if TYPE_CHECKING:
    from tuopin.filing.models import NationalExport, ReconciledRow, Reconciliation
    from tuopin.procedure.models import ExitCase

LISTED = 100
"""So many households a list shows; what is done with them comes first again."""


@dataclass(frozen=True)
class VillageToEnter:
    """A village with how many of its households are not handed over yet."""

    code: str
    name: str
    households: int


@dataclass(frozen=True)
class Told:
    """One difference in words."""

    field: Text
    ours: str
    theirs: str
    archived: str


@dataclass(frozen=True)
class Due:
    """A household whose mark is due: who entered it, what the comparison found."""

    case_id: int
    number: str
    head_name: str
    village: str
    entered: EnteredBy | None
    compared: ReconciledRow | None

    @property
    def outcome(self) -> Text | None:
        """What the latest comparison came to."""
        return ComparedAs(self.compared.outcome).label if self.compared else None

    @property
    def is_equal(self) -> bool:
        """Whether nothing differs."""
        return self.compared is not None and self.compared.outcome == ComparedAs.EQUAL

    @property
    def told(self) -> tuple[Told, ...]:
        """Every difference in words."""
        return told_of(self.compared) if self.compared else ()


def told_of(row: ReconciledRow) -> tuple[Told, ...]:
    """Return what a comparison found of a household, in words."""
    return tuple(
        Told(
            ComparedField(one["field"]).label,
            one["ours"],
            one["theirs"],
            one["archived"],
        )
        for one in row.differences
    )


@dataclass(frozen=True)
class Queue:
    """The page of the mark for a county."""

    year: int
    on: date
    form: NationalForm | None
    due: tuple[Due, ...]
    actor: Actor
    exports: Sequence[NationalExport]
    reconciliations: Sequence[Reconciliation]
    strangers: Sequence[ReconciledRow]
    villages: tuple[VillageToEnter, ...]

    @property
    def windows(self) -> tuple[Window, ...]:
        """The days on which the system takes entries, as far as the pack knows."""
        return self.form.windows_of(self.year) if self.form else ()

    @property
    def is_open(self) -> bool:
        """Whether the system takes entries today."""
        return any(window.is_open(self.on) for window in self.windows)

    @property
    def to_enter(self) -> tuple[Due, ...]:
        """Those that nobody has taken yet."""
        return tuple(one for one in self.due if one.entered is None)

    @property
    def to_compare(self) -> tuple[Due, ...]:
        """Those that were taken and stood in no comparison since."""
        return tuple(one for one in self.due if one.entered and one.compared is None)

    @property
    def to_settle(self) -> tuple[Due, ...]:
        """Those of which the latest comparison found something else: the tasks."""
        return tuple(
            one for one in self.due if one.entered and one.compared and not one.is_equal
        )

    @property
    def equal(self) -> tuple[Due, ...]:
        """Those in which nothing differs."""
        return tuple(one for one in self.due if one.entered and one.is_equal)

    @property
    def to_confirm(self) -> tuple[Due, ...]:
        """Those that this reader may confirm, as somebody else entered them."""
        return tuple(one for one in self.equal if not self._is_own(one))

    @property
    def own(self) -> int:
        """How many the reader has entered, and so may not confirm."""
        return sum(self._is_own(one) for one in self.equal)

    def _is_own(self, one: Due) -> bool:
        return (
            one.entered is not None and self.actor.person_id in one.entered.person_ids
        )

    @property
    def latest(self) -> Reconciliation | None:
        """The latest comparison."""
        return self.reconciliations[0] if self.reconciliations else None


def due_scope(actor: Actor, *, on: date) -> Scope:
    """Return whose mark is due; raises NoSuchSheet, NotYourPosition."""
    return scope_of(actor, queries.MARK, actor.division_code, on=on)


def due_cases(scope: Scope) -> list[ExitCase]:
    """Return the cases whose mark is due, in order of the households' numbers."""
    return list(cases.cases_of(scope.ready, year=scope.year))


def queue_of(scope: Scope) -> Queue:
    """Return the page of the mark."""
    found = due_cases(scope)
    case_ids = [case.id for case in found]
    entered = queries.entered_by(case_ids)
    compared = queries.latest_rows(case_ids)
    names = _names({case.village_id for case in found})
    due = tuple(
        Due(
            case_id=case.id,
            number=case.leaving.number,
            head_name=case.leaving.head_name,
            village=names[case.village_id],
            entered=entered.get(case.id),
            compared=compared.get(case.id),
        )
        for case in found
    )
    waiting = Counter(case.village_id for case in found if case.id not in entered)
    reconciliations = queries.reconciliations(year=scope.year)
    return Queue(
        year=scope.year,
        on=scope.on,
        form=pack_on(scope.on).national,
        due=due,
        actor=scope.actor,
        exports=queries.exports(year=scope.year),
        reconciliations=reconciliations,
        strangers=(
            queries.rows_without_case(reconciliations[0]) if reconciliations else ()
        ),
        villages=tuple(
            VillageToEnter(code, names[code], n) for code, n in sorted(waiting.items())
        ),
    )


def _names(codes: set[str]) -> Mapping[str, str]:
    return {code: unit_named(code).short_name for code in sorted(codes)}
