from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from pilothouse.market.contracts import ANSWERS, OWN, PER, PERIODS, USUAL_MONTHS


def _one_of(words: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(word, word) for word in words]


class Competitor(models.Model):
    """A company whose products compete with ours. `against`: references of our products, all where it is
    empty. `removed_at` says that it lies in the trash, with its facts and plans."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    website = models.CharField(max_length=200, blank=True, default="")
    notes = models.TextField(blank=True, default="")
    against: Any = models.JSONField(default=list)
    removed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = (Lower("name"), "id")
        constraints = (
            models.UniqueConstraint(
                "workspace", Lower("name"), condition=Q(removed_at=None), name="one_competitor_by_name"
            ),
        )


class Feature(models.Model):
    """What a product does or could do: a row of its matrix. `product` and `item` are references; `item` is to
    bring it where it is planned."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    product = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True, default="")
    own = models.CharField(max_length=8, choices=_one_of(OWN), default="unknown")
    item = models.CharField(max_length=60, blank=True, default="")
    removed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("workspace", "product"), name="feature_by_product"),)
        constraints = (
            models.UniqueConstraint(
                "workspace",
                "product",
                Lower("name"),
                condition=Q(removed_at=None),
                name="one_feature_by_name",
            ),
        )


class Fact(models.Model):
    """Whether a competitor has a feature, as it is known now; `unknown` where that was taken back. It expires
    after `expires_on`, never where that is empty."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    feature = models.ForeignKey(Feature, on_delete=models.CASCADE, related_name="facts")
    competitor = models.ForeignKey(Competitor, on_delete=models.CASCADE, related_name="facts")
    answer = models.CharField(max_length=10, choices=_one_of(ANSWERS))
    source = models.CharField(max_length=500, blank=True, default="")
    since = models.DateField(null=True)
    seen_on = models.DateField(null=True)
    seen_by = models.CharField(max_length=200, blank=True, default="")
    expires_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("workspace", "expires_on"), name="fact_by_expiry"),)
        constraints = (models.UniqueConstraint(fields=("feature", "competitor"), name="one_fact_of_each"),)


class EarlierFact(models.Model):
    """What a fact was before, from `since` to `until`. Never edited; undoing a change removes it."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    fact = models.ForeignKey(Fact, on_delete=models.CASCADE, related_name="earlier")
    answer = models.CharField(max_length=10, choices=_one_of(ANSWERS))
    source = models.CharField(max_length=500, blank=True, default="")
    since = models.DateField(null=True)
    seen_on = models.DateField(null=True)
    seen_by = models.CharField(max_length=200, blank=True, default="")
    expires_on = models.DateField(null=True)
    until = models.DateField()
    batch = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("workspace", "batch"), name="earlier_fact_by_batch"),)


class FactLink(models.Model):
    """`target`, an item or a requirement by reference, rests on a fact having the answer `relied`."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    fact = models.ForeignKey(Fact, on_delete=models.CASCADE, related_name="resting")
    target = models.CharField(max_length=60)
    relied = models.CharField(max_length=10, choices=_one_of(ANSWERS))
    note = models.CharField(max_length=500, blank=True, default="")
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("workspace", "target"), name="resting_by_target"),)
        constraints = (models.UniqueConstraint(fields=("fact", "target"), name="rests_once_on_each"),)


class CompetitorPlan(models.Model):
    """A plan that a competitor sells."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    competitor = models.ForeignKey(Competitor, on_delete=models.CASCADE, related_name="plans")
    name = models.CharField(max_length=200)
    notes = models.CharField(max_length=500, blank=True, default="")
    removed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                "competitor", Lower("name"), condition=Q(removed_at=None), name="one_plan_by_name"
            ),
        )


class Price(models.Model):
    """What a plan costs from a day on. Never edited, only added and removed."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    plan = models.ForeignKey(CompetitorPlan, on_delete=models.CASCADE, related_name="prices")
    amount_cents = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    period = models.CharField(max_length=5, choices=_one_of(PERIODS))
    per = models.CharField(max_length=4, choices=_one_of(PER))
    from_on = models.DateField()
    source = models.CharField(max_length=500, blank=True, default="")
    seen_by = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ("-from_on", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("plan", "currency", "period", "per", "from_on"), name="one_price_from_a_day"
            ),
            models.CheckConstraint(condition=Q(amount_cents__gte=0), name="price_not_negative"),
        )


class CompetitorSettings(models.Model):
    """After how many months facts of a workspace expire, unless they say otherwise."""

    workspace = models.OneToOneField("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    months = models.PositiveSmallIntegerField(default=USUAL_MONTHS)
    version = models.PositiveIntegerField(default=0)


class ExchangeRate(models.Model):
    """How many units of the workspace's currency one unit of `currency` is worth, as someone stated."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    currency = models.CharField(max_length=3)
    rate = models.DecimalField(max_digits=18, decimal_places=8)
    stated_on = models.DateField()
    stated_by = models.CharField(max_length=200, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("currency",)
        constraints = (
            models.UniqueConstraint(fields=("workspace", "currency"), name="one_rate_by_currency"),
            models.CheckConstraint(condition=Q(rate__gt=0), name="rate_above_nothing"),
        )
