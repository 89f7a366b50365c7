"""Stored plan runs, and what differs between two of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple, cast

from django.db.models import Exists, Max, OuterRef, QuerySet, Subquery

from pilothouse.journal import queries as journal
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.kit.paging import Page, paginate
from pilothouse.kit.prepared import prepared
from pilothouse.kit.products import Products, of_products
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import (
    Driver,
    Forecast,
    Implied,
    KeptTo,
    Mode,
    PersonName,
    PlannedItem,
    PlanRun,
    Reason,
    RunKind,
    RunPortfolio,
    RunProduct,
    Together,
)
from pilothouse.roadmap.queries import stored, thinned
from pilothouse.roadmap.queries.snapshot import UNREAD, is_stale


def _plans(actor: Actor) -> QuerySet[models.PlanRun]:
    """Runs that count: a proposal is never the newest. Their details are read where they are asked for."""
    return models.PlanRun.objects.filter(workspace_id=actor.workspace_id, kind="plan").defer("details")


def _holding(rows: QuerySet[models.PlanRun], product_id: Products) -> QuerySet[models.PlanRun]:
    held = models.RunProduct.objects.filter(run=OuterRef("pk"))
    return rows if product_id is None else rows.filter(Exists(of_products(held, product_id)))


def newest(*, actor: Actor, product_id: Products = None) -> models.PlanRun | None:
    """The row of the newest run that holds a product, or of any: for who need not know whether it is
    stale."""
    return next(iter(_newest(actor.workspace_id, product_id)), None)


@prepared
def _newest(workspace_id: int, products: Products, before: int | None = None) -> QuerySet[models.PlanRun]:
    """The newest plan that holds one of these products, of those with a number below `before`."""
    rows = models.PlanRun.objects.filter(workspace_id=workspace_id, kind="plan").defer("details")
    return _holding(rows if before is None else rows.filter(number__lt=before), products)[:1]


def newest_of_each(*, actor: Actor) -> list[int]:
    """Primary keys of the newest run that holds each product."""
    return sorted(set(newest_numbers(actor.workspace_id)))


def newest_numbers(workspace_id: int) -> QuerySet[models.RunProduct, int]:
    """The same as a part of another statement; a run stands once for each product."""
    rows = models.RunProduct.objects.filter(workspace_id=workspace_id, run__kind="plan").order_by()
    return rows.values("product_id").annotate(newest=Max("run_id")).values_list("newest", flat=True)


def newest_two(*, actor: Actor) -> dict[int, tuple[int, ...]]:
    """By product, primary keys of the newest run that holds it and of the one before that, where there is
    one; two statements, whatever the number of products and runs.
    """
    newest, before = (dict(_newest_by_product(actor.workspace_id, last=last)) for last in (True, False))
    return {
        product: (run, before[product]) if product in before else (run,) for product, run in newest.items()
    }


def newest_by_product(actor: Actor) -> dict[int, int]:
    """Primary key of the newest run that holds each product."""
    return dict(_newest_by_product(actor.workspace_id, last=True))


@prepared
def _newest_by_product(workspace_id: int, *, last: bool) -> QuerySet[models.RunProduct, tuple[int, int]]:
    """Primary key of the newest run of each product, or of the one before that."""
    rows = models.RunProduct.objects.filter(workspace_id=workspace_id, run__kind="plan").order_by()
    if not last:
        own = rows.filter(product_id=OuterRef("product_id")).values("product_id")
        rows = rows.filter(run_id__lt=Subquery(own.annotate(newest=Max("run_id")).values("newest")))
    return rows.values("product_id").annotate(newest=Max("run_id")).values_list("product_id", "newest")


def latest_run(*, actor: Actor, product_id: Products = None, whole: bool = False) -> PlanRun | None:
    """The newest run, as seen from all products or from one that it holds; `whole` as `run` gives it."""
    row = newest(actor=actor, product_id=product_id)
    return None if row is None else as_run(actor, row, product_id=product_id, whole=whole)


def together(*, actor: Actor) -> Together | None:
    """What holds together in the newest run, as much of it as pages show; one statement."""
    row = newest(actor=actor)
    return None if row is None else _head(row)


def _head(row: models.PlanRun) -> Together | None:
    found: Mapping[str, Any] = row.result if stored.HEAD in row.result else row.details
    return stored.together(found.get(stored.HEAD))


def previous_run(*, actor: Actor, run: PlanRun) -> PlanRun | None:
    """The run right before `run`, seen as that is, to compare with: whether it is stale is not asked."""
    row = next(iter(_newest(actor.workspace_id, run.scope, run.number)), None)
    return None if row is None else as_run(actor, row, mark=row.journal_mark, product_id=run.scope)


def run(*, actor: Actor, number: int, product_id: Products = None, whole: bool = True) -> PlanRun:
    """One run, as of all products or as seen from some that it holds; where less than the `whole` is asked
    for, without moves and with as much of what holds together as pages show. Raises `NotFound`.
    """
    row = of_number(actor, number, product_id, whole=whole)
    found = as_run(actor, row, product_id=product_id, whole=whole)
    return found if whole else replace(found, together=_head(row))


def of_number(
    actor: Actor, number: int, product_id: Products = None, *, whole: bool = False
) -> models.PlanRun:
    """The row of a run, with its details only where it is asked for as a whole. Raises `NotFound`."""
    row = next(iter(_of_number(actor.workspace_id, number, product_id, whole=whole)), None)
    if row is None:
        raise NotFound(f"There is no plan run {number}.", cure="See the list of runs.")
    return row


@prepared
def _of_number(
    workspace_id: int, number: int, products: Products, *, whole: bool
) -> QuerySet[models.PlanRun]:
    rows = models.PlanRun.objects.filter(workspace_id=workspace_id, number=number)
    return _holding(rows if whole else rows.defer("details"), products)[:1]


def runs_page(*, actor: Actor, product_id: Products = None, page: int = 1, size: int = 50) -> Page[PlanRun]:
    """All runs, newest first, or those that hold a product, as seen from it."""
    rows = _holding(_plans(actor), product_id)
    mark = journal.mark(actor=actor, without=UNREAD)
    return paginate(
        rows.prefetch_related("products__product"),
        page,
        size,
        lambda row: as_run(actor, row, mark, product_id),
    )


def as_run(
    actor: Actor,
    row: models.PlanRun,
    mark: str | None = None,
    product_id: Products = None,
    *,
    whole: bool = False,
) -> PlanRun:
    """`row` as a contract; stale when something it was made from has changed. `mark` is the journal's. Only
    `whole` it has the moves of `kept`, and `together`: both are long."""
    details: Mapping[str, Any] = row.details if whole else {}
    result: Mapping[str, Any] = row.result
    parts, portfolios = _parts(row), stored.portfolios(result.get("portfolios", ()))
    own = [part for part in parts if product_id is not None and _is_of(part, product_id)]
    seen = _seen(row, own, product_id, portfolios)
    return PlanRun(
        id=row.pk,
        product_id=own[0].product_id if own and isinstance(product_id, int) else None,
        number=row.number,
        kind=cast("RunKind", row.kind),
        mode=cast("Mode", row.mode),
        products=tuple(map(_part, parts)),
        created_at=row.created_at,
        actor_name=row.actor_name,
        as_of=row.as_of,
        seed=row.seed,
        draws=row.draws,
        engine_version=row.engine_version,
        inputs_hash=seen.inputs_hash,
        items=seen.items,
        p50=seen.p50,
        p85=seen.p85,
        makespan=result["makespan"],
        lower_bound=result["lower_bound"],
        gap=result["gap"],
        convergence=result["convergence"],
        drivers=seen.drivers,
        violations=_violations(row, own),
        notes=_said(row, parts, own, "notes"),
        stale=is_stale(actor=actor, run=row, parts=own, mark=mark),
        kept=_kept(row, own, details),
        basis=_said(row, parts, own, "basis"),
        robust=stored.robust(result.get("robust")),
        together=stored.together(details.get("together")),
        product_ids=() if isinstance(product_id, int) else tuple(part.product_id for part in own),
        portfolios=portfolios,
        thinned_on=thinned.thinned_on(row),
    )


def _violations(row: models.PlanRun, own: Sequence[models.RunProduct]) -> tuple[str, ...]:
    """What the products that a run is seen from do not keep; runs of before know it of all alone."""
    if own and all("violations" in part.result for part in own):
        return tuple(text for part in own for text in part.result["violations"])
    return tuple(row.result["violations"])


def _kept(row: models.PlanRun, own: Sequence[models.RunProduct], details: Mapping[str, Any]) -> KeptTo | None:
    """What a run keeps to, of the products that it is seen from as far as it says so of each."""
    keys = {part.product.key for part in own}
    moves = details.get("moves", ())
    if keys:
        moves = [move for move in moves if move.get("product") in ("", None, *keys)]
    found = stored.kept(row.result.get("kept"), moves, details.get("passed"))
    if found is None or not own:
        return found
    missed = tuple(move for move in found.missed if move.product in keys)
    kept = sum(found.stays.get(key, 0) for key in keys) if found.stays else found.kept
    return replace(found, missed=missed, kept=kept)


class _Seen(NamedTuple):
    """What depends on the products that a run is seen from."""

    inputs_hash: str
    items: int
    p50: date | None
    p85: date | None
    drivers: tuple[Driver, ...]


def _is_of(part: models.RunProduct, products: Products) -> bool:
    return part.product_id == products if isinstance(products, int) else part.product_id in (products or ())


def _seen(
    row: models.PlanRun,
    own: Sequence[models.RunProduct],
    products: Products,
    portfolios: Sequence[RunPortfolio],
) -> _Seen:
    """A run as a whole, from one product, or from several: these have dates together only where the run holds
    them as a portfolio."""
    if not own:
        return _Seen(row.inputs_hash, row.items, row.p50, row.p85, stored.drivers(row.result["drivers"]))
    if len(own) == 1:
        part = own[0]
        drivers = stored.drivers(part.result["drivers"])
        return _Seen(part.inputs_hash, part.items, part.p50, part.p85, drivers)
    numbers = {part.product_id for part in own}
    found = next((one for one in portfolios if set(one.product_ids) == numbers), None)
    items = sum(part.items for part in own)
    if found is None:
        return _Seen(row.inputs_hash, items, None, None, ())
    return _Seen(row.inputs_hash, items, found.p50, found.p85, found.drivers)


def _parts(row: models.PlanRun) -> list[models.RunProduct]:
    """The products of a run in their order, with their names."""
    known = getattr(row, "_prefetched_objects_cache", {}).get("products")
    return list(known if known is not None else _of_run(row.pk))


@prepared
def _of_run(run_id: int) -> QuerySet[models.RunProduct]:
    return models.RunProduct.objects.filter(run_id=run_id).select_related("product")


def _part(row: models.RunProduct) -> RunProduct:
    return RunProduct(
        row.product_id,
        row.product.key,
        row.product.name,
        row.position,
        row.weight,
        row.replanned,
        row.items,
        row.p50,
        row.p85,
        row.result.get("against", ""),
    )


def _said(
    row: models.PlanRun, parts: Sequence[models.RunProduct], own: Sequence[models.RunProduct], name: str
) -> tuple[str, ...]:
    """Sentences about the products that a run is seen from: what holds for all once, the rest by product."""
    shown, found = own or parts, list(row.result.get(name, ()))
    many = Counter(text for part in shown for text in part.result.get(name, ()))
    for part in shown:
        for text in part.result.get(name, ()):
            of_all = many[text] == len(shown)
            found.append(text if of_all else f"{part.product.name}: {text}")
    return tuple(dict.fromkeys(found))


def item_forecast(row: models.PlannedItem, names: Mapping[int, PersonName]) -> Forecast:
    """The stored forecast of an item; `names` gives its people."""
    return Forecast(
        start=row.start_p50,
        p15=row.p15,
        p50=row.p50,
        p85=row.p85,
        p95=row.p95,
        chance=row.chance,
        release_chance=row.release_chance,
        criticality=row.criticality,
        people=tuple(names[person] for person in row.people if person in names),
        reason=stored.reason(row.reason),
        assumed=row.assumed,
        implied=_implied(row),
        drivers=stored.drivers(row.drivers),
        histogram=stored.histogram(row.histogram),
    )


def _implied(row: models.PlannedItem) -> Implied | None:
    if row.implied_low is None or row.implied_high is None:
        return None
    return Implied(row.implied_low, row.implied_high)


def release_forecast(row: models.PlannedRelease) -> Forecast:
    """The stored forecast of a release."""
    return Forecast(
        start=None,
        p15=row.p15,
        p50=row.p50,
        p85=row.p85,
        p95=row.p95,
        chance=row.chance,
        release_chance=None,
        criticality=0.0,
        people=(),
        reason=None,
        assumed="",
        implied=None,
        drivers=stored.drivers(row.drivers),
        histogram=stored.histogram(row.histogram),
    )


def planned_items(*, actor: Actor, run: PlanRun) -> tuple[PlannedItem, ...]:
    """Every planned item of a run for exports and the shell, by start."""
    rows = (
        of_products(models.PlannedItem.objects.filter(run_id=run.id), run.scope, "item__product_id")
        .select_related("item__product")
        .defer("drivers", "histogram", "item__description", "item__extra", "item__comment_dates")
        .order_by("start_p50", "p50", "item_id")
    )
    return tuple(
        PlannedItem(
            key=row.item.key,
            title=row.item.title,
            product=row.item.product.key,
            level=row.item.level,
            start=row.start_p50,
            p50=row.p50,
            p85=row.p85,
            deadline=row.item.deadline,
            chance=row.chance,
            release_chance=row.release_chance,
            criticality=row.criticality,
            people=tuple(row.people),
            reason=stored.reason(row.reason),
            assumed=row.assumed,
        )
        for row in rows
    )


def reasons(*, actor: Actor, run: PlanRun, keys: Sequence[str]) -> dict[str, Reason]:
    """Why the items with these keys start when they do in a run."""
    rows = models.PlannedItem.objects.filter(run_id=run.id, item__key__in=keys)
    found = {key: stored.reason(reason) for key, reason in rows.values_list("item__key", "reason")}
    return {key: reason for key, reason in found.items() if reason is not None}


def run_number(*, actor: Actor, id: int) -> int:
    """The number that people see of the run with primary key `id`. Raises `NotFound`."""
    rows = models.PlanRun.objects.filter(workspace_id=actor.workspace_id, pk=id)
    number = rows.values_list("number", flat=True).first()
    if number is None:
        raise NotFound("There is no such plan run.", cure="See the list of runs.")
    return number
