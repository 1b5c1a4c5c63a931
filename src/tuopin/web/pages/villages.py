"""The pages of article 7: the poor villages, and the board of each."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.accounts.rights import Right, may
from tuopin.office.policy.queries import pack_in_force, pack_of
from tuopin.procedure import operations as procedure
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.procedure import Procedure
from tuopin.survey import operations as surveys
from tuopin.survey.queries import find_question
from tuopin.web.acting import ActorRequest, NotInThePack, as_actor, refuse
from tuopin.web.burden.counting import entered
from tuopin.web.evidence import sent_with
from tuopin.web.plans.beginning import named, raise_refused
from tuopin.web.reviewing import may_receive
from tuopin.web.villages.acting import OpenAct, attempt, open_acts
from tuopin.web.villages.board import Board, NoSuchVillage, NoWayOut, board_of
from tuopin.web.villages.listing import listing_rule, villages_of, ways_out
from tuopin.web.worksheets.fields import Brought

FAULTY, REFUSED = 422, 409


def _may_read(actor: Actor) -> bool:
    return may(actor, Right.READ_REGISTER, in_division=actor.division_code)


def _way_out(pack: PolicyPack) -> Procedure:
    """Return a procedure by which villages exit, or say that there is none."""
    found = ways_out(pack)
    if not found:
        raise _no_way_out()
    return found[0]


def _no_way_out() -> NotInThePack:
    return NotInThePack(
        _("The rules in force have no procedure by which villages exit.")
    )


@as_actor
def villages(request: ActorRequest) -> HttpResponse:
    """List the poor villages of the area; open the cases of those on a filed plan."""
    actor = request.actor
    if not _may_read(actor):
        return refuse(request)
    pack = pack_of(pack_in_force(request.today).id)
    way_out = _way_out(pack)
    refusal = None
    if request.method == "POST" and listing_rule(pack) is not None:
        codes = request.POST.getlist("village")
        try:
            result = procedure.list_villages_in_plan(
                village_codes=codes,
                year=request.today.year,
                actor=actor,
                on=request.today,
            )
            raise_refused(named(actor, codes, result.rows))
            return redirect("web:villages")
        except Refusal as refused:
            refusal = refused
    rule = listing_rule(pack)
    context = {
        "procedure": way_out,
        "page": villages_of(actor, pack=pack, on=request.today),
        "listing": rule,
        "may_list": rule is not None and actor.position in rule.performed_by,
        "refusal": refusal,
    }
    status = REFUSED if refusal else 200
    return render(request, "web/villages/list.html", context, status=status)


@as_actor
def board(request: ActorRequest, code: str) -> HttpResponse:
    """Show everything about one village's exit, and do what is the reader's to do."""
    if not _may_read(request.actor):
        return refuse(request)
    if request.method == "POST":
        return _do(request, code)
    shown = _board(request, code)
    return _shown(request, shown)


def _board(request: ActorRequest, code: str) -> Board:
    in_force = pack_of(pack_in_force(request.today).id)
    try:
        return board_of(request.actor, code, pack=in_force, on=request.today)
    except NoSuchVillage as not_found:
        raise Http404 from not_found
    except NoWayOut as absent:
        raise _no_way_out() from absent


def show_board(
    request: ActorRequest, code: str, *, refusal: Refusal, status: int
) -> HttpResponse:
    """Show a board with why something was not done there."""
    return _shown(request, _board(request, code), refusal=refusal, status=status)


def _shown(
    request: ActorRequest,
    shown: Board,
    *,
    typed_for: str = "",
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "page": shown,
        "open_acts": _open_acts(request, shown, typed_for=typed_for),
        "typed_for": typed_for,
        "refusal": refusal,
        "may_object": may_receive(request.actor),
    }
    return render(request, "web/villages/board.html", context, status=status)


def _open_acts(
    request: ActorRequest, shown: Board, *, typed_for: str
) -> tuple[OpenAct, ...]:
    if shown.case_id is None:
        return ()
    return open_acts(
        shown,
        shown.case_id,
        request.actor,
        on=request.today,
        typed=request.POST if typed_for else None,
        typed_for=typed_for,
        brought=_brought(request, shown) if typed_for else None,
    )


def _do(request: ActorRequest, code: str) -> HttpResponse:
    """Do what was sent, and come back to the board or say why nothing was done."""
    act = request.POST.get("act", "")
    try:
        if act == "answer":
            _answer(request)
        else:
            done = _done(request, _board(request, code), act)
            if done is not None:
                return done
            entered(request, f"village/{act}", rows=1, place=code)
    except Refusal as refusal:
        shown = _board(request, code)
        return _shown(request, shown, typed_for=act, refusal=refusal, status=REFUSED)
    return redirect("web:village", code)


def _done(request: ActorRequest, shown: Board, act: str) -> HttpResponse | None:
    """Do an act; return the page that says what is wrong, nothing where it is done."""
    faulty = attempt(
        shown,
        act,
        request.actor,
        on=request.today,
        typed=request.POST,
        brought=_brought(request, shown),
    )
    if faulty is None:
        return None
    return _shown(request, shown, typed_for=act, status=FAULTY)


def _brought(request: ActorRequest, shown: Board) -> Brought:
    """Keep the files that came with an act in the village."""
    sent = sent_with(request)
    if sent is None:
        return {}
    village = shown.village.code
    return sent.kept(request.actor, request.today, lambda _: village)


def _answer(request: ActorRequest) -> None:
    asked = request.POST.get("question", "")
    question = find_question(int(asked)) if asked.isdecimal() else None
    if question is None:
        raise Http404
    surveys.answer_question(
        question=question,
        text=request.POST.get("text", ""),
        actor=request.actor,
        on=request.today,
    )
