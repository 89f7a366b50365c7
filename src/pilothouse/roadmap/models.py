from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from pilothouse.roadmap.contracts import BANDS, KINDS, LAYERS, LEVELS, OUTCOMES, RECORD_LEVELS, STATUSES


def _choices(words: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(word, word.replace("_", " ")) for word in words]


class Release(models.Model):
    """A date towards which items are gathered."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    product = models.ForeignKey("vision.Product", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    description = models.TextField(blank=True, default="")
    target_on = models.DateField(null=True)
    released_on = models.DateField(null=True)
    growing = models.BooleanField(default=False)
    source = models.CharField(max_length=40, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("target_on", "id")
        constraints = (models.UniqueConstraint(fields=("product", "name"), name="one_release_by_name"),)


class Sprint(models.Model):
    """A time box of the tracker, kept for history."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    product = models.ForeignKey("vision.Product", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    start_at = models.DateTimeField(null=True)
    end_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    source = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        ordering = ("start_at", "id")
        indexes = (models.Index(fields=("product", "name"), name="sprint_by_name"),)


class Item(models.Model):
    """Something to be done, from objective to task."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    product = models.ForeignKey("vision.Product", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=40)
    level = models.CharField(max_length=12, choices=_choices(LEVELS), default="task")
    kind = models.CharField(max_length=12, choices=_choices(KINDS), default="build")
    title = models.CharField(max_length=500)
    description = models.TextField(blank=True, default="")
    status = models.CharField(max_length=12, choices=_choices(STATUSES), default="backlog")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    rank = models.FloatField(default=0.0)
    low = models.FloatField(null=True)
    likely = models.FloatField(null=True)
    high = models.FloatField(null=True)
    story_points = models.FloatField(null=True)
    progress = models.FloatField(default=0.0)
    earliest_start = models.DateField(null=True)
    deadline = models.DateField(null=True)
    deadline_hard = models.BooleanField(default=False)
    cost_of_delay_cents = models.BigIntegerField(null=True)
    value = models.PositiveSmallIntegerField(null=True)
    mandatory = models.BooleanField(default=True)
    milestone = models.BooleanField(default=False)
    release = models.ForeignKey(Release, on_delete=models.SET_NULL, null=True, related_name="items")
    owner = models.ForeignKey("team.Person", on_delete=models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey("team.Team", on_delete=models.PROTECT, null=True, related_name="+")
    labels = models.JSONField(default=list)
    components = models.JSONField(default=list)
    started_on = models.DateField(null=True)
    opened_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    # What the tracker said, word for word.
    source = models.CharField(max_length=40, blank=True, default="")
    external_id = models.CharField(max_length=100, blank=True, default="")
    tracker_status = models.CharField(max_length=60, blank=True, default="")
    resolution = models.CharField(max_length=60, blank=True, default="")
    priority = models.CharField(max_length=60, blank=True, default="")
    issue_type = models.CharField(max_length=60, blank=True, default="")
    reporter = models.CharField(max_length=200, blank=True, default="")
    source_updated_at = models.DateTimeField(null=True)
    comment_dates = models.JSONField(default=list)
    extra = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("rank", "id")
        constraints = (
            models.UniqueConstraint(fields=("workspace", "key"), name="one_item_by_key"),
            models.UniqueConstraint(
                fields=("workspace", "source", "external_id"),
                condition=~Q(external_id=""),
                name="one_item_by_external_id",
            ),
            # Without the null tests a half-given estimate would be unknown, and unknown passes a check.
            models.CheckConstraint(
                condition=Q(low__isnull=True, high__isnull=True)
                & (Q(likely__isnull=True) | Q(likely__isnull=False, likely__gte=0))
                | Q(
                    low__isnull=False,
                    likely__isnull=False,
                    high__isnull=False,
                    low__gte=0,
                    likely__gte=F("low"),
                    high__gte=F("likely"),
                ),
                name="estimate_in_order",
            ),
            models.CheckConstraint(
                condition=Q(story_points__isnull=True) | Q(story_points__gte=0),
                name="story_points_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(cost_of_delay_cents__isnull=True) | Q(cost_of_delay_cents__gte=0),
                name="cost_of_delay_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__lte=100), name="value_in_range"
            ),
            models.CheckConstraint(condition=Q(progress__gte=0, progress__lte=1), name="progress_in_range"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="not_its_own_parent"),
        )
        indexes = (
            models.Index(fields=("product", "status"), name="item_by_status"),
            models.Index(fields=("workspace", "rank", "id"), name="item_by_rank"),
            models.Index(fields=("product", "resolved_at"), name="item_by_resolution"),
        )


class Need(models.Model):
    """People of one skill that an item needs at once; no skill means anybody."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="needs")
    skill = models.ForeignKey("team.Skill", on_delete=models.PROTECT, null=True, related_name="+")
    level = models.PositiveSmallIntegerField(default=0)
    people = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=Q(level__lte=5), name="needed_level_in_range"),
            models.CheckConstraint(condition=Q(people__gte=1), name="somebody_is_needed"),
        )


class Assignment(models.Model):
    """Somebody whom the user chose for an item; the planner keeps the choice."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="assignments")
    person = models.ForeignKey("team.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("item", "person"), name="one_assignment"),)


class Dependency(models.Model):
    """`successor` waits for `predecessor`."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    predecessor = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="holds_up")
    successor = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="waits_for")
    kind = models.CharField(max_length=2, default="FS", choices=[(k, k) for k in ("FS", "SS", "FF", "SF")])
    lag_days = models.FloatField(default=0.0)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("predecessor", "successor"), name="one_dependency"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="no_self_dependency"),
        )


class Link(models.Model):
    """A link of the tracker, kept word for word, also when its target is not here."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="links")
    verb = models.CharField(max_length=100)
    target_key = models.CharField(max_length=100)
    target = models.ForeignKey(Item, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("id",)


class ItemRelease(models.Model):
    """A version named by the tracker: fixed in, or affected."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="versions")
    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="+")
    relation = models.CharField(max_length=8, choices=[("fix", "fix"), ("affects", "affects")])

    class Meta:
        ordering = ("id",)


class ItemSprint(models.Model):
    """An item's part in a sprint."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="sprints")
    sprint = models.ForeignKey(Sprint, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ("id",)


class PlanRun(models.Model):
    """One computed plan. Never changed after it is stored."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    product = models.ForeignKey("vision.Product", on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
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

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("workspace", "number"), name="one_run_by_number"),)


class PlannedItem(models.Model):
    """An item's dates in one run; a parent's are those of its parts together."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    run = models.ForeignKey(PlanRun, on_delete=models.CASCADE, related_name="planned_items")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+")
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
    reason = models.JSONField(default=dict)
    assumed = models.CharField(max_length=300, blank=True, default="")
    implied_low = models.FloatField(null=True)  # days of work (p10, p90) that one number stands for
    implied_high = models.FloatField(null=True)
    drivers = models.JSONField(default=list)
    histogram = models.JSONField(default=list)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("run", "item"), name="one_plan_per_item"),)


class PlannedRelease(models.Model):
    """A release's forecast in one run."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    run = models.ForeignKey(PlanRun, on_delete=models.CASCADE, related_name="planned_releases")
    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="+")
    p15 = models.DateField()
    p50 = models.DateField()
    p85 = models.DateField()
    p95 = models.DateField()
    chance = models.FloatField(null=True)
    drivers = models.JSONField(default=list)
    histogram = models.JSONField(default=list)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("run", "release"), name="one_plan_per_release"),)


class ForecastEntry(models.Model):
    """A forecast as it was shown. Appended with its run, never changed; outcomes are rows of their own.

    What it is about may be removed, so it is held by number, key and title. `first`: the first date ever
    given for it; `first_in_band`: the first from that far away.
    """

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    product = models.ForeignKey("vision.Product", on_delete=models.CASCADE, related_name="+")
    run = models.ForeignKey(PlanRun, on_delete=models.CASCADE, related_name="+")
    team = models.ForeignKey("team.Team", on_delete=models.SET_NULL, null=True, related_name="+")
    subject = models.CharField(max_length=8, choices=_choices(("item", "release")))
    subject_id = models.PositiveBigIntegerField()
    key = models.CharField(max_length=40)
    title = models.CharField(max_length=500)
    layer = models.CharField(max_length=8, choices=_choices(LAYERS))
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
            models.Index(fields=("workspace", "first", "p85"), name="entry_by_p85"),
        )


class ForecastOutcome(models.Model):
    """What became of a forecast. Level 0 ends the whole of it; 15, 50, 85 or 95 says that the date of that
    level has passed with the work still open, which is final for that level alone.
    """

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    entry = models.ForeignKey(ForecastEntry, on_delete=models.CASCADE, related_name="outcomes")
    level = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=_choices(OUTCOMES))
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
