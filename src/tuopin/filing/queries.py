"""Reading consignments and what an archive set of a household has to hold."""

from __future__ import annotations

from collections.abc import Sequence

from tuopin.filing.models import Consignment, ConsignmentEntry
from tuopin.procedure import queries as cases


def case_ids_in(consignment: Consignment) -> list[int]:
    """Return the cases that a consignment names."""
    return list(
        ConsignmentEntry.objects.filter(consignment=consignment)
        .order_by("case_id")
        .values_list("case_id", flat=True)
    )


def awaiting_receipt(*, year: int) -> list[Consignment]:
    """Return the consignments of a year whose receipt has not come."""
    return list(
        Consignment.objects.filter(year=year, receipt__isnull=True).order_by(
            "sent_on", "id"
        )
    )


def catalogues(case_ids: Sequence[int]) -> dict[int, list[dict[str, str]]]:
    """Return, for each case, the papers that its acts rest on, in order of the acts."""
    found: dict[int, list[dict[str, str]]] = {}
    for case_id, act, done_on, evidence in cases.evidence_of(case_ids):
        papers = found.setdefault(case_id, [])
        papers.extend(
            {
                "act": act,
                "paper": paper,
                "reference": reference,
                "date": done_on.isoformat(),
            }
            for paper, reference in sorted(evidence.items())
        )
    return found
