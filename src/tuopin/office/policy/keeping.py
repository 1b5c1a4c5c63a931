"""Keeping the files of adopted packs, so that an office survives the next release."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from tuopin.office.accounts.domain import Refusal
from tuopin.office.policy.models import KeptPack, PackInForce
from tuopin.office.policy.reader import content_of, version_of
from tuopin.rulebook.text import Text


class UnableToKeep(Refusal):
    """These files are not those that the office adopted."""


@dataclass(frozen=True)
class NotKept:
    """An adopted version whose files the office does not have."""

    pack_id: str
    version: str

    @property
    def text(self) -> Text:
        """What is missing, and how to bring it back."""
        short = self.version[:12]
        return Text(
            f"政策包 {self.pack_id} 采用时的文件（版本 {short}）没有留存，"
            "现有文件已不同，该版本下的办理暂停。请从升级前的程序"
            "或备份中找出 packs 下的该目录，运行："
            "./tuopin pack keep 目录",
            f"The files of policy pack {self.pack_id} as adopted (version {short}) are "
            "not kept, and those that came with the program differ: work under it "
            "stops. Take that folder under packs from the program before the upgrade, "
            "or from a backup, and run: ./tuopin pack keep DIR",
        )


def keep(pack_id: str, content: bytes) -> None:
    """Keep a version's bytes; the same ones only once."""
    KeptPack.objects.get_or_create(
        version=version_of(content), defaults={"pack_id": pack_id, "content": content}
    )


def keep_adopted(packs: Path) -> tuple[NotKept, ...]:
    """Keep what an earlier release adopted, where the files are still the same.

    Returns the versions whose files are others now.
    """
    missing = []
    for one in _not_kept():
        folder = packs / one.pack_id
        content = content_of(folder) if folder.is_dir() else b""
        if version_of(content) == one.version:
            keep(one.pack_id, content)
        else:
            missing.append(NotKept(one.pack_id, one.version))
    return tuple(missing)


def keep_folder(folder: Path) -> str:
    """Keep the files of a folder as those of an adopted version; returns it.

    Their digest says what they are, so that whoever brings them need not be believed.
    """
    content = content_of(folder) if folder.is_dir() else b""
    version = version_of(content)
    with transaction.atomic():
        adopted = PackInForce.objects.filter(version=version).order_by("id").first()
        if adopted is None:
            raise UnableToKeep(_of_no_adoption(folder, version, _not_kept()))
        keep(adopted.pack_id, content)
    return version


def _not_kept() -> Sequence[PackInForce]:
    kept = KeptPack.objects.values("version")
    return list(PackInForce.objects.exclude(version__in=kept).order_by("id"))


def _of_no_adoption(folder: Path, version: str, missing: Sequence[PackInForce]) -> Text:
    wanted = "、".join(f"{one.pack_id} {one.version[:12]}" for one in missing)
    wanted_en = ", ".join(f"{one.pack_id} {one.version[:12]}" for one in missing)
    return Text(
        f"目录 {folder} 的文件（版本 {version[:12]}）不是本单位采用过的版本。"
        + (f"尚缺：{wanted}。" if missing else "各版本的文件均已留存，不必再办。"),
        f"The files of {folder} (version {version[:12]}) are of no version that this "
        "office adopted. "
        + (
            f"Missing: {wanted_en}."
            if missing
            else "The files of every adopted version are kept; nothing is to be done."
        ),
    )
