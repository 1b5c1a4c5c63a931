"""Second reviews of objections: asked for on paper or by telephone, and answered."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from tuopin.office.accounts.domain import Refusal
from tuopin.office.accounts.rights import MAY, Right
from tuopin.web import evidence
from tuopin.web.acting import ActorRequest, as_actor, refuse
from tuopin.web.objection_forms import DecisionForm, ReviewForm
from tuopin.web.reviewing import ReviewPage, ask, decide, review_page

FAULTY, REFUSED = 422, 409


@as_actor
def second_review(request: ActorRequest, objection_id: int) -> HttpResponse:
    """Show an answered objection with its second review; take the request in."""
    if request.actor.position not in MAY[Right.READ_REGISTER]:
        return refuse(request)
    if request.method == "POST":
        return _sent(
            request,
            objection_id,
            lambda page: page.asking,
            lambda page: ask(page, actor=request.actor),
        )
    page = review_page(request.actor, objection_id, None, on=request.today)
    if page is None:
        raise Http404
    return render(request, "web/second_review.html", {"page": page})


@require_POST
@as_actor
def answer(request: ActorRequest, objection_id: int) -> HttpResponse:
    """Take the answer to a second review in."""
    if request.actor.position not in MAY[Right.REVIEW_OBJECTION]:
        return refuse(request)
    return _sent(
        request,
        objection_id,
        lambda page: page.deciding,
        lambda page: decide(page, actor=request.actor, on=request.today),
    )


def _sent(
    request: ActorRequest,
    objection_id: int,
    form_of: Callable[[ReviewPage], ReviewForm | DecisionForm | None],
    do: Callable[[ReviewPage], None],
) -> HttpResponse:
    """Do what a form of the page asks, or show the page with what is wrong."""
    actor, sent = request.actor, evidence.sent_with(request)
    assert sent is not None
    page = review_page(actor, objection_id, None, on=request.today)
    if page is None:
        raise Http404
    if form_of(page) is None:
        # Somebody was faster, or it was sent twice: the page says how it stands.
        return redirect("web:second_review", objection_id)
    brought = sent.kept(actor, request.today, lambda _: actor.division_code)
    page = review_page(
        actor, objection_id, sent.words, on=request.today, brought=brought
    )
    form = form_of(page) if page else None
    assert page is not None
    assert form is not None
    context: dict[str, object] = {"page": page}
    if not form.is_valid() or page.field.fault:
        return render(request, "web/second_review.html", context, status=FAULTY)
    try:
        do(page)
    except Refusal as refusal:
        context["refusal"] = refusal
        return render(request, "web/second_review.html", context, status=REFUSED)
    return redirect("web:second_review", objection_id)
