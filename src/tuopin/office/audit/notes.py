"""Checkpoints as signed notes: what is printed, sent out of the building and checked.

The form is the C2SP signed note with an Ed25519 signature, which witnesses elsewhere
can read. Where the keys lie is not known here.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

ED25519 = b"\x01"
MARK = "— "


class UnreadableNote(ValueError):
    """A text is no checkpoint, or nobody known has signed it."""


@dataclass(frozen=True)
class Checkpoint:
    """How large the tree was, its root, and when that was signed."""

    origin: str
    size: int
    root: bytes
    signed_at: str

    @property
    def text(self) -> str:
        """The words that are signed."""
        root = base64.b64encode(self.root).decode()
        return f"{self.origin}\n{self.size}\n{root}\nsigned_at {self.signed_at}\n"

    @property
    def code(self) -> str:
        """The sixteen characters that notices and filing letters print (封存码)."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16].upper()


@dataclass(frozen=True)
class VerifierKey:
    """A name and the public key it signs with."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        """The first bytes of each of its signatures."""
        named = self.name.encode() + b"\n" + ED25519 + self.public
        return hashlib.sha256(named).digest()[:4]

    @property
    def text(self) -> str:
        """The key in one line, as it is handed out."""
        encoded = base64.b64encode(ED25519 + self.public).decode()
        return f"{self.name}+{self.id.hex()}+{encoded}"

    @classmethod
    def parse(cls, text: str) -> VerifierKey:
        """Read a key from its line; raises UnreadableNote."""
        try:
            name, _, encoded = text.strip().split("+", 2)
            opened = base64.b64decode(encoded, validate=True)
        except (ValueError, binascii.Error):
            raise UnreadableNote(f"{text!r} is no key") from None
        key = cls(name, opened[1:])
        if opened[:1] != ED25519 or len(opened) != 33 or key.text != text.strip():
            raise UnreadableNote(f"{text!r} is no Ed25519 key")
        return key


@dataclass(frozen=True)
class SigningKey:
    """A name and the private key it signs with; never shown."""

    name: str
    private: Ed25519PrivateKey

    @property
    def verifier(self) -> VerifierKey:
        """The public half."""
        raw = serialization.Encoding.Raw, serialization.PublicFormat.Raw
        return VerifierKey(self.name, self.private.public_key().public_bytes(*raw))


def read_or_make_key(path: Path, name: str) -> SigningKey:
    """Return the private key of a file, made for its owner alone if it is missing."""
    if not name or any(char.isspace() or char == "+" for char in name):
        raise ValueError(f"{name!r} cannot name a key: no blanks, no plus sign")
    if path.exists():
        private = serialization.load_pem_private_key(path.read_bytes(), password=None)
        if not isinstance(private, Ed25519PrivateKey):
            raise ValueError(f"{path} holds no Ed25519 key")
        return SigningKey(name, private)
    private = Ed25519PrivateKey.generate()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    pem = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    with os.fdopen(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
    ) as f:
        f.write(pem)
    return SigningKey(name, private)


def sign(checkpoint: Checkpoint, key: SigningKey) -> str:
    """Return the note: the checkpoint's text, a blank line, the signature's line."""
    return sign_text(checkpoint.text, key)


def sign_text(text: str, key: SigningKey) -> str:
    """Return a text as a signed note; whose text it is, its first line has to say."""
    signature = key.private.sign(text.encode())
    encoded = base64.b64encode(key.verifier.id + signature).decode()
    return f"{text}\n{MARK}{key.name} {encoded}\n"


def read_note(note: str, keys: Iterable[VerifierKey]) -> Checkpoint:
    """Return the checkpoint that one of the keys has signed; raises UnreadableNote."""
    text = _text_of(note)
    checkpoint = _read_text(text)
    _require_signed(note, keys)
    return checkpoint


def read_signed(note: str, keys: Iterable[VerifierKey]) -> str:
    """Return the text that one of the keys has signed; raises UnreadableNote."""
    _require_signed(note, keys)
    return _text_of(note)


def _text_of(note: str) -> str:
    text, blank, signatures = note.partition("\n\n")
    if not blank or not signatures.endswith("\n"):
        raise UnreadableNote("a note has a text, a blank line and signatures")
    return text + "\n"


def _require_signed(note: str, keys: Iterable[VerifierKey]) -> None:
    text = _text_of(note)
    known = {key.id: key for key in keys}
    signatures = note[len(text) + 1 :]
    signed = [_is_signed(text, line, known) for line in signatures.splitlines()]
    if not any(signed):
        raise UnreadableNote("none of the known keys has signed the note")


def _read_text(text: str) -> Checkpoint:
    lines = text.splitlines()
    try:
        origin, size, root, signed = lines
        checkpoint = Checkpoint(
            origin,
            int(size),
            base64.b64decode(root, validate=True),
            signed.removeprefix("signed_at "),
        )
    except (ValueError, binascii.Error):
        raise UnreadableNote("the note's text is no checkpoint") from None
    if checkpoint.text != text:
        raise UnreadableNote("the note's text is not in its one form")
    return checkpoint


def _is_signed(text: str, line: str, known: dict[bytes, VerifierKey]) -> bool:
    """Say whether a known key made this signature; raises if it is spoilt."""
    name, _, encoded = line.removeprefix(MARK).rpartition(" ")
    try:
        opened = base64.b64decode(encoded, validate=True)
    except (ValueError, binascii.Error):
        raise UnreadableNote("a signature is no base64") from None
    if line != f"{MARK}{name} {base64.b64encode(opened).decode()}":
        raise UnreadableNote("a signature's line is not in its one form")
    key = known.get(opened[:4])
    if key is None or key.name != name:
        return False
    try:
        public = Ed25519PublicKey.from_public_bytes(key.public)
        public.verify(opened[4:], text.encode())
    except InvalidSignature:
        raise UnreadableNote("the signature does not fit the note") from None
    return True
