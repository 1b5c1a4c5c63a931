"""Access tokens: shown once, kept as a digest, revoked, ended with a seat."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import Error, connections, transaction
from django.test import Client

from tests.stages.office.test_second_factors import acts_on
from tests.stages.web.programs import Program, token_of, told
from tests.stages.web.signing import come_in
from tests.support.factors import app_of
from tests.support.world import SEATS, World
from tuopin.office.accounts import factors, operations
from tuopin.office.accounts.models import AccessToken, Account, Appointment, Person
from tuopin.office.accounts.operations.tokens import MOST_TOKENS

SHOWN = re.compile(r"tuopin_[\w-]{43}")
PAGE = "/account/tokens/"


def account_of(seat: str) -> Account:
    return Account.objects.get(username=seat)


def lets_in(token: str) -> bool:
    return Program(token).get("/households").status_code == 200


def issue(browser: Client, name: str = "县统计平台", scope: str = "read") -> str:
    page = browser.post(PAGE, {"name": name, "scope": scope}).content.decode()
    (token,) = set(SHOWN.findall(page))
    return token


def test_a_token_is_shown_once_and_kept_as_a_digest(world: World) -> None:
    browser = come_in("village")

    token = issue(browser)
    page = browser.get(PAGE).content.decode()

    kept = AccessToken.objects.get(account=account_of("village"))
    assert lets_in(token)
    assert "县统计平台" in page
    assert token not in page
    assert token not in str(vars(kept))


def test_the_page_says_what_a_token_may_and_when_it_was_used(world: World) -> None:
    browser = come_in("village")
    token = issue(browser, scope="act")
    unused = browser.get(PAGE).content.decode()

    Program(token).get("/households")
    used = browser.get(PAGE).content.decode()

    assert "查询和办理" in unused
    assert "还没有" in unused
    assert "还没有" not in used


def test_a_revoked_token_lets_nobody_in(world: World) -> None:
    browser = come_in("village")
    token, other = issue(browser), issue(browser, "另一个")
    mine = AccessToken.objects.get(name="县统计平台")

    browser.post(f"{PAGE}revoke/", {"token": mine.id})

    assert not lets_in(token)
    assert lets_in(other)


def test_issuing_and_revoking_are_in_the_audit_record(world: World) -> None:
    browser = come_in("village")
    issue(browser)
    token = AccessToken.objects.get(account=account_of("village"))

    browser.post(f"{PAGE}revoke/", {"token": token.id})

    assert acts_on(world["village"], seen_by=world["province"]) == [
        "accounts.token.issued",
        "accounts.token.revoked",
    ]


def test_nobody_revokes_another_s_token(world: World) -> None:
    token = token_of(world, "village")
    theirs = AccessToken.objects.get(account=account_of("village"))

    answered = come_in("team").post(f"{PAGE}revoke/", {"token": theirs.id})

    assert answered.status_code == 404
    assert lets_in(token)


def test_without_a_name_no_token_is_issued(world: World) -> None:
    answered = come_in("village").post(PAGE, {"name": " ", "scope": "read"})

    assert answered.status_code == 409
    assert "名称" in answered.content.decode()


def test_one_account_has_so_many_tokens_and_no_more(world: World) -> None:
    for _ in range(MOST_TOKENS):
        token_of(world, "village")

    answered = come_in("village").post(PAGE, {"name": "多一个", "scope": "read"})

    assert answered.status_code == 409


def test_a_position_that_needs_a_second_step_gets_no_token_without_one(
    world: World,
) -> None:
    browser = come_in("county")
    refused = browser.post(PAGE, {"name": "平台", "scope": "read"})

    app_of(world["county"])
    token = token_of(world, "county")

    assert refused.status_code == 409
    assert "第二步验证" in refused.content.decode()
    assert lets_in(token)


def test_a_token_loses_its_power_with_the_second_step(world: World) -> None:
    token = token_of(world, "county")
    before = lets_in(token)
    account = account_of("county")
    factor = factors.factors_of(account.id).get()

    operations.remove_factor(
        account=account, factor_id=factor.id, actor=world["county"], on=world.today
    )

    assert before
    assert not lets_in(token)


def _changed_password(world: World) -> None:
    operations.change_password(
        account=account_of("village"),
        password="another good one",
        here="",
        actor=world["village"],
        on=world.today,
    )


def _given_password(world: World) -> None:
    operations.give_password(
        account=account_of("village"),
        password="a given one",
        actor=world["administrator"],
        on=world.today,
    )


def _added_factor(world: World) -> None:
    app_of(world["village"])


def _reset_factors(world: World) -> None:
    operations.reset_factors(
        account=account_of("village"),
        reason="手机遗失",
        actor=world["administrator"],
        on=world.today,
    )


def _handed_over(world: World) -> None:
    seat = Appointment.objects.get(id=world["village"].appointment_id)
    operations.hand_over(
        appointment=seat,
        successor=Person.objects.create(name="庚接任"),
        actor=world["administrator"],
        on=world.today,
    )


@pytest.mark.parametrize(
    "happens",
    [_changed_password, _given_password, _added_factor, _reset_factors, _handed_over],
)
def test_what_signs_others_out_ends_tokens_too(
    world: World, happens: Callable[[World], None]
) -> None:
    token, other = token_of(world, "village"), token_of(world, "team")
    before = lets_in(token)

    happens(world)

    assert before
    assert not lets_in(token)
    assert lets_in(other)


def test_a_token_acts_in_the_seat_it_was_issued_for(world: World) -> None:
    token = token_of(world, "village")
    world.seat_again("village", "other village")

    found = Program(token).get("/acts")

    assert found.status_code == 200
    assert SEATS["village"].division_code != SEATS["other village"].division_code
    told(Program(token).get(f"/villages/{SEATS['other village'].division_code}"), 404)


@pytest.mark.parametrize(
    "written", ["", "tuopin_", "Bearer", "0" * 2000, "村委会", "a b c"]
)
def test_what_is_no_token_lets_nobody_in(world: World, written: str) -> None:
    bearer = f"Bearer {written}".encode().decode("latin-1")

    answered = Client().get("/api/v1/households", headers={"Authorization": bearer})

    assert told(answered, 401)


def test_a_wrong_token_is_not_helped_by_a_session(world: World) -> None:
    browser = come_in("village")

    answered = browser.get(
        "/api/v1/households", headers={"Authorization": "Bearer tuopin_wrong"}
    )

    assert told(answered, 401)


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE accounts_accesstoken SET may_act = true",
        "UPDATE accounts_accesstoken SET appointment_id = 1",
        "UPDATE accounts_accesstoken SET digest = 'x'",
        "UPDATE accounts_accesstoken SET revoked_on = NULL",
        "DELETE FROM accounts_accesstoken",
    ],
)
def test_the_application_cannot_give_a_token_more(world: World, attack: str) -> None:
    token_of(world, "village", may_act=False)
    AccessToken.objects.update(revoked_on=world.today)

    with (
        pytest.raises(Error),
        transaction.atomic(),
        connections["default"].cursor() as cursor,
    ):
        cursor.execute(attack)
