"""Coming in and going out: the login, the appointment acted under, the demo's day."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tuopin.office.accounts.factors import has_factor
from tuopin.office.accounts.queries import actor_of, appointments_of
from tuopin.office.clock import operations as clock
from tuopin.office.clock.queries import is_demo
from tuopin.office.policy.queries import pack_in_force, pack_of
from tuopin.web.acting import APPOINTMENT_KEY, OfficeRequest
from tuopin.web.demo.accounts import accounts_to_try
from tuopin.web.signin import passkeys
from tuopin.web.signin.entering import await_second_step, enter, pending, safe_next
from tuopin.web.signin.forms import CodeForm, LoginForm
from tuopin.web.signin.proving import proved_by_factor, second_step_asked


class PasswordStep(LoginView):
    """The first step; whoever has a second factor is not in by it."""

    template_name = "web/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Sign in, or ask for the second step."""
        account = form.get_user()
        to = self.get_success_url()
        if has_factor(account.id):
            await_second_step(self.request, account, to=to)
            return redirect("web:second_step")
        enter(self.request, account)
        return redirect(to)


def login(request: HttpRequest) -> HttpResponseBase:
    """Let people in; a demo names the accounts to try."""
    ask = PasswordStep.as_view(
        extra_context={
            "demo_accounts": accounts_to_try() if is_demo() else [],
            "takes_passkeys": passkeys.are_possible(request),
        }
    )
    return ask(request)


def second_step(request: HttpRequest) -> HttpResponse:
    """Ask whoever gave the right password for a code or a passkey, and let them in."""
    waiting = pending(request)
    if waiting is None:
        return redirect("web:login")
    is_wrong = request.method == "POST"
    if is_wrong and proved_by_factor(request, waiting.account):
        enter(request, waiting.account)
        return redirect(waiting.next)
    asked = second_step_asked(request, waiting.account)
    context = {"form": CodeForm(), "is_wrong": is_wrong, **asked}
    return render(request, "web/signin/second_step.html", context)


def passkey_login(request: HttpRequest) -> HttpResponse:
    """Ask a browser for a passkey (GET), and let in who signed with it (POST)."""
    if request.method != "POST":
        asked = passkeys.ask_for_known(None)
        return HttpResponse(asked, content_type="application/json")
    written = request.POST.get("credential", "")
    try:
        account = passkeys.read_known(request, written, account=None)
    except passkeys.NotAccepted:
        return render(request, "web/signin/passkey_refused.html", status=403)
    enter(request, account)
    to = request.POST.get("next", "")
    return redirect(safe_next(request, to, default=reverse("web:my_work")))


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
