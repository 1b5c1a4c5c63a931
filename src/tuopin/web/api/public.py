"""What anybody may ask without an account: notices, objections, receipts (art. 6)."""

from __future__ import annotations

import hmac
from datetime import date
from hashlib import sha256
from typing import Annotated, Any

from django.conf import settings
from ninja import Field as Limited
from ninja import Query, Router, Schema

from tuopin.notice import public
from tuopin.notice.domain import receipt_code
from tuopin.notice.public import PublicNotice
from tuopin.rulebook.text import Text
from tuopin.web.acting import OfficeRequest
from tuopin.web.api.once import RequestKey
from tuopin.web.api.problems import (
    CLOSED,
    FAULTY,
    GONE,
    NOT_THERE,
    REFUSED,
    TOO_LARGE,
    TOO_OFTEN,
    UNREADABLE,
    Fault,
    Problem,
    Trouble,
    faulty,
    missing,
)
from tuopin.web.api.rates import (
    from_anywhere,
    objecting_from_anywhere,
    refuse_guessing,
)
from tuopin.web.api.words import KEEPABLE, Sent, Words
from tuopin.web.from_the_public import take_in
from tuopin.web.guessing import wrong_codes

router = Router(auth=from_anywhere, tags=["public"])
ASKING = frozenset({NOT_THERE, GONE, FAULTY, TOO_OFTEN, CLOSED})
OBJECTING = ASKING | {UNREADABLE, REFUSED, TOO_LARGE}
MOST_SHOWN = 200
Token = Annotated[str, Limited(pattern="^[0-9a-f]{20}$")]


class Hung(Schema):
    """A notice in public."""

    token: str
    publicity: str
    township: str
    village: str
    year: int
    number: str
    place: str
    posted_on: date
    last_day: date
    is_hanging: bool
    days_left: int


class PublicNotices(Schema):
    """What hangs today, the soonest over first, then what hung lately."""

    notices: list[Hung]


class HungInFull(Hung):
    """A notice in public with its roster, exactly as it hangs, and its digest."""

    roster: list[dict[str, Any]]
    roster_sha256: str


class Asked(Sent):
    """Of which village, by part of its name."""

    village: Annotated[str, Limited(max_length=40, pattern=KEEPABLE)] = ""


class SentObjection(Sent):
    """What is not right about a line of a notice; a name is not needed."""

    line: Annotated[int, Limited(ge=1, le=100_000)]
    text: Annotated[str, Limited(min_length=1, max_length=1000, pattern=KEEPABLE)]
    name: Annotated[str, Limited(max_length=60, pattern=KEEPABLE)] = ""


class Taken(Schema):
    """The receipt of an objection: by it alone it can be asked after."""

    receipt: str


class SentReceipt(Sent):
    """A receipt's twelve digits, however grouped."""

    receipt: Annotated[str, Limited(min_length=12, max_length=40)]


class Fate(Schema):
    """What became of an objection."""

    notice: str
    village: str
    received_on: date
    is_upheld: bool | None
    answer: str | None
    answered_on: date | None
    is_marked: bool


@router.get(
    "/notices",
    response={200: PublicNotices, ASKING: Problem},
    url_name="public_notices",
)
def list_public_notices(request: OfficeRequest, asked: Query[Asked]) -> PublicNotices:
    """List the notices in public, two hundred at most."""
    found = public.notices(asked.village.strip(), at_most=MOST_SHOWN)
    return PublicNotices(notices=[Hung(**_hung(one, request.today)) for one in found])


@router.get(
    "/notices/{token}",
    response={200: HungInFull, ASKING: Problem},
    url_name="public_notice",
)
def one_public_notice(request: OfficeRequest, token: Token) -> HungInFull:
    """Return a notice with its roster, as long as it is in public."""
    found = _found(token)
    return HungInFull(
        **_hung(found, request.today),
        roster=list(found.roster),
        roster_sha256=found.roster_digest,
    )


@router.post(
    "/notices/{token}/objections",
    response={200: Taken, OBJECTING: Problem},
    auth=objecting_from_anywhere,
    url_name="public_objections",
)
def object_to(
    request: OfficeRequest, token: Token, key: RequestKey, sent: SentObjection
) -> Taken:
    """Take in an objection to a line of a notice, and give its receipt."""
    found = _found(token)
    if sent.line > len(found.roster):
        says = Words(zh="公示上没有这一行。", en="The notice has no such line.")
        raise faulty([Fault(field="line", says=says)])
    if not sent.text.strip():
        says = Words(zh="请写明哪里不对。", en="Say what is not right.")
        raise faulty([Fault(field="text", says=says)])
    said = {
        "line": str(sent.line),
        "text": sent.text.strip(),
        "name": sent.name.strip(),
        "receipt": _receipt(token, key, sent),
    }
    code = take_in(found, said, on=request.today)
    if code is None:
        raise Trouble(
            CLOSED,
            "closed",
            Text(
                "这里暂时不能接收意见，请告诉村、乡镇或县里。",
                "Objections cannot be taken in here now; tell the village, the "
                "township or the county.",
            ),
        )
    return Taken(receipt=code)


@router.post("/receipts", response={200: Fate, OBJECTING: Problem}, url_name="receipts")
def ask_after(request: OfficeRequest, sent: SentReceipt) -> Fate:
    """Tell what became of an objection; posted, for addresses are logged."""
    refuse_guessing(request)
    found = public.receipt_of(sent.receipt)
    if found is None:
        wrong_codes(request).count()
        raise missing()
    return Fate(
        notice=found.number,
        village=found.village,
        received_on=found.received_on,
        is_upheld=found.is_upheld,
        answer=found.answer,
        answered_on=found.decided_on,
        is_marked=found.is_marked,
    )


def _found(token: str) -> PublicNotice:
    found = public.notice_at(token)
    if found is None:
        raise Trouble(
            GONE,
            "gone",
            Text("公示已经撤下。", "This notice is no longer in public."),
        )
    return found


def _hung(one: PublicNotice, on: date) -> dict[str, Any]:
    return {
        "token": one.token,
        "publicity": one.publicity,
        "township": one.township,
        "village": one.village,
        "year": one.year,
        "number": one.number,
        "place": one.place,
        "posted_on": one.posted_on,
        "last_day": one.last_day,
        "is_hanging": one.is_hanging(on),
        "days_left": one.days_left(on),
    }


def _receipt(token: str, key: str, sent: SentObjection) -> str:
    """Draw the receipt from the request and its key: sent again, it is the same.

    The key is the sender's own secret; without it, or the office's, nobody can tell
    which receipt an objection has.
    """
    said = "\0".join((token, key, str(sent.line), sent.text, sent.name))
    secret = settings.SECRET_KEY.encode()
    drawn = hmac.new(secret, said.encode(), sha256).digest()
    return receipt_code(int.from_bytes(drawn) % 10**12)
