"""Addresses of vision."""

from __future__ import annotations

from django.urls import path

from pilothouse.kit.doors import wurl
from pilothouse.vision import pages

app_name = "vision"

urlpatterns = [
    path("", pages.products, name="products"),
    path("products/new", pages.new_product, name="new-product"),
    path("products/<int:id>", pages.product, name="product"),
    path("products/<int:id>/edit", pages.edit_product, name="edit-product"),
    path("products/<int:id>/remove", pages.remove_product, name="remove-product"),
]

palette_actions = [("Add a product", "vision:new-product", "Vision")]

addresses = {"vision.product": lambda actor, id: wurl(actor, "vision:product", id)}
