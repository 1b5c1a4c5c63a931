"""How passwords are hashed."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class OfficeArgon2(Argon2PasswordHasher):
    """Argon2id at a cost that two cores bear when a whole county logs in at eight."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
