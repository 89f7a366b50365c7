from __future__ import annotations

from typing import get_args

from django.db import models

from pilothouse.connectors.contracts import ImportState

STATES: tuple[str, ...] = get_args(ImportState)


class Mapping(models.Model):
    """A saved choice of what each column of a file means."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    source = models.CharField(max_length=40)
    noun = models.CharField(max_length=40)
    name = models.CharField(max_length=100)
    columns = models.JSONField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=("workspace", "source", "noun", "name"), name="one_mapping_by_name"
            ),
        )


class ImportRun(models.Model):
    """One file that was brought in, or is about to be."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    product = models.ForeignKey("vision.Product", on_delete=models.SET_NULL, null=True, related_name="+")
    number = models.PositiveIntegerField()
    source = models.CharField(max_length=40)
    noun = models.CharField(max_length=40)
    file_name = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    size = models.BigIntegerField()
    columns = models.JSONField()
    repairs = models.JSONField(default=dict)  # row to header to the text that stands in the cell instead
    new_key = models.CharField(max_length=10, blank=True, default="")  # of a product still to be made
    new_name = models.CharField(max_length=200, blank=True, default="")
    report = models.JSONField(default=dict)
    kinds = models.JSONField(default=list)
    state = models.CharField(max_length=10, default="checked", choices=[(state, state) for state in STATES])
    counts = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    batch = models.CharField(max_length=40)
    job_id = models.BigIntegerField(null=True)
    created_by = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("workspace", "number"), name="one_import_by_number"),)
