"""Addresses of risk."""

from __future__ import annotations

from django.urls import path

from pilothouse.risk import pages

app_name = "risk"

urlpatterns = [
    path("", pages.open_questions, name="questions"),
    path("of/<str:scope>/uncertainties", pages.uncertainties, name="uncertainties"),
    path("of/<str:scope>/uncertainties/new", pages.new_uncertainty, name="new-uncertainty"),
    path("uncertainties/<int:id>", pages.uncertainty, name="uncertainty"),
    path("uncertainties/<int:id>/edit", pages.edit_uncertainty, name="edit-uncertainty"),
    path("uncertainties/<int:id>/evidence", pages.add_evidence, name="add-evidence"),
    path("uncertainties/<int:id>/settle", pages.settle, name="settle-uncertainty"),
    path("uncertainties/<int:id>/remove", pages.remove_uncertainty, name="remove-uncertainty"),
]
