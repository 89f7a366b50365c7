"""Addresses of imports."""

from __future__ import annotations

from django.urls import path

from pilothouse.connectors.pages import lists, wizard

app_name = "connectors"

urlpatterns = [
    path("", lists.imports, name="imports"),
    path("upload", lists.upload, name="upload"),
    path("sample", lists.sample, name="sample"),
    path("<int:number>", wizard.import_page, name="import"),
    path("<int:number>/columns", wizard.columns, name="columns"),
    path("<int:number>/start", wizard.start, name="start"),
    path("<int:number>/again", wizard.again, name="again"),
    path("<int:number>/undo", wizard.undo, name="undo"),
]
