"""Files with surveys that a phone gave out because it found no network.

Sealed with a key that comes of the half which the office holds of that phone's: it can
be read here and nowhere else, and only that phone can have made it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tuopin.office.accounts import devices
from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.documents import operations as documents
from tuopin.office.documents.domain import DocumentKind
from tuopin.office.scope import acting_as
from tuopin.rulebook.text import Text
from tuopin.survey.domain import Channel
from tuopin.survey.examining import questionnaire_on
from tuopin.web.phones.batches import MOST_ITEMS, Told, take_items

KIND, VERSION = "tuopin-survey-file", 1
MOST_FILE = 64 * 1024 * 1024
INFO = b"tuopin.offline.file"
KEY_BYTES, NONCE_BYTES = 32, 12


class UnfitFile(Refusal):
    """A file that is no phone's surveys, or not this person's."""


@dataclass(frozen=True)
class TakenItem:
    """What became of one survey of a file."""

    household: str
    told: Told

    @property
    def is_received(self) -> bool:
        """Whether the office has it now, as a visit or put aside."""
        return "receipt" in self.told

    @property
    def lines(self) -> list[Text]:
        """What is said of it: the receipt, or every fault."""
        said = [self.told["said"]] if self.is_received else self.told["errors"]
        return [Text(one["zh"], one["en"]) for one in said]


def take_file(content: bytes, *, actor: Actor, on: date) -> list[TakenItem]:
    """Submit every survey of a file as if its phone had sent it; raises UnfitFile.

    Only who carries the phone brings its file, so that nobody submits for others.
    """
    login, said = _opened(content, actor)
    files, items = said.get("files"), said.get("items")
    if not isinstance(files, dict) or not isinstance(items, list):
        raise UnfitFile(_NO_FILE)
    if len(items) > MOST_ITEMS:
        raise UnfitFile(_TOO_MANY)
    _, form = questionnaire_on(on)
    for digest, written in files.items():
        _keep(digest, written, actor=actor, on=on)
    told = take_items(
        items, form, device=login, actor=actor, on=on, channel=Channel.FILE
    )
    return [
        TakenItem(str(item.get("household", "")) if isinstance(item, dict) else "", one)
        for item, one in zip(items, told, strict=True)
    ]


def _opened(content: bytes, actor: Actor) -> tuple[str, Mapping[str, object]]:
    """Return whose phone a file is of, and what it holds."""
    if len(content) > MOST_FILE:
        raise UnfitFile(_TOO_MANY)
    try:
        whole = json.loads(content)
        if (whole["kind"], whole["version"]) != (KIND, VERSION):
            raise UnfitFile(_NO_FILE)
        login = str(whole["device"])
        nonce, sealed = _bytes(whole["iv"]), _bytes(whole["sealed"])
    except (ValueError, KeyError, TypeError, RecursionError) as broken:
        raise UnfitFile(_NO_FILE) from broken
    device = None if "\0" in login else devices.find_device(login)
    if device is None or device.appointment.person_id != actor.person_id:
        raise UnfitFile(_NOT_YOURS)
    try:
        plain = AESGCM(file_key(login)).decrypt(nonce, sealed, login.encode())
        said = json.loads(plain)
    except (InvalidTag, ValueError, RecursionError) as altered:
        raise UnfitFile(_ALTERED) from altered
    return login, said if isinstance(said, dict) else {}


def file_key(login: str) -> bytes:
    """Return the key of a phone's files, as the phone derives it."""
    derivation = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=b"", info=INFO)
    return derivation.derive(devices.half_of(login))


def _keep(digest: object, written: object, *, actor: Actor, on: date) -> None:
    """Keep one picture, as if its phone had uploaded it."""
    try:
        picture = _bytes(written)
    except ValueError as broken:
        raise UnfitFile(_NO_FILE) from broken
    if hashlib.sha256(picture).hexdigest() != digest:
        raise UnfitFile(_ALTERED)
    with acting_as(actor):
        documents.keep(
            content=picture,
            kind=DocumentKind.EVIDENCE,
            place=actor.division_code,
            actor=actor,
            on=on,
        )


def _bytes(written: object) -> bytes:
    try:
        return base64.b64decode(str(written), validate=True)
    except binascii.Error as broken:
        raise ValueError("no base64") from broken


_NO_FILE = Text(
    "这不是离线调查页面存出的文件，什么都没有收下。请选择手机上存出的 .tuopin 文件。",
    "This is no file of the survey page off line; nothing was taken. Choose the "
    ".tuopin file that the phone saved.",
)
_NOT_YOURS = Text(
    "这个文件不是您的手机存出的，什么都没有收下。请由带这部手机的调查员本人登录后导入。",
    "This file is not of a phone of yours; nothing was taken. Whoever carries the "
    "phone logs in and brings the file.",
)
_ALTERED = Text(
    "文件不完整或被改动过，什么都没有收下。请在手机上重新存出一份。",
    "The file is cut or was altered; nothing was taken. Save it on the phone again.",
)
_TOO_MANY = Text(
    f"文件太大：最多{MOST_FILE // 1024 // 1024} MB、{MOST_ITEMS}份调查。"
    "请有网络时直接发送。",
    f"The file is too large: at most {MOST_FILE // 1024 // 1024} MB and "
    f"{MOST_ITEMS} surveys. Send them where there is a network.",
)
