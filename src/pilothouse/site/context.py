"""What the layout needs on every page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from pilothouse.accounts import queries as accounts
from pilothouse.kit.actor import Actor
from pilothouse.kit.doors import wurl
from pilothouse.kit.products import PARAMETER, kept, product_choice
from pilothouse.site import offering

SCHEMES = ("light", "dark")
_OF_ONE_PRODUCT = ("page", "release", "shut", "item", "format")


def layout(request: HttpRequest) -> dict[str, Any]:
    """Rail, workspace, settings and colour scheme, made once a request; elsewhere only the colour scheme."""
    made: dict[str, Any] | None = getattr(request, "made_layout", None)
    if made is None:
        made = request.made_layout = _layout(request)  # type: ignore[attr-defined]
    return dict(made)


def _layout(request: HttpRequest) -> dict[str, Any]:
    scheme = request.COOKIES.get("theme", "")
    found: dict[str, Any] = {"color_scheme": scheme if scheme in SCHEMES else "", "nav": [], "workspaces": ()}
    actor = getattr(request, "actor", None)
    if not isinstance(actor, Actor):
        return found
    found |= {
        "actor": actor,
        "active_nav": _place(request, actor),
        "nav": list(_rail(request, actor)),
        "settings_links": lambda: settings_links(request, actor),
        "palette_actions": lambda: palette_actions(request, actor),
        "choice": lambda: product_choice(request),
        "choice_url": lambda: choice_url(request, actor),
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
        {
            "label": row.label,
            "url": kept(request, url),
            "description": row.text,
            "active": request.path == url,
            "stays": row.stays,
        }
        for row, url in links
    ]


def choice_url(request: HttpRequest, actor: Actor) -> str:
    """Where another product is chosen: this page, or from the page of one thing the first one of its room.

    What belongs to the product seen now does not stay: page number, release, folded lines.
    """
    found = request.resolver_match
    place = _place(request, actor)
    if (
        found is not None
        and {*found.kwargs} - {"workspace"}
        and not getattr(found.func, "page_sliced", False)
    ):
        pages = {place: link.page for place, link in offering.rail()}
        return wurl(actor, pages.get(place, "today"))
    query = request.GET.copy()
    for name in (PARAMETER, *_OF_ONE_PRODUCT):
        query.pop(name, None)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def palette_actions(request: HttpRequest, actor: Actor) -> list[dict[str, str]]:
    """What Ctrl-K offers everywhere: the rooms' actions, and the pages of the settings."""
    rows = [("Actions", action.title, action.page, group) for action, group in offering.actions()]
    rows += [("Settings", row.label, row.page, row.text) for row in offering.settings()]
    return [
        {"kind": kind, "title": title, "subtitle": text, "url": kept(request, wurl(actor, page))}
        for kind, title, page, text in rows
    ]


def _rail(request: HttpRequest, actor: Actor) -> Iterator[dict[str, Any]]:
    for place, link in offering.rail():
        url = kept(request, wurl(actor, link.page))
        row = {"id": place, "label": link.label, "url": url, "shortcut": link.key, "icon": link.icon}
        yield row | {"count": link.count(actor=actor) if link.count else 0}


def _place(request: HttpRequest, actor: Actor) -> str:
    """Which link of the rail the page belongs to: its room's, the house's own, else the settings'; none for
    an address that leads nowhere."""
    found = request.resolver_match
    if found is None:
        return ""
    place = offering.homes().get(found.view_name) or found.namespace or found.url_name or ""
    own = any(place == known for known, _ in offering.rail())
    return place if own and not _of_settings(request, actor) else "settings"


def _of_settings(request: HttpRequest, actor: Actor) -> bool:
    """Whether the page stands in the settings, though its room has a place of its own."""
    return any(row["active"] and not row["stays"] for row in settings_links(request, actor))
