"""The survey page off line: its shell, its worker, a phone made ready, its files."""

from __future__ import annotations

import base64

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tuopin.office.accounts import devices
from tuopin.office.accounts.domain import Refusal
from tuopin.office.accounts.rights import MAY, Right
from tuopin.web.acting import ActorRequest, as_actor, refuse
from tuopin.web.offline.files import MOST_FILE, take_file
from tuopin.web.offline.shell import SCRIPTS, shell_files
from tuopin.web.pages.openrosa import OVER, REVOKED
from tuopin.web.phones.credentials import standing_of
from tuopin.web.signin.asking import sure

FAULTY = 422


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the page itself, which knows nobody: the phone keeps it and fills it in."""
    context = {"idle_minutes": settings.TUOPIN_OFFLINE_IDLE_MINUTES}
    return render(request, "web/offline/page.html", context)


@require_safe
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """Give the service worker, which names every file of the page as it is now."""
    shell = page(request).content
    context = {
        "scripts": [static(one) for one in SCRIPTS],
        "files": shell_files({reverse("web:offline"): shell}),
    }
    kind = "text/javascript; charset=utf-8"
    return render(request, "web/offline/worker.js", context, content_type=kind)


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Say how the page stands on a phone's screen once it is installed."""
    return render(
        request,
        "web/offline/manifest.json",
        content_type="application/manifest+json",
    )


@require_safe
@as_actor
@sure
def phone(request: ActorRequest) -> HttpResponse:
    """Make the phone ready that shows this page."""
    if request.actor.position not in MAY[Right.CARRY_DEVICE]:
        return refuse(request)
    context = {"days": settings.TUOPIN_OFFLINE_DAYS}
    return render(request, "web/offline/phone.html", context)


@require_safe
@as_actor
def half(request: ActorRequest, login: str) -> HttpResponse:
    """Give the office's half of the key to a phone whose owner is logged in on it."""
    device = devices.find_device(login)
    if device is None or device.appointment.person_id != request.actor.person_id:
        raise Http404
    phone = standing_of(device, on=request.today)
    if phone is None or not phone.is_trusted:
        text = OVER if phone and phone.actor is None else REVOKED
        said = {"zh": text.zh, "en": text.en}
        return JsonResponse({"errors": [said], "wipe": True}, status=403)
    held = base64.b64encode(devices.half_of(login)).decode()
    return JsonResponse({"half": held, "days": settings.TUOPIN_OFFLINE_UNLOCK_DAYS})


@as_actor
def survey_file(request: ActorRequest) -> HttpResponse:
    """Take in a file that a phone without a network gave out, and answer for each."""
    if request.actor.position not in MAY[Right.CARRY_DEVICE]:
        return refuse(request)
    context: dict[str, object] = {"most": MOST_FILE // (1024 * 1024)}
    if request.method != "POST":
        return render(request, "web/offline/file.html", context)
    sent = request.FILES.get("file")
    try:
        content = sent.read() if sent else b""
        context["taken"] = take_file(content, actor=request.actor, on=request.today)
    except Refusal as refusal:
        context["refusal"] = refusal
        return render(request, "web/offline/file.html", context, status=FAULTY)
    return render(request, "web/offline/file.html", context)
