"""Versions that the program brings along and the county has not adopted; read only."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tuopin.office.policy.differences import Difference, differences
from tuopin.office.policy.models import KeptPack, PackInForce
from tuopin.office.policy.queries import pack_kept
from tuopin.office.policy.reader import (
    CALENDARS,
    content_of,
    files_in,
    read_content,
    version_of,
)
from tuopin.rulebook.faults import PackFault
from tuopin.rulebook.pack import PolicyPack


@dataclass(frozen=True)
class Offered:
    """A version on disk beside the latest that was adopted, and what differs.

    Without a pack, its files cannot be read: `faults` says why, and nothing is offered.
    """

    adopted: PackInForce
    version: str
    pack: PolicyPack | None
    found: tuple[Difference, ...]
    faults: tuple[str, ...] = ()


def latest_adopted() -> tuple[PackInForce, ...]:
    """Return the latest adopted version of each pack that the office works under."""
    found = PackInForce.objects.order_by("in_force_from", "id")
    return tuple({one.pack_id: one for one in found}.values())


def offered(packs: Path) -> tuple[Offered, ...]:
    """Return the versions that came with the program and were never adopted."""
    found = []
    for adopted in latest_adopted():
        folder = packs / adopted.pack_id
        content = content_of(folder) if folder.is_dir() else b""
        version = version_of(content)
        known = PackInForce.objects.filter(pack_id=adopted.pack_id, version=version)
        if content and not known.exists():
            found.append(_offer(adopted, version, content, packs / CALENDARS))
    return tuple(found)


def _offer(
    adopted: PackInForce, version: str, content: bytes, calendars: Path
) -> Offered:
    try:
        pack = read_content(content, pack_id=adopted.pack_id, calendars=calendars)
    except PackFault as fault:
        said = tuple(str(one.message) for one in fault.faults)
        return Offered(adopted, version, None, (), said)
    # one row
    kept = KeptPack.objects.filter(version=adopted.version).first()
    if kept is None:
        # Nothing to set it beside; the office is told how to bring its files back.
        return Offered(adopted, version, pack, ())
    found = differences(
        pack_kept(adopted.pack_id, adopted.version),
        pack,
        files_in(bytes(kept.content)),
        files_in(content),
    )
    return Offered(adopted, version, pack, found)
