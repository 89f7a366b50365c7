"""Items over REST."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema, Status

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.versions import etag, parse_etag
from pilothouse.roadmap import contracts, queries, services
from pilothouse.roadmap.api.sent import Days, IfMatch, Kind, Level, Number, Share, State, Title, read, write

router = Router()


class NeedIn(Schema):
    """People of one skill that an item needs at once; null for the skill means anybody."""

    skill_id: Number | None
    level: Annotated[int, Field(ge=0, le=5)] = 0
    people: Annotated[int, Field(ge=1, le=50)] = 1


class ItemFields(Schema):
    """Fields of an item; what is left out stays, or takes its default."""

    title: Title | None = None
    description: Annotated[str, Field(max_length=100_000)] | None = None
    level: Level | None = None
    kind: Kind | None = None
    status: State | None = None
    parent_key: Annotated[str, Field(max_length=40)] | None = None
    low: Days | None = None
    likely: Days | None = None
    high: Days | None = None
    story_points: Days | None = None
    progress: Share | None = None
    earliest_start: date | None = None
    deadline: date | None = None
    deadline_hard: bool | None = None
    cost_of_delay_cents: Annotated[int, Field(ge=0, le=10**15)] | None = None
    value: Annotated[int, Field(ge=0, le=100)] | None = None
    mandatory: bool | None = None
    milestone: bool | None = None
    release_id: Number | None = None
    owner_id: Number | None = None
    labels: list[Annotated[str, Field(max_length=100)]] | None = None


class ItemNew(ItemFields):
    """An item to add."""

    product_id: Number
    title: Title


class ItemChange(ItemFields):
    """Fields to change, and needs or people to replace."""

    needs: list[NeedIn] | None = None
    people: list[Number] | None = None


class ListedItemOut(Schema):
    """An item in a list."""

    id: int
    key: str
    title: str
    level: str
    kind: str
    status: str
    owner_name: str
    release_name: str
    parent_key: str
    low: float | None
    likely: float | None
    high: float | None
    deadline: date | None
    start: date | None
    p50: date | None
    p85: date | None
    chance: float | None
    release_chance: float | None
    version: int


class ItemsOut(Schema):
    """One page of items."""

    rows: list[ListedItemOut]
    total: int
    page: int
    size: int


@router.get("/items", response=ItemsOut, **read("list_items", "Items, one page"))
def list_items(
    request: HttpRequest,
    text: str = "",
    status: str = "",
    kind: str = "",
    level: str = "",
    owner: int | None = None,
    release: int | None = None,
    product: int | None = None,
    sort: str = "rank",
    page: Annotated[int, Field(ge=1, le=10**6)] = 1,
    size: Annotated[int, Field(ge=1, le=500)] = 50,
) -> Any:
    """Filtered and sorted as on the page of items; `-` before a sort turns it round."""
    narrow = queries.ItemFilter(text, status, kind, level, owner, release, product)
    found = queries.items_page(actor=request_actor(request), narrow=narrow, sort=sort, page=page, size=size)
    return {"rows": list(found.rows), "total": found.total, "page": found.page, "size": found.size}


@router.post("/items", response={201: dict[str, Any]}, **write("add_item", "Add an item"))
def add_item(request: HttpRequest, response: HttpResponse, body: ItemNew) -> Any:
    """Answers with the item; its key is made from the product's."""
    values = body.dict(exclude_unset=True)
    found = services.add_item(actor=request_actor(request), now=clock.now(), **_given(values))
    response["ETag"] = etag(found.version)
    return Status(201, asdict(found))


@router.get("/items/{key}", response=dict[str, Any], **read("get_item", "One item"))
def get_item(request: HttpRequest, response: HttpResponse, key: str) -> Any:
    """With needs, dependencies, links and its newest dates."""
    found = queries.item(actor=request_actor(request), key=key)
    response["ETag"] = etag(found.version)
    return asdict(found)


@router.patch("/items/{key}", response=dict[str, Any], **write("change_item", "Change an item"))
def change_item(
    request: HttpRequest, response: HttpResponse, key: str, body: ItemChange, if_match: IfMatch = None
) -> Any:
    """Fields that are left out stay. Needs and people are replaced as a whole."""
    values = body.dict(exclude_unset=True)
    values.pop("needs", None)
    people = values.pop("people", None)
    found = services.change_whole_item(
        actor=request_actor(request),
        now=clock.now(),
        key=key,
        version=parse_etag(if_match),
        values=_given(values, keep_empty=True),
        needs=None if body.needs is None else [contracts.Need(**need.dict()) for need in body.needs],
        people=people,
    )
    response["ETag"] = etag(found.version)
    return asdict(found)


_NOT_NULL = {
    "title",
    "description",
    "level",
    "kind",
    "status",
    "progress",
    "deadline_hard",
    "mandatory",
    "milestone",
    "labels",
}


def _given(values: dict[str, Any], *, keep_empty: bool = False) -> dict[str, Any]:
    """Null means "empty it" for fields that may be empty, and nothing for the others."""
    return {
        name: value
        for name, value in values.items()
        if value is not None or (keep_empty and name not in _NOT_NULL and name != "product_id")
    }


@router.delete("/items/{key}", response={204: None}, **write("remove_item", "Remove an item", "confirm"))
def remove_item(request: HttpRequest, key: str, if_match: IfMatch = None) -> Any:
    """An item with parts is refused."""
    services.remove_item(actor=request_actor(request), now=clock.now(), key=key, version=parse_etag(if_match))
    return Status(204, None)


@router.get("/items/{key}/why", response=dict[str, Any], **read("explain_item", "Why an item has its dates"))
def explain_item(request: HttpRequest, key: str) -> Any:
    """The chain of reasons back to the start of the plan, the estimate, the people."""
    return asdict(queries.why(actor=request_actor(request), key=key))
