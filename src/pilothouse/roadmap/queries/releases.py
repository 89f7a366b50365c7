"""Releases with their forecasts."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.kit.products import Products, of_products
from pilothouse.kit.refs import Ref
from pilothouse.kit.search import Found
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import OPEN, Release, ReleaseChoice
from pilothouse.roadmap.queries import runs


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
    rows = models.Release.objects.filter(workspace_id=actor.workspace_id)
    rows = of_products(rows, product_id)
    if only_planned:
        rows = rows.filter(_has_open(), released_on__isnull=True)
    return _releases(actor, rows.order_by(F("target_on").asc(nulls_last=True), "id")[:most])


def release(*, actor: Actor, id: int) -> Release:
    """One release. Raises `NotFound`."""
    found = _releases(actor, models.Release.objects.filter(workspace_id=actor.workspace_id, pk=id))
    if not found:
        raise NotFound("There is no such release.", cure="See the list of releases.")
    return found[0]


def _releases(actor: Actor, rows: QuerySet[models.Release]) -> tuple[Release, ...]:
    shown = list(rows.select_related("product"))
    counts = _counts([row.pk for row in shown])
    planned = _planned(actor, {row.pk: row.product_id for row in shown})
    return tuple(_release(row, counts.get(row.pk, (0, 0)), *planned[row.product_id]) for row in shown)


def _has_open() -> Exists:
    return Exists(models.Item.objects.filter(release_id=OuterRef("pk"), status__in=OPEN))


def _counts(releases: Collection[int]) -> dict[int, tuple[int, int]]:
    """By release, how many items name it and how many of these are open: what is not shown is not counted."""
    rows = models.Item.objects.filter(release_id__in=releases).order_by().values("release_id")
    found = rows.annotate(many=Count("id"), still=Count("id", filter=Q(status__in=OPEN)))
    return {row["release_id"]: (row["many"], row["still"]) for row in found}


_Planned = dict[int, models.PlannedRelease]


def _planned(actor: Actor, shown: Mapping[int, int]) -> dict[int, tuple[_Planned, _Planned]]:
    """By product, those of its releases that are `shown`, each with its product, in the newest two runs that
    hold it."""
    products = set(shown.values())
    pairs = runs.newest_two(actor=actor)
    known: dict[int, _Planned] = {number: {} for product in products for number in pairs.get(product, ())}
    for row in models.PlannedRelease.objects.filter(run_id__in=known, release_id__in=shown):
        known[row.run_id][row.release_id] = row
    nothing: _Planned = {}
    found = {}
    for product in products:
        now, before, *_ = (*(known[number] for number in pairs.get(product, ())), nothing, nothing)
        found[product] = (now, before)
    return found


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
    rows = models.Release.objects.filter(workspace_id=actor.workspace_id)
    rows = of_products(rows, product_id)
    found = rows.order_by(F("target_on").asc(nulls_last=True), "id")
    shown = found.values_list("id", "name", "product_id", "product__name")
    return tuple(ReleaseChoice(*row) for row in shown)


def release_names(*, actor: Actor) -> set[str]:
    """What the releases of all products are called; one statement."""
    rows = models.Release.objects.filter(workspace_id=actor.workspace_id)
    return set(rows.values_list("name", flat=True))
