"""An authenticator app and a passkey in software, for tests that sign in by them."""

from __future__ import annotations

import hashlib
import json
import os
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field

from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256

from tuopin.office.accounts import operations
from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.factors import Kind, kept_of_app
from tuopin.office.accounts.models import Account
from tuopin.office.clock.queries import today

STEP = 30
PRESENT, VERIFIED, ATTESTED = 1, 4, 64


@dataclass(frozen=True)
class App:
    """An authenticator app that holds one secret."""

    secret: str = field(default_factory=generate_totp_secret)

    def code(self, *, steps: int = 0, at: float | None = None) -> str:
        """Return what the app shows at a moment, or some steps of 30 seconds later."""
        now = int(time.time() if at is None else at) // STEP
        return format_hotp_value(hotp_value(self.secret, now + steps))

    def kept(self) -> dict[str, object]:
        """Return what the office keeps of it."""
        return kept_of_app(get_adapter().encrypt(self.secret), step=0)


def app_of(actor: Actor) -> tuple[App, list[str]]:
    """Give somebody an app, and return it with their recovery codes."""
    app = App()
    codes = operations.add_factor(
        account=Account.objects.get(person_id=actor.person_id),
        kind=Kind.TOTP,
        kept=app.kept(),
        here="",
        actor=actor,
        on=today(),
    )
    return app, codes


@dataclass
class Passkey:
    """A passkey: it makes itself for a page, and signs for one."""

    origin: str = "http://localhost"
    host: str = "localhost"
    is_unlocked: bool = True
    count: int = 0
    user: str = ""
    id: bytes = field(default_factory=lambda: os.urandom(16))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def make(self, asked: str) -> str:
        """Answer a page that asks for a new passkey."""
        options = json.loads(asked)["publicKey"]
        self.user = options["user"]["id"]
        public = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        data = self._data(attested=attested)
        statement = {"fmt": "none", "attStmt": {}, "authData": data}
        return self._answer(
            attestationObject=cbor.encode(statement),
            clientDataJSON=self._client("webauthn.create", options["challenge"]),
        )

    def sign(self, asked: str) -> str:
        """Answer a page that asks who is there."""
        options = json.loads(asked)["publicKey"]
        client = self._client("webauthn.get", options["challenge"])
        data = self._data()
        signature = self.key.sign(
            data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256())
        )
        return self._answer(
            authenticatorData=data,
            clientDataJSON=client,
            signature=signature,
            userHandle=read(self.user),
        )

    def _data(self, *, attested: bytes = b"") -> bytes:
        flags = PRESENT | (VERIFIED if self.is_unlocked else 0)
        flags |= ATTESTED if attested else 0
        host = hashlib.sha256(self.host.encode()).digest()
        return host + bytes([flags]) + self.count.to_bytes(4, "big") + attested

    def _client(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin}
        return json.dumps(said).encode()

    def _answer(self, **parts: bytes) -> str:
        return json.dumps(
            {
                "id": written(self.id),
                "rawId": written(self.id),
                "type": "public-key",
                "response": {name: written(part) for name, part in parts.items()},
                "clientExtensionResults": {},
            }
        )


def written(part: bytes) -> str:
    """Return bytes as WebAuthn writes them."""
    return urlsafe_b64encode(part).rstrip(b"=").decode()


def read(part: str) -> bytes:
    """Return the bytes that WebAuthn wrote."""
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))
