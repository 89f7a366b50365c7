"""The market over REST, by subject."""

from __future__ import annotations

from ninja import Router

from pilothouse.market.api import companies, contacts, feedback, support, telling, themes

router = Router()
for part in (companies, contacts, feedback, support, telling, themes):
    router.add_router("", part.router)
