"""Items over REST."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router
from ninja import Status as Answer

from pilothouse.kit import clock
from pilothouse.kit.actor import Actor
from pilothouse.kit.doors import request_actor
from pilothouse.kit.paging import Page
from pilothouse.kit.rest import (
    Id,
    IfMatch,
    Minor,
    PageNumber,
    PageSize,
    Schema,
    confirm,
    given,
    gone,
    made,
    read,
    tagged,
    write,
)
from pilothouse.roadmap import contracts, queries, services
from pilothouse.roadmap.api.sent import (
    Custom,
    Days,
    LabelNames,
    OfProduct,
    PersonIds,
    Share,
    StatusName,
    Title,
    Why,
    products_of,
)
from pilothouse.roadmap.contracts import Kind, Level, Priority

router = Router()
NEVER_NULL = (
    "product_id",
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
    "people",
    "custom",
    "own_status_id",
)


class NeedIn(Schema):
    """People of one skill that an item needs at once; null for the skill means anyone."""

    skill_id: Id | None
    level: Annotated[int, Field(ge=0, le=5)] = 0
    people: Annotated[int, Field(ge=1, le=50)] = 1


class ItemFields(Schema):
    """Fields of an item; what is left out stays, or takes its default."""

    title: Title | None = None
    description: Annotated[str, Field(max_length=100_000)] | None = None
    level: Level | None = None
    kind: Kind | None = None
    status: StatusName | None = None
    own_status_id: Id | None = None
    priority: Priority | None = None
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
    team_id: Id | None = None
    labels: LabelNames | None = None
    people: PersonIds | None = None
    custom: Custom | None = None


class ItemNew(ItemFields):
    """An item to add."""

    product_id: Id
    title: Title


class ItemChange(ItemFields):
    """Fields to change, and labels, needs or people to replace; `why` is kept with the change. With another
    `product_id` the item moves there with its parts and keeps its key; its release, and a parent that stays
    behind, are cleared."""

    product_id: Id | None = None
    needs: Annotated[list[NeedIn], Field(max_length=50)] | None = None
    why: Why = ""


class ItemNarrow(Schema):
    """What a list of items is narrowed to. `status` is `open`, one of the five or a name of the workspace's
    own; `priority` may be `none`; `without` is what an item lacks: estimate, owner, release, deadline,
    priority, parent, assignee or label. `custom_field` and `custom_value` go together."""

    text: str = ""
    status: str = ""
    kind: str = ""
    level: str = ""
    owner: Id | None = None
    release: Id | None = None
    product: OfProduct = None
    priority: str = ""
    label: str = ""
    team: Id | None = None
    assignee: Id | None = None
    without: str = ""
    custom_field: Id | None = None
    custom_value: str = ""

    def filter(self, actor: Actor) -> queries.ItemFilter:
        """As the query takes it. Raises `NotFound` for a product's key that is none."""
        found = self.dict() | {"product": products_of(actor, self.product)}
        field, value = found.pop("custom_field"), found.pop("custom_value")
        return queries.ItemFilter(**found, custom=((field, value),) if field and value else ())


@router.get("/items", response=Page[contracts.ListedItem], **read("list_items", "Items, one page"))
def list_items(
    request: HttpRequest,
    narrow: Query[ItemNarrow],
    sort: str = "plan",
    page: PageNumber = 1,
    size: PageSize = 50,
) -> Page[contracts.ListedItem]:
    """Filtered and sorted as on the page of items; `-` before a sort turns it round. `custom_12` sorts by
    the custom field with that number."""
    actor = request_actor(request)
    return queries.items_page(actor=actor, narrow=narrow.filter(actor), sort=sort, page=page, size=size)


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
    request: HttpRequest, response: HttpResponse, key: str, body: ItemChange, if_match: IfMatch
) -> contracts.Item:
    """Fields that are left out stay. Needs, labels and people are replaced as a whole; custom fields that
    are left out stay, and null empties one."""
    values = given(body, *NEVER_NULL)
    values.pop("needs", None)
    why = values.pop("why", "")
    found = services.change_whole_item(
        actor=request_actor(request),
        now=clock.now(),
        key=key,
        version=if_match,
        needs=None if body.needs is None else [contracts.Need(**need.dict()) for need in body.needs],
        people=values.pop("people", None),
        values=values,
        why=why,
    )
    return tagged(response, found)


class Placing(Schema):
    """Where an item goes: one of the two."""

    before_key: Annotated[str, Field(max_length=40)] = ""
    after_key: Annotated[str, Field(max_length=40)] = ""


@router.post("/items/{key}/place", response=contracts.Item, **write("place_item", "Order an item"))
def place_item(
    request: HttpRequest, response: HttpResponse, key: str, body: Placing, if_match: IfMatch
) -> contracts.Item:
    """Right before or after another item of its product. Of two items that weigh the same the plan prefers
    the upper one."""
    found = services.place_item(
        actor=request_actor(request),
        now=clock.now(),
        key=key,
        version=if_match,
        before_key=body.before_key,
        after_key=body.after_key,
    )
    return tagged(response, found)


class Copy(Schema):
    """What of an item is copied."""

    with_parts: bool = False


@router.post(
    "/items/{key}/duplicate",
    response={201: contracts.Item},
    **write("duplicate_item", "Duplicate an item"),
)
def duplicate_item(
    request: HttpRequest, response: HttpResponse, key: str, body: Copy
) -> Answer[contracts.Item]:
    """With needs, assignees, labels and custom fields; `with_parts` also everything beneath it, and the
    dependencies within."""
    made_copy = services.duplicate_item(
        actor=request_actor(request), now=clock.now(), key=key, with_parts=body.with_parts
    )
    return made(response, made_copy)


@router.delete("/items/{key}", response={204: None}, **confirm("remove_item", "Remove an item"))
def remove_item(
    request: HttpRequest,
    key: str,
    if_match: IfMatch,
    why: Annotated[str, Query(max_length=500, description="The reason, for the history")] = "",
) -> Any:
    """An item with parts is refused."""
    actor = request_actor(request)
    services.remove_item(actor=actor, now=clock.now(), key=key, version=if_match, why=why)
    return gone()


@router.get("/items/{key}/why", response=contracts.Why, **read("explain_item", "Why an item has its dates"))
def explain_item(request: HttpRequest, key: str) -> contracts.Why:
    """The chain of reasons back to the start of the plan, the estimate, the people."""
    return queries.why(actor=request_actor(request), key=key)
