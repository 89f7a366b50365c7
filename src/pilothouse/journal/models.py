from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.db import models


class AppendOnlyError(TypeError):
    """Somebody tried to rewrite the record."""


def _refuse() -> NoReturn:
    raise AppendOnlyError("The journal is append-only: record a new entry instead.")


class EntryQuerySet(models.QuerySet["Entry"]):
    """Rows that can be read and added, and nothing else."""

    def update(self, **kwargs: Any) -> int:
        _refuse()

    def delete(self) -> tuple[int, dict[str, int]]:
        _refuse()

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        _refuse()


class Entry(models.Model):
    """One change of one object. Never updated (the database refuses too), never deleted."""

    workspace_id = models.BigIntegerField()
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    channel = models.CharField(max_length=20)
    verb = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    title = models.CharField(max_length=300)
    changes = models.JSONField(default=dict)
    why = models.TextField(blank=True, default="")
    batch = models.CharField(max_length=40, blank=True, default="")

    objects: ClassVar[models.Manager[Entry]] = EntryQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("workspace_id", "-id"), name="journal_by_workspace"),
            models.Index(fields=("subject_kind", "subject_id", "-id"), name="journal_by_subject"),
            models.Index(fields=("batch", "-id"), name="journal_by_batch"),
            models.Index(
                fields=("workspace_id", "batch", "subject_kind", "verb"), name="journal_batches_and_parts"
            ),
        )

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            _refuse()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        _refuse()


class Unsealed(models.Model):
    """An entry that waits for its seal: written together with it, gone once it is sealed."""

    entry_id = models.BigIntegerField(primary_key=True)
    workspace_id = models.BigIntegerField()

    class Meta:
        # Both, so that the first thousand of a million are found without sorting the million.
        indexes = (models.Index(fields=("workspace_id", "entry_id"), name="unsealed_by_workspace"),)


class Seal(models.Model):
    """One link of a workspace's chain: the entries that it holds with their digests, and the hash over these
    and the link before. `content` and `salts` are read by `journal.chain`; the hash leaves the salts out, so
    that a salt can go together with what it protected."""

    workspace_id = models.BigIntegerField()
    number = models.BigIntegerField()
    at = models.DateTimeField()
    entries = models.PositiveIntegerField()
    content = models.BinaryField()
    salts = models.BinaryField()
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("workspace_id", "number")
        constraints = (models.UniqueConstraint(fields=("workspace_id", "number"), name="one_seal_by_number"),)


class Erasure(models.Model):
    """Words of an entry that were erased: of each what the chain still needs, its digest; of the others the
    salt that their digests were made with."""

    entry_id = models.BigIntegerField(primary_key=True)
    workspace_id = models.BigIntegerField(db_index=True)
    at = models.DateTimeField()
    digests = models.JSONField(default=dict)
    salts = models.JSONField(default=dict)
