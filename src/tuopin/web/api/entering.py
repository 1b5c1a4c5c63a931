"""Who a program acts for: by a token, or in the session of a browser"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import Right, may
from tuopin.office.scope import acting_as
from tuopin.rulebook.text import Text
from tuopin.web.acting import ActorRequest, OfficeRequest
from tuopin.web.api.problems import FORBIDDEN, Trouble, forbidden
from tuopin.web.api.rates import count_person

SAFE = ("GET", "HEAD", "OPTIONS")


class ByToken(HttpBearer):
    """An access token that was issued on its owner's account page."""

    def __call__(self, request: HttpRequest) -> Actor | None:
        """Return whom the token stands for; the middleware has looked it up."""
        assert isinstance(request, HttpRequest)
        return _by_token(request)  # type: ignore[arg-type]

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """Return whom a token stands for."""
        return self(request)


class BySession(APIKeyCookie):
    """The session of a browser that is signed in; acts need the CSRF token, too."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Actor | None:
        """Return who is signed in."""
        return _by_session(request)  # type: ignore[arg-type]

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        """Return who is signed in."""
        return self(request)


def _by_token(request: OfficeRequest) -> Actor | None:
    if request.token is None:
        return None
    if not request.token.may_act and request.method not in SAFE:
        raise Trouble(
            FORBIDDEN,
            "read_only_token",
            Text("此令牌只能查询，不能办理。", "This token may read and not act."),
        )
    return _sitting(request)


def _by_session(request: OfficeRequest) -> Actor | None:
    if request.token is not None or not request.user.is_authenticated:
        return None
    if check_csrf(request) is not None:
        raise Trouble(
            FORBIDDEN,
            "no_csrf_token",
            Text(
                "缺少防伪标记，无法确认是您本人的操作。",
                "The mark is missing by which we know that you sent this.",
            ),
        )
    return _sitting(request)


def _sitting(request: OfficeRequest) -> Actor:
    if request.page_before_work is not None:
        raise Trouble(
            FORBIDDEN,
            "comes_first",
            Text(
                "须先修改密码或设置第二步验证。",
                "A password of your own or a second step has to be set up first.",
            ),
        )
    if request.actor is None:
        raise Trouble(
            FORBIDDEN,
            "choose_appointment",
            Text(
                "您没有任职，或有多个任职而未选择。",
                "You hold no appointment, or several and have chosen none.",
            ),
        )
    count_person(request.actor)
    return request.actor


def in_area(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer in the actor's area, in one transaction, and see no other."""

    @wraps(run)
    def answered(request: OfficeRequest, **kept: Any) -> HttpResponse:
        if request.actor is None:
            return run(request, **kept)
        with acting_as(request.actor):
            return run(request, **kept)

    return answered


def router_for_staff(*, tag: str) -> Router:
    """Return a router that answers those who hold an appointment."""
    router = Router(auth=[ByToken(), BySession()], tags=[tag])
    router.add_decorator(in_area, mode="view")
    return router


def require_reader(request: ActorRequest) -> Actor:
    """Return who asks, if the position may read the register."""
    actor = request.actor
    if not may(actor, Right.READ_REGISTER, in_division=actor.division_code):
        raise forbidden()
    return actor
