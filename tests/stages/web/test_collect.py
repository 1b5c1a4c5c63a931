"""ODK Collect as the surveyor's application: its own requests, and nothing lost."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from uuid import uuid4
from xml.etree import ElementTree

import pytest
from django.http import HttpResponse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.phones import (
    ROOT,
    Filled,
    Phone,
    fill,
    form_of,
    message_of,
    multipart,
    phone_of,
    revoke,
)
from tests.support.pictures import picture
from tests.support.questionnaires import SIGNATURE, assign
from tests.support.world import VILLAGE, World
from tuopin.office.accounts import operations as accounts
from tuopin.office.accounts.models import Account, Appointment
from tuopin.office.documents.models import Document
from tuopin.office.scope import acting_as
from tuopin.survey import operations as surveys
from tuopin.survey.models import SubmissionPart, SurveySubmission, SurveyVisit
from tuopin.web.phones.openrosa import digest

ID_NUMBER = re.compile(r"\d{17}[\dXx]")


@pytest.fixture
def household(world: World) -> int:
    """A household of the village that its secretary is to visit."""
    found = world.register()
    assign(world, found)
    return found


@pytest.fixture
def phone(world: World) -> Phone:
    """The secretary's phone."""
    return phone_of(world, "village")


def kept(world: World) -> tuple[int, int, int]:
    """Return how many submissions, visits and parts there are."""
    with acting_as(world["province"]):
        return (
            SurveySubmission.objects.count(),
            SurveyVisit.objects.count(),
            SubmissionPart.objects.count(),
        )


def texts(answered: HttpResponse, name: str) -> list[str]:
    root = ElementTree.fromstring(answered.content)
    return [one.text or "" for one in root.iter() if one.tag.endswith(f"}}{name}")]


# Fetching the form and the lists.


def test_collect_fetches_the_form_and_what_goes_with_it(
    world: World, household: int, phone: Phone
) -> None:
    other = world.register()

    listed = phone.get(f"{ROOT}/formList")
    form = phone.get(*texts(listed, "downloadUrl"))
    told = phone.get(*texts(listed, "manifestUrl"))
    lists = {
        name: phone.get(address).content.decode()
        for name, address in zip(
            texts(told, "filename"), texts(told, "downloadUrl"), strict=True
        )
    }

    assert listed.headers["X-OpenRosa-Version"] == "1.0"
    assert listed.headers["Content-Type"].startswith("text/xml")
    assert texts(listed, "formID") == [form_of(world).id]
    assert texts(listed, "version") == [form_of(world).version]
    assert texts(listed, "hash") == [digest(form.content.decode())]
    assert texts(told, "hash") == [digest(text) for text in lists.values()]
    (row,) = csv.DictReader(lists["households.csv"].splitlines())
    assert row["name"] == world.households[household]
    assert len(list(csv.DictReader(lists["members.csv"].splitlines()))) == 2
    assert world.households[other] not in "".join(lists.values())
    assert not ID_NUMBER.search(re.sub(VILLAGE, "", "".join(lists.values())))


def test_a_list_changes_its_digest_with_the_visit(
    world: World, household: int, phone: Phone
) -> None:
    at = f"{ROOT}/forms/{form_of(world).id}/manifest"
    before = texts(phone.get(at), "hash")

    phone.send(fill(world, household))

    assert texts(phone.get(at), "hash") != before


@pytest.mark.parametrize(
    "path",
    [
        f"{ROOT}/formList?formID=other",
        f"{ROOT}/forms/other/form.xml",
        f"{ROOT}/forms/other/manifest",
        f"{ROOT}/forms/household_survey/other.csv",
    ],
)
def test_what_there_is_not_is_not_found(world: World, phone: Phone, path: str) -> None:
    assert phone.get(path).status_code == 404


# Sending.


def test_collect_asks_first_what_it_may_send(world: World, phone: Phone) -> None:
    answered = phone.client.head(f"{ROOT}/submission", headers=phone.headers)

    assert answered.status_code == 204
    assert answered.headers["Location"].endswith(f"{ROOT}/submission")
    assert int(answered.headers["X-OpenRosa-Accept-Content-Length"]) > 0


def test_a_survey_with_its_signature_is_a_visit(
    world: World, household: int, phone: Phone
) -> None:
    filled = fill(world, household)

    answered = phone.send(filled)

    assert answered.status_code == 201, message_of(answered)
    assert "回执号" in message_of(answered)
    assert "receipt" in message_of(answered)
    with acting_as(world["village"]):
        row = SurveySubmission.objects.get()
        assert row.instance_id == filled.instance_id
        assert row.device == phone.login
        assert row.channel == "openrosa"
        assert row.base_version == filled.base_version
        assert "signed_survey_form" in row.visit.evidence


def test_a_survey_sent_again_is_one_survey(
    world: World, household: int, phone: Phone
) -> None:
    filled = fill(world, household)
    first = phone.send(filled)

    again = [phone.send(filled) for _ in range(2)]

    assert {one.status_code for one in again} == {201}
    assert {message_of(one) for one in again} == {message_of(first)}
    assert kept(world) == (1, 1, 0)


def test_a_survey_whose_pictures_come_one_by_one(
    world: World, household: int, phone: Phone
) -> None:
    names = ("food.jpg", "dwelling.jpg")
    filled = fill(world, household, food_photo=names[0], dwelling_photo=names[1])
    filled.pictures.update({name: picture() for name in names})

    parts = [
        phone.send(filled, names=[one], more=True)
        for one in (SIGNATURE, names[0], SIGNATURE)
    ]
    between = kept(world)
    whole = phone.send(filled, names=[names[1]])

    assert {one.status_code for one in parts} == {202}
    assert between == (0, 0, 2)
    assert whole.status_code == 201, message_of(whole)
    assert kept(world) == (1, 1, 2)
    assert phone.send(filled).status_code == 201
    assert kept(world) == (1, 1, 2)


def test_a_survey_that_lacks_a_picture_is_refused_and_stays_on_the_phone(
    world: World, household: int, phone: Phone
) -> None:
    filled = fill(world, household)

    answered = phone.send(filled, names=[])

    assert answered.status_code == 422
    assert SIGNATURE in message_of(answered)
    assert kept(world) == (0, 0, 0)


def test_a_wrong_answer_is_named_and_nothing_is_kept(
    world: World, household: int, phone: Phone
) -> None:
    answered = phone.send(fill(world, household, dwelling_grade="E"))

    assert answered.status_code == 422
    assert "住房等级" in message_of(answered)
    assert kept(world) == (0, 0, 0)
    with acting_as(world["province"]):
        assert not Document.objects.exists()


def test_another_s_household_is_refused(world: World, household: int) -> None:
    answered = phone_of(world, "team").send(fill(world, household))

    assert answered.status_code == 422
    assert world["village"].person_name in message_of(answered)
    assert kept(world) == (0, 0, 0)


def test_two_contents_under_one_id_are_both_kept(
    world: World, household: int, phone: Phone
) -> None:
    filled = fill(world, household)
    phone.send(filled)

    answered = phone.send(replace(filled, tree={**filled.tree, "companions": "乙"}))

    assert answered.status_code == 202
    assert "由乡镇扶贫办处理" in message_of(answered)
    assert kept(world) == (2, 1, 0)


def test_a_survey_that_was_put_aside_can_be_taken(
    world: World, household: int, phone: Phone
) -> None:
    late = fill(world, household)
    phone.send(fill(world, household))
    assert phone.send(late).status_code == 202
    with acting_as(world["township"]):
        aside = SurveySubmission.objects.exclude(put_aside="").get()

    visit = surveys.decide_submission(
        number=aside.id,
        is_taken=True,
        reason="后一次更全",
        actor=world["township"],
        on=world.today,
    )

    assert visit is not None
    assert kept(world) == (2, 2, 0)


def test_an_old_form_is_put_aside(world: World, household: int, phone: Phone) -> None:
    answered = phone.send(replace(fill(world, household), version="2016-1"))

    assert answered.status_code == 202
    assert kept(world) == (1, 0, 0)


# What was cut, or is no form.


def test_a_body_that_was_cut_leaves_nothing(
    world: World, household: int, phone: Phone
) -> None:
    filled = fill(world, household)
    whole = phone.body(filled)

    cut = [phone.post(whole[:at]) for at in range(9, len(whole) - 4, len(whole) // 9)]

    assert {one.status_code for one in cut} == {400}
    assert all("重新发送" in message_of(one) for one in cut)
    assert kept(world) == (0, 0, 0)
    assert phone.post(whole).status_code == 201


BOMB = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    b'<household_survey id="household_survey">&b;</household_survey>'
)
FILE = (
    b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    b'<household_survey id="household_survey">&a;</household_survey>'
)


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"nothing",
        BOMB,
        FILE,
        FILE.decode().encode("utf-16"),
        b"<data id='other'/>",
        b"<household_survey id='household_survey'/>",
        b"<a id='household_survey'>" + b"<b>" * 9000 + b"</b>" * 9000 + b"</a>",
        b"<household_survey id='household_survey'>" + b"x" * 600_000,
        b"<?xml version='1.0' encoding='no-such'?><a id='household_survey'/>",
    ],
)
def test_what_is_no_form_is_refused_in_words(
    world: World, phone: Phone, xml: bytes
) -> None:
    answered = phone.post(multipart([("xml_submission_file", "text/xml", xml)]))

    assert answered.status_code == 422
    assert "root:" not in message_of(answered)
    assert kept(world) == (0, 0, 0)


def test_a_body_of_another_kind_or_too_large_is_refused(
    world: World, phone: Phone
) -> None:
    other = phone.post(b"{}", kind="application/json")
    large = phone.post(b"x" * (32 * 1024 * 1024 + 1))

    assert other.status_code == 415
    assert large.status_code == 413


SPOILT_ANSWERS = ("household", "surveyed_on", "members", "signature", "nobody")
SPOILT = st.tuples(st.floats(0, 1), st.integers(0, 255))
"""A byte of a body that came otherwise than it was sent: where, and which."""


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.data())
def test_whatever_is_sent_is_answered_and_never_kept_by_half(
    world: World, household: int, phone: Phone, data: st.DataObject
) -> None:
    before = kept(world)
    filled = fill(world, household)
    name = data.draw(
        st.sampled_from(["household", "surveyed_on", "members", "signature", "nobody"])
    )
    value = data.draw(st.text(max_size=12) | st.sampled_from(["-1", "1e9", "NaN"]))
    filled.tree[name] = [{"member": value}] if name == "members" else value
    body = bytearray(phone.body(filled))
    for place, byte in data.draw(st.lists(SPOILT, max_size=3)):
        body[int(place * (len(body) - 1))] = byte

    answered = phone.post(bytes(body))

    assert answered.status_code < 500
    found = kept(world)
    if answered.status_code >= 400:
        assert found == before
    else:
        assert sum(found) > sum(before) or "回执号" in message_of(answered)


# Who a phone is.


def test_without_a_credential_a_phone_is_asked_for_one(world: World) -> None:
    stranger = Phone(world, "collect-2222", "wrong")

    bare = stranger.client.get(f"{ROOT}/formList")
    wrong = stranger.get(f"{ROOT}/formList")

    assert [bare.status_code, wrong.status_code] == [401, 401]
    assert bare.headers["WWW-Authenticate"].startswith("Digest realm=")


def test_collect_logs_in_by_digest(world: World, household: int, phone: Phone) -> None:
    assert phone.by_digest("GET", f"{ROOT}/formList").status_code == 200
    assert phone.by_digest("HEAD", f"{ROOT}/submission").status_code == 204
    wrong = replace(phone, secret="wrong").by_digest("GET", f"{ROOT}/formList")
    forged = phone.by_digest("GET", f"{ROOT}/formList", nonce="made up")

    assert [wrong.status_code, forged.status_code] == [401, 401]


@pytest.mark.parametrize(
    "said",
    [
        "Basic",
        "Basic !!!",
        "Basic AAAA",
        "Basic /////w==",
        "Digest",
        'Digest username="',
        'Digest username="a\0b", nonce="x", uri="/", response="y"',
        'Digest username="collect-x", nonce="é", uri="/", response="é"',
        "Bearer x",
    ],
)
def test_a_broken_credential_is_none(world: World, phone: Phone, said: str) -> None:
    answered = phone.client.get(f"{ROOT}/formList", headers={"Authorization": said})

    assert answered.status_code == 401


def test_a_cookie_is_no_credential(world: World, phone: Phone) -> None:
    phone.client.force_login(
        Account.objects.get(person_id=world["village"].person_id),
        backend="django.contrib.auth.backends.ModelBackend",
    )

    assert phone.client.get(f"{ROOT}/formList").status_code == 401


def test_nothing_of_a_revoked_phone_counts_and_nothing_is_lost(
    world: World, household: int, phone: Phone
) -> None:
    filled: Filled = fill(world, household)
    revoke(world, phone)

    listed = phone.get(f"{ROOT}/formList")
    answered = phone.send(filled)

    assert listed.status_code == 403
    assert "停用" in message_of(listed)
    assert answered.status_code == 202
    assert "停用" in message_of(answered)
    assert kept(world) == (1, 0, 0)
    world.move(days=31)
    assert phone.send(fill(world, household)).status_code == 401


def test_a_phone_lasts_no_longer_than_its_appointment(
    world: World, household: int, phone: Phone
) -> None:
    accounts.dismiss(
        appointment=Appointment.objects.get(id=world["village"].appointment_id),
        actor=world["administrator"],
        on=world.today,
    )
    world.move()

    assert phone.get(f"{ROOT}/formList").status_code == 403
    assert phone.send(fill(world, household)).status_code == 403
    assert kept(world) == (0, 0, 0)


def test_a_survey_that_was_taken_before_the_revocation_keeps_its_receipt(
    world: World, household: int, phone: Phone
) -> None:
    filled = fill(world, household)
    first = phone.send(filled)
    revoke(world, phone)

    assert phone.send(filled).status_code == 201
    assert message_of(phone.send(filled)) == message_of(first)
    assert phone.send(replace(filled, instance_id=uuid4())).status_code == 202
