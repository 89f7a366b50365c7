from __future__ import annotations

from django.db import models

from pilothouse.roadmap.contracts import MODES, RUN_KINDS
from pilothouse.roadmap.models.words import choices


class PlanRun(models.Model):
    """One computed plan over products that share people. Never changed after it is stored. A proposal only
    shows what a plan would be.
    """

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=choices(RUN_KINDS), default="plan")
    mode = models.CharField(max_length=10, choices=choices(MODES), default="balanced")
    created_at = models.DateTimeField()
    actor_name = models.CharField(max_length=200)
    as_of = models.DateField()
    seed = models.BigIntegerField()
    draws = models.PositiveIntegerField()
    engine_version = models.CharField(max_length=20)
    inputs_hash = models.CharField(max_length=64)
    journal_mark = models.CharField(max_length=60, blank=True, default="")  # before inputs were read
    items = models.PositiveIntegerField()
    p50 = models.DateField(null=True)
    p85 = models.DateField(null=True)
    result = models.JSONField(default=dict)
    details = models.JSONField(default=dict)  # long: only the page of the run itself reads it

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("workspace", "number"), name="one_run_by_number"),)


class RunProduct(models.Model):
    """A product's part of one run, in the order of the run. Where it was not `replanned` its items stayed as
    they had been published. `inputs_hash` is that of what can move its dates.
    """

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    run = models.ForeignKey(PlanRun, on_delete=models.CASCADE, related_name="products")
    product = models.ForeignKey("vision.Product", on_delete=models.CASCADE, related_name="+")
    position = models.PositiveIntegerField()
    weight = models.FloatField(default=1.0)
    replanned = models.BooleanField(default=True)
    items = models.PositiveIntegerField()
    p50 = models.DateField(null=True)
    p85 = models.DateField(null=True)
    inputs_hash = models.CharField(max_length=64)
    result = models.JSONField(default=dict)

    class Meta:
        ordering = ("run", "position", "id")
        constraints = (models.UniqueConstraint(fields=("run", "product"), name="one_part_per_product"),)


class PlannedItem(models.Model):
    """An item's dates in one run; a parent's are those of its parts together."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    run = models.ForeignKey(PlanRun, on_delete=models.CASCADE, related_name="planned_items")
    item = models.ForeignKey("roadmap.Item", on_delete=models.CASCADE, related_name="+")
    start = models.DateField()
    finish = models.DateField()
    start_day = models.FloatField(null=True)  # working days since the run's `as_of`, as planned
    finish_day = models.FloatField(null=True)
    start_p50 = models.DateField()
    p15 = models.DateField()
    p50 = models.DateField()
    p85 = models.DateField()
    p95 = models.DateField()
    chance = models.FloatField(null=True)  # of the deadline
    release_chance = models.FloatField(null=True)  # of the target date of the release that carries it
    criticality = models.FloatField(default=0.0)
    people = models.JSONField(default=list)
    work = models.JSONField(default=list)  # [person, Monday, person-days] for each week
    reason = models.JSONField(default=dict)
    assumed = models.CharField(max_length=300, blank=True, default="")
    implied_low = models.FloatField(null=True)  # days of work (p10, p90) that one number stands for
    implied_high = models.FloatField(null=True)
    drivers = models.JSONField(default=list)
    histogram = models.JSONField(default=list)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("run", "item"), name="one_plan_per_item"),)
        indexes = (
            models.Index(fields=("run", "start_p50"), name="planned_by_start"),
            models.Index(fields=("run", "chance"), name="planned_by_chance"),
        )


class PlannedRelease(models.Model):
    """A release's forecast in one run. `against` is the sentence about what weekly counts alone say."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    run = models.ForeignKey(PlanRun, on_delete=models.CASCADE, related_name="planned_releases")
    release = models.ForeignKey("roadmap.Release", on_delete=models.CASCADE, related_name="+")
    p15 = models.DateField()
    p50 = models.DateField()
    p85 = models.DateField()
    p95 = models.DateField()
    chance = models.FloatField(null=True)
    drivers = models.JSONField(default=list)
    histogram = models.JSONField(default=list)
    against = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("run", "release"), name="one_plan_per_release"),)


class PlannedLoad(models.Model):
    """Days of work that a run gives somebody in a week, and the days that they are there."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    run = models.ForeignKey(PlanRun, on_delete=models.CASCADE, related_name="loads")
    person = models.ForeignKey("team.Person", on_delete=models.CASCADE, related_name="+")
    week = models.DateField()
    days = models.FloatField()
    capacity = models.FloatField()

    class Meta:
        ordering = ("week", "person_id")
        constraints = (models.UniqueConstraint(fields=("run", "person", "week"), name="one_load_per_week"),)
