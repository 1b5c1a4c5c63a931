"""The day's work of whoever is logged in."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from tuopin.web.acting import ActorRequest, as_actor
from tuopin.web.my_work import work_of


@as_actor
def my_work(request: ActorRequest) -> HttpResponse:
    """Show what is overdue, open today, coming this week, or waits for others."""
    work = work_of(request.actor, on=request.today)
    return render(request, "web/my_work.html", {"work": work})
