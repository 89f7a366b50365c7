from __future__ import annotations

from django.db import models
from django.db.models import Q

from pilothouse.accounts.contracts import REASONS


class Watch(models.Model):
    """Whether a member hears of changes of a thing; one that is off was switched off by the member."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    subject = models.CharField(max_length=60)
    on = models.BooleanField(default=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("workspace", "subject"), name="watch_by_subject"),)
        constraints = (
            models.UniqueConstraint(fields=("workspace", "user", "subject"), name="one_watch_each"),
        )


class Notification(models.Model):
    """What a member was told of: one line of the inbox. `target` refers to what it leads to, `entry_id` is
    the newest entry of the record that it tells of, and `batch` that of many entries at once. `mailed_at` is
    when a letter was made of it as it stands."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    subject = models.CharField(max_length=60)
    target = models.CharField(max_length=60)
    reason = models.CharField(max_length=10, choices=[(word, word) for word in REASONS])
    verb = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True, default="")
    actor_name = models.CharField(max_length=200)
    many = models.PositiveIntegerField(default=1)
    entry_id = models.BigIntegerField()
    batch = models.CharField(max_length=40, blank=True, default="")
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-at", "-id")
        indexes = (
            models.Index(fields=("workspace", "user", "done_at", "-at"), name="notification_by_state"),
            models.Index(fields=("workspace", "user", "subject"), name="notification_by_subject"),
            models.Index(
                fields=("at",), name="notification_to_mail", condition=Q(mailed_at=None, done_at=None)
            ),
        )


class Heard(models.Model):
    """Up to which entry of the record members were notified, and which of the last numbers were read."""

    workspace = models.OneToOneField("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    entry_id = models.BigIntegerField(default=0)
    recent = models.JSONField(default=list)
