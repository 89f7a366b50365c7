from __future__ import annotations

from django.db import models
from django.db.models import Q

from pilothouse.risk.contracts import CAUSES


class Assessment(models.Model):
    """How risks stood at one moment, of a product that `ref` points to, or of the whole plan with an empty
    one. Written once and never changed; `result` has its risks, dates, what changed since `before`, alerts.

    `days`: what all risks together cost the p85, None where plans have no such date; `money` in minor units.
    `lowest`: the least chance of a target date.
    """

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    ref = models.CharField(max_length=60, blank=True, default="")
    name = models.CharField(max_length=300)
    cause = models.CharField(max_length=10, choices=[(word, word) for word in CAUSES])
    run = models.PositiveIntegerField()
    taken_at = models.DateTimeField()
    taken_by = models.CharField(max_length=200, blank=True, default="")
    before = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    p85 = models.DateField()
    days = models.FloatField()
    money = models.FloatField(null=True)
    lowest = models.FloatField(null=True)
    risks = models.PositiveIntegerField()
    moves = models.PositiveIntegerField()
    alerts = models.PositiveIntegerField()
    result = models.JSONField(default=dict)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("workspace", "ref", "-id"), name="assessment_of_a_product"),)


class AssessmentRule(models.Model):
    """How often a product is assessed, in weeks (0: only after plans), and beyond what an assessment alerts;
    what is empty alerts of nothing. Without a row the defaults hold."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    ref = models.CharField(max_length=60, blank=True, default="")
    weeks = models.PositiveSmallIntegerField(default=1)
    chance_below = models.FloatField(null=True, default=0.5)
    grown_days = models.FloatField(null=True, default=5.0)
    new_days = models.FloatField(null=True, default=5.0)
    overdue = models.BooleanField(default=True)
    reserve_cents = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("ref",)
        constraints = (
            models.UniqueConstraint(fields=("workspace", "ref"), name="one_assessment_rule"),
            models.CheckConstraint(
                condition=Q(chance_below__isnull=True) | Q(chance_below__gt=0, chance_below__lt=1),
                name="assessment_chance_in_range",
            ),
        )
