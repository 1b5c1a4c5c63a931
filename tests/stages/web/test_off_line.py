"""The office's side of the page off line: its shell, its half of a key, its files."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from io import BytesIO
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.http import HttpResponse
from django.test import Client

from tests.support.phones import Filled, Phone, fill, phone_of, revoke
from tests.support.questionnaires import assign
from tests.support.world import SEATS, World
from tuopin.office.accounts import operations as accounts
from tuopin.office.accounts.devices import DeviceKind
from tuopin.office.accounts.models import Account, Appointment, Person
from tuopin.office.scope import acting_as
from tuopin.survey.models import SurveySubmission
from tuopin.web.offline.files import file_key
from tuopin.web.offline.shell import FOLDER, STATIC

BACKEND = "django.contrib.auth.backends.ModelBackend"


def at(seat: str) -> Client:
    """Return the browser of whoever holds a seat."""
    browser = Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
    browser.force_login(Account.objects.get(username=seat), backend=BACKEND)
    return browser


@pytest.fixture
def phone(world: World) -> Phone:
    """The secretary's phone, with the page off line on it."""
    return phone_of(world, "village", kind=DeviceKind.PAGE)


@pytest.fixture
def filled(world: World) -> Filled:
    """A visit's whole questionnaire, of a household that the secretary is to visit."""
    household = world.register()
    assign(world, household)
    return fill(world, household)


def file_of(
    phone: Phone, filled: Filled, *, key: bytes = b"", login: str = ""
) -> bytes:
    """Return a survey as a file that a phone gives out."""
    said = {
        "items": [phone.item(filled)],
        "files": {
            hashlib.sha256(one).hexdigest(): base64.b64encode(one).decode()
            for one in filled.pictures.values()
        },
    }
    nonce, plain = os.urandom(12), json.dumps(said).encode()
    sealed = AESGCM(key or file_key(phone.login))
    whole = {
        "kind": "tuopin-survey-file",
        "version": 1,
        "device": login or phone.login,
        "iv": base64.b64encode(nonce).decode(),
        "sealed": base64.b64encode(
            sealed.encrypt(nonce, plain, phone.login.encode())
        ).decode(),
    }
    return json.dumps(whole).encode()


def bring(content: bytes, *, by: str = "village") -> HttpResponse:
    """Bring a file to the office."""
    file = BytesIO(content)
    file.name = "tuopin-survey.tuopin"
    return at(by).post("/survey/file/", {"file": file})


def submissions(world: World) -> list[tuple[str, str]]:
    """Return how each submission came, and why it was put aside."""
    with acting_as(world["province"]):
        found = SurveySubmission.objects.order_by("id")
        return list(found.values_list("channel", "put_aside"))


# The page that a phone keeps.


def test_the_page_that_a_phone_keeps_says_nothing_of_anybody(
    world: World, filled: Filled
) -> None:
    nobody = Client(HTTP_ACCEPT_LANGUAGE="zh-hans").get("/survey/offline/")
    secretary = at("village").get("/survey/offline/")

    assert nobody.content == secretary.content
    assert "csrf" not in nobody.content.decode()
    assert "sessionid" not in nobody.cookies


def test_the_worker_keeps_every_file_of_the_page_as_it_is(world: World) -> None:
    said = Client().get("/survey/sw.js").content.decode()

    own = [one.name for one in (STATIC / FOLDER).glob("*.js")]
    absent = [name for name in own if f"/static/{FOLDER}/{name}" not in said]
    assert absent == []
    assert "/survey/offline/" in said
    assert "/register/" not in said


# The office's half of a phone's key.


@pytest.mark.parametrize(
    ("seat", "is_revoked", "status"),
    [
        ("village", False, 200),
        ("village", True, 403),
        ("team", False, 404),
        ("county", False, 404),
        ("administrator", False, 404),
    ],
)
def test_its_half_is_given_to_the_owner_of_a_phone_that_is_not_revoked(
    world: World, phone: Phone, seat: str, is_revoked: bool, status: int
) -> None:
    if is_revoked:
        revoke(world, phone)

    answered = at(seat).get(f"/survey/devices/{phone.login}/half/")

    assert answered.status_code == status
    said: dict[str, Any] = {} if status == 404 else answered.json()
    assert ("half" in said) is (status == 200)
    assert said.get("wipe", False) is is_revoked


def test_a_phone_whose_appointment_is_over_gets_no_half(
    world: World, phone: Phone
) -> None:
    holder = Appointment.objects.get(id=world["village"].appointment_id)
    accounts.appoint(
        person=Person.objects.get(id=world["village"].person_id),
        to=SEATS["team"],
        actor=world["administrator"],
        on=world.today,
    )
    accounts.dismiss(appointment=holder, actor=world["administrator"], on=world.today)
    world.move()

    answered = at("village").get(f"/survey/devices/{phone.login}/half/")

    assert (answered.status_code, answered.json()["wipe"]) == (403, True)


# Files of phones without a network.


def test_a_file_is_examined_like_whatever_is_sent_and_counts_once(
    world: World, phone: Phone, filled: Filled
) -> None:
    file = file_of(phone, filled)

    answers = [bring(file), bring(file)]
    sent = phone.states([filled])

    assert [one.status_code for one in answers] == [200, 200]
    assert all("已收到，回执号" in one.content.decode() for one in answers)
    assert sent == ["again"]
    assert submissions(world) == [("file", "")]


def test_of_a_revoked_phone_a_file_is_put_aside(
    world: World, phone: Phone, filled: Filled
) -> None:
    file = file_of(phone, filled)
    revoke(world, phone)

    answered = bring(file)

    assert answered.status_code == 200
    assert [bool(why) for _, why in submissions(world)] == [True]


def test_a_file_of_another_s_phone_an_altered_one_and_none_are_refused(
    world: World, phone: Phone, filled: Filled
) -> None:
    good = file_of(phone, filled)
    other = phone_of(world, "team", kind=DeviceKind.PAGE)

    refused = {
        "another's": bring(good, by="team"),
        "another's name": bring(file_of(phone, filled, login=other.login)),
        "another key": bring(file_of(phone, filled, key=file_key(other.login))),
        "cut": bring(good[:-20]),
        "no file": bring(b"PK\x03\x04"),
        "no surveys": bring(b'{"kind": "tuopin-survey-file", "version": 2}'),
        "a list": bring(b"[]"),
        "nothing": at("village").post("/survey/file/"),
    }

    assert {name: one.status_code for name, one in refused.items()} == dict.fromkeys(
        refused, 422
    )
    assert submissions(world) == []
    assert bring(good, by="county").status_code == 403
