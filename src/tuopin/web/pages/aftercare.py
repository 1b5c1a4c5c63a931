"""After an exit: villages, lists, the watch (后续帮扶, art. 9)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tuopin.aftercare import operations as aftercare
from tuopin.aftercare.operations import Calling, Successor
from tuopin.office.accounts.domain import Refusal
from tuopin.office.accounts.rights import Right, may
from tuopin.office.documents.domain import naming
from tuopin.web import evidence
from tuopin.web.acting import ActorRequest, as_actor, refuse
from tuopin.web.aftercare import watch as watching
from tuopin.web.aftercare.board import (
    VillagePage,
    list_page,
    page_of,
    village_page,
    write_workbook,
)
from tuopin.web.aftercare.forms import EndForm, HelperForm, PairForm, PlanForm
from tuopin.web.oversight.drawn import grounds_field
from tuopin.web.sending import as_workbook
from tuopin.web.worksheets.fields import Field

FAULTY, REFUSED = 422, 409


def _may_read(request: ActorRequest) -> bool:
    actor = request.actor
    return may(actor, Right.READ_REGISTER, in_division=actor.division_code)


@require_GET
@as_actor
def board(request: ActorRequest) -> HttpResponse:
    """Show the villages with their pairings and what is left to do."""
    if not _may_read(request):
        return refuse(request)
    context = {"page": page_of(request.actor, on=request.today)}
    return render(request, "web/aftercare/list.html", context)


@require_GET
@as_actor
def households(request: ActorRequest) -> HttpResponse:
    """List the households after their exit: narrowed, sorted, paged."""
    if not _may_read(request):
        return refuse(request)
    page = list_page(request.actor, request.GET.dict(), on=request.today)
    return render(request, "web/aftercare/households.html", {"page": page})


@require_GET
@as_actor
def workbook(request: ActorRequest) -> HttpResponse:
    """Send the list of households as a workbook, narrowed as the page was."""
    if not _may_read(request):
        return refuse(request)
    return _as_workbook(request, write_workbook, _("after-care"))


@require_GET
@as_actor
def watch(request: ActorRequest) -> HttpResponse:
    """Show what the watch for falling back found, what fails first."""
    if not _may_read(request):
        return refuse(request)
    page = watching.watch_page(request.actor, request.GET.dict(), on=request.today)
    context = {
        "page": page,
        "words": [(one, n, watching.query_of(one)) for one, n in page.counts],
    }
    return render(request, "web/aftercare/watch.html", context)


@require_GET
@as_actor
def watch_workbook(request: ActorRequest) -> HttpResponse:
    """Send what the watch found as a workbook."""
    if not _may_read(request):
        return refuse(request)
    return _as_workbook(request, watching.write_workbook, _("watch for falling back"))


def _as_workbook(
    request: ActorRequest, write: Callable[..., None], name: str
) -> HttpResponse:
    asked = request.GET.dict()
    return as_workbook(
        lambda path: write(path, request.actor, asked, on=request.today),
        f"{name}-{request.today}.xlsx",
    )


@as_actor
def village(request: ActorRequest, code: str) -> HttpResponse:
    """Show a village's pairing and households; do what is the reader's to do."""
    if not _may_read(request):
        return refuse(request)
    page = village_page(request.actor, code, on=request.today)
    if request.method != "POST":
        return _shown(request, page)
    for name, do in DOINGS.items():
        if name in request.POST:
            return do(request, page)
    raise Http404


def _households(page: VillagePage) -> list[tuple[str, str]]:
    return [(one.number, f"{one.head_name} {one.number}") for one in page.households]


def _pair(request: ActorRequest, page: VillagePage) -> HttpResponse:
    form = PairForm(request.POST.dict())
    if not form.is_valid():
        return _shown(request, page, {"pairing": form}, code=FAULTY)
    return _done(
        request,
        page,
        {"pairing": form},
        lambda: aftercare.pair_village(
            village_code=page.village.code,
            unit=form.cleaned_data["unit"],
            actor=request.actor,
            on=request.today,
        ),
    )


def _end(request: ActorRequest, page: VillagePage) -> HttpResponse:
    form = EndForm(request.POST.dict())
    if not form.is_valid() or page.village.pairing is None:
        return _shown(request, page, {"ending": form}, code=FAULTY)
    pairing = page.village.pairing.id
    return _done(
        request,
        page,
        {"ending": form},
        lambda: aftercare.end_pairing(
            pairing_id=pairing,
            reason=form.cleaned_data["reason"],
            actor=request.actor,
            on=request.today,
        ),
    )


def _name(request: ActorRequest, page: VillagePage) -> HttpResponse:
    form = HelperForm(request.POST.dict(), households=_households(page))
    field = _sent(request, page)
    said = {"helper": form, "field": field}
    if not form.is_valid() or field.fault or page.village.pairing is None:
        return _shown(request, page, said, code=FAULTY)
    pairing, typed = page.village.pairing.id, form.cleaned_data
    who = Successor(
        typed["name"],
        typed["reason"],
        typed["handed"],
        naming(field.value, field.references),
    )
    return _done(
        request,
        page,
        said,
        lambda: aftercare.name_helper(
            pairing_id=pairing,
            household_number=typed["household"],
            who=who,
            actor=request.actor,
            on=request.today,
        ),
    )


def _plan(request: ActorRequest, page: VillagePage) -> HttpResponse:
    form = PlanForm(request.POST.dict(), least=page.rules.visits_each_year)
    if not form.is_valid():
        return _shown(request, page, {"plan": form}, code=FAULTY)
    typed = form.cleaned_data
    return _done(
        request,
        page,
        {"plan": form},
        lambda: aftercare.plan_calls(
            household_numbers=[one.number for one in page.without_plan],
            calling=Calling(typed["each_year"], typed["caller"]),
            actor=request.actor,
            on=request.today,
        ),
    )


DOINGS: Mapping[str, Callable[[ActorRequest, VillagePage], HttpResponse]] = {
    "pair": _pair,
    "end": _end,
    "name_helper": _name,
    "plan": _plan,
}


def _field() -> Field:
    title = _("Paper of the hand-over (may be left blank)")
    return replace(
        grounds_field(title, _("name or number of the paper")), required=False
    )


def _sent(request: ActorRequest, page: VillagePage) -> Field:
    sent = evidence.sent_with(request)
    assert sent is not None  # it was posted
    code = page.village.code
    brought = sent.kept(request.actor, request.today, lambda _: code)
    return _field().filled_from(sent.words, brought)


def _done(
    request: ActorRequest,
    page: VillagePage,
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
    page: VillagePage,
    said: Mapping[str, object] | None = None,
    *,
    code: int = 200,
) -> HttpResponse:
    households = _households(page)
    context = {
        "page": page,
        "pairing": PairForm(),
        "ending": EndForm(),
        "helper": HelperForm(households=households),
        "plan": PlanForm(least=page.rules.visits_each_year),
        "field": _field(),
        **(said or {}),
    }
    return render(request, "web/aftercare/village.html", context, status=code)
