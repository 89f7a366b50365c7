from __future__ import annotations

from django.db import models
from django.db.models import Q

from pilothouse.roadmap.contracts import BANDS, LAYERS, OUTCOMES, RECORD_LEVELS
from pilothouse.roadmap.models.words import choices


class ForecastEntry(models.Model):
    """A forecast as it was shown. Appended with its run, never changed; outcomes are rows of their own.

    What it is about may be removed, so it is held by number, key and title. `first`: the first date ever
    given for it; `first_in_band`: the first from that far away.
    """

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    product = models.ForeignKey("vision.Product", on_delete=models.CASCADE, related_name="+")
    run = models.ForeignKey("roadmap.PlanRun", on_delete=models.CASCADE, related_name="+")
    team = models.ForeignKey("team.Team", on_delete=models.SET_NULL, null=True, related_name="+")
    subject = models.CharField(max_length=8, choices=choices(("item", "release")))
    subject_id = models.PositiveBigIntegerField()
    key = models.CharField(max_length=40)
    title = models.CharField(max_length=500)
    layer = models.CharField(max_length=8, choices=choices(LAYERS))
    made_on = models.DateField()
    p15 = models.DateField()
    p50 = models.DateField()
    p85 = models.DateField()
    p95 = models.DateField()
    deadline = models.DateField(null=True)
    horizon_days = models.PositiveIntegerField()
    band = models.CharField(max_length=8, choices=list(BANDS.items()))
    first = models.BooleanField()
    first_in_band = models.BooleanField()
    inputs_hash = models.CharField(max_length=64)
    engine_version = models.CharField(max_length=20)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("run", "subject", "subject_id"), name="one_entry_per_run"),
        )
        indexes = (
            models.Index(fields=("workspace", "subject", "subject_id"), name="entry_by_subject"),
            models.Index(fields=("workspace", "first", "made_on", "p85"), name="entry_by_day_and_p85"),
            models.Index(fields=("workspace", "first", "made_on", "p50"), name="entry_by_day_and_p50"),
        )


class ForecastOutcome(models.Model):
    """What became of a forecast. Level 0 ends the whole of it; 15, 50, 85 or 95 says that the date of that
    level has passed with the work still open, which is final for that level alone.
    """

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    entry = models.ForeignKey(ForecastEntry, on_delete=models.CASCADE, related_name="outcomes")
    level = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=choices(OUTCOMES))
    ended_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("entry", "level"), name="one_outcome_per_level"),
            models.CheckConstraint(
                condition=Q(level=0, kind__in=[kind for kind in OUTCOMES if kind != "passed"])
                | Q(level__in=RECORD_LEVELS, kind="passed"),
                name="passed_is_of_a_level",
            ),
        )
