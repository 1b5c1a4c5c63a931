"""One's own phones: giving one a credential, shown once; taking it away."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tuopin.office.accounts import operations
from tuopin.office.accounts.devices import DeviceKind
from tuopin.office.accounts.domain import Refusal
from tuopin.office.accounts.rights import MAY, Right
from tuopin.web.acting import ActorRequest, as_actor, refuse
from tuopin.web.phones.credentials import device_named
from tuopin.web.phones.settings_code import code_of, settings_of
from tuopin.web.signin.asking import say, sure
from tuopin.web.signin.entering import is_sure
from tuopin.web.templatetags.office import in_language

SERVER = "/openrosa"


@require_POST
@as_actor
@sure
def make(request: ActorRequest) -> HttpResponse:
    """Make a credential for ODK Collect, and show it this once."""
    if request.actor.position not in MAY[Right.CARRY_DEVICE]:
        return refuse(request)
    try:
        device, secret = operations.make_device(
            account=request.user,
            kind=DeviceKind.COLLECT,
            name=request.POST.get("name", ""),
            actor=request.actor,
            on=request.today,
        )
    except Refusal as refusal:
        say(request, in_language(refusal.text))
        return redirect("web:account")
    server = request.build_absolute_uri(SERVER)
    context = {
        "device": device,
        "secret": secret,
        "server": server,
        "qr": code_of(settings_of(server=server, login=device.login, secret=secret)),
    }
    return render(request, "web/signin/device.html", context)


@require_POST
@as_actor
def revoke(request: ActorRequest) -> HttpResponse:
    """Take a phone's credential away; from now on nothing of it counts."""
    try:
        operations.revoke_device(
            account=request.user,
            login=device_named(request),
            reason=request.POST.get("reason", ""),
            actor=request.actor,
            on=request.today,
        )
    except Refusal as refusal:
        say(request, in_language(refusal.text))
    else:
        say(request, _("The phone is revoked."))
    return redirect("web:account")


@require_POST
@as_actor
def enrol(request: ActorRequest) -> HttpResponse:
    """Give the survey page off line a credential for the phone that it runs on."""
    if request.actor.position not in MAY[Right.CARRY_DEVICE]:
        return refuse(request)
    if not is_sure(request):
        return JsonResponse({"confirm": reverse("web:confirm")}, status=403)
    try:
        device, secret = operations.make_device(
            account=request.user,
            kind=DeviceKind.PAGE,
            name=request.POST.get("name", ""),
            actor=request.actor,
            on=request.today,
        )
    except Refusal as refusal:
        said = {"zh": refusal.text.zh, "en": refusal.text.en}
        return JsonResponse({"errors": [said]}, status=422)
    return JsonResponse({"device": device.login, "secret": secret}, status=201)
