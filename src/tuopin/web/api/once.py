"""A request that is repeated under its key is one act, and has one answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Annotated, TypeVar

from django.db import transaction
from django.db.models.functions import Now
from ninja import Header, Schema

from tuopin.office.scope import alone_with
from tuopin.rulebook.text import Text
from tuopin.web.acting import ActorRequest
from tuopin.web.api.problems import FAULTY, Trouble
from tuopin.web.models import PostedOnce

KEPT_FOR = timedelta(days=30)
Answer = TypeVar("Answer", bound=Schema)
RequestKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=16,
        max_length=100,
        pattern="^[A-Za-z0-9_.:-]+$",
        description="Drawn anew for each act, such as a UUID; the same when a request "
        "is sent again because its answer was lost.",
    ),
]
KEY_USED = Text(
    "这个Idempotency-Key已经用于另一个请求。",
    "This Idempotency-Key was used for another request.",
)


def once(
    request: ActorRequest, key: str, kind: type[Answer], act: Callable[[], Answer]
) -> Answer:
    """Do an act, or return the answer that the same request had before.

    An act that was refused leaves no trace and may be tried again. A key belongs to the
    seat it was used in: in another, the same request is another act. Whoever sends the
    same request meanwhile waits for the first, in the transaction of `in_area`.
    """
    account_id = request.user.id
    alone_with(f"posted once: {account_id} {key}")
    asked = f"{request.actor.appointment_id} {request.path}\0".encode() + request.body
    digest = sha256(asked).hexdigest()
    kept = PostedOnce.objects.filter(account_id=account_id, key=key).order_by("id")
    before = kept.first()
    if before is not None:
        if before.digest != digest:
            raise Trouble(FAULTY, "key_used", KEY_USED)
        return kind.model_validate(before.answer)
    with transaction.atomic():
        answer = act()
    PostedOnce.objects.filter(
        account_id=account_id, posted_at__lt=Now() - KEPT_FOR
    ).delete()
    PostedOnce.objects.create(
        account_id=account_id,
        key=key,
        digest=digest,
        answer=answer.model_dump(mode="json"),
    )
    return answer
