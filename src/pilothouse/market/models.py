from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from pilothouse.market.contracts import CHANNELS, CONSENTS, STATES


def _choices(words: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(word, word) for word in words]


class Company(models.Model):
    """A customer or one to be. `revenue_cents` is what it pays a year, in minor units of `currency`."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    segment = models.CharField(max_length=60, blank=True, default="")
    plan = models.CharField(max_length=60, blank=True, default="")
    revenue_cents = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    owner = models.ForeignKey("team.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    website = models.CharField(max_length=200, blank=True, default="")
    notes = models.TextField(blank=True, default="")
    source = models.CharField(max_length=40, blank=True, default="")
    external_id = models.CharField(max_length=200, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint("workspace", Lower("name"), name="one_company_by_name"),
            models.UniqueConstraint(
                fields=("workspace", "source", "external_id"),
                condition=~Q(external_id=""),
                name="one_company_by_external_id",
            ),
            models.CheckConstraint(
                condition=Q(revenue_cents__isnull=True) | Q(revenue_cents__gte=0), name="revenue_not_negative"
            ),
        )


class Contact(models.Model):
    """Somebody at a company. What identifies them is here and nowhere else, not even in the record, so that
    erasing the row erases them; `erased_at` says that it happened."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    company = models.ForeignKey(Company, on_delete=models.SET_NULL, null=True, related_name="contacts")
    name = models.CharField(max_length=200, blank=True, default="")
    email = models.CharField(max_length=254, blank=True, default="")
    title = models.CharField(max_length=200, blank=True, default="")
    consent = models.CharField(max_length=10, choices=_choices(CONSENTS), default="unknown")
    consent_on = models.DateField(null=True)
    notes = models.TextField(blank=True, default="")
    source = models.CharField(max_length=40, blank=True, default="")
    external_id = models.CharField(max_length=200, blank=True, default="")
    erased_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("name", "id")
        indexes = (models.Index(fields=("workspace", "name"), name="contact_by_name"),)
        constraints = (
            models.UniqueConstraint(
                "workspace", Lower("email"), condition=~Q(email=""), name="one_contact_by_email"
            ),
        )


class Feedback(models.Model):
    """What somebody said, word for word. `removed_at` says that it lies in the trash: it stays here, so that
    what it says is in no other place."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    company = models.ForeignKey(Company, on_delete=models.SET_NULL, null=True, related_name="feedback")
    contact = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, related_name="feedback")
    channel = models.CharField(max_length=12, choices=_choices(CHANNELS), default="customer")
    text = models.TextField()
    author = models.CharField(max_length=200, blank=True, default="")
    received_on = models.DateField()
    link = models.CharField(max_length=500, blank=True, default="")
    language = models.CharField(max_length=10, blank=True, default="")
    kind = models.CharField(max_length=10, blank=True, default="")
    state = models.CharField(max_length=10, choices=_choices(STATES), default="new")
    removed_at = models.DateTimeField(null=True)
    source = models.CharField(max_length=40, blank=True, default="")
    external_id = models.CharField(max_length=200, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-received_on", "-id")
        indexes = (
            models.Index(fields=("workspace", "state", "-received_on", "-id"), name="feedback_by_state"),
            models.Index(fields=("workspace", "-received_on", "-id"), name="feedback_by_day"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("workspace", "source", "external_id"),
                condition=~Q(external_id=""),
                name="one_feedback_by_external_id",
            ),
        )


class FeedbackLink(models.Model):
    """Feedback, or a passage of it, that asks for `target`, a reference such as `roadmap.item:3`. Never
    edited, only added and removed. `start` and `end` are characters of the text, both empty for all of it."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    feedback = models.ForeignKey(Feedback, on_delete=models.CASCADE, related_name="links")
    target = models.CharField(max_length=60)
    importance = models.PositiveSmallIntegerField(default=2)
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("workspace", "target"), name="link_by_target"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(importance__gte=1, importance__lte=3), name="importance_in_range"
            ),
            models.CheckConstraint(
                condition=Q(start__isnull=True, end__isnull=True) | Q(start__lt=models.F("end")),
                name="passage_in_order",
            ),
        )


class Vote(models.Model):
    """A company wants `target`, as somebody noted on its behalf. Never edited, only added and removed."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    company = models.ForeignKey(Company, on_delete=models.SET_NULL, null=True, related_name="votes")
    target = models.CharField(max_length=60)
    importance = models.PositiveSmallIntegerField(default=2)
    note = models.CharField(max_length=500, blank=True, default="")
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("workspace", "target", "company"), name="one_vote_by_company"),
            models.CheckConstraint(
                condition=Q(importance__gte=1, importance__lte=3), name="vote_importance_in_range"
            ),
        )
