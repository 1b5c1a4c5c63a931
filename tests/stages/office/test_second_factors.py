"""The second step of an account: codes that work once, and who may change them."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import connection

from tests.support.factors import STEP, App, app_of
from tests.support.world import COUNTY, SEATS, World
from tuopin.office.accounts import factors, operations
from tuopin.office.accounts.access import NotYourAccount
from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.accounts.factors import Kind
from tuopin.office.accounts.models import Account, FactorReset, SignIn
from tuopin.office.accounts.rights import MAY, WITH_SECOND_FACTOR, Right
from tuopin.office.policy.reader import read_pack
from tuopin.office.scope import acting_as
from tuopin.rulebook.positions import Position as P

NOW = 1_800_000_000
LOCAL = {
    P.VILLAGE_COMMITTEES,
    P.RESIDENT_WORK_TEAM,
    P.TOWNSHIP_OFFICE,
    P.TOWNSHIP_EXAMINER,
    P.DEPARTMENT,
}


def account(actor: Actor) -> Account:
    return Account.objects.get(person_id=actor.person_id)


def spend(actor: Actor, code: str, *, at: int = NOW) -> bool:
    return factors.spend_code(account_id=account(actor).id, code=code, at=at)


def acts_on(actor: Actor, *, seen_by: Actor) -> list[str]:
    """Return the acts in an account's chain."""
    with acting_as(seen_by), connection.cursor() as cursor:
        cursor.execute(
            "SELECT raw FROM audit_event WHERE stream = %s ORDER BY seq",
            [f"account:{account(actor).id}"],
        )
        return [json.loads(bytes(raw))["act"] for (raw,) in cursor.fetchall()]


@pytest.mark.parametrize(
    ("steps", "is_taken"),
    [(-2, False), (-1, True), (0, True), (1, True), (2, False)],
    ids=["long gone", "just gone", "now", "just ahead", "far ahead"],
)
def test_a_code_is_good_for_a_step_around_its_own(
    world: World, steps: int, is_taken: bool
) -> None:
    app, _ = app_of(world["leading group"])

    assert spend(world["leading group"], app.code(steps=steps, at=NOW)) is is_taken


@pytest.mark.parametrize(
    ("seconds", "steps", "is_taken"),
    [
        (0, 0, False),
        (1, 0, False),
        (STEP, 0, False),
        (STEP, 1, True),
        (0, -1, False),
    ],
    ids=["at once", "a second later", "a step later", "the next code", "an older one"],
)
def test_a_code_and_those_before_it_let_nobody_in_again(
    world: World, seconds: int, steps: int, is_taken: bool
) -> None:
    app, _ = app_of(world["leading group"])
    assert spend(world["leading group"], app.code(at=NOW))

    later = app.code(steps=steps, at=NOW)

    assert spend(world["leading group"], later, at=NOW + seconds) is is_taken


@pytest.mark.parametrize("written", ["", "12345", "１２３４５６", "abcdef", "0" * 400])
def test_what_is_no_code_is_refused(world: World, written: str) -> None:
    app_of(world["leading group"])

    assert spend(world["leading group"], written) is False


@pytest.mark.parametrize(
    ("misses", "is_taken"),
    [
        (0, True),
        (factors.MOST_MISSES - 1, True),
        (factors.MOST_MISSES, False),
        (factors.MOST_MISSES + 1, False),
    ],
    ids=["none", "one below", "the most", "one more"],
)
def test_guesses_from_many_addresses_close_the_app(
    world: World, misses: int, is_taken: bool
) -> None:
    app, _ = app_of(world["leading group"])
    for _ in range(misses):
        assert not spend(world["leading group"], App().code(at=NOW))

    assert spend(world["leading group"], app.code(at=NOW)) is is_taken


def test_a_right_code_begins_the_count_anew(world: World) -> None:
    app, _ = app_of(world["leading group"])
    for step in (0, 1):
        for _ in range(factors.MOST_MISSES - 1):
            spend(world["leading group"], App().code(at=NOW))

        assert spend(world["leading group"], app.code(steps=step, at=NOW))


def test_another_s_code_is_refused(world: World) -> None:
    app, _ = app_of(world["county"])
    app_of(world["leading group"])

    assert spend(world["leading group"], app.code(at=NOW)) is False


@pytest.mark.parametrize(
    ("last", "count", "is_taken"),
    [(0, 0, True), (4, 5, True), (5, 5, False), (5, 4, False), (5, 0, False)],
    ids=["a key that counts nothing", "one more", "the same", "less", "nothing now"],
)
def test_a_copied_passkey_shows_by_its_count(
    world: World, last: int, count: int, is_taken: bool
) -> None:
    key = Authenticator.objects.create(
        user=account(world["county"]), type=Kind.WEBAUTHN, data={"count": last}
    )

    assert factors.spend_signature(factor_id=key.id, count=count) is is_taken


def test_a_recovery_code_stands_in_once(world: World) -> None:
    _, codes = app_of(world["county"])

    def spent(code: str) -> bool:
        return operations.spend_recovery_code(
            account=account(world["county"]),
            code=code,
            actor=world["county"],
            on=world.today,
        )

    assert [spent(codes[3]), spent(codes[3]), spent("00000000")] == [True, False, False]
    assert factors.recovery_codes_left(account(world["county"]).id) == len(codes) - 1


def test_new_recovery_codes_make_the_old_ones_worthless(world: World) -> None:
    _, before = app_of(world["county"])

    after = operations.renew_recovery_codes(
        account=account(world["county"]), actor=world["county"], on=world.today
    )

    assert not set(before) & set(after)
    assert operations.spend_recovery_code(
        account=account(world["county"]),
        code=after[0],
        actor=world["county"],
        on=world.today,
    )


def test_another_phone_takes_the_place_of_the_first(world: World) -> None:
    first, codes = app_of(world["county"])
    second, more_codes = app_of(world["county"])

    assert (len(codes), more_codes) == (10, [])
    assert not spend(world["county"], first.code(at=NOW))
    assert spend(world["county"], second.code(at=NOW))


def test_recovery_codes_go_with_the_last_factor(world: World) -> None:
    app_of(world["county"])
    (app,) = factors.factors_of(account(world["county"]).id)

    operations.remove_factor(
        account=account(world["county"]),
        factor_id=app.id,
        actor=world["county"],
        on=world.today,
    )

    assert not Authenticator.objects.filter(user=account(world["county"])).exists()


def test_no_secret_lies_in_the_database_in_the_clear(world: World) -> None:
    app, codes = app_of(world["county"])

    kept = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))

    assert app.secret not in kept
    assert not any(code in kept for code in codes)


OWN: dict[str, Callable[[Account, Actor], object]] = {
    "change_password": lambda of, by: operations.change_password(
        account=of, password="a new password", here="", actor=by, on=DAY
    ),
    "add_factor": lambda of, by: operations.add_factor(
        account=of, kind=Kind.TOTP, kept=App().kept(), here="", actor=by, on=DAY
    ),
    "remove_factor": lambda of, by: operations.remove_factor(
        account=of, factor_id=factors.factors_of(of.id)[0].id, actor=by, on=DAY
    ),
    "renew_recovery_codes": lambda of, by: operations.renew_recovery_codes(
        account=of, actor=by, on=DAY
    ),
    "spend_recovery_code": lambda of, by: operations.spend_recovery_code(
        account=of, code="00000000", actor=by, on=DAY
    ),
    "end_sign_ins": lambda of, by: operations.end_sign_ins(
        account=of, here="", only=None, actor=by, on=DAY
    ),
}
DAY = World().today


@pytest.mark.parametrize("name", OWN)
def test_what_belongs_to_an_account_is_changed_by_nobody_else(
    world: World, name: str
) -> None:
    app_of(world["county"])

    with pytest.raises(NotYourAccount, match="别人的账号"):
        OWN[name](account(world["county"]), world["administrator"])
    refused = acts_on(world["county"], seen_by=world["province"])
    OWN[name](account(world["county"]), world["county"])

    assert refused == ["accounts.factor.added"]


def sign_in(actor: Actor, key: str) -> None:
    SignIn.objects.create(account=account(actor), session_key=key)


def keys_of(actor: Actor) -> set[str]:
    found = SignIn.objects.filter(account=account(actor))
    return set(found.values_list("session_key", flat=True))


ENDING: dict[str, Callable[[World], object]] = {
    "handed over": lambda world: operations.hand_over(
        appointment=appointment(world),
        successor=account(world["team"]).person,
        actor=world["administrator"],
        on=world.today,
    ),
    "dismissed": lambda world: operations.dismiss(
        appointment=appointment(world), actor=world["administrator"], on=world.today
    ),
    "given a password": lambda world: operations.give_password(
        account=account(world["county"]),
        password="another password",
        actor=world["administrator"],
        on=world.today,
    ),
    "reset": lambda world: operations.reset_factors(
        account=account(world["county"]),
        reason="手机遗失",
        actor=world["administrator"],
        on=world.today,
    ),
}


def appointment(world: World):
    person = account(world["county"]).person
    return person.appointments.get(until_on=None)


@pytest.mark.parametrize("how", ENDING)
def test_whoever_loses_a_position_or_a_factor_is_signed_out_everywhere(
    world: World, how: str
) -> None:
    sign_in(world["county"], "office")
    sign_in(world["county"], "home")
    sign_in(world["township"], "elsewhere")
    world.move()

    ENDING[how](world)

    assert keys_of(world["county"]) == set()
    assert keys_of(world["township"]) == {"elsewhere"}


@pytest.mark.parametrize("name", ["change_password", "add_factor"])
def test_a_new_password_or_factor_leaves_signed_in_nobody_but_here(
    world: World, name: str
) -> None:
    sign_in(world["county"], "home")
    OWN[name](account(world["county"]), world["county"])

    assert keys_of(world["county"]) == set()


def test_a_reset_has_its_reason_on_record(world: World) -> None:
    app_of(world["county"])
    act = ENDING["reset"]

    with pytest.raises(operations.UnableToKeep, match="为什么"):
        operations.reset_factors(
            account=account(world["county"]),
            reason=" ",
            actor=world["administrator"],
            on=world.today,
        )
    assert factors.has_factor(account(world["county"]).id)
    act(world)

    reset = FactorReset.objects.get()
    assert (reset.reason, reset.recorded_by_id) == (
        "手机遗失",
        world["administrator"].appointment_id,
    )
    assert not factors.has_factor(account(world["county"]).id)
    assert acts_on(world["county"], seen_by=world["province"])[-1] == (
        "accounts.factor.reset"
    )


def test_an_administrator_resets_nobody_of_their_own_name(world: World) -> None:
    app_of(world["administrator"])

    with pytest.raises(operations.UnableToKeep, match="自己"):
        operations.reset_factors(
            account=account(world["administrator"]),
            reason="手机遗失",
            actor=world["administrator"],
            on=world.today,
        )

    assert factors.has_factor(account(world["administrator"]).id)


def test_a_password_that_was_given_has_to_be_changed(world: World) -> None:
    ENDING["given a password"](world)
    given = account(world["county"])
    assert given.must_change_password
    assert given.check_password("another password")

    OWN["change_password"](given, world["county"])

    changed = account(world["county"])
    assert not changed.must_change_password
    assert changed.check_password("a new password")


@pytest.mark.parametrize("username", ["county", "COUNTY"])
def test_an_account_s_name_is_taken_once(world: World, username: str) -> None:
    with pytest.raises(Refusal, match="已经有人使用"):
        operations.admit(
            name="庚新",
            username=username,
            password="a first password",
            actor=world["administrator"],
            on=world.today,
        )


def test_every_act_on_an_account_is_in_the_audit_record(world: World) -> None:
    for name in ("add_factor", "renew_recovery_codes", "change_password"):
        OWN[name](account(world["county"]), world["county"])
    OWN["remove_factor"](account(world["county"]), world["county"])
    sign_in(world["county"], "home")
    OWN["end_sign_ins"](account(world["county"]), world["county"])
    ENDING["given a password"](world)
    ENDING["reset"](world)

    assert acts_on(world["county"], seen_by=world["province"]) == [
        "accounts.factor.added",
        "accounts.recovery_codes.renewed",
        "accounts.password.changed",
        "accounts.factor.removed",
        "accounts.sign_in.ended",
        "accounts.password.given",
        "accounts.factor.reset",
    ]


@pytest.mark.parametrize(
    "pack", [p.parent.name for p in sorted(settings.PACKS.glob("*/pack.yaml"))]
)
def test_whoever_acts_above_the_township_needs_a_second_factor(pack: str) -> None:
    procedures = read_pack(settings.PACKS / pack).procedures.values()
    performing = {
        position
        for procedure in procedures
        for rule in procedure.acts.values()
        for position in rule.performed_by
    }

    assert performing - LOCAL <= WITH_SECOND_FACTOR


def test_a_second_factor_is_demanded_of_nobody_below_the_county() -> None:
    assert not WITH_SECOND_FACTOR & LOCAL
    assert set(MAY[Right.APPOINT]) <= WITH_SECOND_FACTOR
    assert SEATS["county"].division_code == COUNTY
