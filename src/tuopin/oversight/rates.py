"""The rates that an inspection gives: wrong exits, missed households, approval."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tuopin.oversight.domain import Approval, Design, Verdict
from tuopin.oversight.drawing import Plan
from tuopin.oversight.estimating import Estimate, Sample, Told, estimate
from tuopin.oversight.queries import DrawnStanding
from tuopin.rulebook.inspection import InspectionRules
from tuopin.rulebook.text import Text

Counts = Callable[[DrawnStanding], bool | None]


@dataclass(frozen=True)
class Rate:
    """A share of the frame's households, and what is counted in it."""

    id: str
    title: Text
    of: Text
    estimate: Estimate


def rates_of(
    drawn: Sequence[DrawnStanding],
    *,
    plan: Plan,
    sizes: Mapping[str, int],
    rules: InspectionRules,
) -> tuple[Rate, ...]:
    """Return what a draw says of its frame; `sizes` counts it by village.

    Whoever was replaced is left out; whoever stands in counts instead.
    """
    kept = [one for one in drawn if one.replaced_by is None]

    def rate(who: Sequence[DrawnStanding], counts: Counts) -> Estimate:
        return estimate_of(who, kept, counts, plan=plan, sizes=sizes, rules=rules)

    exits = [one for one in kept if one.standing.is_exit]
    others = [one for one in kept if not one.standing.is_exit]
    found = [Rate("approval", _APPROVAL, _ASKED, rate(kept, _approves))]
    if others:
        found.insert(0, Rate("missed", _MISSED, _OTHERS, rate(others, _is_irregular)))
    if exits:
        wrong = rate(exits, _is_irregular)
        found.insert(0, Rate("wrong_exit", Verdict.WRONG_EXIT.label, _EXITS, wrong))
    return tuple(found)


def estimate_of(
    who: Sequence[DrawnStanding],
    kept: Sequence[DrawnStanding],
    counts: Counts,
    *,
    plan: Plan,
    sizes: Mapping[str, int],
    rules: InspectionRules,
) -> Estimate:
    """Return the share of some of the drawn that counts; `kept` are all that stand."""
    strata: Counter[str] = Counter()
    for village, size in sizes.items():
        strata[plan.design.stratum_of(village)] += size
    within = Counter(one.drawn.stratum for one in kept)
    told = tuple(
        Told(
            one.drawn.stratum,
            one.drawn.village_code,
            strata[one.drawn.stratum],
            within[one.drawn.stratum],
            counts(one),
        )
        for one in who
    )
    sample = Sample(
        told,
        is_stratified=plan.design in (Design.BY_TOWNSHIP, Design.BY_VILLAGE),
        is_clustered=plan.design is Design.VILLAGES_FIRST,
    )
    return estimate(
        sample,
        confidence=rules.confidence,
        least=rules.least_sample,
        least_reached=rules.least_reached,
    )


_MISSED = Verdict.MISSED.label
_APPROVAL = Text("群众认可", "approval")
_EXITS = Text("已脱贫或正在退出的户", "households lifted out or on their way out")
_OTHERS = Text("没有退出的户", "households that have not exited")
_ASKED = Text("名册全部户", "all households of the frame")


def _is_irregular(one: DrawnStanding) -> bool | None:
    return one.verdict.is_irregular if one.verdict and one.is_told else None


def _approves(one: DrawnStanding) -> bool | None:
    if one.check is None or one.check.approval == Approval.NOT_ASKED:
        return None
    return one.check.approval == Approval.CONTENT.value
