"""Addresses of jobs, and of fields that are changed in place."""

from __future__ import annotations

from django.urls import path

from pilothouse.kit import pages
from pilothouse.kit.editing import pages as editing

app_name = "kit"

urlpatterns = [
    path("jobs", pages.job_list, name="jobs"),
    path("jobs/<int:id>", pages.job, name="job"),
    path("jobs/<int:id>/cancel", pages.cancel_job, name="cancel-job"),
    path("jobs/<int:id>/retry", pages.retry_job, name="retry-job"),
    path("preview", pages.preview, name="preview"),
    path("act/<str:noun>/<slug:name>", editing.act_on_many, name="act"),
    path("edit/<str:noun>/<int:id>/<str:field>", editing.edit, name="edit"),
    path("edit/<str:noun>/<str:field>", editing.edit_many, name="edit-many"),
]
