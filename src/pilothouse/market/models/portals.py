from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from pilothouse.market.contracts import ENTRY_STATUSES, POST_STATES, POST_WAYS


def _choices(words: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(word, word) for word in words]


class Portal(models.Model):
    """A public page of `product`, a reference such as `vision.product:3`. Its address is signed, and counts
    until `revoked_at`."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    product = models.CharField(max_length=60, blank=True, default="")
    title = models.CharField(max_length=200)
    intro = models.TextField(blank=True, default="")
    takes_posts = models.BooleanField(default=True)
    takes_votes = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("id",)


class PortalEntry(models.Model):
    """What a member wrote for a portal. `target`, a reference such as `roadmap.item:3`, is for members."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    portal = models.ForeignKey(Portal, on_delete=models.CASCADE, related_name="entries")
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True, default="")
    status = models.CharField(max_length=8, choices=_choices(ENTRY_STATUSES), default="asked")
    is_published = models.BooleanField(default=False)
    target = models.CharField(max_length=60, blank=True, default="")
    removed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("id",)


class PortalVote(models.Model):
    """Somebody wants an entry. It counts once `confirmed_at` says that the letter to `email` was answered.
    `sent_at`: when that letter went out, after `tries`."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    entry = models.ForeignKey(PortalEntry, on_delete=models.CASCADE, related_name="votes")
    email = models.CharField(max_length=254, blank=True, default="")
    asked_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("confirmed_at", "sent_at"), name="vote_to_confirm"),)
        constraints = (
            models.UniqueConstraint("entry", Lower("email"), condition=~Q(email=""), name="one_vote_by_mail"),
        )


class IntakeKey(models.Model):
    """The key of a program that may send feedback, and nothing else; kept as a digest."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=20)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)


class Post(models.Model):
    """What came in from outside. It stands here alone, never in the record, until a member accepts it.

    `sender` is a digest of who sent it, by which many of one are counted; `mark`, one of what it is known
    again by. `doubts` are reasons to look twice; `is_judged` says that a member decided the state.
    `feedback`: what accepting it made.
    """

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    portal = models.ForeignKey(Portal, on_delete=models.SET_NULL, null=True, related_name="posts")
    key = models.ForeignKey(IntakeKey, on_delete=models.SET_NULL, null=True, related_name="+")
    way = models.CharField(max_length=8, choices=_choices(tuple(POST_WAYS)))
    text = models.TextField()
    author = models.CharField(max_length=200, blank=True, default="")
    email = models.CharField(max_length=254, blank=True, default="")
    received_at = models.DateTimeField()
    sender = models.CharField(max_length=64)
    mark = models.CharField(max_length=64)
    doubts = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=_choices(POST_STATES), default="waiting")
    is_judged = models.BooleanField(default=False)
    feedback = models.ForeignKey("market.Feedback", on_delete=models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("workspace", "state", "-id"), name="post_by_state"),
            models.Index(fields=("workspace", "sender", "state"), name="post_by_sender"),
        )
        constraints = (models.UniqueConstraint(fields=("workspace", "mark"), name="one_post_by_mark"),)
