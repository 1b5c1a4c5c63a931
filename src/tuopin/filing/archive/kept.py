"""Reading what was archived and what was sent, for the sets that are built of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from tuopin.filing.domain import Level, Matter, Recipient, set_stream
from tuopin.filing.models import ArchiveEntry, Consignment, ConsignmentEntry
from tuopin.filing.queries import matters_of
from tuopin.office.audit.queries import timeline
from tuopin.office.divisions.domain import code_range
from tuopin.rulebook.positions import Position


@dataclass(frozen=True)
class Kept:
    """A household's volume in a level's set: its number, and who archived it when."""

    case_id: int
    household_number: str
    head_name: str
    village_code: str
    archive_number: str
    archived_on: date
    archived_by: str
    position: Position


@dataclass(frozen=True)
class Sent:
    """A consignment with its receipt, if that has come."""

    id: int
    recipient: Recipient
    matter: Matter
    letter_number: str
    sent_on: date
    roster_digest: str
    receipt_number: str
    received_on: date | None
    household_numbers: tuple[str, ...]


def volumes(level: Level, place: str, *, year: int) -> list[Kept]:
    """Return what a level keeps of a place's households of a year, in their order."""
    first, after = code_range(place)
    entries = ArchiveEntry.objects.filter(
        level=level.value,
        case__year=year,
        village_code__gte=first,
        village_code__lt=after,
    )
    return [_kept(entry) for entry in _with_names(entries)]


def _with_names(entries: QuerySet[ArchiveEntry]) -> QuerySet[ArchiveEntry]:
    named = entries.select_related("case__household", "archived_by__person")
    return named.order_by("case__household__number")


def _kept(entry: ArchiveEntry) -> Kept:
    return Kept(
        case_id=entry.case_id,
        household_number=entry.case.leaving.number,
        head_name=entry.case.leaving.head_name,
        village_code=entry.village_code,
        archive_number=entry.archive_number,
        archived_on=entry.archived_on,
        archived_by=entry.archived_by.person.name,
        position=Position(entry.archived_by.position),
    )


def levels_of(case_ids: Sequence[int]) -> dict[int, dict[Level, Kept]]:
    """Return, for each case, the levels at which it is archived."""
    found: dict[int, dict[Level, Kept]] = {case_id: {} for case_id in case_ids}
    for entry in _with_names(ArchiveEntry.objects.filter(case_id__in=list(case_ids))):
        found[entry.case_id][Level(entry.level)] = _kept(entry)
    return found


def places_with_volumes(level: Level, *, year: int) -> list[str]:
    """Return the villages in sight of which a level keeps households of a year."""
    codes = ArchiveEntry.objects.filter(level=level.value, case__year=year)
    return sorted(set(codes.values_list("village_code", flat=True)))


def consignments(*, year: int) -> list[Sent]:
    """Return a year's consignments in sight, in the order in which they were sent."""
    sent = list(
        Consignment.objects.filter(year=year)
        .select_related("receipt")
        .order_by("sent_on", "id")
    )
    named: dict[int, list[str]] = {one.id: [] for one in sent}
    entries = ConsignmentEntry.objects.filter(consignment_id__in=list(named))
    for consignment_id, number in entries.order_by(
        "case__household__number"
    ).values_list("consignment_id", "case__household__number"):
        if number is not None:
            named[consignment_id].append(number)
    matters = matters_of(list(named))
    return [
        Sent(
            id=one.id,
            recipient=Recipient(one.recipient),
            matter=matters[one.id],
            letter_number=one.letter_number,
            sent_on=one.sent_on,
            roster_digest=one.roster_digest,
            receipt_number=one.receipt.number if hasattr(one, "receipt") else "",
            received_on=one.receipt.received_on if hasattr(one, "receipt") else None,
            household_numbers=tuple(named[one.id]),
        )
        for one in sent
    ]


def is_set_recorded(place: str, *, year: int, digest: str) -> bool:
    """Say whether the record holds a set of this digest."""
    events = timeline([set_stream(place, year)])
    return any(event.body.get("sha256") == digest for event in events)


def counts_by_village(*, year: int) -> dict[tuple[str, Level], int]:
    """Return how many households of each village each level keeps of a year."""
    rows = (
        ArchiveEntry.objects.filter(case__year=year)
        .values("village_code", "level")
        .annotate(households=Count("id"))
        .order_by("village_code", "level")
    )
    return {
        (row["village_code"], Level(row["level"])): row["households"] for row in rows
    }
