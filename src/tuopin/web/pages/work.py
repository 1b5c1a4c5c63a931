"""The day's work of whoever is logged in."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from tuopin.office.accounts.rights import MAY, Right
from tuopin.office.policy.queries import pack_in_force, pack_of
from tuopin.survey.fieldwork import count_open_submissions
from tuopin.web.acting import ActorRequest, as_actor
from tuopin.web.aftercare.board import waiting_for as aftercare_waiting
from tuopin.web.comparison.board import waiting_for
from tuopin.web.fieldwork.board import left_for
from tuopin.web.integrity.board import questions_to
from tuopin.web.my_work import work_of
from tuopin.web.my_work_words import in_words
from tuopin.web.oversight.orders import waiting_orders
from tuopin.web.villages.listing import own_lines


@as_actor
def my_work(request: ActorRequest) -> HttpResponse:
    """Show what is overdue, open today, coming this week, or waits for others."""
    work = work_of(request.actor, on=request.today)
    pack = pack_of(pack_in_force(request.today).id)
    context = {
        "work": work,
        "groups": [(one, in_words(one.lines, work.places)) for one in work.groups],
        "to_decide": _to_decide(request),
        "visits_left": left_for(request.actor, on=request.today),
        "questions_asked": questions_to(request.actor),
        "comparison": waiting_for(request.actor, on=request.today),
        "aftercare": aftercare_waiting(request.actor, on=request.today),
        "orders": waiting_orders(request.actor, on=request.today),
        "village_lines": own_lines(request.actor, pack=pack, on=request.today),
    }
    return render(request, "web/my_work.html", context)


def _to_decide(request: ActorRequest) -> int:
    """Return how many surveys are put aside for the actor's office to decide."""
    if request.actor.position not in MAY[Right.DECIDE_SUBMISSION]:
        return 0
    return count_open_submissions()
