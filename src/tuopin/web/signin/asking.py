"""Pages that are shown only to somebody who has just proved who they are."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from tuopin.web.acting import ActorRequest
from tuopin.web.signin.entering import is_sure

P = ParamSpec("P")
SAID = "account_said"


def sure(
    view: Callable[Concatenate[ActorRequest, P], HttpResponse],
) -> Callable[Concatenate[ActorRequest, P], HttpResponse]:
    """Ask for the password or a factor again, unless that was a moment ago."""

    @wraps(view)
    def asked(
        request: ActorRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        if is_sure(request):
            return view(request, *args, **kwargs)
        # What was to be sent is not kept: it is pressed once more.
        back = request.path if request.method == "GET" else reverse("web:account")
        return redirect(f"{reverse('web:confirm')}?{urlencode({'next': back})}")

    return asked


def say(request: ActorRequest, words: str) -> None:
    """Keep what was done, for the next page to tell."""
    request.session[SAID] = words


def said(request: ActorRequest) -> str:
    """Return what was done on the page before, once."""
    return str(request.session.pop(SAID, ""))
