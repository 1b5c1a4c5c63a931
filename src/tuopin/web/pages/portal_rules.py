"""The rules in plain words, and the leaflet: what the pack in force lets them say."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tuopin.explanation.queries import rules_in_words
from tuopin.web.acting import OfficeRequest
from tuopin.web.pages.portal import for_everybody, pack_shown
from tuopin.web.papers import compiling
from tuopin.web.papers.explained import leaflet
from tuopin.web.sending import shown

CLOSED, GONE = 503, 410


@for_everybody
def standard(request: OfficeRequest) -> HttpResponse:
    """Show what there is to read of the rules, a page for each part."""
    pack = pack_shown(request)
    if pack is None:
        return render(request, "web/public/closed.html", status=CLOSED)
    context = {"pack": pack, "sections": rules_in_words(pack, year=request.today.year)}
    return render(request, "web/public/standard.html", context)


@for_everybody
def part(request: OfficeRequest, name: str) -> HttpResponse:
    """Show one part of the rules in plain words."""
    pack = pack_shown(request)
    if pack is None:
        return render(request, "web/public/closed.html", status=CLOSED)
    sections = rules_in_words(pack, year=request.today.year)
    names = [one.id for one in sections]
    if name not in names:
        return render(request, "web/public/no_part.html", status=GONE)
    at = names.index(name)
    following = sections[at + 1] if at + 1 < len(sections) else None
    context = {"pack": pack, "section": sections[at], "following": following}
    return render(request, "web/public/part.html", context)


@for_everybody
def leaflet_paper(request: OfficeRequest) -> HttpResponse:
    """Send the leaflet that a village hands out."""
    pack = pack_shown(request)
    if pack is None:
        return render(request, "web/public/closed.html", status=CLOSED)
    address = request.build_absolute_uri(reverse("web:portal"))
    says = leaflet(pack, address=address, on=request.today)
    # Whoever opens it prints it at home: what villages print is counted elsewhere.
    return shown(compiling.compiled("plain", says), "leaflet")
