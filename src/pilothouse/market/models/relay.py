from __future__ import annotations

from django.db import models


class Relay(models.Model):
    """A finding, `subject` by reference, that was sent to a team or a person, `to` by reference and `to_name`
    as it was called then. `answered_at`: when the first of its readers answered."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    subject = models.CharField(max_length=60)
    why = models.CharField(max_length=500)
    to = models.CharField(max_length=60)
    to_name = models.CharField(max_length=200)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    sent_name = models.CharField(max_length=200)
    due_on = models.DateField(null=True)
    answered_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-sent_at", "-id")
        indexes = (
            models.Index(fields=("workspace", "subject"), name="relay_by_subject"),
            models.Index(fields=("workspace", "answered_at", "-sent_at"), name="relay_by_state"),
        )


class RelayReader(models.Model):
    """A member to whom a finding was relayed. `done` refers to the item that came of it."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    relay = models.ForeignKey(Relay, on_delete=models.CASCADE, related_name="readers")
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True, default="")
    done = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("workspace", "user", "answered_at"), name="relay_by_reader"),)
        constraints = (models.UniqueConstraint(fields=("relay", "user"), name="reads_a_relay_once"),)
