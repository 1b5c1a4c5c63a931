"""Batches of surveys that were filled in off line: each item answered on its own.

So many items are kept in one transaction, and then the next ones: a batch that is cut,
doubled, shuffled or sent again gives each survey once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from tuopin.office.accounts.domain import Actor
from tuopin.office.documents import queries as documents
from tuopin.office.documents.domain import Reference
from tuopin.office.scope import acting_as
from tuopin.rulebook.questionnaire.form import Questionnaire
from tuopin.rulebook.text import Text
from tuopin.survey.domain import Channel, Receipt, Submission
from tuopin.survey.operations import UnableToSubmit
from tuopin.web.phones.bodies import UnfitBody
from tuopin.web.phones.xforms import BASE_VERSION, SURVEYED_ON, without
from tuopin.web.surveying import take_surveys

MOST_ITEMS = 200
TOGETHER = 25
RECEIVED, AGAIN, PUT_ASIDE, REFUSED = "received", "again", "put_aside", "refused"
SHA256 = re.compile(r"[0-9a-f]{64}")
Told = dict[str, Any]


def items_of(said: object, *, device: str) -> list[object]:
    """Return the items of a batch; raises UnfitBody where it is none."""
    if not isinstance(said, dict) or not isinstance(said.get("items"), list):
        raise UnfitBody(400, _NO_BATCH)
    if said.get("device", device) != device:
        raise UnfitBody(400, _OTHER_DEVICE)
    if len(said["items"]) > MOST_ITEMS:
        raise UnfitBody(413, _TOO_MANY)
    return list(said["items"])


def take_items(
    items: Sequence[object],
    form: Questionnaire,
    *,
    device: str,
    actor: Actor,
    on: date,
    channel: Channel = Channel.OFFLINE,
) -> list[Told]:
    """Take in items, and return what became of each, in their order."""
    told: list[Told] = []
    for first in range(0, len(items), TOGETHER):
        some = items[first : first + TOGETHER]
        told += _take(some, form, device, actor, on, channel)
    return told


def _take(
    items: Sequence[object],
    form: Questionnaire,
    device: str,
    actor: Actor,
    on: date,
    channel: Channel,
) -> list[Told]:
    kept = _kept(items, actor)
    read: list[Submission | UnableToSubmit] = []
    for item in items:
        try:
            read.append(_submission(item, form, device, channel, kept))
        except UnableToSubmit as refusal:
            read.append(refusal)
    whole = [one for one in read if isinstance(one, Submission)]
    taken = iter(take_surveys(whole, actor=actor, on=on))
    return [
        _told(item, next(taken) if isinstance(one, Submission) else one)
        for item, one in zip(items, read, strict=True)
    ]


def _told(item: object, taken: Receipt | UnableToSubmit) -> Told:
    """Return what became of an item."""
    given = item.get("id") if isinstance(item, dict) else None
    told: Told = {"id": given if isinstance(given, str) else "", "errors": []}
    if isinstance(taken, UnableToSubmit):
        return {**told, "state": REFUSED, "errors": _errors(taken)}
    state = AGAIN if taken.is_repeated else RECEIVED
    if taken.put_aside is not None:
        state = PUT_ASIDE
        told["because"] = taken.put_aside.value
    return {
        **told,
        "state": state,
        "receipt": str(taken.number),
        "said": _both(taken.text),
    }


def _submission(
    item: object,
    form: Questionnaire,
    device: str,
    channel: Channel,
    kept: Mapping[str, Reference],
) -> Submission:
    """Return an item as a submission; raises UnableToSubmit."""
    if not isinstance(item, dict) or not isinstance(item.get("answers"), dict):
        raise UnableToSubmit(_NO_ITEM)
    words = {
        name: _word(item, name)
        for name in ("id", "household", "form", "base_version", "made_at", "began_at")
    }
    try:
        instance_id = UUID(words["id"])
        day = date.fromisoformat(_word(item["answers"], SURVEYED_ON))
    except ValueError as odd:
        raise UnableToSubmit(_NO_ITEM) from odd
    version = words["form"]
    return Submission(
        instance_id=instance_id,
        form_version=version,
        form_digest=_word(item, "digest")
        or (form.digest if version == form.version else ""),
        household_number=words["household"],
        surveyed_on=day,
        device=device,
        channel=channel,
        answers=without(item["answers"], BASE_VERSION),
        attachments=_attachments(item.get("attachments") or {}, kept),
        base_version=words["base_version"],
        began_at=words["began_at"],
        ended_at=words["made_at"],
    )


def _word(said: Mapping[str, object], name: str) -> str:
    value = said.get(name, "")
    if not isinstance(value, str):
        raise UnableToSubmit(_NO_ITEM)
    return value


def _kept(items: Sequence[object], actor: Actor) -> dict[str, Reference]:
    """Return the kept files that items may name, by their digests."""
    named = [one.get("attachments") for one in items if isinstance(one, dict)]
    said = [one for files in named if isinstance(files, dict) for one in files.values()]
    digests = [one for one in said if isinstance(one, str) and SHA256.fullmatch(one)]
    with acting_as(actor):
        return documents.by_digest(digests)


def _attachments(said: object, kept: Mapping[str, Reference]) -> dict[str, Reference]:
    """Return the kept files that an item names by their digests."""
    if not isinstance(said, dict) or not all(
        isinstance(one, str) and SHA256.fullmatch(one) for one in said.values()
    ):
        raise UnableToSubmit(_NO_ITEM)
    absent = [name for name, one in said.items() if one not in kept]
    if absent:
        raise UnableToSubmit(_absent(len(absent)), cite="art-12")
    return {name: kept[one] for name, one in said.items()}


def _errors(refusal: UnableToSubmit) -> list[Told]:
    """Return every fault by its question; the refusal itself where there is none."""
    if not refusal.faults:
        return [{"question": "", "instance": None, **_both(refusal.text)}]
    return [
        {"question": one.question, "instance": one.instance, **_both(one.text)}
        for one in refusal.faults
    ]


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


_NO_BATCH = Text(
    "应为 {“items”: […]}，没有收下。",
    'This should be {"items": […]}; nothing was taken.',
)
_OTHER_DEVICE = Text(
    "这批调查写的是另一部设备，没有收下。",
    "This batch names another device than the one that sends it; nothing was taken.",
)
_TOO_MANY = Text(
    f"一批最多{MOST_ITEMS}份，请分批发送。",
    f"At most {MOST_ITEMS} surveys at once: send several batches.",
)
_NO_ITEM = Text(
    "这份调查读不懂：缺编号、户、走访日期或答案，或者写法不对。",
    "This survey cannot be read: id, household, day of the visit or answers are "
    "missing or malformed.",
)


def _absent(count: int) -> Text:
    return Text(
        f"有{count}张照片还没有上传。请先上传照片，再发送这份调查。",
        f"{count} pictures are not uploaded yet. Upload them first, "
        "then send the survey.",
    )
