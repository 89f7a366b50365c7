from __future__ import annotations

from django.db import models

from pilothouse.risk.contracts import PROPOSAL_STATES


class Proposal(models.Model):
    """A risk that the system found and someone may enter. `key` is its kind and where it stands: once it was
    dismissed it is not proposed again. `values` are those of the risk to be."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=120)
    kind = models.CharField(max_length=20)
    event = models.CharField(max_length=300)
    evidence = models.CharField(max_length=1000)
    values = models.JSONField(default=dict)
    place = models.PositiveIntegerField(default=0)
    found_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=[(word, word) for word in PROPOSAL_STATES], default="proposed"
    )
    risk = models.ForeignKey("risk.Risk", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("place", "id")
        constraints = (models.UniqueConstraint(fields=("workspace", "key"), name="one_proposal_by_key"),)


class SlipOutlook(models.Model):
    """Which slips the history of a workspace lets predict, as it was computed last."""

    workspace = models.OneToOneField("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    result = models.JSONField(default=dict)
