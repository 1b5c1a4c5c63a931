"""The tables of the audit record: streams, their events, the tree, its checkpoints.

No screen reads them through these classes: `queries` and `verification` do.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class AuditStream(models.Model):
    """A chain of events about one matter, with its last link."""

    name = models.CharField(max_length=80, primary_key=True)
    division_code = models.CharField(max_length=12)
    head_seq = models.BigIntegerField()
    head_hash = models.BinaryField()
    head_at = models.DateTimeField()

    class Meta:
        db_table = "audit_stream"

    def __str__(self) -> str:
        return self.name


class AuditEvent(models.Model):
    """One link: the exact bytes that were hashed, and the hash. Never changed."""

    stream = models.CharField(max_length=80)
    seq = models.BigIntegerField()
    division_code = models.CharField(max_length=12)
    alg = models.CharField(max_length=12)
    prev = models.BinaryField()
    raw = models.BinaryField()
    hash = models.BinaryField()
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "audit_event"
        constraints = [
            models.UniqueConstraint(fields=["stream", "seq"], name="one_link_per_place")
        ]

    def __str__(self) -> str:
        return f"{self.stream} #{self.seq}"


class AuditLeaf(models.Model):
    """An event's place in the tree; the order in which the sequencer met it."""

    idx = models.BigIntegerField(primary_key=True)
    event_id = models.BigIntegerField(unique=True)
    hash = models.BinaryField()

    class Meta:
        db_table = "audit_leaf"

    def __str__(self) -> str:
        return str(self.idx)


class AuditCheckpoint(models.Model):
    """A signed statement of the tree's size and root, which leaves the building."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    note = models.TextField()
    signed_at = models.DateTimeField()

    class Meta:
        db_table = "audit_checkpoint"

    def __str__(self) -> str:
        return f"checkpoint of {self.size}"


class ProtectedTable(models.Model):
    """A table whose rows' digests stand in events, and its derived columns."""

    name = models.CharField(max_length=63, primary_key=True)
    except_for = ArrayField(models.CharField(max_length=63))

    class Meta:
        db_table = "audit_protected_table"

    def __str__(self) -> str:
        return self.name
