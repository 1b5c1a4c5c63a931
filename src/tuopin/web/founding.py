"""Commands that begin an office, and those about the packs that it works under."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from django.conf import settings
from django.db import transaction

from tuopin.office.accounts import operations
from tuopin.office.accounts.domain import Refusal
from tuopin.office.accounts.models import Appointment, Person
from tuopin.office.accounts.queries import actor_of_account, is_founded
from tuopin.office.clock.queries import today
from tuopin.office.divisions.models import Division
from tuopin.office.divisions.operations import load_divisions
from tuopin.office.divisions.queries import find_unit, topmost_unit
from tuopin.office.policy.keeping import UnableToKeep, keep_folder
from tuopin.office.policy.offering import offered
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
                "系统已有任职记录，请由系统管理员办理任职。",
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
        f"账号 {options.username}，初始密码 {password}。"
        "只显示这一次，首次登录必须更改。\n"
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
        adopted = adopt_pack(
            pack_id=options.pack, actor=actor, on=today(), from_on=options.from_on
        )
    except Refusal as refusal:
        _complain(refusal.text)
        return REFUSED
    print(
        f"政策包 {adopted.pack_id} {adopted.version} 已采用，自{adopted.in_force_from}"
        f"起施行。The pack {adopted.pack_id} {adopted.version} is in force from "
        f"{adopted.in_force_from}."
    )
    return DONE


def keep(options: argparse.Namespace) -> int:
    """Keep the files of a folder as those of a version that was adopted."""
    try:
        version = keep_folder(options.folder)
    except UnableToKeep as refusal:
        _complain(refusal.text)
        return REFUSED
    print(
        f"版本 {version} 的文件已留存。The files of version {version} are kept.",
    )
    return DONE


def say_offered() -> int:
    """Say which versions came with the program and what they change."""
    found = offered(settings.PACKS)
    for one in found:
        print(
            f"{one.adopted.pack_id}: {one.adopted.version[:12]} → {one.version[:12]}",
            *one.faults,
            sep="\n",
        )
        for each in one.found:
            print(f"  {each.file}: {each.what.zh}: {each.before.zh} → {each.after.zh}")
            print(f"    {each.what.en}: {each.before.en} → {each.after.en}")
    if not found:
        print("没有待采用的新版本。There is no version to adopt.")
        return DONE
    print(
        "新版本不会自动生效。由县办采用：./tuopin pack adopt 名称 --as 账号，"
        "或在“规则”页面办理。\n"
        "None of this holds until the county office adopts it: ./tuopin pack adopt "
        "PACK --as ACCOUNT, or the page “Rules”."
    )
    return DONE


def _complain(text: Text) -> None:
    print(f"{text.zh}\n{text.en}", file=sys.stderr)
