"""Reading consignments and what an archive set of a household has to hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from tuopin.filing.domain import Level, Matter, Recipient
from tuopin.filing.models import (
    ArchiveEntry,
    ConsignedPlan,
    Consignment,
    ConsignmentEntry,
    FilingReceipt,
    VillageDelisting,
)
from tuopin.procedure import queries as cases


def delisted_villages() -> set[str]:
    """Return the villages in sight that are off the register (销号, art. 7)."""
    found = VillageDelisting.objects.values_list("village_id", flat=True)
    return {str(code) for code in found}


def case_ids_in(consignment: Consignment) -> list[int]:
    """Return the cases that a consignment names."""
    return list(
        ConsignmentEntry.objects.filter(consignment=consignment)
        .order_by("case_id")
        .values_list("case_id", flat=True)
    )


def plan_ids_in(consignment: Consignment) -> list[int]:
    """Return the plans that a consignment names."""
    rows = ConsignedPlan.objects.filter(consignment=consignment).order_by("plan_id")
    return list(rows.values_list("plan_id", flat=True))


def plan_ids_sent_to(recipient: Recipient) -> set[int]:
    """Return the plans that letters to a recipient name."""
    rows = ConsignedPlan.objects.filter(consignment__recipient=recipient.value)
    return set(rows.values_list("plan_id", flat=True))


def villages_sent_on(recipient: Recipient) -> dict[int, date]:
    """Return on which day a village's case last went to a recipient in a letter."""
    entries = ConsignmentEntry.objects.filter(
        consignment__recipient=recipient.value, case__household__isnull=True
    )
    return dict(
        entries.order_by("consignment__sent_on", "id").values_list(
            "case_id", "consignment__sent_on"
        )
    )


def matters_of(consignment_ids: Sequence[int]) -> dict[int, Matter]:
    """Return what each of several consignments is about."""
    ids = list(consignment_ids)
    plans = set(
        ConsignedPlan.objects.filter(consignment_id__in=ids).values_list(
            "consignment_id", flat=True
        )
    )
    villages = set(
        ConsignmentEntry.objects.filter(
            consignment_id__in=ids, case__household__isnull=True
        ).values_list("consignment_id", flat=True)
    )
    return {
        one: Matter.PLANS
        if one in plans
        else Matter.VILLAGE_EXITS
        if one in villages
        else Matter.HOUSEHOLD_EXITS
        for one in ids
    }


def receipt_of(consignment: Consignment) -> FilingReceipt | None:
    """Return the receipt of a consignment, if it has come."""
    return FilingReceipt.objects.filter(consignment=consignment).order_by("id").first()


def is_letter_sent(recipient: Recipient, letter_number: str) -> bool:
    """Say whether a letter of this number went to this recipient."""
    return Consignment.objects.filter(
        recipient=recipient.value, letter_number=letter_number
    ).exists()


def archive_numbers_used(level: Level, numbers: Mapping[int, str]) -> set[str]:
    """Return which numbers other cases in sight have in a level's set."""
    entries = ArchiveEntry.objects.filter(
        level=level.value, archive_number__in=list(numbers.values())
    ).exclude(case_id__in=list(numbers))
    return set(entries.values_list("archive_number", flat=True))


def find_consignment(consignment_id: int) -> Consignment | None:
    """Return a consignment of the actor's area."""
    found = Consignment.objects.filter(id=consignment_id).order_by("id")
    return found.first()  # one row


def consignments(*, year: int) -> list[Consignment]:
    """Return a year's consignments with receipts and reminders, the latest first."""
    return list(
        Consignment.objects.filter(year=year)
        .select_related("receipt__recorded_by__person", "sent_by__person")
        .prefetch_related("reminders__reminded_by__person")
        .order_by("-sent_on", "-id")
    )


def awaiting_receipt(*, year: int) -> list[Consignment]:
    """Return the consignments of a year whose receipt has not come."""
    return list(
        Consignment.objects.filter(year=year, receipt__isnull=True).order_by(
            "sent_on", "id"
        )
    )


def case_ids_sent_to(recipient: Recipient, *, year: int) -> set[int]:
    """Return the cases that a year's letters to a recipient name."""
    entries = ConsignmentEntry.objects.filter(
        consignment__recipient=recipient.value, consignment__year=year
    )
    return set(entries.values_list("case_id", flat=True))


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


def archived_in(case_id: int) -> list[ArchiveEntry]:
    """Return the entries of a case in the archive sets, in order of entry."""
    found = ArchiveEntry.objects.filter(case_id=case_id)
    return list(found.select_related("archived_by__person").order_by("id"))
