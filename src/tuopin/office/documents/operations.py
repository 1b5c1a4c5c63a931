"""Keeping a file, and opening one: each with its audit event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.accounts.rights import Right, require
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows
from tuopin.office.documents import access, sniffing
from tuopin.office.documents.domain import DocumentKind, WhyOpened
from tuopin.office.documents.models import Document
from tuopin.office.documents.sniffing import UnfitFile
from tuopin.office.documents.store import FileGone, documents_store
from tuopin.office.scope import acting_as, alone_with
from tuopin.rulebook.text import Text

TABLE = "documents_document"
COLUMNS = (
    "division_code",
    "digest",
    "size",
    "media_type",
    "kind",
    "taken_at",
    "latitude",
    "longitude",
    "kept_by_id",
)


class UnableToKeep(Refusal):
    """A file that is not kept, and what to do instead."""


class UnableToOpen(Refusal):
    """A file that is in the record and not in its folder."""


def keep(
    *, content: bytes, kind: DocumentKind, place: str, actor: Actor, on: date
) -> Document:
    """Keep a file at a place; the same bytes again are the same document.

    The file is on the disk before the record names it: one without a record is
    harmless. Raises UnableToKeep, NotYourPosition, NotYourJurisdiction.
    """
    require(actor, Right.KEEP_DOCUMENT, places=[place])
    try:
        media_type, taken = sniffing.media_type_of(content)
        digest = documents_store().keep(content)
    except UnfitFile as unfit:
        raise UnableToKeep(unfit.text) from unfit
    except FileGone as damaged:
        raise UnableToKeep(DAMAGED) from damaged
    with acting_as(actor):
        alone_with(f"document {digest} of {place}")
        kept = Document.objects.filter(division_code=place, digest=digest)
        earlier = kept.order_by("id").first()
        if earlier is not None:
            return earlier
        row = (
            place,
            digest,
            len(content),
            media_type.value,
            kind.value,
            taken.at,
            taken.latitude,
            taken.longitude,
            actor.appointment_id,
        )
        (reference,) = audit_rows.insert(TABLE, COLUMNS, [row])
        _record("kept", reference, place, {"sha256": digest}, actor, on)
        return Document.objects.get(id=reference.id)


@dataclass(frozen=True)
class Opened:
    """A file with its content."""

    document: Document
    content: bytes


def open_document(*, number: int, why: WhyOpened, actor: Actor, on: date) -> Opened:
    """Return a whole file; record who opened it, and why.

    A scan shows what the screens mask. Raises DocumentNotFound, UnableToOpen.
    """
    with acting_as(actor):
        document = access.document_for(actor, number)
        try:
            content = documents_store().read(document.digest)
        except FileGone as gone:
            raise UnableToOpen(DAMAGED) from gone
        (reference,) = audit_rows.digests(TABLE, [document.id])
        said = {"why": why.value}
        _record("opened", reference, document.division_code, said, actor, on)
        return Opened(document, content)


def _record(
    past: str,
    reference: audit_rows.RowRef,
    place: str,
    said: dict[str, str],
    actor: Actor,
    on: date,
) -> None:
    entry = audit.Entry(
        stream=f"document:{reference.id}",
        act=f"documents.document.{past}",
        division_code=place,
        body=dict(said),
        rows=[reference],
    )
    audit.record(actor=actor, on=on, entries=[entry])


DAMAGED = Text(
    "服务器上这个文件丢失或损坏。请告诉系统管理员从备份恢复，不要重新上传别的文件代替。",
    "On the server this file is lost or damaged. Tell the administrator to restore it "
    "from the backup; do not replace it by another.",
)
