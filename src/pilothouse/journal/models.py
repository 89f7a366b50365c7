from django.db import models


class Entry(models.Model):
    """One change of one object. Never updated, never deleted."""

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

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("workspace_id", "-id"), name="journal_by_workspace"),
            models.Index(fields=("subject_kind", "subject_id", "-id"), name="journal_by_subject"),
            models.Index(fields=("batch", "-id"), name="journal_by_batch"),
        )
