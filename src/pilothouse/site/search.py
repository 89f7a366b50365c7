"""One search over all rooms, for the palette."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from pilothouse.kit.actor import Actor
from pilothouse.kit.doors import request_actor
from pilothouse.kit.search import Found
from pilothouse.site.rooms import offered

router = Router()

_EACH = 8


class FoundOut(Schema):
    """One thing that matches: its group, title, a few words beside it, and the address of its page."""

    kind: str
    title: str
    subtitle: str
    url: str


class SearchOut(Schema):
    """What was found, group by group, the best first within a group."""

    results: list[FoundOut]


def find(*, actor: Actor, text: str, each: int = _EACH) -> list[Found]:
    """At most `each` from every room that has `queries.search`, in order of the rooms' names."""
    # PostgreSQL refuses NUL in text, and no stored text holds one.
    wanted = " ".join(text.replace("\0", "").split())
    if not wanted:
        return []
    found: list[Found] = []
    for _, module in offered("queries"):
        if search := getattr(module, "search", None):
            found += search(actor=actor, text=wanted, limit=each)[:each]
    return found


@router.get(
    "/search",
    response=SearchOut,
    operation_id="search",
    summary="Find items, people, products and the like by a part of their name",
    openapi_extra={"x-mcp": "read"},
)
def search(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=100, description="A part of a name or key")],
    each: Annotated[int, Query(ge=1, le=50, description="Most results of each kind of thing")] = _EACH,
) -> dict[str, Any]:
    return {"results": find(actor=request_actor(request), text=q, each=each)}
