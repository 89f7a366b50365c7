from __future__ import annotations

from django.db import models
from django.db.models import Q

from pilothouse.risk.contracts.ledger import ENDS


class Stated(models.Model):
    """A probability that the owner of a risk stated, as responses that were chosen leave it, and what came.

    Only `due_on`, the day of review, follows the risk until `how` says how it ended; `came` is None while
    nobody knows, and for one that was taken back. `risk_id` stays when the risk is removed.
    """

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    risk_id = models.PositiveBigIntegerField()
    key = models.CharField(max_length=20)
    event = models.CharField(max_length=300)
    person = models.ForeignKey("team.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    person_name = models.CharField(max_length=200, blank=True, default="")
    entered_by = models.CharField(max_length=200, blank=True, default="")
    stated = models.FloatField()
    stated_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    how = models.CharField(max_length=10, blank=True, default="", choices=[(word, word) for word in ENDS])
    came = models.BooleanField(null=True)
    ended_on = models.DateField(null=True)

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("workspace", "risk_id"), name="stated_of_a_risk"),
            models.Index(fields=("workspace", "due_on"), name="stated_to_resolve", condition=Q(how="")),
        )
        constraints = (
            models.CheckConstraint(condition=Q(stated__gte=0, stated__lt=1), name="stated_in_range"),
        )
