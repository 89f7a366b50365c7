from __future__ import annotations

from django.db import models
from django.db.models import Q

from pilothouse.risk.contracts import LEANS, STATES


def _choices(words: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(word, word) for word in words]


class Uncertainty(models.Model):
    """A question that is open until somebody resolves it with evidence.

    `scope`, `about`, `part` and each of `subjects` are references such as `vision.product:3`; `about` and
    `part` may be empty. `chance` is that of a bad answer; `wrong` what it does when found out late, `instead`
    what acting in time takes, `test` what finding out takes now: working days and minor units of the
    currency.
    """

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    scope = models.CharField(max_length=60)
    about = models.CharField(max_length=60, blank=True, default="")
    part = models.CharField(max_length=60, blank=True, default="")
    question = models.CharField(max_length=500)
    detail = models.TextField(blank=True, default="")
    owner = models.ForeignKey("team.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    due_on = models.DateField(null=True)
    blocking = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=_choices(STATES), default="open")
    subjects = models.JSONField(default=list)
    chance = models.FloatField(null=True)
    wrong = models.TextField(blank=True, default="")
    wrong_days = models.FloatField(default=0.0)
    wrong_cents = models.BigIntegerField(default=0)
    instead = models.TextField(blank=True, default="")
    instead_days = models.FloatField(null=True)
    instead_cents = models.BigIntegerField(null=True)
    test = models.TextField(blank=True, default="")
    test_days = models.FloatField(default=0.0)
    test_cents = models.BigIntegerField(default=0)
    resolution = models.TextField(blank=True, default="")
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.CharField(max_length=200, blank=True, default="")
    worth = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("workspace", "scope", "state"), name="uncertainty_by_scope"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(chance__isnull=True) | Q(chance__gte=0, chance__lte=1), name="chance_in_range"
            ),
        )


class Evidence(models.Model):
    """Something found out about an uncertainty. Never changed."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    uncertainty = models.ForeignKey(Uncertainty, on_delete=models.CASCADE, related_name="evidence")
    text = models.TextField()
    source = models.CharField(max_length=500, blank=True, default="")
    leans = models.CharField(max_length=8, choices=_choices(LEANS), default="neither")
    found_on = models.DateField()
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("found_on", "id")
