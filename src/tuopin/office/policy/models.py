"""Which policy pack is in force, in which version, from which day; its very bytes."""

from __future__ import annotations

from django.db import models


class KeptPack(models.Model):
    """The files of a version that the office adopted, under their own digest.

    They stay when the program's next release brings others along.
    """

    pack_id = models.CharField(max_length=60)
    version = models.CharField(max_length=64, unique=True)
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.pack_id} {self.version[:12]}"


class PackInForce(models.Model):
    """A version of a policy pack that the office works under from a day on.

    Never edited, only superseded; a case keeps the version that it began under.
    """

    pack_id = models.CharField(max_length=60)
    version = models.CharField(max_length=64)
    in_force_from = models.DateField()
    adopted_on = models.DateField()
    procedures = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pack_id", "version"], name="a_version_is_adopted_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pack_id} {self.version[:12]}"
