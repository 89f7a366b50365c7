"""Accounts over REST, by subject."""

from __future__ import annotations

from ninja import Router

from pilothouse.accounts.api import attached, comments, mail, people, views, watching

router = Router()
for part in (people, attached, comments, mail, views, watching):
    router.add_router("", part.router)
