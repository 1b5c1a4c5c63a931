"""A judged unit as it leaves an engine: outcomes for all, reasons for those asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from tuopin.rulebook.findings import Finding, Outcome, overall
from tuopin.rulebook.judging import judge
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.units import Unit
from tuopin.standards.bulk.facts import UnitFacts

OUTCOMES: Mapping[bool | None, Outcome] = {
    True: Outcome.MET,
    False: Outcome.NOT_MET,
    None: Outcome.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Judged:
    """One household or village: its outcomes by criterion, `all` first.

    `findings` are the rulebook's, in the same order, empty where nobody asked.
    """

    unit: Unit
    id: str
    village: str
    members: int | None
    surveyed_on: date | None
    outcomes: tuple[Outcome, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """All criteria joined."""
        return self.outcomes[0]


class Disagreement(Exception):
    """An engine and the rulebook came to different outcomes: a fault of the program."""

    def __init__(self, unit: Unit, criterion: str) -> None:
        super().__init__(
            f"评定引擎与规则不一致（{unit} {criterion}），未写出文件。请报告此错误。"
            f"The engine and the rulebook disagree on {criterion} of a {unit}; no file "
            "was written. Please report this."
        )


@dataclass
class Tally:
    """How many units came to which outcome by each criterion."""

    counts: dict[tuple[Unit, str, Outcome], int] = field(default_factory=dict)

    def add(self, unit: Unit, criterion: str, outcome: Outcome, units: int = 1) -> None:
        """Count units."""
        key = (unit, criterion, outcome)
        self.counts[key] = self.counts.get(key, 0) + units

    def of(self, unit: Unit, criterion: str) -> dict[Outcome, int]:
        """Return a criterion's counts by outcome."""
        return {one: self.counts.get((unit, criterion, one), 0) for one in Outcome}


def judged_by_rulebook(
    pack: PolicyPack, unit: Unit, year: int, rows: Iterable[UnitFacts]
) -> Iterator[Judged]:
    """Yield units as the rulebook judges them, with every finding."""
    for row in rows:
        findings = explained(pack, unit, year, row)
        yield Judged(
            unit,
            row.id,
            row.village,
            row.members,
            row.surveyed_on,
            tuple(finding.outcome for finding in findings),
            findings,
        )


def explained(
    pack: PolicyPack, unit: Unit, year: int, row: UnitFacts
) -> tuple[Finding, ...]:
    """Return the rulebook's findings about a unit, all of them joined first."""
    findings = judge(pack, unit, row.facts, year=year)
    return (overall(findings), *findings)


def require_agreement(
    unit: Unit,
    criteria: Iterable[str],
    outcomes: tuple[Outcome, ...],
    findings: tuple[Finding, ...],
) -> None:
    """Refuse to give a reason for another outcome than the engine's."""
    for criterion, outcome, finding in zip(criteria, outcomes, findings, strict=True):
        if outcome is not finding.outcome:
            raise Disagreement(unit, criterion)
