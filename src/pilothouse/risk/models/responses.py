from __future__ import annotations

from django.db import models
from django.db.models import Q

from pilothouse.risk.contracts import RESPONSE_KINDS, RESPONSE_STATES


def _choices(words: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(word, word) for word in words]


class Response(models.Model):
    """Something that can be done about a risk: it leaves shares of probability and impact, and takes money,
    minor units, and work before the items that `before` refers to. `item` refers to its work in the plan."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    risk = models.ForeignKey("risk.Risk", on_delete=models.CASCADE, related_name="responses")
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=10, choices=_choices(RESPONSE_KINDS), default="reduce")
    state = models.CharField(max_length=10, choices=_choices(RESPONSE_STATES), default="proposed")
    chance_left = models.FloatField(default=1.0)
    impact_left = models.FloatField(default=1.0)
    cost_cents = models.BigIntegerField(default=0)
    days = models.FloatField(default=0.0)
    skill = models.ForeignKey("team.Skill", on_delete=models.SET_NULL, null=True, related_name="+")
    before = models.JSONField(default=list)
    item = models.CharField(max_length=60, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(chance_left__gte=0, chance_left__lte=1, impact_left__gte=0, impact_left__lte=1),
                name="response_leaves_shares",
            ),
        )
