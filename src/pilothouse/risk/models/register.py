from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from pilothouse.risk.contracts import CATEGORIES, KINDS, STATUSES


def _choices(words: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(word, word) for word in words]


def _in_order(low: str, likely: str, high: str) -> Q:
    """Of what is given, low is at most likely and likely at most high."""
    lower = Q(**{f"{low}__isnull": True}) | Q(**{f"{low}__lte": F(likely)})
    return lower & (Q(**{f"{high}__isnull": True}) | Q(**{f"{high}__gte": F(likely)}))


class Risk(models.Model):
    """What may come and what it would do: a threat, or with `kind` an opportunity.

    `touches` are references such as `roadmap.item:42`, of items, releases and products; it strikes once for
    all of them. `probability` has a range in which its owner believes it to lie. In time it does `delay`,
    working days later, or `work`, times the work; in money `cost`, minor units, which an opportunity gains.
    `question` is the uncertainty that it comes from.
    """

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    event = models.CharField(max_length=300)
    cause = models.TextField(blank=True, default="")
    effect = models.TextField(blank=True, default="")
    kind = models.CharField(max_length=12, choices=_choices(KINDS), default="threat")
    category = models.CharField(max_length=20, choices=_choices(CATEGORIES), default="other")
    status = models.CharField(max_length=10, choices=_choices(STATUSES), default="open")
    probability = models.FloatField(null=True)
    probability_low = models.FloatField(null=True)
    probability_high = models.FloatField(null=True)
    delay_low = models.FloatField(null=True)
    delay_likely = models.FloatField(null=True)
    delay_high = models.FloatField(null=True)
    work = models.FloatField(null=True)
    cost_low_cents = models.BigIntegerField(null=True)
    cost_likely_cents = models.BigIntegerField(null=True)
    cost_high_cents = models.BigIntegerField(null=True)
    touches = models.JSONField(default=list)
    owner = models.ForeignKey("team.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    triggers = models.TextField(blank=True, default="")
    controls = models.TextField(blank=True, default="")
    review_on = models.DateField(null=True)
    outcome = models.TextField(blank=True, default="")
    raised_on = models.DateField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=200, blank=True, default="")
    question = models.ForeignKey("risk.Uncertainty", on_delete=models.SET_NULL, null=True, related_name="+")
    source = models.CharField(max_length=40, blank=True, default="")
    external_id = models.CharField(max_length=200, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("number",)
        indexes = (models.Index(fields=("workspace", "status"), name="risk_by_status"),)
        constraints = (
            models.UniqueConstraint(fields=("workspace", "number"), name="one_risk_of_a_number"),
            models.CheckConstraint(
                condition=Q(probability__isnull=True) | Q(probability__gt=0, probability__lt=1),
                name="risk_probability_in_range",
            ),
            models.CheckConstraint(
                condition=_in_order("probability_low", "probability", "probability_high"),
                name="risk_probability_in_order",
            ),
            models.CheckConstraint(
                condition=Q(delay_likely__isnull=True)
                | Q(delay_likely__gte=0) & _in_order("delay_low", "delay_likely", "delay_high"),
                name="risk_delay_in_order",
            ),
            models.CheckConstraint(
                condition=Q(cost_likely_cents__isnull=True)
                | Q(cost_likely_cents__gte=0)
                & _in_order("cost_low_cents", "cost_likely_cents", "cost_high_cents"),
                name="risk_cost_in_order",
            ),
        )
