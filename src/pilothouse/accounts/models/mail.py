from __future__ import annotations

from django.db import models
from django.db.models import Q

from pilothouse.accounts.contracts import LETTER_STATES, WHENS


def _when(default: str) -> models.CharField[str, str]:
    return models.CharField(max_length=5, default=default, choices=[(word, word) for word in WHENS])


class MailChoice(models.Model):
    """When a member is mailed what; those who never chose have no row. `digested_on` is the member's own day
    of the last digest."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    mentioned = _when("once")
    alert = _when("once")
    assigned = _when("once")
    owner = _when("daily")
    watching = _when("daily")
    plan = _when("daily")
    zone = models.CharField(max_length=60, default="UTC")
    hour = models.PositiveSmallIntegerField(default=8)
    digested_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("workspace", "user"), name="one_mail_choice"),
            models.CheckConstraint(condition=Q(hour__lt=24), name="an_hour_of_the_day"),
        )


class Letter(models.Model):
    """A letter about notifications, made once and sent at most once. Its texts are kept until it is over."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=32, unique=True)
    subject = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    state = models.CharField(
        max_length=10, default="waiting", choices=[(word, word) for word in LETTER_STATES]
    )
    tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("due_at",), name="letter_to_send", condition=Q(state="waiting")),
            models.Index(fields=("workspace", "-id"), name="letter_by_workspace"),
        )
