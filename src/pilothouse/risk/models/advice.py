from __future__ import annotations

from django.db import models


class ResponseAdvice(models.Model):
    """The best set of responses for one plan run, which `run` is the number of. Computed, never edited; only
    the newest few of a workspace are kept. `ref` is what the objective is of, empty for the whole plan."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    run = models.PositiveIntegerField()
    as_of = models.DateField()
    computed_at = models.DateTimeField()
    asked_by = models.CharField(max_length=200, blank=True, default="")
    objective = models.CharField(max_length=10)
    ref = models.CharField(max_length=60, blank=True, default="")
    name = models.CharField(max_length=300)
    budget_cents = models.BigIntegerField(null=True)
    cost_cents = models.BigIntegerField()
    days = models.FloatField()
    gain = models.FloatField()
    error = models.FloatField()
    p85 = models.DateField()
    p85_after = models.DateField()
    chance = models.FloatField(null=True)
    chance_after = models.FloatField(null=True)
    tried = models.PositiveIntegerField()
    exact = models.BooleanField()
    draws = models.PositiveIntegerField()
    seed = models.BigIntegerField()
    digest = models.CharField(max_length=64)  # of risks and proposed responses as they were read
    result = models.JSONField(default=dict)  # days there are by skill, and what is counted

    class Meta:
        ordering = ("-id",)


class AdvisedResponse(models.Model):
    """A response that competed, as it was at version `based_on`. `response_id` stays when it is removed."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    advice = models.ForeignKey(ResponseAdvice, on_delete=models.CASCADE, related_name="responses")
    place = models.PositiveIntegerField()
    response_id = models.PositiveBigIntegerField()
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=10)
    risk_id = models.PositiveBigIntegerField()
    risk_key = models.CharField(max_length=20)
    risk_event = models.CharField(max_length=300)
    cost_cents = models.BigIntegerField()
    days = models.FloatField()
    skill_name = models.CharField(max_length=200, blank=True, default="")
    chosen = models.BooleanField()
    gain = models.FloatField(null=True)
    error = models.FloatField(null=True)
    reason = models.CharField(max_length=300, blank=True, default="")
    based_on = models.PositiveIntegerField()

    class Meta:
        ordering = ("place",)
        constraints = (
            models.UniqueConstraint(fields=("advice", "response_id"), name="one_advised_response"),
        )
