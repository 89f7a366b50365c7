"""What the layout needs on every page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from pilothouse.accounts import queries as accounts
from pilothouse.kit.actor import Actor
from pilothouse.kit.doors import wurl
from pilothouse.site import offering

THEMES = ("light", "dark")


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
    """The pages of the settings, of all rooms."""
    links = [(row, wurl(actor, row.page)) for row in offering.settings()]
    return [
        {"label": row.label, "url": url, "description": row.text, "active": request.path == url}
        for row, url in links
    ]


def palette_actions(actor: Actor) -> list[dict[str, str]]:
    """What Ctrl-K offers everywhere: the rooms' actions, and the pages of the settings."""
    rows = [("Actions", action.title, action.page, group) for action, group in offering.actions()]
    rows += [("Settings", row.label, row.page, row.text) for row in offering.settings()]
    return [
        {"kind": kind, "title": title, "subtitle": text, "url": wurl(actor, page)}
        for kind, title, page, text in rows
    ]


def _rail(actor: Actor) -> Iterator[dict[str, str]]:
    for place, link in offering.rail():
        url = wurl(actor, link.page)
        yield {"id": place, "label": link.label, "url": url, "shortcut": link.key, "icon": link.icon}


def _place(request: HttpRequest, actor: Actor) -> str:
    """Which link of the rail the page belongs to: its room's, the house's own, else the settings'; none for
    an address that leads nowhere."""
    found = request.resolver_match
    if found is None:
        return ""
    place = found.namespace or found.url_name or ""
    own = any(place == known for known, _ in offering.rail())
    return place if own and not any(row["active"] for row in settings_links(request, actor)) else "settings"
