"""The only way from a request to a kept file."""

from __future__ import annotations

from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.accounts.rights import Right, may
from tuopin.office.documents.models import Document
from tuopin.office.scope import acting_as
from tuopin.rulebook.text import Text


class DocumentNotFound(Refusal):
    """There is no such file for this actor, whether or not there is one at all."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                "您辖区内没有这个附件。请核对附件号。",
                "There is no such file in your area. Check its number.",
            )
        )


def document_for(actor: Actor, number: int) -> Document:
    """Return the file's entry if the actor may see it; otherwise say it is not there.

    Missing and forbidden sound the same, so that nobody learns what others keep.
    """
    with acting_as(actor):
        found = Document.objects.filter(id=number).order_by("id").first()
    if found is None or not may(
        actor, Right.OPEN_DOCUMENT, in_division=found.division_code
    ):
        raise DocumentNotFound
    return found
