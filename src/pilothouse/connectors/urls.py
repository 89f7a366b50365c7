"""Addresses of imports."""

from __future__ import annotations

from django.urls import path

from pilothouse.connectors.pages import lists, steps, undoing, wizard

app_name = "connectors"

urlpatterns = [
    path("", lists.imports, name="imports"),
    path("upload", lists.upload, name="upload"),
    path("sample", lists.sample, name="sample"),
    path("<int:number>", wizard.import_page, name="import"),
    path("<int:number>/columns", steps.columns, name="columns"),
    path("<int:number>/values", steps.values, name="values"),
    path("<int:number>/people", steps.people, name="people"),
    path("<int:number>/repair", steps.repair, name="repair"),
    path("<int:number>/save", steps.save, name="save"),
    path("<int:number>/start", steps.start, name="start"),
    path("<int:number>/again", wizard.again, name="again"),
    path("<int:number>/notes", wizard.notes, name="notes"),
    path("<int:number>/undo", undoing.undo, name="undo"),
]
