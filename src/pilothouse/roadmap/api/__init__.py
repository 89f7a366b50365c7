"""The roadmap over REST, by subject."""

from __future__ import annotations

from ninja import Router

from pilothouse.roadmap.api import dependencies, items, record, releases, runs, timeline

router = Router()
for part in (timeline, items, dependencies, releases, runs, record):
    router.add_router("", part.router)
