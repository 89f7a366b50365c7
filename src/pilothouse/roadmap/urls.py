"""Addresses of the roadmap."""

from __future__ import annotations

from django.urls import path

from pilothouse.roadmap import pages

app_name = "roadmap"

urlpatterns = [
    path("", pages.timeline, name="timeline"),
    path("plan", pages.plan, name="plan"),
    path("products/<int:product_id>/value-answers", pages.value_answers, name="value-answers"),
    path("items", pages.items, name="items"),
    path("items/new", pages.new_item, name="new-item"),
    path("items/bulk", pages.bulk, name="bulk"),
    path("items/restore/<int:entry>", pages.restore_item, name="restore-item"),
    path("items/<str:key>", pages.item, name="item"),
    path("items/<str:key>/why", pages.why, name="why"),
    path("items/<str:key>/edit", pages.edit_item, name="edit-item"),
    path("items/<str:key>/remove", pages.remove_item, name="remove-item"),
    path("items/<str:key>/needs", pages.add_need, name="add-need"),
    path("items/<str:key>/needs/drop", pages.drop_need, name="drop-need"),
    path("items/<str:key>/people", pages.choose_people, name="choose-people"),
    path("items/<str:key>/dependencies", pages.add_dependency, name="add-dependency"),
    path("items/<str:key>/dependencies/<int:id>/drop", pages.drop_dependency, name="drop-dependency"),
    path("releases", pages.releases, name="releases"),
    path("releases/new", pages.new_release, name="new-release"),
    path("releases/<int:id>", pages.release, name="release"),
    path("releases/<int:id>/edit", pages.edit_release, name="edit-release"),
    path("releases/<int:id>/remove", pages.remove_release, name="remove-release"),
    path("releases/<int:id>/cut", pages.cut_release, name="cut-release"),
    path("releases/<int:id>/prices", pages.price_people, name="price-people"),
    path("outlook", pages.outlook, name="outlook"),
    path("runs", pages.runs, name="runs"),
    path("runs/<int:number>", pages.run, name="run"),
    path("record", pages.record, name="record"),
]
