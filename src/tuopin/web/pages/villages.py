"""The pages of article 7: the poor villages, and the board of each."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.accounts.rights import Right, may
from tuopin.office.policy.queries import pack_in_force, pack_of
from tuopin.procedure import operations as procedure
from tuopin.procedure import queries as cases
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.procedure import Procedure
from tuopin.rulebook.units import Unit
from tuopin.survey import operations as surveys
from tuopin.survey.queries import find_question
from tuopin.web.acting import ActorRequest, NotInThePack, as_actor, refuse
from tuopin.web.evidence import sent_with
from tuopin.web.villages.acting import OpenAct, attempt, open_acts
from tuopin.web.villages.board import Board, NoSuchVillage, board_of
from tuopin.web.villages.listing import villages_of
from tuopin.web.worksheets.fields import Brought

FAULTY, REFUSED = 422, 409


def _may_read(actor: Actor) -> bool:
    return may(actor, Right.READ_REGISTER, in_division=actor.division_code)


def _way_out(pack: PolicyPack) -> Procedure:
    """Return the pack's procedure for villages, or say that it has none."""
    try:
        return cases.procedure_of(pack, Unit.VILLAGE)
    except KeyError as absent:
        raise NotInThePack(
            _("The rules in force have no procedure by which villages exit.")
        ) from absent


@as_actor
def villages(request: ActorRequest) -> HttpResponse:
    """List the poor villages of the area; open the cases of those on a filed plan."""
    actor = request.actor
    if not _may_read(actor):
        return refuse(request)
    pack = pack_of(pack_in_force(request.today).id)
    way_out = _way_out(pack)
    refusal = None
    if request.method == "POST":
        try:
            procedure.list_villages_in_plan(
                village_codes=request.POST.getlist("village"),
                year=request.today.year,
                actor=actor,
                on=request.today,
            )
            return redirect("web:villages")
        except Refusal as refused:
            refusal = refused
    rule = way_out.acts["list_in_plan"]
    context = {
        "procedure": way_out,
        "page": villages_of(actor, pack=pack, on=request.today),
        "listing": rule,
        "may_list": actor.position in rule.performed_by,
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
    shown = _board(request, code)[0]
    return _shown(request, shown)


def _board(request: ActorRequest, code: str) -> tuple[Board, PolicyPack]:
    in_force = pack_of(pack_in_force(request.today).id)
    _way_out(in_force)
    try:
        shown = board_of(request.actor, code, pack=in_force, on=request.today)
    except NoSuchVillage as not_found:
        raise Http404 from not_found
    case = cases.latest_of_village(code)
    return shown, pack_of(case.pack_id) if case else in_force


def show_board(
    request: ActorRequest, code: str, *, refusal: Refusal, status: int
) -> HttpResponse:
    """Show a board with why something was not done there."""
    return _shown(request, _board(request, code)[0], refusal=refusal, status=status)


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
    }
    return render(request, "web/villages/board.html", context, status=status)


def _open_acts(
    request: ActorRequest, shown: Board, *, typed_for: str
) -> tuple[OpenAct, ...]:
    case = cases.latest_of_village(shown.village.code)
    if case is None:
        return ()
    return open_acts(
        shown,
        case.id,
        pack_of(case.pack_id),
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
            shown, pack = _board(request, code)
            done = _done(request, shown, pack, act)
            if done is not None:
                return done
    except Refusal as refusal:
        shown = _board(request, code)[0]
        return _shown(request, shown, typed_for=act, refusal=refusal, status=REFUSED)
    return redirect("web:village", code)


def _done(
    request: ActorRequest, shown: Board, pack: PolicyPack, act: str
) -> HttpResponse | None:
    """Do an act; return the page that says what is wrong, nothing where it is done."""
    faulty = attempt(
        shown,
        pack,
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
