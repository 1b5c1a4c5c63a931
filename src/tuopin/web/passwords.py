"""How passwords are hashed, how short one may be, and how one is made up."""

from __future__ import annotations

import secrets

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import ngettext

SHORTEST_PASSWORD = 10
# Without letters and digits that look alike on paper.
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"


class OfficeArgon2(Argon2PasswordHasher):
    """Argon2id at a cost that two cores bear when a whole county logs in at eight."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1


class LongEnough(MinimumLengthValidator):
    """Refuses a short password in words that are in our own catalogue."""

    def validate(self, password: str, user: object = None) -> None:
        """Raise ValidationError for a password that is too short."""
        short_by = self.min_length - len(password)
        if short_by > 0:
            words = ngettext(
                "Too short by %(n)s character.",
                "Too short by %(n)s characters.",
                short_by,
            )
            raise ValidationError(words % {"n": short_by})


def made_up() -> str:
    """Return a password to be handed over on paper and changed at once."""
    groups = ("".join(secrets.choice(READABLE) for _ in range(4)) for _ in range(3))
    return "-".join(groups)
