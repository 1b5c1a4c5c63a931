"""Whether every criterion and procedure has its cases, boundaries in fives."""

from __future__ import annotations

from collections.abc import Iterator

from tuopin.rulebook.cases import Boundary, CriterionCase, PackCases
from tuopin.rulebook.coherence.criteria import has_figure
from tuopin.rulebook.criteria import Criterion
from tuopin.rulebook.document import Place
from tuopin.rulebook.faults import Fault
from tuopin.rulebook.findings import Outcome
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.text import Text

_FEWEST = 5
_FIVE = frozenset(Boundary) - {Boundary.ASIDE}


def fives_faults(pack: PolicyPack, cases: PackCases) -> Iterator[Fault]:
    """Yield the criteria and procedures whose cases do not say enough."""
    for unit, criteria in pack.standards.items():
        for criterion in criteria.values():
            own = [
                case
                for case in cases.criteria
                if (case.unit, case.criterion) == (unit, criterion.id)
            ]
            place = Place(f"cases/{unit}/{criterion.id}.yaml", 1)
            yield from _criterion(place, criterion, own)
    covered = {case.procedure for case in cases.procedures}
    for name in pack.procedures:
        if name not in covered:
            place = Place(f"cases/procedures/{name}.yaml", 1)
            wrong = Text("没有案例", "there are no cases")
            yield Fault(place, wrong, Text("至少一个", "one at the least"))


def _criterion(
    place: Place, criterion: Criterion, cases: list[CriterionCase]
) -> Iterator[Fault]:
    if len(cases) < _FEWEST:
        wrong = Text(f"只有{len(cases)}个案例", f"there are {len(cases)} cases")
        yield Fault(place, wrong, Text("至少五个", "five at the least"))
    for outcome in set(Outcome) - {case.outcome for case in cases}:
        wrong = Text(f"没有“{outcome.label.zh}”的案例", f"no case is {outcome}")
        yield Fault(place, wrong, Text("三种结论都有", "a case for each outcome"))
    if not has_figure(criterion.measure):
        return
    for boundary in sorted(_FIVE - {case.boundary for case in cases}):
        wrong = Text(f"没有 {boundary} 的案例", f"no case is {boundary}")
        yield Fault(place, wrong, Text("界限五例俱全", "all five beside the figure"))
