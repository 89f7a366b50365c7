"""What the layout needs on every page."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from pilothouse.accounts import queries as accounts
from pilothouse.kit.actor import Actor
from pilothouse.kit.doors import wurl
from pilothouse.site.rooms import offered

# The rail: room, label, first page, second key after `g`, icon.
_DUTIES = (
    ("today", "Today", "today", "t", "sun"),
    ("vision", "Vision", "vision:products", "v", "compass"),
    ("roadmap", "Roadmap", "roadmap:timeline", "r", "timeline"),
    ("team", "Team", "team:people", "p", "users"),
    ("connectors", "Import", "connectors:imports", "i", "file-import"),
    ("activity", "Activity", "activity", "a", "history"),
    ("settings", "Settings", "settings", "s", "settings"),
)
THEMES = ("light", "dark")
Link = tuple[str, str, str]


def layout(request: HttpRequest) -> dict[str, Any]:
    """Rail, workspace, settings and theme; outside a workspace only the theme."""
    theme = request.COOKIES.get("theme", "")
    found: dict[str, Any] = {"theme": theme if theme in THEMES else "", "nav": [], "workspaces": ()}
    actor = getattr(request, "actor", None)
    if not isinstance(actor, Actor):
        return found
    found |= {
        "actor": actor,
        "active_nav": _place(request, actor),
        "nav": list(_rail(actor)),
        "settings_links": lambda: settings_links(request, actor),
        "palette_actions": lambda: palette_actions(actor),
    }
    if request.user.is_authenticated:
        found["logout_url"] = reverse("logout")
    if actor.user_id is not None:
        found["workspaces"] = accounts.workspaces_of(actor.user_id)
        found["workspace"] = next(
            (row for row in found["workspaces"] if row.slug == actor.workspace_slug), None
        )
    return found


def settings_links(request: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    """Pages of the settings, which rooms name in `settings_links` of their `urls.py`.

    Each is a row `(label, url name, description)`.
    """
    links = [(label, wurl(actor, name), text) for label, name, text in _named("settings_links")]
    return [
        {"label": label, "url": url, "description": text, "active": request.path == url}
        for label, url, text in links
    ]


def palette_actions(actor: Actor) -> list[dict[str, str]]:
    """What Ctrl-K offers everywhere: the rooms' `palette_actions`, rows `(title, url name, subtitle)`,
    and the pages of the settings."""
    rows = [("Actions", *row) for row in _named("palette_actions")]
    rows += [("Settings", label, name, text) for label, name, text in _named("settings_links")]
    return [
        {"kind": kind, "title": title, "subtitle": text, "url": wurl(actor, name)}
        for kind, title, name, text in rows
    ]


@lru_cache(maxsize=4)
def _named(attribute: str) -> tuple[Link, ...]:
    """The rows of `attribute` in every room's `urls.py`; accounts first: its settings are the workspace's."""
    modules = sorted(offered("urls"), key=lambda row: (row[0] != "accounts", row[0]))
    return tuple(row for _, module in modules for row in getattr(module, attribute, ()))


def _rail(actor: Actor) -> Iterator[dict[str, str]]:
    for key, label, name, shortcut, icon in _DUTIES:
        try:
            url = wurl(actor, name)
        except NoReverseMatch:  # a room that is not built into this installation
            continue
        yield {"id": key, "label": label, "url": url, "shortcut": shortcut, "icon": icon}


def _place(request: HttpRequest, actor: Actor) -> str:
    """Which link of the rail the page belongs to: the part after the workspace."""
    if any(row["active"] for row in settings_links(request, actor)):
        return "settings"
    parts = request.path.split("/")
    place = parts[3] if len(parts) > 3 else ""
    return {"": "today", "accounts": "settings"}.get(place, place)
