"""Surveys that were filled in off line: each once, whatever became of the batch."""

from __future__ import annotations

import gzip
import json
import random
import re
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.stages.web.conftest import LogIn
from tests.support.phones import Filled, Phone, fill, form_of, phone_of, revoke
from tests.support.pictures import picture
from tests.support.questionnaires import SIGNATURE, assign
from tests.support.world import World
from tuopin.office.accounts.devices import DeviceKind
from tuopin.office.documents.domain import references_in
from tuopin.office.documents.models import Document
from tuopin.office.scope import acting_as
from tuopin.survey.models import SurveySubmission, SurveyVisit

PACKET = "/survey/offline/packet.json"
SYNC = "/survey/sync/"


@pytest.fixture
def phone(world: World) -> Phone:
    """The secretary's phone, with the page off line on it."""
    return phone_of(world, "village", kind=DeviceKind.PAGE)


@pytest.fixture
def households(world: World) -> list[int]:
    """Four households of the village that its secretary is to visit."""
    found = [world.register() for _ in range(4)]
    for one in found:
        assign(world, one)
    return found


def kept(world: World) -> tuple[int, int]:
    """Return how many submissions and visits there are."""
    with acting_as(world["province"]):
        return SurveySubmission.objects.count(), SurveyVisit.objects.count()


# What a phone takes along.


def test_a_phone_takes_along_its_own_households_and_no_numbers(
    world: World, households: list[int], phone: Phone
) -> None:
    other = world.register()

    packet = phone.get(PACKET).json()

    numbers = [one["number"] for one in packet["households"]]
    assert numbers == [world.households[one] for one in households]
    assert packet["form"]["digest"] == packet["form_digest"] == form_of(world).digest
    assert packet["keep_days"] == 14
    assert packet["keep_until"] == "2017-09-15"
    assert {"version", "due_on", "members"} <= packet["households"][0].keys()
    assert set(packet["households"][0]["members"][0]) == {
        "number",
        "label",
        "household",
        "born_on",
    }
    said = json.dumps([packet["households"], packet["lists"]])
    assert world.households[other] not in said
    assert not re.search(r"id_number|bank|phone\"", said)


# What a phone sends.


def test_a_batch_is_answered_item_by_item(
    world: World, households: list[int], phone: Phone
) -> None:
    good, twice, wrong, late = (fill(world, one) for one in households)
    wrong.tree["dwelling_grade"] = "E"
    assert phone.states([late]) == ["received"]
    other = replace(late, tree={**late.tree, "companions": "乙"})

    for content in (good, twice, wrong):
        phone.put(content.pictures[SIGNATURE])
    batch = [good, twice, twice, wrong, late, other]
    answered = phone.sync([phone.item(one) for one in batch])

    assert answered.status_code == 200
    said = answered.json()
    assert said["wipe"] is False
    assert [one["state"] for one in said["items"]] == [
        "received",
        "received",
        "again",
        "refused",
        "again",
        "put_aside",
    ]
    assert said["items"][1]["receipt"] == said["items"][2]["receipt"]
    assert [one["question"] for one in said["items"][3]["errors"]] == ["dwelling_grade"]
    assert "住房等级" in said["items"][3]["errors"][0]["zh"]
    assert said["items"][5]["because"] == "same_id"
    assert kept(world) == (4, 3)


def test_batches_that_are_doubled_shuffled_and_sent_again_give_each_survey_once(
    world: World, households: list[int], phone: Phone
) -> None:
    filled = [fill(world, one) for one in households]
    first = {one["id"]: one for one in sent(phone, filled)}
    chance = random.Random(7)

    later = []
    for _ in range(3):
        batch = [*filled, *filled]
        chance.shuffle(batch)
        later += sent(phone, batch, packed=True)

    assert {one["state"] for one in later} == {"again"}
    assert all(one["receipt"] == first[one["id"]]["receipt"] for one in later)
    assert kept(world) == (4, 4)


def sent(
    phone: Phone, filled: list[Filled], *, packed: bool = False
) -> list[dict[str, Any]]:
    for one in filled:
        phone.put(one.pictures[SIGNATURE])
    items = [phone.item(one) for one in filled]
    said: list[dict[str, Any]] = phone.sync(items, packed=packed).json()["items"]
    return said


def test_a_batch_that_was_cut_leaves_nothing(
    world: World, households: list[int], phone: Phone
) -> None:
    item = phone.item(fill(world, households[0]))
    plain = json.dumps({"items": [item]}).encode()
    packed = gzip.compress(plain)

    cut = [
        phone.client.post(
            SYNC,
            body[: len(body) * part // 5],
            content_type="application/json",
            headers={**phone.headers, **encoding},
        ).status_code
        for body, encoding in ((plain, {}), (packed, {"Content-Encoding": "gzip"}))
        for part in range(1, 5)
    ]

    assert set(cut) == {400}
    assert kept(world) == (0, 0)


def test_two_phones_at_one_household_contradict_each_other(
    world: World, households: list[int], phone: Phone
) -> None:
    other = phone_of(world, "village", kind=DeviceKind.PAGE)
    one, two = fill(world, households[0]), fill(world, households[0])

    assert phone.states([one]) == ["received"]
    assert other.states([two]) == ["put_aside"]
    assert kept(world) == (2, 1)


def test_the_township_finds_on_its_work_how_many_are_put_aside(
    world: World, households: list[int], phone: Phone, log_in: LogIn
) -> None:
    one = fill(world, households[0])
    other = replace(one, tree={**one.tree, "base_version": one.base_version})
    other = replace(other, instance_id=uuid4(), pictures={SIGNATURE: picture()})
    assert phone.states([one, other]) == ["received", "put_aside"]
    browser = log_in("township")

    page = browser.get("/").content.decode()
    with acting_as(world["township"]):
        aside = SurveySubmission.objects.exclude(put_aside="").get()
        pictures = [
            reference.number
            for row in SurveySubmission.objects.all()
            for reference in references_in(row.body["attachments"][SIGNATURE])
        ]
    beside = browser.get(f"/fieldwork/put-aside/{aside.id}/").content.decode()
    browser.post(f"/fieldwork/put-aside/{aside.id}/", {"take": "1", "reason": "更全"})

    assert "有1份调查搁置" in page
    assert len(pictures) == 2
    assert all(f"/documents/{one}/picture/" in beside for one in pictures)
    assert "份调查搁置" not in browser.get("/").content.decode()
    assert "份调查搁置" not in log_in("village").get("/").content.decode()
    assert kept(world) == (2, 2)


def test_a_survey_waits_for_its_pictures(
    world: World, households: list[int], phone: Phone
) -> None:
    filled = fill(world, households[0])

    early = phone.sync([phone.item(filled)]).json()["items"][0]

    assert early["state"] == "refused"
    assert "没有上传" in early["errors"][0]["zh"]
    assert phone.states([filled]) == ["received"]


def test_a_picture_is_kept_once_under_its_own_digest(
    world: World, phone: Phone
) -> None:
    content = picture()

    first, again = phone.put(content), phone.put(content)
    cut = phone.put(content[:-9], digest=first.json()["sha256"])
    odd = phone.put(content, digest="A" * 64)
    none = phone.put(b"<script>")

    assert [first.status_code, again.status_code] == [201, 200]
    assert [cut.status_code, none.status_code] == [400, 422]
    assert odd.status_code == 400
    with acting_as(world["village"]):
        assert Document.objects.count() == 1


# What is no batch.


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"[]", 400),
        (b'{"items": 7}', 400),
        (b'{"device": "page-other", "items": []}', 400),
        (b'{"items": [' + b"[" * 60_000, 400),
        (b'{"items": [' + b",".join([b"1"] * 201) + b"]}", 413),
        (b'{"items": [7, null, {}, {"answers": {}}, {"answers": 7}]}', 200),
        (b'{"items": [{"id": "x", "answers": {"surveyed_on": 7}}]}', 200),
    ],
)
def test_what_is_no_batch_is_refused_in_words(
    world: World, phone: Phone, body: bytes, status: int
) -> None:
    answered = phone.client.post(
        SYNC, body, content_type="application/json", headers=phone.headers
    )

    assert answered.status_code == status
    said = answered.json()
    assert {one["state"] for one in said["items"]} <= {"refused"}
    assert said["items"] or said["errors"][0]["zh"]
    assert kept(world) == (0, 0)


def test_a_batch_that_unfolds_to_more_than_may_be_is_refused(
    world: World, phone: Phone
) -> None:
    bomb = gzip.compress(b" " * (17 * 1024 * 1024))

    answered = phone.client.post(
        SYNC,
        bomb,
        content_type="application/json",
        headers={**phone.headers, "Content-Encoding": "gzip"},
    )

    assert answered.status_code == 413


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner)
    ),
    max_leaves=6,
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    field=st.sampled_from(
        ["id", "household", "form", "base_version", "made_at", "answers", "attachments"]
    ),
    inside=st.sampled_from(["", "surveyed_on", "members", "companions", "signature"]),
    value=ODD,
)
def test_whatever_an_item_says_is_answered(
    world: World,
    households: list[int],
    phone: Phone,
    field: str,
    inside: str,
    value: object,
) -> None:
    before = kept(world)
    item = phone.item(fill(world, households[0]))
    item["attachments"] = {}
    if inside:
        item["answers"][inside] = value
    else:
        item[field] = value

    answered = phone.sync([item])

    assert answered.status_code == 200
    (said,) = answered.json()["items"]
    assert said["state"] in ("refused", "put_aside")
    assert kept(world) == before or said["state"] == "put_aside"


# A phone that is revoked.


def test_a_revoked_phone_is_told_to_wipe_itself_and_its_surveys_are_put_aside(
    world: World, households: list[int], phone: Phone
) -> None:
    filled = fill(world, households[0])
    phone.put(filled.pictures[SIGNATURE])
    revoke(world, phone)

    packet, answered = phone.get(PACKET), phone.sync([phone.item(filled)])

    assert [packet.status_code, answered.status_code] == [403, 403]
    assert packet.json()["wipe"] is answered.json()["wipe"] is True
    assert answered.json()["items"][0]["state"] == "put_aside"
    assert answered.json()["items"][0]["because"] == "revoked_device"
    assert kept(world) == (1, 0)


def test_a_stranger_is_asked_who_it_is(world: World) -> None:
    stranger = Phone(world, f"page-{uuid4().hex[:8]}", "wrong")

    assert [
        stranger.get(PACKET).status_code,
        stranger.sync([]).status_code,
        stranger.put(picture()).status_code,
    ] == [401, 401, 401]
