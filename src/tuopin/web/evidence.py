"""Files that come with a form: kept at once, so that nothing that was sent is lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.documents import operations as documents
from tuopin.office.documents import queries as kept
from tuopin.office.documents.domain import DocumentKind
from tuopin.web.templatetags.office import in_language
from tuopin.web.worksheets.fields import (
    ATTACHMENT,
    PAPER,
    Brought,
    Field,
    Received,
    is_row_number,
)

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase

    from tuopin.office.documents.models import Document

FILES, KEPT = "files-", "kept-"
MOST_FILES = 12
"""So many files one field takes at once."""
NUMBERS = re.compile(r"(?:附件|file)\s*(?:号|no\.?)?\s*([0-9]{1,18})", re.I)
ONLY_NUMBERS = re.compile(rf"(?:{NUMBERS.pattern}[\s、,，;；]*)+", re.I)
SEEN_BEFORE = "files_seen_before"


@dataclass(frozen=True)
class Form:
    """What a form sent: its words and its files, by whom, and for which place."""

    typed: QueryDict
    files: MultiValueDict[str, UploadedFile[bytes]]
    actor: Actor
    on: date
    place_of: Callable[[str], str]


@dataclass(frozen=True)
class Sent:
    """The words and the files of a form as they came in."""

    typed: QueryDict
    files: MultiValueDict[str, UploadedFile[bytes]]

    @property
    def words(self) -> dict[str, str]:
        """What was typed, by field."""
        return {name: str(value) for name, value in self.typed.items()}

    def kept(self, actor: Actor, on: date, place_of: Callable[[str], str]) -> Brought:
        """Keep the files, and return them with those that were picked."""
        return brought_by(Form(self.typed, self.files, actor, on, place_of))


def sent_with(request: HttpRequest) -> Sent | None:
    """Return what a request sent, if it sent a form."""
    if request.method != "POST":
        return None
    return Sent(request.POST, request.FILES)


def brought_by(form: Form) -> Brought:
    """Keep the files of a form, and return them with those that were picked."""
    names = {
        *(name.removeprefix(FILES) for name in form.files if name.startswith(FILES)),
        *(name.removeprefix(KEPT) for name in form.typed if name.startswith(KEPT)),
        *(
            name
            for name, text in form.typed.items()
            if name.startswith(PAPER) and by_number(str(text))
        ),
    }
    return {name: _received(form, name) for name in sorted(names)}


def _received(form: Form, name: str) -> Received:
    picked = [int(n) for n in form.typed.getlist(f"{KEPT}{name}") if is_row_number(n)]
    typed = by_number(form.typed.get(name, "")) if name.startswith(PAPER) else ()
    found = dict(kept.documents_by_number(picked))
    for one in typed:
        found[one.id] = one
    faults = []
    uploaded = form.files.getlist(f"{FILES}{name}")
    for file in uploaded[:MOST_FILES]:
        try:
            document = _keep(form, name, file)
        except Refusal as refusal:
            faults.append(in_language(refusal.text))
        else:
            found[document.id] = document
    if len(uploaded) > MOST_FILES:
        faults.append(_("At most %(most)d files at once.") % {"most": MOST_FILES})
    fault = " ".join(dict.fromkeys(faults))
    return Received(tuple(found.values()), fault, by_number=bool(typed))


def _keep(form: Form, name: str, file: UploadedFile[bytes]) -> Document:
    # A page may look at what was sent more than once.
    file.seek(0)
    return documents.keep(
        content=file.read(),
        kind=_kind_of(name),
        place=form.place_of(name),
        actor=form.actor,
        on=form.on,
    )


def by_number(text: str) -> tuple[Document, ...]:
    """Return the files of a text that is nothing but their numbers: 附件12、附件13."""
    if not ONLY_NUMBERS.fullmatch(text.strip()):
        return ()
    numbers = [int(number) for number in NUMBERS.findall(text)]
    found = kept.documents_by_number(numbers)
    return tuple(found[one] for one in numbers if one in found)


def offering(
    fields: Sequence[Field], actor: Actor, places: Iterable[str]
) -> tuple[Field, ...]:
    """Return the fields with what the actor has kept and not used, to pick from."""
    kinds = {_kind_of(one.name) for one in fields if one.is_paper}
    found = {kind: kept.unused_of(actor, places, kind) for kind in kinds}
    return tuple(
        replace(
            one,
            offered=tuple(
                document
                for document in found[_kind_of(one.name)]
                if document not in one.documents
            ),
        )
        if one.is_paper
        else one
        for one in fields
    )


def _kind_of(name: str) -> DocumentKind:
    is_attachment = name == ATTACHMENT
    return DocumentKind.ATTACHMENT if is_attachment else DocumentKind.EVIDENCE


@dataclass(frozen=True)
class SeenBefore:
    """Files just used that served before, or that other places keep, too."""

    used: tuple[int, ...] = ()
    elsewhere: tuple[int, ...] = field(default=())


def note_repeated(session: SessionBase, brought: Brought) -> None:
    """Keep, for the page shown next, which of the files just used were used before."""
    given = {
        document.id: document
        for received in brought.values()
        for document in received.documents
    }
    used = [n for n, one in given.items() if kept.occasions_of(one.digest) > 1]
    elsewhere = [n for n, one in given.items() if kept.other_places_with(one)]
    if used or elsewhere:
        session[SEEN_BEFORE] = {"used": used, "elsewhere": elsewhere}


def repeated_in(session: SessionBase) -> SeenBefore | None:
    """Return, once, which files just used were used before."""
    noted: Mapping[str, list[int]] | None = session.pop(SEEN_BEFORE, None)
    if noted is None:
        return None
    return SeenBefore(tuple(noted["used"]), tuple(noted["elsewhere"]))
