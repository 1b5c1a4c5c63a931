"""What programs posted, so that a repeated request is answered and not done again."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class PostedOnce(models.Model):
    """An act that a program posted under a key of its own, and the answer to it."""

    account = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, related_name="+"
    )
    key = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)
    answer = models.JSONField()
    posted_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "key"], name="an_account_uses_a_key_once"
            ),
        ]
        indexes = [models.Index(fields=["posted_at"], name="posts_by_time")]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.key}"
