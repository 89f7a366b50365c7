"""The market over REST, by subject."""

from __future__ import annotations

from ninja import Router

from pilothouse.market.api import (
    companies,
    competitor_facts,
    competitor_prices,
    competitors,
    contacts,
    feedback,
    insights,
    portals,
    posts,
    relay,
    research,
    sessions,
    support,
    surveys,
    telling,
    themes,
)

router = Router()
for part in (
    companies,
    contacts,
    feedback,
    support,
    telling,
    themes,
    competitors,
    competitor_facts,
    competitor_prices,
    research,
    sessions,
    surveys,
    insights,
    relay,
    portals,
    posts,
):
    router.add_router("", part.router)
