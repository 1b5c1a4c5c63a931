"""What a consignment is made of: a letter, a roster, and both in a signed bundle."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from tuopin.filing import queries
from tuopin.filing.bundle import CONSIGNMENT, packed
from tuopin.filing.domain import Recipient
from tuopin.office.audit.notes import read_or_make_key
from tuopin.office.audit.queries import latest_checkpoint
from tuopin.office.divisions.queries import unit_named
from tuopin.office.policy.queries import pack_on
from tuopin.procedure.queries import procedure_of
from tuopin.web.filings.roster import Roster, roster_of, write_roster
from tuopin.web.papers import compiling, word
from tuopin.web.papers.forms import Data, dated, written
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
    make: Callable[[Consignment, Roster], bytes] = {
        Part.LETTER: _letter,
        Part.LETTER_TO_EDIT: _letter_to_edit,
        Part.ROSTER: _roster,
        Part.BUNDLE: _bundle,
    }[part]
    return make(consignment, roster_of(consignment))


def letter_of(consignment: Consignment, roster: Roster) -> Data:
    """Return what the covering letter says, in the order of GB/T 9704."""
    pack = pack_on(consignment.sent_on)
    recipient = Recipient(consignment.recipient)
    cite = procedure_of(pack).acts[recipient.act].cite
    office = unit_named(consignment.division_code).name
    above = unit_named(_above(consignment.division_code, recipient)).name
    households, persons = len(roster.lines), roster.persons
    sender = f"{pack.issued_by.zh}办公室"
    return {
        "title": f"{office}关于报送{consignment.year}年度退出贫困户名单备案的报告",
        "sender": sender,
        "is_long": len(sender) > LONGEST_MARK,
        "number": bracketed(consignment.letter_number),
        "recipient": f"{above}{recipient.label.zh[1:]}：",
        "says": [
            f"根据《{pack.title.zh}》{cite.label.zh}，我县（市、区）"
            f"{consignment.year}年度退出的贫困户已经民主评议、核实认可、两次公示、"
            f"乡（镇）核查和县级审批认定，共{households}户{persons}人。"
            "现将名单报送备案，请收到后出具备案回执。",
            "各乡（镇）户数、人数见下表。",
        ],
        "columns": ["乡（镇）", "户数", "人数"],
        "summary": [
            [one.township, str(one.households), str(one.persons)]
            for one in roster.summary
        ],
        "total": ["合计", str(households), str(persons)],
        "attachments": [f"附件：1. {consignment.year}年度退出贫困户名单（{ROSTER}）"],
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
    kept = 4 if recipient is Recipient.CITY else 2
    return code[:kept].ljust(len(code), "0")


def _checkpoint() -> str:
    found = latest_checkpoint()
    return found.code if found else ""


def _letter(consignment: Consignment, roster: Roster) -> bytes:
    return compiling.compiled("letter", letter_of(consignment, roster))


def _letter_to_edit(consignment: Consignment, roster: Roster) -> bytes:
    return word.to_edit("letter", letter_of(consignment, roster))


def _roster(consignment: Consignment, roster: Roster) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ROSTER
        write_roster(path, consignment, roster, checkpoint=_checkpoint())
        return path.read_bytes()


def _bundle(consignment: Consignment, roster: Roster) -> bytes:
    receipt = queries.receipt_of(consignment)
    about = {
        "recipient": consignment.recipient,
        "division": consignment.division_code,
        "year": consignment.year,
        "letter": consignment.letter_number,
        "sent_on": consignment.sent_on.isoformat(),
        "receipt": receipt.number if receipt else "",
        "summary": consignment.summary,
        "households": [line.number for line in roster.lines],
        "roster_sha256": consignment.roster_digest,
        "checkpoint": _checkpoint(),
    }
    parts = {
        LETTER: _letter(consignment, roster),
        ROSTER: _roster(consignment, roster),
        CONSIGNMENT: json.dumps(
            about, ensure_ascii=False, sort_keys=True, indent=1
        ).encode(),
    }
    key = read_or_make_key(settings.TUOPIN_CHECKPOINT_KEY, CHECKPOINT_NAME)
    return packed(parts, key)
