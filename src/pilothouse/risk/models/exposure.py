from __future__ import annotations

from django.db import models


class Exposure(models.Model):
    """What the open risks cost one plan run, which `run` is the number of. Computed, never edited; only the
    newest few of a workspace are kept."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    run = models.PositiveIntegerField()
    as_of = models.DateField()
    computed_at = models.DateTimeField()
    draws = models.PositiveIntegerField()
    seed = models.BigIntegerField()
    settled = models.PositiveIntegerField()
    left_out = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64)  # of the risks as the run read them
    money = models.FloatField(null=True)
    money_error = models.FloatField(null=True)
    result = models.JSONField(default=dict)

    class Meta:
        ordering = ("-run",)
        constraints = (models.UniqueConstraint(fields=("workspace", "run"), name="one_exposure_per_run"),)


class ExposedDate(models.Model):
    """A date of the run: `ref` is a release, a product or a portfolio, empty for the whole plan."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    exposure = models.ForeignKey(Exposure, on_delete=models.CASCADE, related_name="dates")
    place = models.PositiveIntegerField()
    ref = models.CharField(max_length=60, blank=True, default="")
    name = models.CharField(max_length=300)
    p50 = models.DateField()
    p85 = models.DateField()
    p85_error = models.FloatField()
    chance = models.FloatField(null=True)
    p50_without = models.DateField(null=True)
    p85_without = models.DateField(null=True)
    chance_without = models.FloatField(null=True)
    result = models.JSONField(default=dict)

    class Meta:
        ordering = ("place",)
        constraints = (models.UniqueConstraint(fields=("exposure", "ref"), name="one_exposed_date"),)


class ExposedRisk(models.Model):
    """A risk as the run met it. `risk_id` stays when the risk is removed, and leads to it once restored."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    exposure = models.ForeignKey(Exposure, on_delete=models.CASCADE, related_name="risks")
    risk_id = models.PositiveBigIntegerField()
    key = models.CharField(max_length=20)
    event = models.CharField(max_length=300)
    came = models.FloatField()
    money = models.FloatField(null=True)
    money_error = models.FloatField(null=True)
    effects = models.JSONField(default=dict)  # by reference: days, error, p50, p85, its error, chance

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("exposure", "risk_id"), name="one_exposed_risk"),)
