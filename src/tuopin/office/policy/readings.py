"""Reading the interpretation register: what is open, what was decided (art. 17)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tuopin.office.policy.models import ReadingDecision
from tuopin.rulebook.pack import Interpretation, PolicyPack


def decisions_on(pack: PolicyPack) -> Mapping[str, list[ReadingDecision]]:
    """Return the decisions on each reading of a pack, the latest first."""
    found: dict[str, list[ReadingDecision]] = {}
    for one in (
        ReadingDecision.objects.filter(pack_id=pack.id)
        .select_related(
            "decided_by__person", "carried_out__version", "carried_out__plan"
        )
        .order_by("-id")
    ):
        found.setdefault(one.reading, []).append(one)
    return found


def open_among(pack: PolicyPack, names: Iterable[str]) -> tuple[Interpretation, ...]:
    """Return those of some readings that nobody has decided, in the order named."""
    asked = [name for name in dict.fromkeys(names) if name in pack.interpretations]
    if not asked:
        return ()
    decided = set(
        ReadingDecision.objects.filter(pack_id=pack.id, reading__in=asked).values_list(
            "reading", flat=True
        )
    )
    return tuple(pack.interpretations[name] for name in asked if name not in decided)
