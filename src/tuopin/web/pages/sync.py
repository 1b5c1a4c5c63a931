"""The addresses of the survey page off line: what it takes along, what it sends."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.documents import operations as documents
from tuopin.office.documents import queries as kept
from tuopin.office.documents.domain import MOST_BYTES, DocumentKind
from tuopin.office.policy.queries import NoPackInForce, PackChanged
from tuopin.office.scope import acting_as
from tuopin.rulebook.text import Text
from tuopin.survey.examining import questionnaire_on
from tuopin.web.pages.openrosa import OVER, REVOKED, STOPPED
from tuopin.web.phones.batches import SHA256, items_of, take_items
from tuopin.web.phones.bodies import CUT, MEGABYTE, UnfitBody, json_of, whole_body
from tuopin.web.phones.credentials import PhoneRequest, by_phone
from tuopin.web.phones.packets import packet_for

MOST_BATCH = 16 * MEGABYTE
P = ParamSpec("P")


def told(
    view: Callable[Concatenate[PhoneRequest, P], HttpResponse],
) -> Callable[Concatenate[PhoneRequest, P], HttpResponse]:
    """Say every refusal as JSON."""

    @wraps(view)
    def heard(
        request: PhoneRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except UnfitBody as unfit:
            return _refused(unfit.text, unfit.status)
        except Refusal as refusal:
            return _refused(refusal.text, 422)
        except (NoPackInForce, PackChanged):
            return _refused(STOPPED, 503)

    return heard


def _json(said: Mapping[str, Any], status: int = 200) -> HttpResponse:
    return JsonResponse(
        dict(said), status=status, json_dumps_params={"ensure_ascii": False}
    )


def _refused(text: Text, status: int, *, wipe: bool = False) -> HttpResponse:
    errors = [{"question": "", "instance": None, "zh": text.zh, "en": text.en}]
    return _json({"items": [], "errors": errors, "wipe": wipe}, status)


@require_safe
@by_phone
@told
def packet(request: PhoneRequest) -> HttpResponse:
    """Give a surveyor's phone the households to visit and what to ask there."""
    actor = request.phone.actor
    if actor is None or request.phone.is_revoked:
        return _refused(REVOKED if actor else OVER, 403, wipe=True)
    _, form = questionnaire_on(request.today)
    said = packet_for(
        actor,
        form,
        device=request.phone.login,
        days=settings.TUOPIN_OFFLINE_DAYS,
        on=request.today,
    )
    return _json(said)


@require_POST
@by_phone
@told
def sync(request: PhoneRequest) -> HttpResponse:
    """Take in a batch of surveys, and answer for each.

    What a revoked phone sends is put aside, and the phone told to wipe itself.
    """
    actor, login = request.phone.actor, request.phone.login
    if actor is None:
        return _refused(OVER, 403, wipe=True)
    batch = items_of(json_of(whole_body(request, most=MOST_BATCH)), device=login)
    _, form = questionnaire_on(request.today)
    items = take_items(batch, form, device=login, actor=actor, on=request.today)
    wipe = request.phone.is_revoked
    return _json({"items": items, "wipe": wipe}, 403 if wipe else 200)


@require_http_methods(["PUT"])
@by_phone
@told
def sync_file(request: PhoneRequest, digest: str) -> HttpResponse:
    """Keep a picture under its own digest; the same again changes nothing."""
    actor = request.phone.actor
    if actor is None:
        return _refused(OVER, 403, wipe=True)
    if not SHA256.fullmatch(digest):
        return _refused(_NO_DIGEST, 400)
    content = whole_body(request, most=MOST_BYTES)
    if hashlib.sha256(content).hexdigest() != digest:
        return _refused(CUT, 400)
    is_fresh = not _is_kept(digest, actor)
    documents.keep(
        content=content,
        kind=DocumentKind.EVIDENCE,
        place=actor.division_code,
        actor=actor,
        on=request.today,
    )
    return _json({"sha256": digest, "wipe": False}, 201 if is_fresh else 200)


def _is_kept(digest: str, actor: Actor) -> bool:
    with acting_as(actor):
        return bool(kept.by_digest([digest]))


_NO_DIGEST = Text(
    "地址里应为小写的 SHA-256。", "The address should end with a SHA-256 in lower case."
)
