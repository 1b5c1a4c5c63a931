"""Giving a phone a credential of its own, and taking it away again."""

from __future__ import annotations

from datetime import date

from tuopin.office.accounts import devices
from tuopin.office.accounts.access import require_own
from tuopin.office.accounts.devices import LONGEST_NAME, DeviceKind
from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.accounts.models import Account, Device, DeviceRevocation
from tuopin.office.accounts.operations.recording import record_of_account
from tuopin.office.accounts.rights import Right, require
from tuopin.office.audit import rows as audit_rows
from tuopin.office.scope import acting_as, alone_with
from tuopin.rulebook.text import Text

MOST_DEVICES = 8


class UnableToCarry(Refusal):
    """A phone that gets no credential, or whose credential is not taken away."""


def make_device(
    *, account: Account, kind: DeviceKind, name: str, actor: Actor, on: date
) -> tuple[Device, str]:
    """Give a phone of one's own a credential; returns it with the secret, once.

    The phone acts under the actor's appointment and no longer than that lasts.
    """
    require_own(account, actor)
    require(actor, Right.CARRY_DEVICE, places=[actor.division_code])
    called = name.strip()[:LONGEST_NAME]
    if not called:
        raise UnableToCarry(_NAMELESS)
    with acting_as(actor):
        alone_with(f"devices of person {actor.person_id}")
        mine = devices.devices_of(actor.person_id)
        if sum(devices.revoked_on(one) is None for one in mine) >= MOST_DEVICES:
            raise UnableToCarry(_TOO_MANY)
        login, secret = devices.fresh_login(kind), devices.fresh_secret()
        device = Device.objects.create(
            login=login,
            kind=kind.value,
            name=called,
            appointment_id=actor.appointment_id,
            sealed_key=devices.sealed(devices.key_from(login, secret)),
            made_on=on,
        )
        written = audit_rows.digests("accounts_device", [device.id])
        body = {"login": login, "kind": kind.value}
        record_of_account(account, "accounts.device.made", body, actor, on, written)
        return device, secret


def revoke_device(
    *, account: Account, login: str, reason: str, actor: Actor, on: date
) -> bool:
    """End what a phone may do; says whether it still could.

    Whose it is does that, or who keeps accounts where it acts.
    """
    with acting_as(actor):
        alone_with(f"device {login}")
        device = devices.find_device(login)
        if device is None or device.appointment.person_id != account.person_id:
            raise UnableToCarry(_NONE)
        if account.person_id != actor.person_id:
            place = device.appointment.division_id
            require(actor, Right.KEEP_ACCOUNTS, places=[place])
        if devices.revoked_on(device) is not None:
            return False
        if not reason.strip():
            raise UnableToCarry(_NO_REASON)
        revocation = DeviceRevocation.objects.create(
            device=device,
            reason=reason.strip()[:200],
            revoked_on=on,
            revoked_by_id=actor.appointment_id,
        )
        written = audit_rows.digests("accounts_devicerevocation", [revocation.id])
        body = {"login": login}
        record_of_account(account, "accounts.device.revoked", body, actor, on, written)
        return True


_NAMELESS = Text(
    "请给这部手机起个认得出的名字，例如“红米 村部用”。",
    "Give this phone a name you will know it by.",
)
_TOO_MANY = Text(
    f"您已有{MOST_DEVICES}部在用的设备。请先停用不用的。",
    f"You have {MOST_DEVICES} phones in use. Revoke those that you do not use.",
)
_NONE = Text("没有这部设备。", "There is no such phone.")
_NO_REASON = Text(
    "请写明为什么停用，例如手机遗失、换人。",
    "Say why it is revoked: a lost phone, another surveyor.",
)
