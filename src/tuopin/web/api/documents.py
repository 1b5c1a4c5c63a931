"""Photos and papers, kept before an act names them by number."""

from __future__ import annotations

from ninja import File, Form, Schema
from ninja.files import UploadedFile

from tuopin.office.documents import operations as documents
from tuopin.office.documents.domain import DocumentKind
from tuopin.web.acting import ActorRequest
from tuopin.web.api.entering import router_for_staff
from tuopin.web.api.problems import ACTING, Problem
from tuopin.web.api.words import PlaceCode, Sent

router = router_for_staff(tag="documents")


class About(Sent):
    """Where the file belongs, and whether it is to hang in public with a notice."""

    place: PlaceCode
    kind: DocumentKind = DocumentKind.EVIDENCE


class Kept(Schema):
    """A file as it was kept; an act names its number."""

    number: int
    place: str
    media_type: str
    size: int
    sha256: str


@router.post("/documents", response={200: Kept, ACTING: Problem}, url_name="documents")
def keep_document(
    request: ActorRequest, about: Form[About], file: File[UploadedFile]
) -> Kept:
    """Keep a file; the same bytes at the same place are the same file."""
    kept = documents.keep(
        content=file.read(),
        kind=about.kind,
        place=about.place,
        actor=request.actor,
        on=request.today,
    )
    return Kept(
        number=kept.id,
        place=kept.division_code,
        media_type=kept.media_type,
        size=kept.size,
        sha256=kept.digest,
    )
