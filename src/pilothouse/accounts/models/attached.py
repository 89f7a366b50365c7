from __future__ import annotations

from django.db import models
from django.db.models import Q


class Attachment(models.Model):
    """A file or a link of a thing. A file lies in the store under its digest, a link has a URL."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    subject = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    url = models.CharField(max_length=2000, blank=True, default="")
    digest = models.CharField(max_length=64, blank=True, default="")
    size = models.BigIntegerField(default=0)
    kind = models.CharField(max_length=100, blank=True, default="")  # the media type that its bytes show
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=200)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("workspace", "subject"), name="attachment_by_subject"),
            models.Index(fields=("digest",), name="attachment_by_digest", condition=~Q(digest="")),
        )
        constraints = (models.CheckConstraint(condition=Q(url="") ^ Q(digest=""), name="a_file_or_a_link"),)
