"""The team over REST, by subject."""

from __future__ import annotations

from ninja import Router

from pilothouse.team.api import calendar, me, people, skills

router = Router()
for part in (people, skills, calendar, me):
    router.add_router("", part.router)
