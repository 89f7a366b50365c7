"""The roadmap's part of the Today page."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from pilothouse.journal import queries as journal
from pilothouse.kit.actor import Actor
from pilothouse.kit.prepared import prepared
from pilothouse.kit.products import Products, of_products
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import OPEN, Moved, PlanRun, Today
from pilothouse.roadmap.queries import comparing, moves_stored, runs
from pilothouse.roadmap.queries.alarms import alarms
from pilothouse.roadmap.queries.items import ListedDates, listed_items, newest_dates
from pilothouse.roadmap.queries.load import loads
from pilothouse.roadmap.queries.mine import as_mine, my_ids
from pilothouse.roadmap.queries.releases import releases

_SHOWN = 6
_RELEASES = 4
_SAFE = 0.85  # chance from which a deadline needs no attention


def today(*, actor: Actor, today: date, product_id: Products = None, person_id: int | None = None) -> Today:
    """Releases with their chances, what moved in the last run, what is likely late, what starts next, what
    the person `person_id` has to do, who is over-allocated: over all products, one or several. Loads are
    always over all. Made anew after each change of the workspace.
    """
    return journal.unchanged(
        partial(_today, actor=actor, today=today, product_id=product_id, person_id=person_id),
        actor=actor,
        name="roadmap.today",
        about=(today, product_id, person_id),
    )


def _today(*, actor: Actor, today: date, product_id: Products, person_id: int | None) -> Today:
    row = runs.newest(actor=actor, product_id=product_id)
    run = runs.as_run(actor, row, product_id=product_id) if row else None
    before = runs.previous_run(actor=actor, run=run) if run else None
    counts = _counts(actor, product_id)
    newest = row if product_id is None else runs.newest(actor=actor)
    late = _late(run) if run else {}
    next_up = _next_up(run, today) if run else {}
    mine = my_ids(actor=actor, person_id=person_id, limit=_SHOWN, product_id=product_id) if person_id else []
    dates = (newest_dates(actor, mine) if mine else {}) | late | next_up
    ids = list(dict.fromkeys([*mine, *dates]))
    rows = {each.id: each for each in listed_items(actor=actor, ids=ids, dates=dates)}
    load, over = loads(actor=actor, today=today, run=newest, product_id=product_id) if newest else ((), ())
    return Today(
        run=run,
        before=before,
        releases=releases(actor=actor, product_id=product_id, only_planned=True, most=_RELEASES),
        moved=_moved(actor, row, run, before) if row and run and before else (),
        late=tuple(rows[number] for number in late),
        next_up=tuple(rows[number] for number in next_up),
        mine=as_mine([rows[number] for number in mine], today) if mine else (),
        loads=load,
        over=over,
        open_items=sum(counts.get(status, 0) for status in OPEN),
        done_items=counts.get("done", 0),
        alarms=alarms(actor=actor, today=today, product_id=product_id),
    )


def _counts(actor: Actor, product_id: Products) -> dict[str, int]:
    """How many items there are by status."""
    return dict(_by_status(actor.workspace_id, product_id))


@prepared
def _by_status(workspace_id: int, products: Products) -> QuerySet[models.Item, tuple[str, int]]:
    rows = of_products(models.Item.objects.filter(workspace_id=workspace_id), products)
    return rows.order_by().values_list("status").annotate(many=Count("id"))


def _planned(run_id: int, products: Products) -> QuerySet[models.PlannedItem]:
    """Open items of a run, or of the product that it is seen from."""
    rows = models.PlannedItem.objects.filter(run_id=run_id, item__status__in=OPEN)
    return of_products(rows, products, "item__product_id")


_Dated = QuerySet[models.PlannedItem, tuple[Any, ...]]
_DATES = ("item_id", "start_p50", "p50", "p85", "chance", "release_chance")


def _late(run: PlanRun) -> dict[int, ListedDates]:
    """Deadlines that may well be missed, the least likely kept first."""
    return _dates(_likely_late(run.id, run.scope))


@prepared
def _likely_late(run_id: int, products: Products) -> _Dated:
    rows = _planned(run_id, products).filter(chance__lt=_SAFE)
    return rows.order_by("chance", "item__rank", "item_id").values_list(*_DATES)[:_SHOWN]


def _next_up(run: PlanRun, today: date) -> dict[int, ListedDates]:
    """What is to begin next, parents left out."""
    return _dates(_beginning(run.id, run.scope, today))


@prepared
def _beginning(run_id: int, products: Products, since: date) -> _Dated:
    rows = _planned(run_id, products).filter(start_p50__gte=since).exclude(item__status="in_progress")
    rows = rows.filter(~Exists(models.Item.objects.filter(parent_id=OuterRef("item_id"))))
    return rows.order_by("start_p50", "item__rank", "item_id").values_list(*_DATES)[:_SHOWN]


def _dates(rows: list[tuple[Any, ...]]) -> dict[int, ListedDates]:
    """Item -> its dates, in the order of the rows."""
    return {number: ListedDates(*dates) for number, *dates in rows}


def _moved(actor: Actor, row: models.PlanRun, run: PlanRun, before: PlanRun) -> tuple[Moved, ...]:
    """What moved by a day or more at p85, or is new or gone: as stored with the run, or compared where it
    stored none."""
    parts: list[models.PlanRun | models.RunProduct] = [row]
    if run.scope is not None:
        parts = list(of_products(row.products.all(), run.scope))
    if all(moves_stored.STORED in part.result for part in parts):
        found = moves_stored.merged([part.result[moves_stored.STORED] for part in parts])
        return moves_stored.stored_moves(actor=actor, rows=found, most=_SHOWN)
    every = comparing.moved(actor=actor, run=run, against=before)
    return tuple(each for each in every if each.days != 0)[:_SHOWN]
