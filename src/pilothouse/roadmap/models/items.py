from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from pilothouse.roadmap.contracts import KINDS, LEVELS, PRIORITIES, STATUSES
from pilothouse.roadmap.models.words import NaturalKey, RankedWord, choices


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
    key_order = NaturalKey(max_length=250, default="", editable=False)
    level = models.CharField(max_length=12, choices=choices(LEVELS), default="task")
    kind = models.CharField(max_length=12, choices=choices(KINDS), default="build")
    title = models.CharField(max_length=500)
    description = models.TextField(blank=True, default="")
    status = models.CharField(max_length=12, choices=choices(STATUSES), default="backlog")
    own_status = models.ForeignKey("roadmap.Status", on_delete=models.SET_NULL, null=True, related_name="+")
    priority = RankedWord(words=PRIORITIES, null=True)
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
    mandatory = models.BooleanField(default=False)  # scope to cut never proposes it
    milestone = models.BooleanField(default=False)
    release = models.ForeignKey(Release, on_delete=models.SET_NULL, null=True, related_name="items")
    owner = models.ForeignKey("team.Person", on_delete=models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey("team.Team", on_delete=models.PROTECT, null=True, related_name="+")
    components = models.JSONField(default=list)
    started_on = models.DateField(null=True)
    opened_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    # What the tracker said, word for word.
    source = models.CharField(max_length=40, blank=True, default="")
    external_id = models.CharField(max_length=100, blank=True, default="")
    # The product that it was imported into: two trackers may share numbers. It stays when the item moves.
    source_product = models.ForeignKey(
        "vision.Product", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    tracker_status = models.CharField(max_length=60, blank=True, default="")
    resolution = models.CharField(max_length=60, blank=True, default="")
    tracker_priority = models.CharField(max_length=60, blank=True, default="")
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
                fields=("workspace", "source_product", "source", "external_id"),
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
            models.CheckConstraint(
                condition=Q(priority__isnull=True) | Q(priority__in=PRIORITIES), name="priority_is_known"
            ),
        )
        indexes = (
            models.Index(fields=("product", "status"), name="item_by_status"),
            models.Index(fields=("workspace", "rank", "id"), name="item_by_rank"),
            models.Index(fields=("product", "resolved_at"), name="item_by_resolution"),
            models.Index(fields=("workspace", "status", "rank"), name="item_by_status_and_rank"),
            models.Index(fields=("workspace", "key_order"), name="item_by_natural_key"),
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
