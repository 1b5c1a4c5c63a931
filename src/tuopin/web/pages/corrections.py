"""Orders to correct: answered by the office, judged by supervision (整改, art. 15)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tuopin.office.accounts.domain import Refusal
from tuopin.office.accounts.rights import MAY, Right
from tuopin.office.documents.domain import naming
from tuopin.oversight import operations as oversight
from tuopin.oversight.operations import Referral
from tuopin.web import evidence
from tuopin.web.acting import ActorRequest, as_actor, refuse
from tuopin.web.aftercare.forms import ReturnForm
from tuopin.web.oversight.drawn import grounds_field
from tuopin.web.oversight.forms import AnswerForm, DecisionForm, ReferralForm
from tuopin.web.oversight.orders import (
    OrderPage,
    order_page,
    orders_of,
    write_orders,
)
from tuopin.web.oversight.sheets import referral_letter
from tuopin.web.sending import as_paper, as_workbook
from tuopin.web.worksheets.fields import Field

FAULTY, REFUSED = 422, 409
READERS = (*MAY[Right.FOLLOW_INSPECTIONS], *MAY[Right.ANSWER_CORRECTION])


@as_actor
def correction(request: ActorRequest, number: int) -> HttpResponse:
    """Show an order; take an answer, a judgement of it, or a referral."""
    if request.actor.position not in READERS:
        return refuse(request)
    page = order_page(request.actor, number, on=request.today)
    if request.method != "POST":
        return _shown(request, page)
    if "decide" in request.POST:
        return _decide(request, page)
    if "restore" in request.POST:
        return _restore(request, page)
    return _refer(request, page) if "refer" in request.POST else _answer(request, page)


def _answer(request: ActorRequest, page: OrderPage) -> HttpResponse:
    form, field = AnswerForm(request.POST), _brought(request, page)
    said = {"form": form, "field": field}
    if not form.is_valid() or field.fault:
        return _shown(request, page, said, code=FAULTY)
    return _done(
        request,
        page,
        said,
        lambda: oversight.answer_order(
            order_id=page.shown.standing.order.id,
            text=form.cleaned_data["text"],
            evidence=naming(field.value, field.references),
            actor=request.actor,
            on=request.today,
        ),
    )


def _decide(request: ActorRequest, page: OrderPage) -> HttpResponse:
    form = DecisionForm(request.POST)
    said = {"deciding": form}
    if not form.is_valid():
        return _shown(request, page, said, code=FAULTY)
    return _done(
        request,
        page,
        said,
        lambda: oversight.decide_answer(
            order_id=page.shown.standing.order.id,
            is_accepted=form.cleaned_data["is_accepted"] == "yes",
            text=form.cleaned_data["text"],
            actor=request.actor,
            on=request.today,
        ),
    )


def _restore(request: ActorRequest, page: OrderPage) -> HttpResponse:
    form, field = ReturnForm(request.POST.dict()), _brought(request, page)
    said = {"restoring": form, "restore_field": field}
    if not form.is_valid() or field.fault:
        return _shown(request, page, said, code=FAULTY)
    document = form.document(naming(field.value, field.references))
    return _done(
        request,
        page,
        said,
        lambda: oversight.restore_household(
            order_id=page.shown.standing.order.id,
            document=document,
            actor=request.actor,
            on=request.today,
        ),
    )


def _refer(request: ActorRequest, page: OrderPage) -> HttpResponse:
    form, field = ReferralForm(request.POST), _brought(request, page)
    said = {"referring": form, "refer_field": field}
    if not form.is_valid() or field.fault:
        return _shown(request, page, said, code=FAULTY)
    typed = form.cleaned_data
    return _done(
        request,
        page,
        said,
        lambda: oversight.refer(
            order_id=page.shown.standing.order.id,
            referral=Referral(
                typed["letter_number"],
                typed["referred_to"],
                typed["concerns"],
                typed["facts"],
                naming(field.value, field.references),
            ),
            actor=request.actor,
            on=request.today,
        ),
    )


def _brought(request: ActorRequest, page: OrderPage) -> Field:
    """Keep the files that came, and return the field with what was given."""
    sent = evidence.sent_with(request)
    assert sent is not None
    village = page.shown.standing.order.village_code
    brought = sent.kept(request.actor, request.today, lambda _: village)
    return _field().filled_from(sent.words, brought)


def _field() -> Field:
    return grounds_field(_("What it rests on"), _("name or number of the paper"))


def _done(
    request: ActorRequest,
    page: OrderPage,
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
    page: OrderPage,
    said: Mapping[str, object] | None = None,
    *,
    code: int = 200,
) -> HttpResponse:
    context = {
        "page": page,
        "form": AnswerForm(),
        "field": _field(),
        "deciding": DecisionForm(),
        "referring": ReferralForm(),
        "refer_field": _field(),
        "restoring": ReturnForm(),
        "restore_field": _field(),
        **(said or {}),
    }
    return render(request, "web/oversight/order.html", context, status=code)


@require_GET
@as_actor
def referral(request: ActorRequest, number: int) -> HttpResponse:
    """Send the letter by which a finding was referred for accountability."""
    if request.actor.position not in MAY[Right.FOLLOW_INSPECTIONS]:
        return refuse(request)
    page = order_page(request.actor, number, on=request.today)
    if page.referral is None:
        raise Http404
    data = referral_letter(page.referral)
    return as_paper(request, "referral", data, f"referral-{number}")


@require_GET
@as_actor
def workbook(request: ActorRequest) -> HttpResponse:
    """Send the orders that the reader follows, or has, as a workbook."""
    if request.actor.position not in READERS:
        return refuse(request)
    name = _("orders-to-correct")
    return as_workbook(
        lambda path: write_orders(path, orders_of(request.actor), on=request.today),
        f"{name}-{request.today}.xlsx",
    )
