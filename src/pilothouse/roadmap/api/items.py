"""Items over REST."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from ninja import Status as Answer

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.paging import Page
from pilothouse.kit.rest import (
    Id,
    IfMatch,
    Minor,
    PageNumber,
    PageSize,
    confirm,
    given,
    gone,
    made,
    read,
    tagged,
    write,
)
from pilothouse.kit.versions import parse_etag
from pilothouse.roadmap import contracts, queries, services
from pilothouse.roadmap.api.sent import Days, Share, Title
from pilothouse.roadmap.contracts import Kind, Level, Status

router = Router()
_NEVER_NULL = (
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
)


class NeedIn(Schema):
    """People of one skill that an item needs at once; null for the skill means anybody."""

    skill_id: Id | None
    level: Annotated[int, Field(ge=0, le=5)] = 0
    people: Annotated[int, Field(ge=1, le=50)] = 1


class ItemFields(Schema):
    """Fields of an item; what is left out stays, or takes its default."""

    title: Title | None = None
    description: Annotated[str, Field(max_length=100_000)] | None = None
    level: Level | None = None
    kind: Kind | None = None
    status: Status | None = None
    parent_key: Annotated[str, Field(max_length=40)] | None = None
    low: Days | None = None
    likely: Days | None = None
    high: Days | None = None
    story_points: Days | None = None
    progress: Share | None = None
    earliest_start: date | None = None
    deadline: date | None = None
    deadline_hard: bool | None = None
    cost_of_delay_cents: Minor | None = None
    value: Annotated[int, Field(ge=0, le=100)] | None = None
    mandatory: bool | None = None
    milestone: bool | None = None
    release_id: Id | None = None
    owner_id: Id | None = None
    labels: list[Annotated[str, Field(max_length=100)]] | None = None


class ItemNew(ItemFields):
    """An item to add."""

    product_id: Id
    title: Title


class ItemChange(ItemFields):
    """Fields to change, and needs or people to replace."""

    needs: list[NeedIn] | None = None
    people: list[Id] | None = None


class ItemNarrow(Schema):
    """What a list of items is narrowed to; `status` may be `open`."""

    text: str = ""
    status: str = ""
    kind: str = ""
    level: str = ""
    owner: int | None = None
    release: int | None = None
    product: int | None = None


@router.get("/items", response=Page[contracts.ListedItem], **read("list_items", "Items, one page"))
def list_items(
    request: HttpRequest,
    narrow: Query[ItemNarrow],
    sort: str = "rank",
    page: PageNumber = 1,
    size: PageSize = 50,
) -> Page[contracts.ListedItem]:
    """Filtered and sorted as on the page of items; `-` before a sort turns it round."""
    wanted = queries.ItemFilter(**narrow.dict())
    return queries.items_page(actor=request_actor(request), narrow=wanted, sort=sort, page=page, size=size)


@router.post("/items", response={201: contracts.Item}, **write("add_item", "Add an item"))
def add_item(request: HttpRequest, response: HttpResponse, body: ItemNew) -> Answer[contracts.Item]:
    """Answers with the item; its key is made from the product's."""
    values = {name: value for name, value in body.dict(exclude_unset=True).items() if value is not None}
    return made(response, services.add_item(actor=request_actor(request), now=clock.now(), **values))


@router.get("/items/{key}", response=contracts.Item, **read("get_item", "One item"))
def get_item(request: HttpRequest, response: HttpResponse, key: str) -> contracts.Item:
    """With needs, dependencies, links and its newest dates."""
    return tagged(response, queries.item(actor=request_actor(request), key=key))


@router.patch("/items/{key}", response=contracts.Item, **write("change_item", "Change an item"))
def change_item(
    request: HttpRequest, response: HttpResponse, key: str, body: ItemChange, if_match: IfMatch = None
) -> contracts.Item:
    """Fields that are left out stay. Needs and people are replaced as a whole."""
    values = given(body, *_NEVER_NULL)
    values.pop("needs", None)
    found = services.change_whole_item(
        actor=request_actor(request),
        now=clock.now(),
        key=key,
        version=parse_etag(if_match),
        needs=None if body.needs is None else [contracts.Need(**need.dict()) for need in body.needs],
        people=values.pop("people", None),
        values=values,
    )
    return tagged(response, found)


@router.delete("/items/{key}", response={204: None}, **confirm("remove_item", "Remove an item"))
def remove_item(request: HttpRequest, key: str, if_match: IfMatch = None) -> Any:
    """An item with parts is refused."""
    services.remove_item(actor=request_actor(request), now=clock.now(), key=key, version=parse_etag(if_match))
    return gone()


@router.get("/items/{key}/why", response=contracts.Why, **read("explain_item", "Why an item has its dates"))
def explain_item(request: HttpRequest, key: str) -> contracts.Why:
    """The chain of reasons back to the start of the plan, the estimate, the people."""
    return queries.why(actor=request_actor(request), key=key)
