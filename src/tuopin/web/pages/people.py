"""People and positions (人员与岗位): what an administrator does, a page per person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tuopin.office.accounts import operations
from tuopin.office.accounts.access import (
    PersonNotFound,
    account_for,
    appointment_for,
)
from tuopin.office.accounts.domain import Refusal
from tuopin.office.accounts.models import Account
from tuopin.office.accounts.rights import Right, may
from tuopin.web.acting import ActorRequest, OfficeRequest, as_actor, refuse
from tuopin.web.keeping import (
    HandOverForm,
    NewPersonForm,
    ResetForm,
    SeatForm,
    people_page,
    person_page,
)
from tuopin.web.passwords import made_up
from tuopin.web.phones.credentials import device_named
from tuopin.web.signin.asking import said, say, sure

P = ParamSpec("P")


def as_administrator(
    view: Callable[Concatenate[ActorRequest, P], HttpResponse],
) -> Callable[Concatenate[OfficeRequest, P], HttpResponse]:
    """Show a page to who keeps accounts; whoever is not in their care is not there."""

    @wraps(view)
    def kept(
        request: ActorRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        actor = request.actor
        if not may(actor, Right.KEEP_ACCOUNTS, in_division=actor.division_code):
            return refuse(request)
        try:
            return view(request, *args, **kwargs)
        except PersonNotFound as missing:
            raise Http404 from missing

    return as_actor(kept)


@as_administrator
def people(request: ActorRequest) -> HttpResponse:
    """Show who holds what, and whose account has no position."""
    page = people_page(
        request.actor,
        at=request.GET.get("at", ""),
        number=request.GET.get("page", "1"),
        on=request.today,
    )
    return render(request, "web/people/people.html", {"page": page})


@as_administrator
@sure
def new_person(request: ActorRequest) -> HttpResponse:
    """Open an account for somebody new, with a password to hand over on paper."""
    is_sent = request.method == "POST"
    form = NewPersonForm(request.POST if is_sent else None)
    refusal = None
    if is_sent and form.is_valid():
        password = made_up()
        try:
            account = operations.admit(
                **form.cleaned_data,
                password=password,
                actor=request.actor,
                on=request.today,
            )
        except operations.UnableToKeep as told:
            refusal = told
        else:
            return _show(request, account, {"given": password})
    context = {"form": form, "refusal": refusal}
    return render(request, "web/people/new_person.html", context)


@as_administrator
@sure
def person(request: ActorRequest, account_id: int) -> HttpResponse:
    """Show one person: positions, account, and what can be done."""
    account = account_for(request.actor, account_id)
    return _show(request, account, {"said": said(request)})


def _show(
    request: ActorRequest,
    account: Account,
    context: Mapping[str, object],
    *,
    status: int = 200,
) -> HttpResponse:
    forms = {
        "seat_form": SeatForm(),
        "hand_over_form": HandOverForm(),
        "reset_form": ResetForm(),
    }
    page = person_page(request.actor, account)
    shown = {"page": page, **forms, **context}
    return render(request, "web/people/person.html", shown, status=status)


@require_POST
@as_administrator
@sure
def appoint(request: ActorRequest, account_id: int) -> HttpResponse:
    """Give a person a position from today on."""
    account = account_for(request.actor, account_id)
    form = SeatForm(request.POST)
    if not form.is_valid():
        return _show(request, account, {"seat_form": form}, status=422)
    try:
        operations.appoint(
            person=account.person, to=form.seat, actor=request.actor, on=request.today
        )
    except Refusal as refusal:
        return _show(request, account, {"refusal": refusal}, status=409)
    say(request, _("Appointed from today on."))
    return redirect("web:person", account.id)


@require_POST
@as_administrator
@sure
def hand_over(
    request: ActorRequest, account_id: int, appointment_id: int
) -> HttpResponse:
    """Hand a position to somebody else from today on; signs the person out."""
    account = account_for(request.actor, account_id)
    appointment = appointment_for(request.actor, appointment_id)
    form = HandOverForm(request.POST)
    if not form.is_valid():
        said_of = {"hand_over_form": form, "handed": appointment_id}
        return _show(request, account, said_of, status=422)
    try:
        operations.hand_over(
            appointment=appointment,
            successor=form.cleaned_data["successor"],
            actor=request.actor,
            on=request.today,
        )
    except Refusal as refusal:
        return _show(request, account, {"refusal": refusal}, status=409)
    say(request, _("Handed over. The person before is signed out everywhere."))
    return redirect("web:person", account.id)


@require_POST
@as_administrator
@sure
def dismiss(
    request: ActorRequest, account_id: int, appointment_id: int
) -> HttpResponse:
    """End an appointment that nobody takes over; signs the person out."""
    account = account_for(request.actor, account_id)
    appointment = appointment_for(request.actor, appointment_id)
    try:
        operations.dismiss(
            appointment=appointment, actor=request.actor, on=request.today
        )
    except Refusal as refusal:
        return _show(request, account, {"refusal": refusal}, status=409)
    say(request, _("Ended. The person is signed out everywhere."))
    return redirect("web:person", account.id)


@require_POST
@as_administrator
@sure
def reset_factors(request: ActorRequest, account_id: int) -> HttpResponse:
    """Take a person's second step away, for a reason; signs the person out."""
    account = account_for(request.actor, account_id)
    form = ResetForm(request.POST)
    if not form.is_valid():
        return _show(request, account, {"reset_form": form}, status=422)
    try:
        operations.reset_factors(
            account=account,
            reason=form.cleaned_data["reason"],
            actor=request.actor,
            on=request.today,
        )
    except Refusal as refusal:
        return _show(request, account, {"refusal": refusal}, status=409)
    say(request, _("Reset. The person is signed out and sets it up anew."))
    return redirect("web:person", account.id)


@require_POST
@as_administrator
@sure
def give_password(request: ActorRequest, account_id: int) -> HttpResponse:
    """Give a person a new password, shown once; it has to be changed at once."""
    account = account_for(request.actor, account_id)
    password = made_up()
    try:
        operations.give_password(
            account=account, password=password, actor=request.actor, on=request.today
        )
    except Refusal as refusal:
        return _show(request, account, {"refusal": refusal}, status=409)
    return _show(request, account, {"given": password})


@require_POST
@as_administrator
@sure
def revoke_device(request: ActorRequest, account_id: int) -> HttpResponse:
    """Take away the credential of a person's phone, which they say is lost."""
    account = account_for(request.actor, account_id)
    try:
        operations.revoke_device(
            account=account,
            login=device_named(request),
            reason=request.POST.get("reason", ""),
            actor=request.actor,
            on=request.today,
        )
    except Refusal as refusal:
        return _show(request, account, {"refusal": refusal}, status=409)
    say(request, _("The phone is revoked."))
    return redirect("web:person", account.id)
