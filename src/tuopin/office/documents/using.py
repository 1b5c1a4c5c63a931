"""Binding files to what they prove, in the transaction of the act itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tuopin.office.accounts.domain import Actor
from tuopin.office.audit import rows as audit_rows
from tuopin.office.documents.domain import Reference
from tuopin.office.documents.models import DocumentUse

COLUMNS = (
    "document_id",
    "division_code",
    "act",
    "evidence",
    "occasion",
    "household",
    "used_by_id",
)


@dataclass(frozen=True)
class Use:
    """A file that proves something, where, and for which household if for one only."""

    reference: Reference
    division_code: str
    act: str
    evidence: str
    occasion: str
    household: str = ""

    @property
    def key(self) -> tuple[object, ...]:
        """By what one use is told from another."""
        return (self.reference.number, self.division_code, self.occasion, self.evidence)


def write_uses(uses: Sequence[Use], actor: Actor) -> dict[Use, audit_rows.RowRef]:
    """Write uses that are not on record yet; return their rows for the act's event."""
    alone = {use.key: use for use in uses}
    if not alone:
        return {}
    recorded = set(
        DocumentUse.objects.filter(
            document_id__in={use.reference.number for use in alone.values()}
        ).values_list("document_id", "division_code", "occasion", "evidence")
    )
    fresh = [use for key, use in alone.items() if key not in recorded]
    rows = audit_rows.insert(
        "documents_documentuse",
        COLUMNS,
        [
            (
                use.reference.number,
                use.division_code,
                use.act,
                use.evidence,
                use.occasion,
                use.household,
                actor.appointment_id,
            )
            for use in fresh
        ],
    )
    return dict(zip(fresh, rows, strict=True))
