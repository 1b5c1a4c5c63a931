"""Commands that begin an office: its places and first administrator, then its pack."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from django.db import transaction

from tuopin.office.accounts import operations
from tuopin.office.accounts.domain import Refusal
from tuopin.office.accounts.models import Appointment, Person
from tuopin.office.accounts.queries import actor_of_account, is_founded
from tuopin.office.clock.queries import today
from tuopin.office.divisions.models import Division
from tuopin.office.divisions.operations import load_divisions
from tuopin.office.divisions.queries import find_unit, topmost_unit
from tuopin.office.policy.operations import adopt_pack
from tuopin.rulebook.positions import Position
from tuopin.rulebook.text import Text
from tuopin.web.passwords import made_up

DONE, REFUSED = 0, 1


def found_office(options: argparse.Namespace, *, folder: Path) -> int:
    """Load a pack's places and seat the first administrator of an empty office.

    The password is printed once, and changed when it is first used.
    """
    if is_founded():
        _complain(
            Text(
                "系统已有任职记录,请由系统管理员办理任职。",
                "People have been appointed already: ask the administrator.",
            )
        )
        return REFUSED
    load_divisions(folder / "divisions")
    place = find_unit(options.at) if options.at else topmost_unit()
    if place is None:
        _complain(
            Text(
                f"没有地区“{options.at}”。请填十二位区划代码。",
                f"There is no place {options.at!r}. Give the code of twelve digits.",
            )
        )
        return REFUSED
    password = made_up()
    with transaction.atomic():
        _seat_administrator(options, place, password)
    print(
        f"账号 {options.username},初始密码 {password}。"
        "只显示这一次,首次登录必须更改。\n"
        f"Account {options.username}, first password {password}: shown this once, and "
        "changed when it is first used."
    )
    return DONE


def _seat_administrator(
    options: argparse.Namespace, place: Division, password: str
) -> None:
    person = Person.objects.create(name=options.name)
    operations.open_account(
        username=options.username, person=person, password=password, must_change=True
    )
    appointment = Appointment(
        person=person,
        position=Position.ADMINISTRATOR.value,
        division=place,
        from_on=today(),
    )
    operations.install_administrator(appointment=appointment, on=today())


def adopt(options: argparse.Namespace) -> int:
    """Put a pack in force on behalf of the county office's account (arts 16, 18)."""
    actor = actor_of_account(options.username, on=today())
    if actor is None:
        _complain(
            Text(
                f"账户“{options.username}”今天没有任职。请用 --as 指定县办的账户。",
                f"The account {options.username!r} holds no appointment today. Name "
                "one of the county office with --as.",
            )
        )
        return REFUSED
    try:
        adopted = adopt_pack(pack_id=options.pack, actor=actor, on=today())
    except Refusal as refusal:
        _complain(refusal.text)
        return REFUSED
    print(
        f"政策包 {adopted.pack_id} {adopted.version} 已采用。"
        f"The pack {adopted.pack_id} {adopted.version} is in force."
    )
    return DONE


def _complain(text: Text) -> None:
    print(f"{text.zh}\n{text.en}", file=sys.stderr)
