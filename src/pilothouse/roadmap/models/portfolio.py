"""How products share one workforce: their order, and who works for which."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from pilothouse.roadmap.contracts import MODES
from pilothouse.roadmap.models.words import choices


class PortfolioSettings(models.Model):
    """How the plan weighs products against each other."""

    workspace = models.OneToOneField("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    mode = models.CharField(max_length=10, choices=choices(MODES), default="balanced")
    version = models.PositiveIntegerField(default=1)


class ProductRank(models.Model):
    """A product's place in the order of products. One that has none comes last, with weight 1, active."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    product = models.OneToOneField("vision.Product", on_delete=models.CASCADE, related_name="+")
    position = models.PositiveIntegerField()
    weight = models.FloatField(default=1.0)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("position", "product_id")
        constraints = (
            models.CheckConstraint(condition=Q(weight__gt=0, weight__lte=1000), name="weight_in_range"),
        )


class Allocation(models.Model):
    """The share of somebody's day that a product gets from a day on, or from the beginning."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("team.Person", on_delete=models.CASCADE, related_name="+")
    product = models.ForeignKey("vision.Product", on_delete=models.CASCADE, related_name="+")
    share = models.FloatField()
    from_on = models.DateField(null=True)

    class Meta:
        ordering = ("person_id", F("from_on").asc(nulls_first=True), "product_id")
        constraints = (
            models.UniqueConstraint(fields=("person", "product", "from_on"), name="one_allocation_per_day"),
            models.UniqueConstraint(
                fields=("person", "product"), condition=Q(from_on=None), name="one_allocation_from_the_first"
            ),
            models.CheckConstraint(condition=Q(share__gte=0, share__lte=1), name="share_in_range"),
        )


class TeamShare(models.Model):
    """Of a team's people, the share that is kept for a product and the share that it may take at once."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    team = models.ForeignKey("team.Team", on_delete=models.CASCADE, related_name="+")
    product = models.ForeignKey("vision.Product", on_delete=models.CASCADE, related_name="+")
    least = models.FloatField(default=0.0)
    most = models.FloatField(default=1.0)

    class Meta:
        ordering = ("team_id", "product_id")
        constraints = (
            models.UniqueConstraint(fields=("team", "product"), name="one_share_per_team"),
            models.CheckConstraint(
                condition=Q(least__gte=0, most__lte=1, least__lte=F("most")), name="team_share_in_order"
            ),
        )


class ProductSet(models.Model):
    """A portfolio: products that are looked at together, under a name."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("name", "id")
        constraints = (models.UniqueConstraint("workspace", Lower("name"), name="one_portfolio_by_name"),)


class ProductSetMember(models.Model):
    """A portfolio holds a product."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    product_set = models.ForeignKey(
        ProductSet, on_delete=models.CASCADE, related_name="members", db_index=False
    )
    product = models.ForeignKey("vision.Product", on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("product_set", "product"), name="one_place_in_a_portfolio"),
        )
