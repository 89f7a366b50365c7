"""Addresses of imports."""

from __future__ import annotations

from django.urls import path

from pilothouse.connectors import pages

app_name = "connectors"

urlpatterns = [
    path("", pages.imports, name="imports"),
    path("upload", pages.upload, name="upload"),
    path("sample", pages.sample, name="sample"),
    path("<int:number>", pages.import_page, name="import"),
    path("<int:number>/columns", pages.columns, name="columns"),
    path("<int:number>/start", pages.start, name="start"),
    path("<int:number>/again", pages.again, name="again"),
    path("<int:number>/undo", pages.undo, name="undo"),
]
