"""What a request acts as: the visitor's appointment, and the area it may see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django_htmx.middleware import HtmxDetails

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.models import AccessToken, Account
from tuopin.office.policy.queries import NoPackInForce, PackChanged
from tuopin.office.scope import acting_as

APPOINTMENT_KEY, SIGN_IN_KEY = "appointment", "sign_in"
P = ParamSpec("P")


class NotInThePack(LookupError):
    """The policy pack in force has no such procedure; said in the reader's language."""


class OfficeRequest(HttpRequest):
    """A request with the office's day and the appointment that acts in it."""

    today: date
    is_demo: bool
    actor: Actor | None
    token: AccessToken | None
    may_change_seat: bool
    page_before_work: str | None
    user: Account
    htmx: HtmxDetails


class ActorRequest(OfficeRequest):
    """A request of somebody who acts under an appointment."""

    actor: Actor


def as_actor(
    view: Callable[Concatenate[ActorRequest, P], HttpResponse],
) -> Callable[Concatenate[OfficeRequest, P], HttpResponse]:
    """Let a view read and write in its actor's area, and in no other.

    Whoever has several appointments and chose none is asked to choose; whoever has
    none is told so. Without a policy pack to work under, the page says so.
    """

    @wraps(view)
    def in_area(
        request: OfficeRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        if request.actor is None:
            return redirect("web:choose_appointment")
        try:
            with acting_as(request.actor):
                return view(request, *args, **kwargs)  # type: ignore[arg-type]
        except (NoPackInForce, PackChanged) as stop:
            return render(request, "web/stopped.html", {"reason": stop}, status=503)
        except NotInThePack as absent:
            return render(request, "web/absent.html", {"reason": absent}, status=404)

    return in_area


def refuse(request: HttpRequest) -> HttpResponse:
    """Say that the position has no right to this page."""
    return render(request, "403.html", status=403)
