"""Encrypted columns and files, and the blind index by which equal values are found.

Keys are handed in; this module knows no settings. A cipher text begins with the id of
its key, so that keys can be changed while old rows stay readable.
"""

from __future__ import annotations

import hmac
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12


class Purpose(StrEnum):
    """What a cipher text is; one copied to another column cannot be read there."""

    ID_NUMBER = "id_number"
    PHONE = "phone"
    BANK_ACCOUNT = "bank_account"
    SECOND_FACTOR = "second_factor"
    DEVICE_KEY = "device_key"
    DEVICE_HALF = "device_half"
    SLIP = "slip"


class UnreadableColumn(Exception):
    """A cipher text was altered, moved to another column, or its key is gone."""


@dataclass(frozen=True)
class KeyRing:
    """The keys by id, the last of which writes, and the key of the blind index."""

    keys: Mapping[str, bytes]
    index_key: bytes

    def encrypt(self, purpose: Purpose, plain: str | None) -> bytes | None:
        """Return a cipher text, a different one each time; nothing for nothing."""
        if plain is None:
            return None
        return self.seal(purpose.value, plain.encode())

    def decrypt(
        self, purpose: Purpose, cipher: bytes | memoryview | None
    ) -> str | None:
        """Return the plain text; raises UnreadableColumn."""
        if cipher is None:
            return None
        return self.unseal(purpose.value, bytes(cipher)).decode()

    def seal(self, context: str, plain: bytes) -> bytes:
        """Return bytes that can be read as what `context` says and nothing else."""
        key_id = list(self.keys)[-1]
        head = key_id.encode()
        nonce = os.urandom(NONCE)
        sealed = AESGCM(self.keys[key_id]).encrypt(nonce, plain, context.encode())
        return bytes([len(head)]) + head + nonce + sealed

    def unseal(self, context: str, whole: bytes) -> bytes:
        """Return what was sealed as this; raises UnreadableColumn."""
        head = 1 + whole[0] if whole else 1
        key_id = whole[1:head].decode(errors="replace")
        if key_id not in self.keys:
            raise UnreadableColumn(f"key {key_id} is not on the key ring")
        try:
            return AESGCM(self.keys[key_id]).decrypt(
                whole[head : head + NONCE], whole[head + NONCE :], context.encode()
            )
        except (InvalidTag, ValueError) as altered:
            raise UnreadableColumn("a cipher text was altered") from altered

    def blind_index(self, purpose: Purpose, plain: str | None) -> bytes | None:
        """Return what equal texts share and nobody can turn back without the key."""
        if plain is None:
            return None
        return self._keyed(purpose.value, plain.encode())

    def secret_of(self, purpose: Purpose, name: str) -> bytes:
        """Return a thing's own secret, the same whenever asked and kept nowhere."""
        return self._keyed(purpose.value, name.encode())

    def fingerprint(self, kind: str, values: Mapping[str, object]) -> bytes:
        """Return what rows share that say the same."""
        text = json.dumps(values, ensure_ascii=False, sort_keys=True, default=str)
        return self._keyed(kind, text.encode())

    def _keyed(self, kind: str, content: bytes) -> bytes:
        return hmac.digest(self.index_key, kind.encode() + b"\0" + content, "sha256")


class NoKeyRing(RuntimeError):
    """The register was used before its keys were handed in."""


_ring: list[KeyRing] = []


def use(ring: KeyRing) -> None:
    """Hand the process its keys; done once, when the program starts."""
    _ring[:] = [ring]


def key_ring() -> KeyRing:
    """Return the keys that were handed in; raises NoKeyRing."""
    if not _ring:
        raise NoKeyRing("call encryption.use first")
    return _ring[0]
