"""Risk over REST, by subject."""

from __future__ import annotations

from ninja import Router

from pilothouse.risk.api import register, uncertainties

router = Router()
for part in (register, uncertainties):
    router.add_router("", part.router)
