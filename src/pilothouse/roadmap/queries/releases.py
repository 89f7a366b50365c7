"""Releases with their forecasts."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import OPEN, Release
from pilothouse.roadmap.queries import runs


def releases(
    *, actor: Actor, product_id: int | None = None, only_planned: bool = False
) -> tuple[Release, ...]:
    """Releases by target date, those without one last; `only_planned` leaves out those without open items."""
    rows = models.Release.objects.filter(workspace_id=actor.workspace_id)
    if product_id is not None:
        rows = rows.filter(product_id=product_id)
    rows = _counted(rows)
    if only_planned:
        rows = rows.filter(released_on__isnull=True, pk__in=_open_releases(actor))
    products = {row.product_id for row in rows}
    planned = {product: _planned(actor, product) for product in products}
    found = [_release(row, *planned[row.product_id]) for row in rows]
    return tuple(sorted(found, key=lambda row: (row.target_on is None, str(row.target_on), row.id)))


def release(*, actor: Actor, id: int) -> Release:
    """One release. Raises `NotFound`."""
    row = _counted(models.Release.objects.filter(workspace_id=actor.workspace_id, pk=id)).first()
    if row is None:
        raise NotFound("There is no such release.", cure="See the list of releases.")
    return _release(row, *_planned(actor, row.product_id))


def _open_releases(actor: Actor) -> QuerySet[models.Item, int | None]:
    """Numbers of the releases that open items name."""
    rows = models.Item.objects.filter(workspace_id=actor.workspace_id, status__in=OPEN)
    return rows.filter(release__isnull=False).values_list("release_id", flat=True)


def _counted(rows: QuerySet[models.Release]) -> QuerySet[models.Release]:
    return rows.annotate(
        item_count=Count("items"), open_count=Count("items", filter=Q(items__status__in=OPEN))
    )


_Planned = dict[int, models.PlannedRelease]


def _planned(actor: Actor, product_id: int) -> tuple[_Planned, _Planned]:
    """The releases of the newest two runs of a product."""
    newest = models.PlanRun.objects.filter(workspace_id=actor.workspace_id, product_id=product_id)[:2]
    found = [{row.release_id: row for row in run.planned_releases.all()} for run in newest]
    return found[0] if found else {}, found[1] if len(found) > 1 else {}


def _release(row: models.Release, now: _Planned, before: _Planned) -> Release:
    planned, earlier = now.get(row.pk), before.get(row.pk)
    return Release(
        id=row.pk,
        product_id=row.product_id,
        name=row.name,
        description=row.description,
        target_on=row.target_on,
        released_on=row.released_on,
        items=getattr(row, "item_count", 0),
        open_items=getattr(row, "open_count", 0),
        version=row.version,
        growing=row.growing,
        forecast=runs.release_forecast(planned) if planned else None,
        moved_days=(planned.p85 - earlier.p85).days if planned and earlier else None,
        chance_before=earlier.chance if earlier else None,
    )
