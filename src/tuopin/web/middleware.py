"""Gives each request its day and its actor, and keeps pages behind the login."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.models import Appointment
from tuopin.office.accounts.queries import actor_of, appointments_of
from tuopin.office.clock import queries as clock
from tuopin.web.acting import APPOINTMENT_KEY, OfficeRequest

WITHOUT_LOGIN = frozenset(
    {
        "web:login",
        "web:healthz",
        "web:set_language",
        "web:portal",
        "web:portal_notice",
        "web:portal_object",
        "web:portal_receipt",
        "web:portal_standard",
    }
)
WITHOUT_DATABASE = "web:healthz"
MOST_WITHOUT_LOGIN = 64 * 1024
"""So many bytes a villager's form has at most; files are for those with an account."""


class ActorMiddleware:
    """Sets `request.today` and `request.actor`; asks for a login everywhere else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: OfficeRequest) -> HttpResponse:
        name = _name_of(request)
        if name == WITHOUT_DATABASE:
            return self.get_response(request)
        request.today = clock.today()
        request.actor = None
        if not request.user.is_authenticated:
            if _size_of(request) > MOST_WITHOUT_LOGIN:
                return HttpResponse(status=413)
            if name not in WITHOUT_LOGIN:
                return redirect_to_login(request.get_full_path())
            return self.get_response(request)
        held = list(appointments_of(request.user.person_id, on=request.today))
        request.actor = _actor(held, chosen=request.session.get(APPOINTMENT_KEY))
        request.may_change_seat = len(held) > 1
        response = self.get_response(request)
        # What one person saw must not come back to the next one at the same desk.
        response["Cache-Control"] = "no-store"
        return response


def _size_of(request: HttpRequest) -> int:
    """Return how many bytes a request says that it brings."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isdecimal() else 0


def _name_of(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""


def _actor(held: Sequence[Appointment], *, chosen: int | None) -> Actor | None:
    """Return the appointment chosen in the session, or the only one there is."""
    for appointment in held:
        if appointment.id == chosen:
            return actor_of(appointment)
    return actor_of(held[0]) if len(held) == 1 else None
