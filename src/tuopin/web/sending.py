"""Answers that are files: workbooks, and papers to be looked at, which are counted."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from tuopin.web.acting import ActorRequest
from tuopin.web.burden.counting import printed
from tuopin.web.papers import compiling

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_workbook(write: Callable[[Path], object], name: str) -> HttpResponse:
    """Send what is written to a path as a workbook to be saved under a name."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        write(path)
        response = HttpResponse(path.read_bytes(), content_type=WORKBOOK)
    return saved(response, name)


def saved(response: HttpResponse, name: str) -> HttpResponse:
    """Have an answer saved under a name."""
    header = content_disposition_header(True, name)
    response.headers["Content-Disposition"] = header or "attachment"
    return response


def as_paper(
    request: ActorRequest,
    form: str,
    says: Mapping[str, object],
    name: str,
    *,
    place: str = "",
) -> HttpResponse:
    """Send a paper as PDF, to be looked at and printed; it counts for its place.

    Without a place it counts for the desk that asked for it.
    """
    pdf = compiling.compiled(form, says)
    printed(request, form, pdf, place=place)
    return shown(pdf, name)


def shown(pdf: bytes, name: str) -> HttpResponse:
    """Have a paper shown under a name."""
    response = HttpResponse(pdf, content_type="application/pdf")
    header = content_disposition_header(False, f"{name}.pdf")
    response.headers["Content-Disposition"] = header or "inline"
    return response
