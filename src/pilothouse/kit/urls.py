"""Addresses of jobs."""

from __future__ import annotations

from django.urls import path

from pilothouse.kit import pages

app_name = "kit"

urlpatterns = [
    path("jobs", pages.job_list, name="jobs"),
    path("jobs/<int:id>", pages.job, name="job"),
    path("jobs/<int:id>/cancel", pages.cancel_job, name="cancel-job"),
    path("jobs/<int:id>/retry", pages.retry_job, name="retry-job"),
]
