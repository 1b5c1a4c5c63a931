"""Who a phone is: HTTP's own two ways of logging in, for a device's credential.

Digest (RFC 7616) where the line is not encrypted, because ODK Collect sends a secret
over HTTPS only; the plain way (RFC 7617) where it is. Either is taken wherever sent.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.request import parse_http_list, parse_keqv_list

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from tuopin.office.accounts import devices
from tuopin.office.accounts.devices import KEPT_ASIDE, REALM
from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.models import Device
from tuopin.office.accounts.queries import holder_of
from tuopin.office.accounts.rights import MAY, Right
from tuopin.web.acting import OfficeRequest

NONCES = signing.TimestampSigner(salt="tuopin.phones.nonce")
LASTS = 300
"""So many seconds a phone may use one challenge before it is asked again."""
P = ParamSpec("P")


@dataclass(frozen=True)
class Phone:
    """A device that proved its credential, as whom it acts, and whether it still may.

    Without `actor` its appointment is over; revoked, what it still sends is put aside.
    """

    device: Device
    actor: Actor | None
    is_revoked: bool

    @property
    def login(self) -> str:
        """The device's name in the record."""
        return self.device.login

    @property
    def is_trusted(self) -> bool:
        """Whether it may be given anything."""
        return self.actor is not None and not self.is_revoked


class PhoneRequest(OfficeRequest):
    """A request of a phone that proved its credential."""

    phone: Phone


def by_phone(
    view: Callable[Concatenate[PhoneRequest, P], HttpResponse],
) -> Callable[Concatenate[OfficeRequest, P], HttpResponse]:
    """Let a view answer phones with a credential, and ask everybody else for one.

    No cookie counts here, so that no other site can send in somebody's name.
    """

    @csrf_exempt
    @wraps(view)
    def asked(
        request: OfficeRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        phone, is_stale = _phone_of(request)
        if phone is None:
            return _challenge(request, is_stale=is_stale)
        request.phone = phone  # type: ignore[attr-defined]
        response = view(request, *args, **kwargs)  # type: ignore[arg-type]
        response["Cache-Control"] = "no-store"
        return response

    return asked


def device_named(request: HttpRequest) -> str:
    """Return the login of the phone that a form names."""
    return request.POST.get("login", "")


def _phone_of(request: OfficeRequest) -> tuple[Phone | None, bool]:
    """Return the phone, and whether its challenge was merely too old."""
    scheme, _, said = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "basic":
        device, is_stale = _plain(said), False
    elif scheme.lower() == "digest":
        device, is_stale = _digest(request, said)
    else:
        return None, False
    if device is None:
        return None, is_stale
    return standing_of(device, on=request.today), is_stale


def standing_of(device: Device, *, on: date) -> Phone | None:
    """Return what a phone may do; long after it was revoked it is a stranger."""
    since = devices.revoked_on(device)
    if since is not None and on > since + KEPT_ASIDE:
        return None
    actor = holder_of(device.appointment_id, on=on)
    is_open = device.appointment.person.account.is_active
    if not is_open or (actor and actor.position not in MAY[Right.CARRY_DEVICE]):
        actor = None
    return Phone(device, actor, since is not None)


def _plain(said: str) -> Device | None:
    try:
        login, _, secret = base64.b64decode(said, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return None
    device = _find(login)
    if device and devices.is_key(device, devices.key_from(login, secret)):
        return device
    return None


def _find(login: str) -> Device | None:
    return None if "\0" in login else devices.find_device(login)


def _digest(request: HttpRequest, said: str) -> tuple[Device | None, bool]:
    try:
        given = parse_keqv_list(parse_http_list(said))
        login, nonce, uri = given["username"], given["nonce"], given["uri"]
        proof = given["response"]
    except (KeyError, ValueError):
        return None, False
    device = _find(login)
    if device is None or uri.partition("?")[0] != request.path:
        return None, False
    right = _proof(given, devices.key_of(device), f"{request.method}:{uri}")
    if not hmac.compare_digest(right.encode(), proof.encode("utf-8", "replace")):
        return None, False
    try:
        NONCES.unsign(nonce, max_age=LASTS)
    except signing.SignatureExpired:
        return None, True
    except signing.BadSignature:
        return None, False
    return device, False


def _proof(given: dict[str, str], key: str, asked: str) -> str:
    parts = [key, given["nonce"], _md5(asked)]
    if given.get("qop") == "auth":
        parts[2:2] = [given.get("nc", ""), given.get("cnonce", ""), "auth"]
    return _md5(":".join(parts))


def _md5(text: str) -> str:
    said = text.encode("utf-8", "surrogatepass")
    return hashlib.md5(said, usedforsecurity=False).hexdigest()


def _challenge(request: HttpRequest, *, is_stale: bool) -> HttpResponse:
    """Ask for the credential in the way that suits the line."""
    asked = f'Basic realm="{REALM}", charset="UTF-8"'
    if not request.is_secure():
        nonce = NONCES.sign(secrets.token_urlsafe(12))
        asked = f'Digest realm="{REALM}", nonce="{nonce}", qop="auth", algorithm=MD5'
        asked += ", stale=true" if is_stale else ""
    response = HttpResponse(status=401, content_type="text/plain; charset=utf-8")
    response.write(
        "请用本系统“我的账号”页上为这部手机生成的账号和密码。\n"
        "Use the login and the secret that “My account” made for this phone.\n"
    )
    response["WWW-Authenticate"] = asked
    response["Cache-Control"] = "no-store"
    return response
