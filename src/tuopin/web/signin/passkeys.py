"""Passkeys (WebAuthn): asked for, read, and refused when they are another site's."""

from __future__ import annotations

import ipaddress
import json

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from fido2.webauthn import AuthenticationResponse, CollectedClientData

from tuopin.office.accounts import factors
from tuopin.office.accounts.models import Account

LONGEST_NAME = 40


class NotAccepted(Exception):
    """What a browser sent is no answer to what it was asked."""


def are_possible(request: HttpRequest) -> bool:
    """Say whether browsers make passkeys for this address: a name, reached safely."""
    host = request.get_host().rpartition(":")[0] or request.get_host()
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return request.is_secure() or host == "localhost"
    return False


def ask_for_new(account: Account) -> str:
    """Return what a browser needs to make a passkey that can sign in by itself."""
    return json.dumps(auth.begin_registration(account, True))


def ask_for_known(account: Account | None) -> str:
    """Return what a browser needs to sign: as one account, or as any that it knows."""
    return json.dumps(auth.begin_authentication(account))


def read_new(request: HttpRequest, written: str, *, name: str) -> dict[str, object]:
    """Return what is kept of a passkey just made; raises NotAccepted."""
    try:
        credential = json.loads(written)
        response = auth.parse_registration_response(credential)
        _require_our_origin(request, response.response.client_data)
        made = auth.complete_registration(credential)
    except NOT_AN_ANSWER as wrong:
        raise NotAccepted from wrong
    if not made.is_user_verified():
        raise NotAccepted
    return {
        "name": name[:LONGEST_NAME],
        "credential": credential,
        "count": made.counter,
    }


def read_known(
    request: HttpRequest, written: str, *, account: Account | None
) -> Account:
    """Return who signed, as the account asked for or as any; raises NotAccepted.

    Whoever comes in by passkey alone has unlocked it: by finger, face or PIN.
    """
    try:
        credential = json.loads(written)
        response = auth.parse_authentication_response(credential)
        _require_our_origin(request, response.response.client_data)
        signer = account or auth.extract_user_from_response(credential)
        factor = auth.complete_authentication(signer, credential)
    except NOT_AN_ANSWER as wrong:
        raise NotAccepted from wrong
    if not _is_good(response, factor, alone=account is None) or not signer.is_active:
        raise NotAccepted
    return signer


def _is_good(
    response: AuthenticationResponse, factor: Authenticator, *, alone: bool
) -> bool:
    signed = response.response.authenticator_data
    if alone and not signed.is_user_verified():
        return False
    return factors.spend_signature(factor_id=factor.id, count=signed.counter)


def _require_our_origin(request: HttpRequest, client: CollectedClientData) -> None:
    """Refuse another origin, a name below ours included, which WebAuthn would let."""
    if client.origin != f"{request.scheme}://{request.get_host()}":
        raise NotAccepted


# What browsers send is JSON from outside: any shape may be missing anything.
NOT_AN_ANSWER = (ValidationError, ValueError, TypeError, KeyError, AttributeError)
