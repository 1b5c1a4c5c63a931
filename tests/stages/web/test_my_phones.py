"""A surveyor's phones on the account page: made, shown once, revoked."""

from __future__ import annotations

import base64
import json
import re
import zlib

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from tests.stages.web.conftest import LogIn
from tests.stages.web.signing import come_in
from tests.support.phones import Phone, phone_of, revoke
from tests.support.world import World
from tuopin.office.accounts import operations
from tuopin.office.accounts.devices import devices_of, revoked_among
from tuopin.office.accounts.models import Account, Device
from tuopin.office.accounts.operations import UnableToCarry
from tuopin.office.accounts.operations.carrying import MOST_DEVICES
from tuopin.web.phones.settings_code import settings_of, written

SECRET = re.compile(r'app-secret">([a-z0-9]+)<')


def page_of_new_phone(browser: Client) -> str:
    answered = browser.post("/account/devices/", {"name": "红米 村部用"})
    assert answered.status_code == 200
    assert answered.headers["Cache-Control"] == "no-store"
    return answered.content.decode()


def test_a_phone_s_login_is_shown_once_and_lets_it_in(world: World) -> None:
    browser = come_in("village")

    page = page_of_new_phone(browser)

    (device,) = devices_of(world["village"].person_id)
    (secret,) = SECRET.findall(page)
    phone = Phone(world, device.login, secret)
    assert phone.get("/openrosa/formList").status_code == 200
    assert secret.encode() not in bytes(device.sealed_key)
    listed = browser.get("/account/").content.decode()
    assert "红米 村部用" in listed
    assert device.login in listed
    assert secret not in listed


def test_the_code_holds_what_collect_reads() -> None:
    said = settings_of(server="https://x/openrosa", login="collect-a", secret="b")

    read = json.loads(zlib.decompress(base64.b64decode(written(said))))

    assert read["general"]["server_url"] == "https://x/openrosa"
    assert read["general"]["username"] == "collect-a"
    assert read["general"]["password"] == "b"


def test_whoever_came_in_long_ago_proves_again_who_they_are(
    world: World, log_in: LogIn
) -> None:
    answered = log_in("village").post("/account/devices/", {"name": "红米"})

    assert answered.headers["Location"].startswith("/account/confirm/")
    assert not Device.objects.exists()


def test_only_who_visits_households_has_phones(world: World) -> None:
    browser = come_in("township")

    assert "ODK Collect" not in browser.get("/account/").content.decode()
    assert browser.post("/account/devices/", {"name": "x"}).status_code == 403
    assert browser.post("/survey/devices/", {"name": "x"}).status_code == 403


def test_a_lost_phone_is_revoked_with_a_reason(world: World) -> None:
    browser, phone = come_in("village"), phone_of(world, "village")

    browser.post("/account/devices/revoke/", {"login": phone.login, "reason": " "})
    assert not revoked_among([phone.login])
    browser.post("/account/devices/revoke/", {"login": phone.login, "reason": "遗失"})

    assert revoked_among([phone.login])
    assert "停用" in browser.get("/account/").content.decode()
    assert phone.get("/openrosa/formList").status_code == 403


def test_nobody_revokes_another_s_phone_but_who_keeps_accounts(world: World) -> None:
    phone = phone_of(world, "village")

    come_in("team").post(
        "/account/devices/revoke/", {"login": phone.login, "reason": "遗失"}
    )

    assert not revoked_among([phone.login])
    assert operations.revoke_device(
        account=Account.objects.get(person_id=world["village"].person_id),
        login=phone.login,
        reason="本人报失",
        actor=world["administrator"],
        on=world.today,
    )
    assert revoked_among([phone.login])


def test_an_administrator_revokes_a_phone_that_is_said_to_be_lost(
    world: World,
) -> None:
    phone = phone_of(world, "village")
    account = Account.objects.get(person_id=world["village"].person_id)
    browser = come_in("administrator")
    form = {"login": phone.login, "reason": "本人报失"}

    page = browser.get(f"/people/{account.id}/").content.decode()
    browser.post(f"/people/{account.id}/devices/revoke/", form)

    assert phone.login in page
    assert revoked_among([phone.login])


def test_a_surveyor_has_so_many_phones_and_no_more(world: World) -> None:
    for _ in range(MOST_DEVICES):
        phone_of(world, "village")

    with pytest.raises(UnableToCarry, match="停用"):
        phone_of(world, "village")


def test_the_page_off_line_enrols_the_phone_that_it_runs_on(
    world: World, log_in: LogIn
) -> None:
    stale = log_in("village").post("/survey/devices/", {"name": "红米"})
    made = come_in("village").post("/survey/devices/", {"name": "红米"})

    assert stale.status_code == 403
    assert stale.json() == {"confirm": "/account/confirm/"}
    assert made.status_code == 201
    phone = Phone(world, made.json()["device"], made.json()["secret"])
    assert phone.get("/survey/offline/packet.json").status_code == 200


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM accounts_devicerevocation",
        "UPDATE accounts_devicerevocation SET revoked_on = '2099-01-01'",
        "UPDATE accounts_device SET sealed_key = 'x'",
    ],
)
def test_the_database_takes_no_revocation_back(world: World, statement: str) -> None:
    phone = phone_of(world, "village")
    revoke(world, phone)

    with pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute(statement)

    assert revoked_among([phone.login])
