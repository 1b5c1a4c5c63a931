"""Which pack is in force, and each adopted version as data, read once."""

from __future__ import annotations

from datetime import date
from functools import cache

from django.conf import settings

from tuopin.office.policy.keeping import NotKept
from tuopin.office.policy.models import KeptPack, PackInForce
from tuopin.office.policy.reader import (
    CALENDARS,
    content_of,
    read_content,
    version_of,
)
from tuopin.office.scope import once
from tuopin.rulebook.pack import PolicyPack


class NoPackInForce(LookupError):
    """No policy pack is in force on the day."""


class PackChanged(LookupError):
    """The files of an adopted version are not kept, and a pack's own are others."""


@cache
def pack_kept(pack_id: str, version: str) -> PolicyPack:
    """Return an adopted version from the files that the office kept.

    A pack in force is never edited, so one read serves the life of the process.
    Raises PackChanged where they are not kept and those of the program are others.
    """
    # one row
    kept = KeptPack.objects.filter(version=version).first()
    folder = settings.PACKS / pack_id
    if kept is not None:
        content = bytes(kept.content)
    else:
        content = content_of(folder) if folder.is_dir() else b""
    if version_of(content) != version:
        said = NotKept(pack_id, version).text
        raise PackChanged(f"{said.zh}{said.en}")
    return read_content(content, pack_id=pack_id, calendars=settings.PACKS / CALENDARS)


def pack_of(pk: int) -> PolicyPack:
    """Return an adopted version of a pack; raises PackChanged if it is not kept."""
    return _kept(once(("version", pk), lambda: PackInForce.objects.get(id=pk)))


def pack_on(day: date) -> PolicyPack:
    """Return the pack in force on a day; raises NoPackInForce, PackChanged."""
    return _kept(pack_in_force(day))


def _kept(adopted: PackInForce) -> PolicyPack:
    return pack_kept(adopted.pack_id, adopted.version)


def pack_in_force(on: date) -> PackInForce:
    """Return the version in force on a day; raises NoPackInForce."""
    found = once(("version in force", on), lambda: _in_force(on))
    if found is None:
        raise NoPackInForce(
            f"{on} 没有生效的政策包。No policy pack is in force on {on}."
        )
    return found


def _in_force(on: date) -> PackInForce | None:
    held = PackInForce.objects.filter(in_force_from__lte=on)
    return held.order_by("-in_force_from", "-id").first()


def versions() -> list[PackInForce]:
    """Return every version that was adopted, the latest in force first."""
    return list(PackInForce.objects.order_by("-in_force_from", "-id"))
