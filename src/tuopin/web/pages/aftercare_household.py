"""One household after its exit: calls, help, risks, and its return (art. 9)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tuopin.aftercare import operations as aftercare
from tuopin.aftercare.operations import Call, Owned
from tuopin.office.accounts.domain import Refusal
from tuopin.office.accounts.rights import Right, may
from tuopin.office.documents.domain import naming
from tuopin.register.access import HouseholdNotFound
from tuopin.web import evidence
from tuopin.web.acting import ActorRequest, as_actor, refuse
from tuopin.web.aftercare.forms import (
    CallForm,
    EndMeasureForm,
    MeasureForm,
    ReturnForm,
    RiskForm,
    SettleForm,
)
from tuopin.web.aftercare.household import CarePage, care_page, owners_for
from tuopin.web.burden.counting import entered
from tuopin.web.oversight.drawn import grounds_field
from tuopin.web.worksheets.fields import Field

FAULTY, REFUSED = 422, 409


@as_actor
def household(request: ActorRequest, number: str) -> HttpResponse:
    """Show a household after its exit; do what is the reader's to do."""
    actor = request.actor
    if not may(actor, Right.READ_REGISTER, in_division=actor.division_code):
        return refuse(request)
    try:
        page = care_page(actor, number, on=request.today)
    except HouseholdNotFound as missing:
        raise Http404 from missing
    if request.method != "POST":
        return _shown(request, page)
    for name, do in DOINGS.items():
        if name in request.POST:
            return do(request, page)
    raise Http404


def _log(request: ActorRequest, page: CarePage) -> HttpResponse:
    form = CallForm(request.POST.dict(), on=request.today)
    field = _sent(request, page)
    said = {"call": form, "call_field": field}
    if not form.is_valid() or field.fault:
        return _shown(request, page, said, code=FAULTY)
    typed = form.cleaned_data
    call = Call(
        page.household.number,
        typed["visitor"],
        typed["found"],
        naming(field.value, field.references),
        typed["done_on"],
        form.details,
    )

    def act() -> None:
        aftercare.log_visit(call=call, actor=request.actor, on=request.today)
        entered(request, "call", rows=1, place=page.household.village_id)

    return _done(request, page, said, act)


def _help(request: ActorRequest, page: CarePage) -> HttpResponse:
    form = _measure_form(request, page, request.POST.dict())
    field = _sent(request, page)
    said = {"measure": form, "measure_field": field}
    if not form.is_valid() or field.fault:
        return _shown(request, page, said, code=FAULTY)
    given = form.help_given(naming(field.value, field.references))
    renews = form.cleaned_data["renews"]

    def act() -> int:
        if renews:
            return aftercare.renew_measure(
                measure_id=int(renews),
                help_given=given,
                actor=request.actor,
                on=request.today,
            )
        return aftercare.begin_measure(
            household_number=page.household.number,
            help_given=given,
            actor=request.actor,
            on=request.today,
        )

    return _done(request, page, said, act)


def _end_help(request: ActorRequest, page: CarePage) -> HttpResponse:
    form = EndMeasureForm(request.POST.dict(), running=page.running)
    if not form.is_valid():
        return _shown(request, page, {"lapse": form}, code=FAULTY)
    return _done(
        request,
        page,
        {"lapse": form},
        lambda: aftercare.end_measure(
            measure_id=int(form.cleaned_data["measure"]),
            reason=form.cleaned_data["reason"],
            actor=request.actor,
            on=request.today,
        ),
    )


def _risk(request: ActorRequest, page: CarePage) -> HttpResponse:
    form = _risk_form(request, page, request.POST.dict())
    if not form.is_valid():
        return _shown(request, page, {"risk": form}, code=FAULTY)
    typed = form.cleaned_data
    return _done(
        request,
        page,
        {"risk": form},
        lambda: aftercare.open_risk(
            household_number=page.household.number,
            owned=Owned(int(typed["owner"]), typed["due_on"], typed["seen"]),
            actor=request.actor,
            on=request.today,
        ),
    )


def _settle(request: ActorRequest, page: CarePage) -> HttpResponse:
    form = SettleForm(request.POST.dict())
    field = _sent(request, page)
    said = {"settling": form, "settle_field": field}
    risk = page.open_risk
    if not form.is_valid() or field.fault or risk is None:
        return _shown(request, page, said, code=FAULTY)
    return _done(
        request,
        page,
        said,
        lambda: aftercare.settle_risk(
            risk_id=risk.risk.id,
            text=form.cleaned_data["text"],
            evidence=naming(field.value, field.references),
            actor=request.actor,
            on=request.today,
        ),
    )


def _put_back(request: ActorRequest, page: CarePage) -> HttpResponse:
    form = ReturnForm(request.POST.dict())
    field = _sent(request, page)
    said = {"returning": form, "return_field": field}
    risk = page.open_risk
    if not form.is_valid() or field.fault or risk is None:
        return _shown(request, page, said, code=FAULTY)
    document = form.document(naming(field.value, field.references))
    return _done(
        request,
        page,
        said,
        lambda: aftercare.return_to_poverty(
            risk_id=risk.risk.id,
            document=document,
            actor=request.actor,
            on=request.today,
        ),
    )


DOINGS: Mapping[str, Callable[[ActorRequest, CarePage], HttpResponse]] = {
    "log": _log,
    "help": _help,
    "end_help": _end_help,
    "open_risk": _risk,
    "settle": _settle,
    "put_back": _put_back,
}


def _field() -> Field:
    return grounds_field(_("What it rests on"), _("name or number of the paper"))


def _sent(request: ActorRequest, page: CarePage) -> Field:
    sent = evidence.sent_with(request)
    assert sent is not None  # it was posted
    place = page.household.village_id
    brought = sent.kept(request.actor, request.today, lambda _: place)
    return _field().filled_from(sent.words, brought)


def _measure_form(
    request: ActorRequest, page: CarePage, asked: Mapping[str, str] | None = None
) -> MeasureForm:
    return MeasureForm(
        asked, kinds=page.rules.measures, running=page.running, on=request.today
    )


def _risk_form(
    request: ActorRequest, page: CarePage, asked: Mapping[str, str] | None = None
) -> RiskForm:
    owners = owners_for(request.actor, page.household.village_id, on=request.today)
    days = timedelta(days=page.rules.risk_settled_within_days)
    return RiskForm(asked, owners=owners, due_on=request.today + days)


def _done(
    request: ActorRequest,
    page: CarePage,
    said: Mapping[str, object],
    act: Callable[[], object],
) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        return _shown(request, page, {**said, "refusal": refusal}, code=REFUSED)
    return redirect(request.path)


def _shown(
    request: ActorRequest,
    page: CarePage,
    said: Mapping[str, object] | None = None,
    *,
    code: int = 200,
) -> HttpResponse:
    field = _field()
    visitor = (page.cared and (page.cared.caller or page.cared.helper)) or ""
    context = {
        "page": page,
        "call": CallForm(on=request.today, visitor=visitor),
        "measure": _measure_form(request, page),
        "lapse": EndMeasureForm(running=page.running),
        "risk": _risk_form(request, page),
        "settling": SettleForm(),
        "returning": ReturnForm(),
        "call_field": field,
        "measure_field": field,
        "settle_field": field,
        "return_field": field,
        **(said or {}),
    }
    return render(request, "web/aftercare/household.html", context, status=code)
