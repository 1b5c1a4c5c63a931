"""How allauth keeps our factors: encrypted, and under the office's name."""

from __future__ import annotations

from base64 import b64decode, b64encode

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter

from tuopin.office.accounts.models import Account
from tuopin.office.encryption import Purpose, key_ring


class OfficeFactors(DefaultMFAAdapter):  # type: ignore[misc]
    """Factors of accounts that have a name and no e-mail address."""

    def encrypt(self, text: str) -> str:
        """Return what the database keeps of a secret."""
        sealed = key_ring().encrypt(Purpose.SECOND_FACTOR, text)
        assert sealed is not None
        return b64encode(sealed).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret; raises UnreadableColumn."""
        text = key_ring().decrypt(Purpose.SECOND_FACTOR, b64decode(encrypted_text))
        assert text is not None
        return text

    def get_totp_label(self, user: Account) -> str:
        """Return what an authenticator app calls the account."""
        return user.username

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return for which host a passkey is made."""
        host = (
            context.request.get_host().rpartition(":")[0] or context.request.get_host()
        )
        return {"id": host, "name": self.get_totp_issuer()}

    def get_public_key_credential_user_entity(self, user: Account) -> dict[str, object]:
        """Return as whom a phone or key lists its passkey."""
        entity: dict[str, object] = super().get_public_key_credential_user_entity(user)
        return entity | {"display_name": user.person.name, "name": user.username}
