from __future__ import annotations

from django.db import models
from django.db.models import Q


class Comment(models.Model):
    """What someone said about a subject, a reference such as `roadmap.item:42`. Imported ones have a source,
    the name of their author, and the batch of the import that brought them."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    subject = models.CharField(max_length=60)
    author = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    author_name = models.CharField(max_length=200)
    body = models.TextField()
    quoted = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    source = models.CharField(max_length=40, blank=True, default="")
    external_id = models.CharField(max_length=200, blank=True, default="")
    batch = models.CharField(max_length=40, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("written_at", "id")
        indexes = (
            models.Index(fields=("workspace", "subject", "written_at", "id"), name="comment_by_subject"),
            models.Index(fields=("workspace", "batch"), name="comment_by_batch", condition=~Q(batch="")),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("workspace", "subject", "source", "external_id"),
                condition=~Q(external_id=""),
                name="one_comment_by_external_id",
            ),
        )


class Mention(models.Model):
    """A member whom a comment names with `@`."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("comment", "user"), name="one_mention_each"),)
