"""What a consignment is made of: a letter, a roster, and both in a signed bundle."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING

from django.conf import settings

from tuopin.filing import queries
from tuopin.filing.bundle import CONSIGNMENT, packed
from tuopin.filing.domain import Recipient
from tuopin.office.audit.notes import read_or_make_key
from tuopin.office.audit.queries import latest_checkpoint
from tuopin.office.divisions.domain import DivisionLevel, unit_at
from tuopin.office.divisions.queries import unit_named
from tuopin.web.filings.contents import Content, content_of, sender_of
from tuopin.web.papers import compiling, word
from tuopin.web.papers.forms import Data, dated, written
from tuopin.web.plans.printed import Sheet, workbook_of
from tuopin.web.serving import CHECKPOINT_NAME

if TYPE_CHECKING:
    from tuopin.filing.models import Consignment

LETTER, ROSTER = "letter.pdf", "roster.xlsx"
LONGEST_MARK = 18
"""From so many characters on, the office's name takes a smaller size."""


class Part(StrEnum):
    """What of a consignment is asked for."""

    LETTER = "letter"
    LETTER_TO_EDIT = "letter-to-edit"
    ROSTER = "roster"
    BUNDLE = "bundle"

    @property
    def content_type(self) -> str:
        """What a browser is told that the file is."""
        return _KINDS[self][0]

    @property
    def ending(self) -> str:
        """How the file's name ends."""
        return _KINDS[self][1]


_KINDS = {
    Part.LETTER: ("application/pdf", "pdf"),
    Part.LETTER_TO_EDIT: (word.CONTENT_TYPE, "docx"),
    Part.ROSTER: (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
    ),
    Part.BUNDLE: ("application/zip", "zip"),
}


def part_of(consignment: Consignment, part: Part) -> bytes:
    """Return a part of a consignment as a file."""
    make: Callable[[Consignment, Content], bytes] = {
        Part.LETTER: _letter,
        Part.LETTER_TO_EDIT: _letter_to_edit,
        Part.ROSTER: _roster,
        Part.BUNDLE: _bundle,
    }[part]
    return make(consignment, content_of(consignment))


def letter_of(consignment: Consignment, content: Content) -> Data:
    """Return what the covering letter says, in the order of GB/T 9704."""
    recipient = Recipient(consignment.recipient)
    above = unit_named(_above(consignment.division_code, recipient)).name
    sender = sender_of(consignment)
    return {
        "title": content.title,
        "sender": sender,
        "is_long": len(sender) > LONGEST_MARK,
        "number": bracketed(consignment.letter_number),
        "recipient": f"{above}{recipient.label.zh[1:]}：",
        "says": list(content.says),
        "columns": list(content.columns),
        "summary": [list(row) for row in content.summary],
        "total": list(content.total),
        "attachments": [f"附件：1. {content.attached}（{ROSTER}）"],
        "signed": sender,
        "day": written(consignment.sent_on),
        "dated": dated(consignment.sent_on),
        "seal": f"名单校验码（SHA-256）：{consignment.roster_digest}"
        f"　最近封存码：{_checkpoint() or '–'}",
    }


def bracketed(letter_number: str) -> str:
    """Return a letter's number with its year in six-cornered brackets (〔〕)."""
    return re.sub(r"[\[(（【](\d{4})[\])）】]", r"〔\1〕", letter_number)


def _above(code: str, recipient: Recipient) -> str:
    is_city = recipient is Recipient.CITY
    return unit_at(
        code, DivisionLevel.PREFECTURE if is_city else DivisionLevel.PROVINCE
    )


def _checkpoint() -> str:
    found = latest_checkpoint()
    return found.code if found else ""


def _letter(consignment: Consignment, content: Content) -> bytes:
    return compiling.compiled("letter", letter_of(consignment, content))


def _letter_to_edit(consignment: Consignment, content: Content) -> bytes:
    return word.to_edit("letter", letter_of(consignment, content))


def _roster(consignment: Consignment, content: Content) -> bytes:
    proof: Sheet = (
        "校验",
        ("项目", "内容"),
        [
            ("报送文号", consignment.letter_number),
            ("报送日期", consignment.sent_on.isoformat()),
            *content.counted,
            ("名单校验码（SHA-256）", consignment.roster_digest),
            ("最近封存码", _checkpoint() or "–"),
        ],
    )
    return workbook_of([*content.sheets, proof], consignment.sent_on)


def _bundle(consignment: Consignment, content: Content) -> bytes:
    receipt = queries.receipt_of(consignment)
    about = {
        "recipient": consignment.recipient,
        "division": consignment.division_code,
        "year": consignment.year,
        "letter": consignment.letter_number,
        "sent_on": consignment.sent_on.isoformat(),
        "receipt": receipt.number if receipt else "",
        "summary": consignment.summary,
        "matter": content.matter.value,
        content.matter.names: list(content.names),
        "roster_sha256": consignment.roster_digest,
        "checkpoint": _checkpoint(),
    }
    parts = {
        LETTER: _letter(consignment, content),
        ROSTER: _roster(consignment, content),
        CONSIGNMENT: json.dumps(
            about, ensure_ascii=False, sort_keys=True, indent=1
        ).encode(),
    }
    key = read_or_make_key(settings.TUOPIN_CHECKPOINT_KEY, CHECKPOINT_NAME)
    return packed(parts, key)
