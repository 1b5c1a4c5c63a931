"""Gives each request its day and its actor, and keeps pages behind the login."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve

from tuopin.office.accounts import sign_ins, tokens
from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.queries import actor_of, appointments_of
from tuopin.office.clock import queries as clock
from tuopin.web.acting import APPOINTMENT_KEY, SIGN_IN_KEY, OfficeRequest
from tuopin.web.api.problems import of_trouble, too_large
from tuopin.web.signin.gate import lets_through, page_before_work

WITHOUT_LOGIN = frozenset(
    {
        "web:login",
        "web:second_step",
        "web:passkey_login",
        "web:healthz",
        "web:offline",
        "web:offline_manifest",
        "web:offline_worker",
        "web:set_language",
        "web:portal",
        "web:portal_attachment",
        "web:portal_leaflet",
        "web:portal_notice",
        "web:portal_object",
        "web:portal_own",
        "web:portal_part",
        "web:portal_receipt",
        "web:portal_second_review",
        "web:portal_standard",
        "web:portal_statistics",
    }
)
BY_PHONE = frozenset(
    {
        "web:openrosa_form",
        "web:openrosa_forms",
        "web:openrosa_list",
        "web:openrosa_manifest",
        "web:openrosa_submission",
        "web:packet",
        "web:sync",
        "web:sync_file",
    }
)
"""What phones ask with a credential of their own; whoever is logged in is nobody."""
WITHOUT_DATABASE = "web:healthz"
PROGRAMS, BEARER = "/api/", "Authorization"
"""How addresses for programs begin, and where a program shows its token."""
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
        request.today, request.is_demo = clock.today_and_demo()
        request.actor = None
        request.token = None
        if name in BY_PHONE:
            return self.get_response(request)
        is_for_programs = request.path_info.startswith(PROGRAMS)
        if is_for_programs and BEARER in request.headers:
            _let_in_by_token(request)
        elif request.user.is_authenticated and _is_signed_out(request):
            logout(request)
        if not request.user.is_authenticated:
            if _size_of(request) > MOST_WITHOUT_LOGIN:
                return _too_large(request)
            if name not in WITHOUT_LOGIN and not is_for_programs:
                return redirect_to_login(request.get_full_path())
            return self.get_response(request)
        if _size_of(request) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
            return _too_large(request)
        appointments = appointments_of(request.user.person_id, on=request.today)
        held = [actor_of(appointment) for appointment in appointments]
        if request.token is None:
            request.actor = _actor(held, chosen=request.session.get(APPOINTMENT_KEY))
        else:
            request.actor = _named(held, request.token.appointment_id)
        request.may_change_seat = len(held) > 1
        request.page_before_work = page_before_work(request.user, held)
        response = self._answer(request, name)
        # What one person saw must not come back to the next one at the same desk.
        response["Cache-Control"] = "no-store"
        return response

    def _answer(self, request: OfficeRequest, name: str) -> HttpResponse:
        """Answer, or send whoever has something to do first to where it is done."""
        first = request.page_before_work
        # A program is told in its own way what comes first.
        is_for_programs = request.path_info.startswith(PROGRAMS)
        is_open = name in WITHOUT_LOGIN or is_for_programs
        if first is None or is_open or lets_through(first, name=name):
            return self.get_response(request)
        return redirect(first)


class WithoutNul:
    """Takes NUL, which PostgreSQL cannot keep, out of what an address or a form says.

    Nobody types it. Phones and programs bring bodies of their own, examined where they
    are read.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_for_programs = request.path_info.startswith(PROGRAMS)
        if not is_for_programs and _name_of(request) not in BY_PHONE:
            request.GET = _without_nul(request.GET)  # type: ignore[assignment]
            if request.method == "POST":
                request.POST = _without_nul(request.POST)  # type: ignore[assignment]
        return self.get_response(request)


def _without_nul(said: QueryDict) -> QueryDict:
    if not any("\0" in value for _, values in said.lists() for value in values):
        return said
    clean = said.copy()
    for name, values in said.lists():
        clean.setlist(name, [value.replace("\0", "") for value in values])
    return clean


def _is_signed_out(request: OfficeRequest) -> bool:
    """Say whether this browser was signed out from elsewhere; note that it is here."""
    if request.session.session_key is None:
        request.session.save()
    account_id, key = request.user.id, str(request.session.session_key)
    known = request.session.get(SIGN_IN_KEY)
    if known is not None:
        return not sign_ins.see(known, account_id=account_id, session_key=key)
    request.session[SIGN_IN_KEY] = sign_ins.begin(
        account_id=account_id,
        session_key=key,
        device=request.META.get("HTTP_USER_AGENT", ""),
    )
    return False


def _too_large(request: OfficeRequest) -> HttpResponse:
    """Refuse what is too large before it is read; strangers are not shown a page."""
    if request.path_info.startswith(PROGRAMS):
        return of_trouble(request, too_large())
    if not request.user.is_authenticated:
        return HttpResponse(status=413)
    return render(request, "web/too_large.html", status=413)


def _size_of(request: HttpRequest) -> int:
    """Return how many bytes a request says that it brings."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isdecimal() else 0


def _name_of(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""


def _let_in_by_token(request: OfficeRequest) -> None:
    """Let a program in by the token that it shows; a session beside it is not asked."""
    scheme, _, written = request.headers[BEARER].partition(" ")
    is_bearer = scheme.lower() == "bearer"
    token = tokens.token_shown(written.strip(), on=request.today) if is_bearer else None
    request.token = token
    request.user = token.account if token else AnonymousUser()  # type: ignore[assignment]


def _actor(held: Sequence[Actor], *, chosen: int | None) -> Actor | None:
    """Return the appointment chosen in the session, or the only one there is."""
    return _named(held, chosen) or (held[0] if len(held) == 1 else None)


def _named(held: Sequence[Actor], appointment_id: int | None) -> Actor | None:
    return next((one for one in held if one.appointment_id == appointment_id), None)
