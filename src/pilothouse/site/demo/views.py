"""Looks of pages that the demo's owner shares."""

from __future__ import annotations

from datetime import datetime

from pilothouse.accounts import services
from pilothouse.kit.actor import Actor

_VIEWS = (
    ("roadmap.items", "Open, by deadline", "status=open&sort=deadline"),
    ("roadmap.table", "Releases", "group=release&cols=key,title:300,status,owner,likely,deadline,p50,p85"),
    ("roadmap.table", "To estimate", "where.likely=none&cols=key,title,level,status,owner,likely"),
)


def keep_views(actor: Actor, at: datetime) -> None:
    """Save them, in the order of the pages."""
    for page, name, query in _VIEWS:
        services.save_view(actor=actor, now=at, page=page, name=name, query=query, shared=True)
