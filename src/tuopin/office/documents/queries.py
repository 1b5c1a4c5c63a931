"""Reading what is kept: one's own unused files, uses, and files used more than once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count

from tuopin.office.accounts.domain import Actor
from tuopin.office.documents.domain import DocumentKind, Reference
from tuopin.office.documents.models import Document, DocumentUse

MOST_OFFERED = 12
MOST_REUSED = 200


def unused_of(
    actor: Actor, places: Iterable[str], kind: DocumentKind
) -> list[Document]:
    """Return what the actor kept at these places and nothing rests on, latest first."""
    found = Document.objects.filter(
        kept_by_id=actor.appointment_id,
        division_code__in=list(places),
        kind=kind.value,
        uses__isnull=True,
    )
    return list(found.order_by("-id")[:MOST_OFFERED])


def documents_by_number(numbers: Iterable[int]) -> dict[int, Document]:
    """Return files by number, as far as they lie in the actor's area."""
    asked = set(numbers)
    return Document.objects.in_bulk(asked) if asked else {}


def unknown(references: Iterable[Reference]) -> set[Reference]:
    """Return those of the files named that are not kept so in the actor's area."""
    asked = set(references)
    kept = documents_by_number(one.number for one in asked).values()
    return asked - {one.reference for one in kept}


def by_digest(digests: Iterable[str]) -> dict[str, Reference]:
    """Return the first file of each content that is kept in the actor's area."""
    found = Document.objects.filter(digest__in=set(digests)).order_by("-id")
    return {one.digest: one.reference for one in found}


def uses_of(digest: str) -> list[DocumentUse]:
    """Return where a content was used in the actor's area, in the order of use."""
    found = DocumentUse.objects.filter(document__digest=digest)
    return list(found.select_related("document", "used_by__person").order_by("id"))


def uses_on(occasions: Iterable[str]) -> dict[str, list[DocumentUse]]:
    """Return what proved something on each of some occasions, as far as in sight."""
    found: dict[str, list[DocumentUse]] = {}
    uses = DocumentUse.objects.filter(occasion__in=list(occasions))
    for use in uses.select_related("document").order_by("id"):
        found.setdefault(use.occasion, []).append(use)
    return found


def occasions_of(digest: str) -> int:
    """Return on how many occasions a content proved something, in the actor's area."""
    found = DocumentUse.objects.filter(document__digest=digest)
    return found.values("occasion", "evidence").distinct().count()


def other_places_with(document: Document) -> int:
    """Return how many other places keep the same bytes, in any area."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT documents_elsewhere(%s, %s)",
            [document.digest, document.division_code],
        )
        return int(cursor.fetchone()[0])


@dataclass(frozen=True)
class Reused:
    """A content that served more than once, with every occasion in the area."""

    document: Document
    uses: tuple[DocumentUse, ...]

    @property
    def places(self) -> int:
        """In how many places it served."""
        return len({use.division_code for use in self.uses})


def reused() -> list[Reused]:
    """Return the contents used on several occasions in the actor's area, worst first.

    One photo for two villages, two households or two acts is what inspectors look for.
    """
    counted = (
        DocumentUse.objects.values("document__digest")
        .annotate(
            occasions=Count("occasion", distinct=True),
            evidences=Count("evidence", distinct=True),
            places=Count("division_code", distinct=True),
        )
        .order_by("-places", "-occasions", "document__digest")
    )
    digests = [
        row["document__digest"]
        for row in counted.filter(occasions__gt=1)
        .union(counted.filter(evidences__gt=1))
        .values("document__digest")[:MOST_REUSED]
    ]
    return _with_uses(digests)


def _with_uses(digests: Sequence[str]) -> list[Reused]:
    by_digest: dict[str, list[DocumentUse]] = {digest: [] for digest in digests}
    uses = DocumentUse.objects.filter(document__digest__in=digests)
    for use in uses.select_related("document", "used_by__person").order_by("id"):
        by_digest[use.document.digest].append(use)
    found = [Reused(uses[0].document, tuple(uses)) for uses in by_digest.values()]
    return sorted(found, key=lambda one: (-one.places, -len(one.uses)))
