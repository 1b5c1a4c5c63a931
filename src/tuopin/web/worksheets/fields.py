"""What a sheet asks for, and what was typed into it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils.translation import gettext as _

from tuopin.office.documents.domain import MediaType, Reference, naming
from tuopin.rulebook.procedure import EvidenceRule
from tuopin.web.templatetags.office import in_language

if TYPE_CHECKING:
    from tuopin.office.documents.models import Document

LONGEST = 200
"""So many characters a field takes; papers are named, not copied."""
MOST = 30_000
EARLIEST = date(1949, 10, 1)
PAPER = "paper"
"""How the fields of papers are named: this, a hyphen, the paper's id."""
ATTACHMENT = "attachment"
"""How the field of what is to be published is named."""


class Kind(StrEnum):
    """How a field is filled in."""

    TEXT = "text"
    WHOLE = "whole"  # a whole number, not negative
    DAY = "day"
    CHOICE = "choice"
    PAPER = "paper"  # a paper that is named, files, or both
    FILES = "files"  # files, and nothing else


@dataclass(frozen=True)
class Choice:
    """One of the answers that a field offers."""

    value: str
    title: str


@dataclass(frozen=True)
class Field:
    """One thing to fill in, with what was typed and what is wrong with it."""

    name: str
    title: str
    kind: Kind = Kind.TEXT
    required: bool = True
    choices: tuple[Choice, ...] = ()
    value: str = ""
    hint: str = ""
    fault: str = ""
    longest: int = LONGEST
    documents: tuple[Document, ...] = ()
    offered: tuple[Document, ...] = ()
    needs_file: bool = False
    takes_signature: bool = False

    @property
    def is_paper(self) -> bool:
        """Whether files may be given."""
        return self.kind in (Kind.PAPER, Kind.FILES)

    @property
    def takes_name(self) -> bool:
        """Whether a paper may be named instead of the file."""
        return self.kind is Kind.PAPER and not self.needs_file

    @property
    def accepts(self) -> str:
        """The kinds of file to choose from, as a browser is told."""
        return ",".join(one.value for one in MediaType)

    @property
    def photos(self) -> str:
        """The kinds of picture a camera may take."""
        return ",".join(one.value for one in MediaType if one.is_image)

    @property
    def references(self) -> tuple[Reference, ...]:
        """The files that were given."""
        return tuple(one.reference for one in self.documents)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was given."""
        return not self.value and not self.documents

    @property
    def field_id(self) -> str:
        """The name by which its label finds it on the page."""
        return f"field-{self.name}"

    @property
    def is_choice(self) -> bool:
        """Whether one of several answers is chosen."""
        return self.kind is Kind.CHOICE

    @property
    def is_day(self) -> bool:
        """Whether a day is given."""
        return self.kind is Kind.DAY

    @property
    def is_whole(self) -> bool:
        """Whether a whole number is given."""
        return self.kind is Kind.WHOLE

    def filled_from(
        self, typed: Mapping[str, str], brought: Brought | None = None
    ) -> Field:
        """Return the field with what was given for it, and what is wrong there."""
        came = (brought or {}).get(self.name, Received())
        value = "" if came.by_number else typed.get(self.name, self.value).strip()
        offered = tuple(one for one in self.offered if one not in came.documents)
        field = replace(self, documents=came.documents, offered=offered)
        return replace(field, value=value, fault=came.fault or _fault(field, value))


@dataclass(frozen=True)
class Received:
    """The files given for one field; `by_number` if its text was their numbers."""

    documents: tuple[Document, ...] = ()
    fault: str = ""
    by_number: bool = False


Brought = Mapping[str, Received]
"""The files that came with a form, by the name of their field."""


def _fault(field: Field, value: str) -> str:
    if field.needs_file and field.required and not field.documents:
        return _("Upload the photo or the file itself.")
    if not value:
        is_missing = field.required and not field.documents
        return _("Fill this in.") if is_missing else ""
    if "\0" in value:
        return _("This has a character that cannot be kept. Type it anew.")
    if len(value) > field.longest:
        return _("At most %(most)d characters.") % {"most": field.longest}
    match field.kind:
        case Kind.WHOLE if not (value.isdecimal() and int(value) < MOST):
            return _("Give a whole number, such as 12.")
        case Kind.DAY if _day(value) is None:
            return _("Give a day such as 2017-10-20.")
        case Kind.CHOICE if value not in {choice.value for choice in field.choices}:
            return _("Choose one of the answers.")
        case _:
            return ""


def _day(value: str) -> date | None:
    try:
        found = date.fromisoformat(value)
    except ValueError:
        return None
    return found if found >= EARLIEST else None


@dataclass(frozen=True)
class AskedRow:
    """What was filled in for one household."""

    case_id: int
    number: str
    typed: Mapping[str, str]
    evidence: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.typed.get(name, "")

    def whole(self, name: str) -> int:
        """Return a whole number that was found to be one."""
        return int(self[name])


@dataclass(frozen=True)
class Asked:
    """What was filled in on a sheet, once it is free of faults."""

    on: date
    year: int
    place_code: str
    typed: Mapping[str, str]
    evidence: Mapping[str, str]
    rows: tuple[AskedRow, ...]
    attachments: tuple[Reference, ...] = ()

    def evidence_of(self, row: AskedRow) -> Mapping[str, str]:
        """Return a household's evidence: the sheet's, and its own."""
        return {**self.evidence, **row.evidence}

    def __getitem__(self, name: str) -> str:
        return self.typed.get(name, "")

    @property
    def case_ids(self) -> tuple[int, ...]:
        """The households that were chosen."""
        return tuple(row.case_id for row in self.rows)


def is_row_number(sent: str) -> bool:
    """Say whether what a form sent can be the number of a row."""
    return sent.isascii() and sent.isdigit() and len(sent) < 19


def row_name(name: str, case_id: int) -> str:
    """Return how a row's field is named on the page."""
    return f"{name}-{case_id}"


def filled(
    fields: Sequence[Field], typed: QueryDict | None, brought: Brought | None = None
) -> tuple[Field, ...]:
    """Return the fields as they were filled in; as they are where nothing was sent."""
    if typed is None:
        return tuple(fields)
    values = {name: str(value) for name, value in typed.items()}
    return tuple(field.filled_from(values, brought) for field in fields)


def day_in(fields: Sequence[Field]) -> date:
    """Return the day that was filled in, once it was found to be one."""
    return next(date.fromisoformat(one.value) for one in fields if one.name == "on")


def papers_in(fields: Sequence[Field]) -> dict[str, str]:
    """Return the papers that were named, by the pack's id of each."""
    return {
        field.name.removeprefix(f"{PAPER}-"): naming(field.value, field.references)
        for field in fields
        if field.name.startswith(f"{PAPER}-") and not field.is_blank
    }


def papers_with(sheet: Field, row: Field) -> str:
    """Return a household's evidence of one kind: its own, beside the sheet's."""
    paper = row.value or sheet.value
    return naming(paper, (*row.references, *sheet.references))


def paper_field(paper: EvidenceRule, *, required: bool) -> Field:
    """Return the field of a piece of evidence."""
    return Field(
        f"{PAPER}-{paper.id}",
        in_language(paper.title),
        Kind.PAPER,
        required=required,
        hint=_("name or number of the paper"),
        needs_file=paper.is_file,
    )
