"""Fields of portals, their entries and posts that are changed where they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pilothouse.kit.actor import Actor
from pilothouse.kit.doors import wurl
from pilothouse.kit.editing import Editable, Many
from pilothouse.kit.forms import words
from pilothouse.kit.text import plural
from pilothouse.market import queries, services
from pilothouse.market.contracts import ENTRY_STATUSES, POST_STATES, Portal, PortalEntry, Post
from pilothouse.market.editables import editable_field, products


def _portal(field: str, label: str, kind: Any, **more: Any) -> Editable:
    return editable_field(
        "market.portal",
        (Portal,),
        queries.portal,
        lambda row: row.title,
        services.change_portal,
        field,
        label,
        kind,
        **more,
    )


def _entry(field: str, label: str, kind: Any, **more: Any) -> Editable:
    return editable_field(
        "market.portal_entry",
        (PortalEntry,),
        queries.portal_entry,
        lambda row: row.title,
        services.change_entry,
        field,
        label,
        kind,
        **more,
    )


def _settle_many(*, actor: Actor, now: datetime, ids: Sequence[int], value: Any) -> Many:
    done = services.settle_posts(actor=actor, now=now, ids=ids, state=value)
    undo = wurl(actor, "market:undo-settled", done.batch) if done.changed else ""
    return Many(f"{plural(done.changed, 'post')} {value}.", undo)


def _settle(*, actor: Actor, now: datetime, id: int, version: int | None, value: Any) -> Post:
    return services.change_post(actor=actor, now=now, id=id, version=version, values={"state": value})


editables = (
    _portal("title", "Title", "line", needed=True, key="t"),
    _portal("intro", "Introduction", "area"),
    _portal(
        "product",
        "Product",
        "reference",
        value=lambda row: row.product.ref if row.product else "",
        text=lambda row: row.product.title if row.product else "",
        choices=products,
    ),
    _portal("takes_posts", "Takes posts", "tick"),
    _portal("takes_votes", "Takes votes", "tick"),
    _entry("title", "Title", "line", needed=True, key="t"),
    _entry("text", "More about it", "area"),
    _entry(
        "status",
        "Status",
        "choice",
        choices=lambda *, actor, row: words(ENTRY_STATUSES),
        text=lambda row: row.status.capitalize(),
        key="s",
        needed=True,
    ),
    _entry("is_published", "Published", "tick", key="p"),
    _entry(
        "target",
        "Item behind it",
        "reference",
        value=lambda row: row.target.ref if row.target else "",
        text=lambda row: f"{row.target.key} {row.target.title}" if row.target else "",
        picks="roadmap.item",
        choices=lambda *, actor, row: [(row.target.ref, row.target.title)] if row and row.target else [],
    ),
    Editable(
        noun="market.post",
        rows=(Post,),
        field="state",
        label="State",
        kind="choice",
        read=queries.post,
        change=_settle,
        called=lambda row: f"“{row.headline[:60]}”",
        value=lambda row: row.state,
        text=lambda row: row.state.capitalize(),
        choices=lambda *, actor, row: words(POST_STATES),
        key="s",
        needed=True,
        change_many=_settle_many,
    ),
)
