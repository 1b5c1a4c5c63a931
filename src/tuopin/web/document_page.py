"""A kept file as its pages show it, and what each file has proved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from tuopin.office.accounts.domain import Actor
from tuopin.office.divisions.domain import short_name
from tuopin.office.divisions.queries import unit_named
from tuopin.office.documents import queries as kept
from tuopin.office.documents.access import DocumentNotFound, document_for
from tuopin.office.documents.domain import DocumentKind
from tuopin.office.documents.images import UnreadableImage, shown
from tuopin.office.documents.store import FileGone, documents_store
from tuopin.office.policy.queries import pack_in_force, pack_of
from tuopin.procedure.queries import procedure_of
from tuopin.rulebook.procedure import Procedure
from tuopin.rulebook.text import Text
from tuopin.web import evidence
from tuopin.web.worksheets.fields import Field, Kind

if TYPE_CHECKING:
    from tuopin.office.documents.models import Document, DocumentUse

BESIDE_ACTS = {
    "publish": Text("随公示公告公开", "published with a notice"),
    "objection": Text("异议", "an objection"),
    "statement": Text("异议材料", "what came with it"),
    "answer": Text("调查答复材料", "what its answer rests on"),
    "second_statement": Text("复核申请材料", "what came with the second request"),
    "second_answer": Text("复核答复材料", "what the second answer rests on"),
    "attachment": Text("附件", "attachment"),
}


@dataclass(frozen=True)
class UseShown:
    """An occasion on which a file proved something, in words."""

    number: int
    act: Text
    evidence: Text
    place: str
    household: str
    used_on: date
    used_by: str


@dataclass(frozen=True)
class DocumentPage:
    """A file with what it has proved, and who else keeps the same."""

    document: Document
    place: str
    kept_by: str
    uses: tuple[UseShown, ...]
    other_places: int

    @property
    def is_reused(self) -> bool:
        """Whether it served more than once."""
        return len({(use.act, use.evidence, use.household) for use in self.uses}) > 1

    @property
    def kilobytes(self) -> int:
        """Its size, rounded up."""
        return -(-self.document.size // 1024)


def page_of(actor: Actor, number: int) -> DocumentPage:
    """Return a file's page; raises DocumentNotFound for any other area's."""
    document = document_for(actor, number)
    return DocumentPage(
        document,
        short_name(unit_named(document.division_code).name),
        document.kept_by.person.name,
        tuple(_shown(kept.uses_of(document.digest))),
        kept.other_places_with(document),
    )


def _shown(uses: Iterable[DocumentUse]) -> list[UseShown]:
    found = list(uses)
    if not found:
        return []
    procedure = procedure_of(pack_of(pack_in_force(found[-1].used_on).id))
    return [_use(one, procedure) for one in found]


def _use(use: DocumentUse, procedure: Procedure) -> UseShown:
    act, named = use.act, use.evidence
    rule = procedure.acts.get(act)
    papers: Mapping[str, Text] = (
        {paper.id: paper.title for paper in rule.evidence} if rule else {}
    )
    return UseShown(
        use.document_id,
        rule.title if rule else BESIDE_ACTS.get(act, Text(act, act)),
        papers.get(named) or BESIDE_ACTS.get(named, Text(named, named)),
        short_name(unit_named(use.division_code).name),
        use.household,
        use.used_on,
        use.used_by.person.name,
    )


def picture_of(actor: Actor, number: int) -> bytes:
    """Return a photo small enough not to be read; raises DocumentNotFound."""
    document = document_for(actor, number)
    if not document.type.is_image:
        raise DocumentNotFound
    try:
        return shown(documents_store().read(document.digest), document.type)
    except (FileGone, UnreadableImage) as gone:
        raise DocumentNotFound from gone


@dataclass(frozen=True)
class OwnPage:
    """What one has kept and not used, and the form to keep more."""

    field: Field
    unused: tuple[Document, ...]
    is_kept: bool


def own_page(actor: Actor, sent: evidence.Sent | None, *, on: date) -> OwnPage:
    """Return the actor's own unused files; keep those that were sent first."""
    place = actor.division_code
    field = Field("own", _("Photos or files"), Kind.FILES)
    if sent is not None:
        brought = sent.kept(actor, on, lambda _: place)
        field = field.filled_from({}, brought)
    unused = kept.unused_of(actor, [place], DocumentKind.EVIDENCE)
    return OwnPage(field, tuple(unused), is_kept=sent is not None and not field.fault)


@dataclass(frozen=True)
class ReusedShown:
    """A file that served more than once, with each occasion in words."""

    document: Document
    places: int
    uses: tuple[UseShown, ...]


def reused_page() -> list[ReusedShown]:
    """Return the files that served more than once in the actor's area, worst first."""
    return [
        ReusedShown(one.document, one.places, tuple(_shown(one.uses)))
        for one in kept.reused()
    ]
