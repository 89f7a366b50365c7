"""The roadmap over REST."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Header, Router, Schema, Status

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.jobs import JobStatus
from pilothouse.kit.rest import straight
from pilothouse.kit.versions import etag, parse_etag
from pilothouse.roadmap import contracts, queries, services
from pilothouse.roadmap.tasks import start_planning

router = Router()

Level = Literal["objective", "initiative", "feature", "task"]
Kind = Literal["hire", "research", "design", "build", "test", "launch", "other"]
State = Literal["backlog", "ready", "in_progress", "done", "cancelled"]
Edge = Literal["FS", "SS", "FF", "SF"]
Number = Annotated[int, Field(ge=1, le=2**31 - 1)]
Title = Annotated[str, Field(min_length=1, max_length=500)]
Days = Annotated[float, Field(ge=0, le=10_000)]
Share = Annotated[float, Field(ge=0, le=1)]
Lag = Annotated[float, Field(ge=-2000, le=2000)]
IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description="ETag that the change is based on; another answers 412"),
]


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


class DependencyNew(Schema):
    """`successor` waits for `predecessor`; both are keys of items."""

    predecessor: Annotated[str, Field(min_length=1, max_length=40)]
    successor: Annotated[str, Field(min_length=1, max_length=40)]
    kind: Edge = "FS"
    lag_days: Lag = 0.0


class DependencyOut(Schema):
    """The number of the new dependency."""

    id: int


class ReleaseNew(Schema):
    """A release to add."""

    product_id: Number
    name: Annotated[str, Field(min_length=1, max_length=255)]
    target_on: date | None = None
    description: Annotated[str, Field(max_length=10_000)] = ""
    growing: bool = False


class ReleaseChange(Schema):
    """Fields to change."""

    name: Annotated[str, Field(min_length=1, max_length=255)] | None = None
    target_on: date | None = None
    released_on: date | None = None
    description: Annotated[str, Field(max_length=10_000)] | None = None
    growing: bool = False


class PlanNew(Schema):
    """What to plan."""

    product_id: Number
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 7
    draws: Annotated[int, Field(ge=100, le=100_000)] = 10_000
    keep_to: Number | None = Field(
        default=None, description="Number of the run whose dates are kept where nothing forces a move."
    )
    hold: list[Annotated[str, Field(max_length=40)]] = Field(
        default=[], max_length=1_000, description="Keys of items that must not move against that run."
    )


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


class RunOut(Schema):
    """A stored plan, without its items."""

    id: int
    product_id: int
    number: int
    created_at: datetime
    actor_name: str
    as_of: date
    seed: int
    draws: int
    engine_version: str
    inputs_hash: str
    items: int
    p50: date | None
    p85: date | None
    makespan: float
    lower_bound: float
    gap: float
    convergence: float
    violations: list[str]
    notes: list[str]
    stale: bool


class MovedOut(Schema):
    """How one item or release differs between two runs."""

    key: str
    title: str
    is_release: bool
    p50_before: date | None
    p50: date | None
    p85_before: date | None
    p85: date | None
    days: int | None
    note: str


class ShareOut(Schema):
    """How many dates of one level (percent) held, with the 95 % interval of the true share.

    `share` is null while there are fewer than twelve cases.
    """

    level: int
    held: int
    cases: int
    low: float
    high: float
    enough: bool
    share: float | None
    text: str


class SharesOfOut(Schema):
    """The shares of one team or one horizon."""

    value: str
    label: str
    p50: ShareOut
    p85: ShareOut


class UnscoredOut(Schema):
    """So many forecasts are not scored at 85 %, and why."""

    reason: str
    cases: int


class AlarmOut(Schema):
    """A level whose last due dates no longer hold as often as stated."""

    level: int
    held: int
    cases: int
    low: float
    high: float
    too_early: bool
    text: str


class RecordOut(Schema):
    """Whether dates came true."""

    levels: list[ShareOut]
    teams: list[SharesOfOut]
    horizons: list[SharesOfOut]
    unscored: list[UnscoredOut]
    alarms: list[AlarmOut]
    entries: int
    cases: int
    late_reports: int
    next_due: date | None


class RecordedForecastOut(Schema):
    """One forecast as it was shown, and what became of it."""

    id: int
    subject: str
    subject_id: int
    key: str
    title: str
    product_id: int
    team_name: str
    run_number: int
    made_on: date
    horizon_days: int
    layer: str
    p15: date
    p50: date
    p85: date
    p95: date
    deadline: date | None
    first: bool
    inputs_hash: str
    engine_version: str
    outcome: str
    ended_on: date | None
    held50: bool | None
    held85: bool | None


class RecordedForecastsOut(Schema):
    """One page of forecasts."""

    rows: list[RecordedForecastOut]
    total: int
    page: int
    size: int


def _read(name: str, summary: str) -> dict[str, Any]:
    return {"operation_id": name, "summary": summary, "openapi_extra": {"x-mcp": "read"}}


def _write(name: str, summary: str, kind: str = "write") -> dict[str, Any]:
    return {"operation_id": name, "summary": summary, "openapi_extra": {"x-mcp": kind}}


@router.get("/timeline", response=contracts.Timeline, **_read("get_timeline", "What the timeline draws"))
def get_timeline(request: HttpRequest, product: int | None = None) -> HttpResponse:
    """Open items with their newest dates, releases, the newest closed items, and dependencies."""
    return straight(queries.timeline(actor=request_actor(request), today=clock.today(), product_id=product))


@router.get("/items", response=ItemsOut, **_read("list_items", "Items, one page"))
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


@router.post("/items", response={201: dict[str, Any]}, **_write("add_item", "Add an item"))
def add_item(request: HttpRequest, response: HttpResponse, body: ItemNew) -> Any:
    """Answers with the item; its key is made from the product's."""
    values = body.dict(exclude_unset=True)
    found = services.add_item(actor=request_actor(request), now=clock.now(), **_given(values))
    response["ETag"] = etag(found.version)
    return Status(201, asdict(found))


@router.get("/items/{key}", response=dict[str, Any], **_read("get_item", "One item"))
def get_item(request: HttpRequest, response: HttpResponse, key: str) -> Any:
    """With needs, dependencies, links and its newest dates."""
    found = queries.item(actor=request_actor(request), key=key)
    response["ETag"] = etag(found.version)
    return asdict(found)


@router.patch("/items/{key}", response=dict[str, Any], **_write("change_item", "Change an item"))
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


@router.delete("/items/{key}", response={204: None}, **_write("remove_item", "Remove an item", "confirm"))
def remove_item(request: HttpRequest, key: str, if_match: IfMatch = None) -> Any:
    """An item with parts is refused."""
    services.remove_item(actor=request_actor(request), now=clock.now(), key=key, version=parse_etag(if_match))
    return Status(204, None)


@router.get("/items/{key}/why", response=dict[str, Any], **_read("explain_item", "Why an item has its dates"))
def explain_item(request: HttpRequest, key: str) -> Any:
    """The chain of reasons back to the start of the plan, the estimate, the people."""
    return asdict(queries.why(actor=request_actor(request), key=key))


@router.post(
    "/dependencies", response={201: DependencyOut}, **_write("add_dependency", "Let an item wait for another")
)
def add_dependency(request: HttpRequest, body: DependencyNew) -> Any:
    """A circle is refused and named."""
    number = services.add_dependency(actor=request_actor(request), now=clock.now(), **body.dict())
    return Status(201, {"id": number})


@router.delete(
    "/dependencies/{int:dependency_id}",
    response={204: None},
    **_write("remove_dependency", "Let an item wait no longer"),
)
def remove_dependency(request: HttpRequest, dependency_id: int) -> Any:
    """The items stay."""
    services.remove_dependency(actor=request_actor(request), now=clock.now(), id=dependency_id)
    return Status(204, None)


@router.get(
    "/releases", response=list[dict[str, Any]], **_read("list_releases", "Releases with their chances")
)
def list_releases(request: HttpRequest, product: int | None = None) -> Any:
    """By target date."""
    return [asdict(row) for row in queries.releases(actor=request_actor(request), product_id=product)]


@router.post("/releases", response={201: dict[str, Any]}, **_write("add_release", "Add a release"))
def add_release(request: HttpRequest, response: HttpResponse, body: ReleaseNew) -> Any:
    """Its name is unique within the product."""
    found = services.add_release(actor=request_actor(request), now=clock.now(), **body.dict())
    response["ETag"] = etag(found.version)
    return Status(201, asdict(found))


@router.get("/releases/{int:release_id}", response=dict[str, Any], **_read("get_release", "One release"))
def get_release(request: HttpRequest, response: HttpResponse, release_id: int) -> Any:
    """With its forecast and drivers."""
    found = queries.release(actor=request_actor(request), id=release_id)
    response["ETag"] = etag(found.version)
    return asdict(found)


@router.patch(
    "/releases/{int:release_id}", response=dict[str, Any], **_write("change_release", "Change a release")
)
def change_release(
    request: HttpRequest,
    response: HttpResponse,
    release_id: int,
    body: ReleaseChange,
    if_match: IfMatch = None,
) -> Any:
    """Fields that are left out stay."""
    values = body.dict(exclude_unset=True)
    values = {name: value for name, value in values.items() if value is not None or name.endswith("_on")}
    found = services.change_release(
        actor=request_actor(request),
        now=clock.now(),
        id=release_id,
        version=parse_etag(if_match),
        values=values,
    )
    response["ETag"] = etag(found.version)
    return asdict(found)


@router.delete(
    "/releases/{int:release_id}",
    response={204: None},
    **_write("remove_release", "Remove a release", "confirm"),
)
def remove_release(request: HttpRequest, release_id: int, if_match: IfMatch = None) -> Any:
    """Its items stay."""
    services.remove_release(
        actor=request_actor(request), now=clock.now(), id=release_id, version=parse_etag(if_match)
    )
    return Status(204, None)


@router.post("/plans", response={202: JobStatus}, **_write("make_plan", "Plan a product"))
def make_plan(request: HttpRequest, body: PlanNew) -> Any:
    """Starts in the background; the job tells how far it is and, when done, the number of the run."""
    started = start_planning(actor=request_actor(request), now=clock.now(), **body.dict())
    return Status(202, started)


@router.get("/plans/latest", response=RunOut, **_read("get_latest_plan", "The newest plan run"))
def get_latest_plan(request: HttpRequest, product: int | None = None) -> Any:
    """Of one product, or of any."""
    actor = request_actor(request)
    found = queries.latest_run(actor=actor, product_id=product)
    return found if found is not None else queries.run(actor=actor, number=0)


@router.get("/plans/{int:number}", response=RunOut, **_read("get_plan", "One plan run"))
def get_plan(request: HttpRequest, number: int) -> Any:
    """Runs never change."""
    return queries.run(actor=request_actor(request), number=number)


@router.get(
    "/plans/{int:number}/moved", response=list[MovedOut], **_read("list_moved", "What moved in a plan run")
)
def list_moved(request: HttpRequest, number: int, against: int | None = None) -> Any:
    """Against the run before, or against run `against`."""
    actor = request_actor(request)
    found = queries.run(actor=actor, number=number)
    other = (
        queries.run(actor=actor, number=against)
        if against is not None
        else queries.previous_run(actor=actor, run=found)
    )
    return [] if other is None else list(queries.moved(actor=actor, run=found, against=other))


Horizon = Literal["", "under-2", "2-6", "6-13", "over-13"]
RecordState = Literal["resolved", "held", "missed", "unscored", "open", "all"]
Subject = Literal["", "item", "release"]
TeamNumber = Annotated[str, Field(pattern=r"^(|none|\d{1,9})$", description="A team's number, or none")]


@router.get("/record", response=RecordOut, **_read("get_record", "Whether dates came true"))
def get_record(
    request: HttpRequest,
    product: int | None = None,
    team: TeamNumber = "",
    horizon: Horizon = "",
    subject: Subject = "",
) -> Any:
    """Each item and release counts once, with the first date given for it, once that date has come due."""
    narrow = queries.RecordFilter(product, team, horizon, subject)
    return queries.track_record(actor=request_actor(request), today=clock.today(), narrow=narrow)


@router.get(
    "/record/entries",
    response=RecordedForecastsOut,
    **_read("list_recorded_forecasts", "Forecasts and what became of them, one page"),
)
def list_recorded_forecasts(
    request: HttpRequest,
    product: int | None = None,
    team: TeamNumber = "",
    horizon: Horizon = "",
    subject: Subject = "",
    state: RecordState = "all",
    every: bool = False,
    page: Annotated[int, Field(ge=1, le=10**6)] = 1,
    size: Annotated[int, Field(ge=1, le=500)] = 50,
) -> Any:
    """The last resolved first; `every` adds later dates of what counts already."""
    narrow = queries.RecordFilter(product, team, horizon, subject, state, every)
    found = queries.recorded_forecasts(
        actor=request_actor(request), today=clock.today(), narrow=narrow, page=page, size=size
    )
    return {"rows": list(found.rows), "total": found.total, "page": found.page, "size": found.size}
