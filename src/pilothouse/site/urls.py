"""Every address. Rooms bring their own; a page of a workspace lives under `/w/<workspace>/<room>/`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from pilothouse.site import activity, firstlook, health, metrics, moved, pages, trash
from pilothouse.site.api import api
from pilothouse.site.rooms import offered
from pilothouse.site.today import my_work, today

handler400 = "pilothouse.site.errors.bad_request"
handler404 = "pilothouse.site.errors.page_not_found"
handler500 = "pilothouse.site.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.front_door, name="home"),
    path("livez", health.live, name="livez"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("api/v1/", api.urls),
    path("api/docs", pages.api_docs, name="api-docs"),
    path("w/<slug:workspace>/", today, name="today"),
    path("w/<slug:workspace>/my-work", my_work, name="my-work"),
    path("w/<slug:workspace>/activity", activity.activity, name="activity"),
    path("w/<slug:workspace>/activity/<int:id>", activity.entry, name="entry"),
    path("w/<slug:workspace>/trash", trash.trash, name="trash"),
    path("w/<slug:workspace>/acts/<slug:batch>/undo", trash.undo_act, name="undo-act"),
    path("w/<slug:workspace>/trash/<int:entry>", trash.restore, name="restore"),
    path("w/<slug:workspace>/demo", firstlook.look_at_demo, name="look-at-demo"),
    path("w/<slug:workspace>/look", firstlook.dismiss, name="dismiss-look"),
    path("w/<slug:workspace>/settings", pages.settings, name="settings"),
    path("w/<slug:workspace>/export", moved.export, name="export"),
    path("w/<slug:workspace>/ref/<str:kind>/<int:id>", pages.ref, name="ref"),
]
for _room, _module in offered("urls"):
    urlpatterns.append(path(f"w/<slug:workspace>/{_room}/", include(_module)))
    if hasattr(_module, "outside"):
        urlpatterns += _module.outside
