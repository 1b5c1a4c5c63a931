"""Coming in and going out: the login, the appointment acted under, the demo's day."""

from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from tuopin.office.accounts.queries import actor_of, appointments_of
from tuopin.office.clock import operations as clock
from tuopin.office.clock.queries import is_demo
from tuopin.office.policy.queries import pack_in_force, pack_of
from tuopin.web.acting import APPOINTMENT_KEY, OfficeRequest
from tuopin.web.demo.accounts import accounts_to_try


class LoginForm(AuthenticationForm):
    """An account's name and password."""

    error_messages = {  # noqa: RUF012  (Django reads it as a class attribute)
        "invalid_login": _(
            "The account or the password is wrong. Capitals matter. After five "
            "failures the account is locked for a quarter of an hour."
        ),
        "inactive": _("This account is closed. Ask your administrator."),
    }
    username = forms.CharField(
        label=_("Account"),
        widget=forms.TextInput(
            attrs={
                "class": "form-control",
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(
            attrs={"class": "form-control", "autocomplete": "current-password"}
        ),
    )


def login(request: HttpRequest) -> HttpResponseBase:
    """Let people in; a demo names the accounts to try."""
    accounts = accounts_to_try() if is_demo() else []
    ask = LoginView.as_view(
        template_name="web/login.html",
        authentication_form=LoginForm,
        redirect_authenticated_user=True,
        extra_context={"demo_accounts": accounts},
    )
    return ask(request)


def locked_out(
    request: HttpRequest, response: HttpResponse, credentials: dict[str, object]
) -> HttpResponse:
    """Say that the account is locked, and for how long."""
    return render(request, "web/locked_out.html", status=429)


def choose_appointment(request: OfficeRequest) -> HttpResponse:
    """Let a person with several appointments choose the one to act under."""
    held = list(appointments_of(request.user.person_id, on=request.today))
    chosen = request.POST.get("appointment")
    if any(str(appointment.id) == chosen for appointment in held):
        request.session[APPOINTMENT_KEY] = int(chosen or 0)
        return redirect("web:my_work")
    choices = [(appointment, actor_of(appointment)) for appointment in held]
    return render(request, "web/choose_appointment.html", {"choices": choices})


@require_POST
def move_clock(request: OfficeRequest) -> HttpResponse:
    """Move a demo's day on; a real office has no such clock and refuses."""
    try:
        clock.move_to(_day_asked_for(request))
    except clock.UnableToMove:
        return render(request, "403.html", status=403)
    return redirect("web:my_work")


def _day_asked_for(request: OfficeRequest) -> date:
    match request.POST.get("by"):
        case "week":
            return request.today + timedelta(weeks=1)
        case "working_day":
            pack = pack_of(pack_in_force(request.today).id)
            return pack.calendar.next_working_day(request.today)
        case _:
            return request.today + timedelta(days=1)


@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer that the program runs."""
    return HttpResponse("ok", content_type="text/plain")
