"""The roadmap over REST, by subject."""

from __future__ import annotations

from ninja import Router

from pilothouse.roadmap.api import (
    bulk,
    dependencies,
    items,
    own,
    portfolio,
    product_sets,
    record,
    releases,
    responding,
    runs,
    sheet,
    timeline,
)

router = Router()
for part in (
    timeline,
    bulk,
    items,
    sheet,
    own,
    dependencies,
    releases,
    responding,
    runs,
    portfolio,
    product_sets,
    record,
):
    router.add_router("", part.router)
