"""Which pack is in force, and the pack as data, read once per version."""

from __future__ import annotations

from datetime import date
from functools import cache

from django.conf import settings

from tuopin.office.policy.models import PackInForce
from tuopin.office.policy.reader import read_pack
from tuopin.rulebook.pack import PolicyPack


class NoPackInForce(LookupError):
    """No policy pack is in force on the day."""


class PackChanged(LookupError):
    """A pack's files no longer have the version that was adopted."""


@cache
def _read(pack_id: str) -> PolicyPack:
    return read_pack(settings.PACKS / pack_id)


def pack_of(pk: int) -> PolicyPack:
    """Return an adopted version of a pack; raises PackChanged if its files differ.

    A pack in force is never edited, so one read serves the life of the process.
    """
    return _unchanged(PackInForce.objects.get(id=pk))


def pack_on(day: date) -> PolicyPack:
    """Return the pack in force on a day; raises NoPackInForce, PackChanged."""
    return _unchanged(pack_in_force(day))


def _unchanged(adopted: PackInForce) -> PolicyPack:
    pack = _read(adopted.pack_id)
    if pack.version != adopted.version:
        raise PackChanged(
            f"政策包 {pack.id} 的文件与采用时不同,请恢复原文件,或另行采用新版本。"
            f"The files of policy pack {pack.id} differ from the adopted version "
            f"{adopted.version[:12]}. Restore them, or adopt another version."
        )
    return pack


def pack_in_force(on: date) -> PackInForce:
    """Return the version in force on a day; raises NoPackInForce."""
    found = (
        PackInForce.objects.filter(in_force_from__lte=on)
        .order_by("-in_force_from", "-id")
        .first()
    )
    if found is None:
        raise NoPackInForce(
            f"{on} 没有生效的政策包。No policy pack is in force on {on}."
        )
    return found
