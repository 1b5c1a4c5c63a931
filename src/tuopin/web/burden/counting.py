"""Counting what a request prints or enters: pages of its paper, how long its form took.

No person is measured: of who asked only the desk is kept, of a form's moment of opening
only how long ago it was.
"""

from __future__ import annotations

import io
import logging
import secrets
import time

import pikepdf
from django.core import signing
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from tuopin.oversight.burden.recording import count_entry, count_paper
from tuopin.web.acting import ActorRequest

log = logging.getLogger(__name__)
OPENED = "opened"
"""How a form carries the moment at which it was opened."""
SALT = "tuopin.opened"


def printed(request: ActorRequest, kind: str, pdf: bytes, *, place: str = "") -> None:
    """Count a paper that is sent to be printed; one that cannot be counted is sent too.

    Looking at the same paper again on the same day prints nothing more that is known.
    """
    if request.method != "GET":
        return
    try:
        with pikepdf.open(io.BytesIO(pdf)) as paper:
            pages = len(paper.pages)
    except pikepdf.PdfError:
        log.exception("the pages of a paper (%s) cannot be counted", kind)
        return
    count_paper(
        kind=kind,
        pages=pages,
        # Not the bare digest: whoever has a paper cannot look up who printed it.
        mark=salted_hmac("tuopin.printed", pdf, algorithm="sha256").hexdigest(),
        place=place,
        actor=request.actor,
        on=request.today,
    )


def opening(request: HttpRequest) -> str:
    """Return the signed moment for a form to carry: now, or what a faulty one had."""
    if request.method == "POST":
        carried = request.POST.get(OPENED, "")
        if _read(carried):
            return carried
    return signing.dumps([secrets.token_urlsafe(12), int(time.time())], salt=SALT)


def entered(
    request: ActorRequest, form: str, *, rows: int, place: str, is_timed: bool = True
) -> None:
    """Count an entry that was posted: its rows, and how long its form was open.

    Without a moment that this program signed the time is unknown, as it is for what
    was filled in elsewhere.
    """
    found = _read(request.POST.get(OPENED, "")) if is_timed else None
    mark, opened_at = found or (secrets.token_urlsafe(12), None)
    count_entry(
        form=form,
        rows=rows,
        seconds=None if opened_at is None else int(time.time()) - opened_at,
        mark=mark,
        place=place,
        actor=request.actor,
        on=request.today,
    )


def _read(carried: str) -> tuple[str, int] | None:
    try:
        mark, moment = signing.loads(carried, salt=SALT)
    except signing.BadSignature:
        return None
    return mark, moment
