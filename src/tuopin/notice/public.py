"""What villagers see without an account: read as a role that can read nothing else."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction

from tuopin.notice.domain import Channel, receipt_code
from tuopin.notice.models import NoticeEntry, Objection, PublicityNotice
from tuopin.office.documents.domain import MediaType
from tuopin.rulebook.units import Unit

COLUMNS = (
    "token",
    "publicity",
    "year",
    "number",
    "place",
    "roster",
    "roster_digest",
    "posted_on",
    "last_day",
    "opens_on",
    "village",
    "township",
    "village_code",
)
SELECT = f"SELECT {', '.join(COLUMNS)} FROM public_notice"


@contextmanager
def as_the_public() -> Iterator[Any]:
    """Give a cursor whose role can read published text and no table of the office."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE tuopin_public")
        yield cursor
        # An error's rollback takes the role back with everything else.
        cursor.execute("RESET ROLE")


def edition() -> str:
    """Return what changes whenever a page of the portal does: day, notices, packs.

    The office's own role may ask; the answer says nothing of any notice.
    """
    with connection.cursor() as cursor:
        row = cursor.execute("SELECT public_edition()").fetchone()
    said: str = row[0]
    return said


@dataclass(frozen=True)
class PublicNotice:
    """A notice as it hangs: its frozen roster, and until when."""

    token: str
    publicity: str
    year: int
    number: str
    place: str
    roster: Sequence[dict[str, object]]
    roster_digest: str
    posted_on: date
    last_day: date
    opens_on: date
    village: str
    township: str
    village_code: str

    def is_hanging(self, on: date) -> bool:
        """Whether its last day has not passed."""
        return on < self.opens_on

    def days_left(self, on: date) -> int:
        """Return how many days it still hangs, today included."""
        return max((self.last_day - on).days + 1, 0)


def notices(village: str = "", *, at_most: int = 200) -> list[PublicNotice]:
    """Return notices in public: what hangs, the soonest over first, then what hung."""
    with as_the_public() as cursor:
        cursor.execute(
            f"{SELECT} WHERE strpos(township || village, %s) > 0 OR %s = ''"
            " ORDER BY last_day < office_today(), last_day, township, village, number"
            " LIMIT %s",
            [village, village, at_most],
        )
        return [_notice(row) for row in cursor.fetchall()]


def notice_at(token: str) -> PublicNotice | None:
    """Return the notice of an address, if it is still in public."""
    with as_the_public() as cursor:
        cursor.execute(
            f"{SELECT} WHERE token = %s",
            [token],
        )
        row = cursor.fetchone()
    return _notice(row) if row else None


def _notice(row: Sequence[Any]) -> PublicNotice:
    named = dict(zip(COLUMNS, row, strict=True))
    # Below its models Django hands JSON over as text.
    return PublicNotice(**named | {"roster": json.loads(named["roster"])})


@dataclass(frozen=True)
class Receipt:
    """What became of an objection, for whoever holds its receipt."""

    number: str
    village: str
    received_on: date
    is_upheld: bool | None
    answer: str | None
    decided_on: date | None
    is_marked: bool
    village_code: str
    pack_id: int
    is_of_village: bool
    asked_on: date | None
    second_is_upheld: bool | None
    second_answer: str | None
    second_decided_on: date | None

    @property
    def unit(self) -> Unit:
        """What it was objected to."""
        return Unit.VILLAGE if self.is_of_village else Unit.HOUSEHOLD

    @property
    def may_be_reviewed(self) -> bool:
        """Whether a second review can be asked for: once, of a dismissal."""
        return self.is_upheld is False and self.asked_on is None


def receipt_of(code: str) -> Receipt | None:
    """Return what became of an objection, by its receipt's digits however grouped."""
    with as_the_public() as cursor:
        cursor.execute("SELECT * FROM public_receipt(%s)", [grouped_code(code)])
        row = cursor.fetchone()
    return Receipt(*row) if row else None


def grouped_code(code: str) -> str:
    """Return a receipt's digits, however typed, as they are kept."""
    digits = digits_in(code)
    return f"{digits[:4]}-{digits[4:8]}-{digits[8:]}"


def digits_in(typed: str) -> str:
    """Return the digits of what somebody typed, whatever stands between them."""
    # Chinese keyboards write digits in full width, too.
    return "".join(str(int(one)) for one in typed if one.isdecimal())


def objection_of(code: str) -> Objection | None:
    """Return the objection that has this receipt, for an actor who may see it."""
    found = Objection.objects.filter(receipt_code=grouped_code(code))
    return found.select_related("notice").order_by("id").first()


@dataclass(frozen=True)
class PublicAttachment:
    """A file that hangs in public with a notice."""

    position: int
    digest: str
    media_type: str
    size: int

    @property
    def type(self) -> MediaType:
        """What the file is."""
        return MediaType(self.media_type)

    @property
    def kilobytes(self) -> int:
        """Its size, rounded up."""
        return -(-self.size // 1024)


def attachments_at(token: str) -> list[PublicAttachment]:
    """Return the files of a notice, as long as it is in public."""
    with as_the_public() as cursor:
        cursor.execute(
            "SELECT position, digest, media_type, size FROM public_attachment"
            " WHERE token = %s ORDER BY position",
            [token],
        )
        return [PublicAttachment(*row) for row in cursor.fetchall()]


def case_on_line(token: str, line: int) -> tuple[PublicityNotice, int] | None:
    """Return the notice of an address and the case on a line of its roster.

    For an actor whose area the notice lies in. The roster's lines follow the
    households' numbers.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM notice_publicitynotice"
            " WHERE notice_token(id, roster_digest) = %s",
            [token],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    notice = PublicityNotice.objects.get(id=row[0])
    entries = NoticeEntry.objects.filter(notice=notice).order_by(
        "case__household__number", "case__household_id"
    )
    case_ids = list(entries.values_list("case_id", flat=True))
    if len(case_ids) != len(notice.roster) or not 0 < line <= len(case_ids):
        return None
    return notice, case_ids[line - 1]


def draw_receipt_code() -> str:
    """Draw the digits of a receipt, which nobody can guess."""
    return receipt_code(secrets.randbelow(10**12))


def is_taken_in(code: str) -> bool:
    """Say whether an objection has this receipt."""
    return Objection.objects.filter(receipt_code=code).exists()


def undecided_from_the_portal(case_id: int) -> int:
    """Return how many objections to a household wait that came in by the portal."""
    return Objection.objects.filter(
        case_id=case_id, channel=Channel.PORTAL.value, decision__isnull=True
    ).count()
