"""Releases with their forecasts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, When

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.kit.paging import Page, paginate
from pilothouse.kit.prepared import prepared
from pilothouse.kit.products import Products, of_products
from pilothouse.kit.refs import Ref
from pilothouse.kit.search import Found
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import OPEN, Release, ReleaseChoice
from pilothouse.roadmap.queries import runs

RELEASE_STATES = ("open", "empty", "released")  # with open items, without any, out


def find_releases(*, actor: Actor, text: str, limit: int) -> list[Found]:
    """Releases of all products by a part of their name, those that are still to come first."""
    rows = models.Release.objects.filter(workspace_id=actor.workspace_id, name__icontains=text)
    found = rows.select_related("product").order_by(
        F("released_on").desc(nulls_first=True), "target_on", "id"
    )
    return [Found(row.name, row.product.name, Ref("roadmap.release", row.pk)) for row in found[:limit]]


def releases(
    *,
    actor: Actor,
    product_id: Products = None,
    only_planned: bool = False,
    most: int | None = None,
) -> tuple[Release, ...]:
    """Releases by target date, those without one last, at most `most`; `only_planned` leaves out those
    without open items."""
    return _releases(actor, _in_order(actor.workspace_id, product_id, only_planned=only_planned, most=most))


def releases_page(
    *,
    actor: Actor,
    product_id: Products = None,
    text: str = "",
    state: str = "",
    page: int = 1,
    size: int = 50,
) -> Page[Release]:
    """Releases a page at a time: those with work to do by target date, then those without any, then what is
    released, the newest first. `text` is a part of the name; `state` one of `RELEASE_STATES` or empty."""
    rows = _narrowed(actor, product_id, text, state)
    found = paginate(rows.order_by(*_to_come_first()).values_list("pk", flat=True), page, size, int)
    listed = models.Release.objects.filter(pk__in=found.rows).select_related("product")
    at = {number: place for place, number in enumerate(found.rows)}
    shown = _releases(actor, sorted(listed, key=lambda row: at[row.pk]))
    return Page(shown, found.total, found.page, found.size)


def release_ids(*, actor: Actor, product_id: Products = None, text: str = "", state: str = "") -> list[int]:
    """Numbers of all that `releases_page` lists; one statement."""
    return list(_narrowed(actor, product_id, text, state).values_list("pk", flat=True))


def _narrowed(actor: Actor, product_id: Products, text: str, state: str) -> QuerySet[models.Release]:
    rows = of_products(models.Release.objects.filter(workspace_id=actor.workspace_id), product_id)
    if text:
        rows = rows.filter(name__icontains=text)
    return rows.filter(_STATES[state]()) if state in _STATES else rows


def _to_come_first() -> tuple[Any, ...]:
    place = Case(When(released_on__isnull=False, then=2), When(_has_open(), then=0), default=1)
    out = F("released_on").desc(nulls_first=True)
    return place, out, F("target_on").asc(nulls_last=True), "id"


@prepared
def _in_order(
    workspace_id: int, products: Products, *, only_planned: bool, most: int | None
) -> QuerySet[models.Release]:
    rows = of_products(models.Release.objects.filter(workspace_id=workspace_id), products)
    if only_planned:
        rows = rows.filter(_STATES["open"]())
    return rows.order_by(F("target_on").asc(nulls_last=True), "id").select_related("product")[:most]


def release(*, actor: Actor, id: int) -> Release:
    """One release. Raises `NotFound`."""
    rows = models.Release.objects.filter(workspace_id=actor.workspace_id, pk=id)
    found = _releases(actor, rows.select_related("product"))
    if not found:
        raise NotFound("There is no such release.", cure="See the list of releases.")
    return found[0]


def _releases(actor: Actor, rows: Iterable[models.Release]) -> tuple[Release, ...]:
    shown = list(rows)
    counts = {number: (many, still) for number, many, still in _counts([row.pk for row in shown])}
    planned = _planned(actor, {row.pk: row.product_id for row in shown})
    return tuple(_release(row, counts.get(row.pk, (0, 0)), *planned[row.product_id]) for row in shown)


def _has_open() -> Exists:
    return Exists(models.Item.objects.filter(release_id=OuterRef("pk"), status__in=OPEN))


_STATES: Mapping[str, Callable[[], Q]] = {
    "open": lambda: Q(_has_open(), released_on__isnull=True),
    "empty": lambda: Q(~_has_open(), released_on__isnull=True),
    "released": lambda: Q(released_on__isnull=False),
}


@prepared
def _counts(releases: list[int]) -> QuerySet[models.Item, tuple[int, int, int]]:
    """By release, how many items name it and how many of these are open: what is not shown is not counted."""
    rows = models.Item.objects.filter(release_id__in=releases).order_by().values_list("release_id")
    return rows.annotate(many=Count("id"), still=Count("id", filter=Q(status__in=OPEN)))


_Planned = dict[int, models.PlannedRelease]


def _planned(actor: Actor, shown: Mapping[int, int]) -> dict[int, tuple[_Planned, _Planned]]:
    """By product, those of its releases that are `shown`, each with its product, in the newest two runs that
    hold it."""
    products = set(shown.values())
    pairs = runs.newest_two(actor=actor)
    known: dict[int, _Planned] = {number: {} for product in products for number in pairs.get(product, ())}
    for row in _planned_in(list(known), list(shown)):
        known[row.run_id][row.release_id] = row
    nothing: _Planned = {}
    found = {}
    for product in products:
        now, before, *_ = (*(known[number] for number in pairs.get(product, ())), nothing, nothing)
        found[product] = (now, before)
    return found


@prepared
def _planned_in(runs: list[int], releases: list[int]) -> QuerySet[models.PlannedRelease]:
    return models.PlannedRelease.objects.filter(run_id__in=runs, release_id__in=releases)


def _release(row: models.Release, counts: tuple[int, int], now: _Planned, before: _Planned) -> Release:
    planned, earlier = now.get(row.pk), before.get(row.pk)
    return Release(
        id=row.pk,
        product_id=row.product_id,
        product_key=row.product.key,
        product_name=row.product.name,
        name=row.name,
        description=row.description,
        target_on=row.target_on,
        released_on=row.released_on,
        items=counts[0],
        open_items=counts[1],
        version=row.version,
        growing=row.growing,
        forecast=runs.release_forecast(planned) if planned else None,
        moved_days=(planned.p85 - earlier.p85).days if planned and earlier else None,
        chance_before=earlier.chance if earlier else None,
        against=planned.against if planned else "",
    )


def release_choices(*, actor: Actor, product_id: Products = None) -> tuple[ReleaseChoice, ...]:
    """Releases to choose from, in the order of `releases`; one statement."""
    return tuple(ReleaseChoice(*row) for row in _choices(actor.workspace_id, product_id))


@prepared
def _choices(workspace_id: int, products: Products) -> QuerySet[models.Release, tuple[int, str, int, str]]:
    rows = of_products(models.Release.objects.filter(workspace_id=workspace_id), products)
    rows = rows.order_by(F("target_on").asc(nulls_last=True), "id")
    return rows.values_list("id", "name", "product_id", "product__name")


def release_names(*, actor: Actor) -> set[str]:
    """What the releases of all products are called; one statement."""
    rows = models.Release.objects.filter(workspace_id=actor.workspace_id)
    return set(rows.values_list("name", flat=True))
