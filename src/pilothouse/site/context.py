"""What the layout needs on every page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from pilothouse.accounts import queries as accounts
from pilothouse.kit.actor import Actor

# The rail: room, label, first page, second key after `g`, icon.
_DUTIES = (
    ("today", "Today", "today", "t", "sun"),
    ("vision", "Vision", "vision:products", "v", "compass"),
    ("roadmap", "Roadmap", "roadmap:timeline", "r", "timeline"),
    ("team", "Team", "team:people", "p", "users"),
    ("connectors", "Import", "connectors:imports", "i", "file-import"),
    ("activity", "Activity", "activity", "a", "history"),
)
THEMES = ("light", "dark")


def layout(request: HttpRequest) -> dict[str, Any]:
    """Rail, workspace and theme; outside a workspace only the theme."""
    theme = request.COOKIES.get("theme", "")
    found: dict[str, Any] = {"theme": theme if theme in THEMES else "", "nav": [], "workspaces": ()}
    actor = getattr(request, "actor", None)
    if not isinstance(actor, Actor):
        return found
    active = request.path.split("/")[3] if request.path.count("/") > 3 else "today"
    found |= {
        "actor": actor,
        "active_nav": active or "today",
        "nav": [
            {"id": key, "label": label, "url": reverse(name, args=(actor.workspace_slug,)), "shortcut": key2, "icon": icon}
            for key, label, name, key2, icon in _DUTIES
        ],
    }
    if actor.user_id is not None:
        found["workspaces"] = accounts.workspaces_of(actor.user_id)
        found["workspace"] = next((row for row in found["workspaces"] if row.slug == actor.workspace_slug), None)
    return found
