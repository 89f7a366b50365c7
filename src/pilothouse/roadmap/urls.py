"""Addresses of the roadmap."""

from __future__ import annotations

from django.urls import path

from pilothouse.roadmap.pages import item, items, outlook, parts, record, releases, runs, timeline

app_name = "roadmap"

urlpatterns = [
    path("", timeline.timeline, name="timeline"),
    path("plan", timeline.plan, name="plan"),
    path("products/<int:product_id>/value-answers", timeline.value_answers, name="value-answers"),
    path("items", items.items, name="items"),
    path("items/new", item.new_item, name="new-item"),
    path("items/bulk", items.bulk, name="bulk"),
    path("items/restore/<int:entry>", item.restore_item, name="restore-item"),
    path("items/<str:key>", item.item, name="item"),
    path("items/<str:key>/why", item.why, name="why"),
    path("items/<str:key>/edit", item.edit_item, name="edit-item"),
    path("items/<str:key>/remove", item.remove_item, name="remove-item"),
    path("items/<str:key>/needs", parts.add_need, name="add-need"),
    path("items/<str:key>/needs/drop", parts.drop_need, name="drop-need"),
    path("items/<str:key>/people", parts.choose_people, name="choose-people"),
    path("items/<str:key>/dependencies", parts.add_dependency, name="add-dependency"),
    path("items/<str:key>/dependencies/<int:id>/drop", parts.drop_dependency, name="drop-dependency"),
    path("releases", releases.releases, name="releases"),
    path("releases/new", releases.new_release, name="new-release"),
    path("releases/<int:id>", releases.release, name="release"),
    path("releases/<int:id>/edit", releases.edit_release, name="edit-release"),
    path("releases/<int:id>/remove", releases.remove_release, name="remove-release"),
    path("releases/<int:id>/cut", outlook.cut_release, name="cut-release"),
    path("releases/<int:id>/prices", outlook.price_people, name="price-people"),
    path("outlook", outlook.outlook, name="outlook"),
    path("runs", runs.runs, name="runs"),
    path("runs/<int:number>", runs.run, name="run"),
    path("record", record.record, name="record"),
]
