"""Keeps the portal's pages, rendered, for as long as they show what is in public."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.translation import get_language_from_request

from tuopin.notice import public

FOR_EVERYBODY = "for_everybody"
PORTAL = "/public/"


@dataclass(frozen=True)
class Kept:
    """A rendered page: its content, and the headers that every answer has."""

    content: bytes
    headers: dict[str, str]

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Answer with the page, or with a word that the browser has it already."""
        if request.headers.get("If-None-Match") == self.headers["ETag"]:
            unchanged = HttpResponseNotModified(headers=self.headers)
            del unchanged["Content-Length"]
            return unchanged
        return HttpResponse(self.content, headers=self.headers)


@dataclass(frozen=True)
class Edition:
    """The pages rendered while the public sees the same, by path and language."""

    name: str
    pages: dict[tuple[str, str], Kept]


class PublicPages:
    """Answers from pages rendered before, asking the database for nothing but whether
    they still hold: see `public_edition`.

    A page is kept under the edition that was read before it was rendered: whatever is
    posted meanwhile, it is never older than it says. One edition is held at a time,
    with a page or two for each notice.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._held = Edition("", {})

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _is_page(request):
            return self.get_response(request)
        request.get_host()  # refuses a host that is not ours, as every page does
        edition, held = public.edition(), self._held
        if held.name != edition:
            held = self._held = Edition(edition, {})
        key = (request.path_info, get_language_from_request(request))
        kept = held.pages.get(key)
        if kept is None:
            response = self.get_response(request)
            if not getattr(response, FOR_EVERYBODY, False) or response.cookies:
                return response
            kept = held.pages[key] = _kept(response)
        return kept.answer(request)


def _is_page(request: HttpRequest) -> bool:
    return (
        request.method == "GET"
        and request.path_info.startswith(PORTAL)
        and not request.META.get("QUERY_STRING")
    )


def _kept(response: HttpResponse) -> Kept:
    digest = hashlib.sha256(response.content).hexdigest()[:20]
    return Kept(response.content, {**response.headers, "ETag": f'"{digest}"'})
