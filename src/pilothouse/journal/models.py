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
        )

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            _refuse()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        _refuse()
