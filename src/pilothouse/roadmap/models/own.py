"""What a workspace adds to items of its own: statuses, labels and fields."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from pilothouse.roadmap.contracts import COLOURS, FIELD_KINDS, STATUSES
from pilothouse.roadmap.models.items import Item
from pilothouse.roadmap.models.words import choices


class Status(models.Model):
    """A status by the workspace's own name; `means` is what planning takes it for."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    means = models.CharField(max_length=12, choices=choices(STATUSES))
    place = models.PositiveSmallIntegerField(default=0)
    colour = models.CharField(max_length=12, choices=choices(COLOURS), default="grey")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("place", "id")
        constraints = (models.UniqueConstraint("workspace", Lower("name"), name="one_status_by_name"),)


class Label(models.Model):
    """A word that items share."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    colour = models.CharField(max_length=12, choices=choices(COLOURS), default="grey")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("name", "id")
        constraints = (models.UniqueConstraint("workspace", Lower("name"), name="one_label_by_name"),)


class ItemLabel(models.Model):
    """An item has a label."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="labelled", db_index=False)
    label = models.ForeignKey(Label, on_delete=models.CASCADE, related_name="labelled")

    class Meta:
        ordering = ("label__name", "id")
        constraints = (models.UniqueConstraint(fields=("item", "label"), name="one_label_on_an_item"),)


class CustomField(models.Model):
    """A field of the workspace's own. `handle` is its name in formulas, `result` the type of a formula."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    handle = models.CharField(max_length=60)
    kind = models.CharField(max_length=12, choices=choices(FIELD_KINDS))
    choices = models.JSONField(default=list)
    formula = models.CharField(max_length=500, blank=True, default="")
    result = models.CharField(max_length=12, blank=True, default="")
    place = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("place", "id")
        constraints = (
            models.UniqueConstraint("workspace", Lower("name"), name="one_custom_field_by_name"),
            models.UniqueConstraint(fields=("workspace", "handle"), name="one_custom_field_by_handle"),
        )


class CustomValue(models.Model):
    """What an item has in a custom field: one of the columns, as the field's kind says."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="custom_values", db_index=False)
    field = models.ForeignKey(CustomField, on_delete=models.CASCADE, related_name="values", db_index=False)
    text = models.CharField(max_length=500, blank=True, default="")
    number = models.FloatField(null=True)
    day = models.DateField(null=True)
    person = models.ForeignKey("team.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("field__place", "field_id")
        constraints = (
            models.UniqueConstraint(fields=("item", "field"), name="one_value_of_a_field"),
            models.CheckConstraint(
                condition=~Q(text="")
                | Q(number__isnull=False)
                | Q(day__isnull=False)
                | Q(person__isnull=False),
                name="custom_value_holds_something",
            ),
        )
        indexes = (
            models.Index(fields=("field", "text"), name="custom_value_by_text"),
            models.Index(fields=("field", "number"), name="custom_value_by_number"),
            models.Index(fields=("field", "day"), name="custom_value_by_day"),
        )
