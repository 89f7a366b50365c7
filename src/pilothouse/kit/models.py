from __future__ import annotations

from django.db import models

STATES = ("waiting", "running", "done", "failed", "cancelled")


class Job(models.Model):
    """One piece of long work. Those that wait are the queue: due at once, or from `due_at` on."""

    workspace_id = models.BigIntegerField()
    name = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    actor = models.JSONField()
    arguments = models.JSONField()
    subject = models.CharField(max_length=80, blank=True, default="")
    state = models.CharField(max_length=10, default="waiting", choices=[(state, state) for state in STATES])
    step = models.CharField(max_length=200, blank=True, default="")
    done = models.PositiveIntegerField(default=0)
    of = models.PositiveIntegerField(default=0)
    result = models.JSONField(null=True)
    problem = models.JSONField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    cancel_asked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("workspace_id", "-id"), name="job_by_workspace"),
            models.Index(fields=("state", "heartbeat_at"), name="job_by_heartbeat"),
        )


class Pulse(models.Model):  # lint: tenancy, because it is of the whole installation
    """One row, written by who asks whether the installation can write."""

    at = models.DateTimeField()


class IdempotencyKey(models.Model):
    """A request that was answered, and its answer, for a day. `caller` is no secret: a digest or a number."""

    workspace_id = models.BigIntegerField()
    caller = models.CharField(max_length=100)
    key = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.BinaryField()
    is_secret = models.BooleanField(default=False)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("caller", "key"), name="one_answer_per_key"),)
        indexes = (models.Index(fields=("created_at",), name="key_by_age"),)


class Attempt(models.Model):  # lint: tenancy, because who tries to get in is in no workspace yet
    """When something was tried lately for one subject, of which `key` is a digest; over at `until`."""

    key = models.CharField(max_length=64, unique=True)
    times = models.JSONField(default=list)
    until = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("until",), name="attempt_by_end"),)
