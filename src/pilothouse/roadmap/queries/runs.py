"""Stored plan runs, and what differs between two of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max

from pilothouse.journal import queries as journal
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.kit.paging import Page, paginate
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import Forecast, Implied, Moved, PersonName, PlannedItem, PlanRun
from pilothouse.roadmap.queries import stored
from pilothouse.roadmap.queries.snapshot import UNREAD, is_stale


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run placed an item, in working days from its first day on, and with whom."""

    item_id: int
    start_day: float
    finish_day: float
    people: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Places:
    """All places of a run that began on `as_of`."""

    as_of: date
    rows: tuple[Place, ...]


def newest(*, actor: Actor, product_id: int | None = None) -> models.PlanRun | None:
    """The row of the newest run, of one product or of any: for who need not know whether it is stale."""
    rows = models.PlanRun.objects.filter(workspace_id=actor.workspace_id)
    return (rows if product_id is None else rows.filter(product_id=product_id)).first()


def newest_of_each(*, actor: Actor) -> list[int]:
    """Primary keys of the newest run of every product."""
    rows = models.PlanRun.objects.filter(workspace_id=actor.workspace_id).order_by()
    return list(rows.values("product_id").annotate(newest=Max("id")).values_list("newest", flat=True))


def latest_run(*, actor: Actor, product_id: int | None = None) -> PlanRun | None:
    """The newest run, of one product or of any."""
    row = newest(actor=actor, product_id=product_id)
    return None if row is None else as_run(actor, row)


def previous_run(*, actor: Actor, run: PlanRun) -> PlanRun | None:
    """The run of the same product right before `run`, to compare with: whether it is stale is not asked."""
    row = models.PlanRun.objects.filter(
        workspace_id=actor.workspace_id, product_id=run.product_id, number__lt=run.number
    ).first()
    return None if row is None else as_run(actor, row, mark=row.journal_mark)


def run(*, actor: Actor, number: int) -> PlanRun:
    """One run. Raises `NotFound`."""
    row = models.PlanRun.objects.filter(workspace_id=actor.workspace_id, number=number).first()
    if row is None:
        raise NotFound(f"There is no plan run {number}.", cure="See the list of runs.")
    return as_run(actor, row)


def runs_page(*, actor: Actor, page: int = 1, size: int = 50) -> Page[PlanRun]:
    """All runs, newest first."""
    rows = models.PlanRun.objects.filter(workspace_id=actor.workspace_id)
    mark = journal.mark(actor=actor, without=UNREAD)
    return paginate(rows, page, size, lambda row: as_run(actor, row, mark))


def as_run(actor: Actor, row: models.PlanRun, mark: str | None = None) -> PlanRun:
    """`row` as a contract; stale when something it was made from has changed. `mark` is the journal's."""
    result: Mapping[str, Any] = row.result
    return PlanRun(
        id=row.pk,
        product_id=row.product_id,
        number=row.number,
        created_at=row.created_at,
        actor_name=row.actor_name,
        as_of=row.as_of,
        seed=row.seed,
        draws=row.draws,
        engine_version=row.engine_version,
        inputs_hash=row.inputs_hash,
        items=row.items,
        p50=row.p50,
        p85=row.p85,
        makespan=result["makespan"],
        lower_bound=result["lower_bound"],
        gap=result["gap"],
        convergence=result["convergence"],
        drivers=stored.drivers(result["drivers"]),
        violations=tuple(result["violations"]),
        notes=tuple(result["notes"]),
        stale=is_stale(actor=actor, run=row, mark=mark),
        kept=stored.kept(result.get("kept")),
        basis=tuple(result.get("basis", ())),
    )


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
        models.PlannedItem.objects.filter(workspace_id=actor.workspace_id, run_id=run.id)
        .select_related("item")
        .defer("drivers", "histogram", "item__description", "item__extra", "item__comment_dates")
        .order_by("start_p50", "p50", "item_id")
    )
    return tuple(
        PlannedItem(
            key=row.item.key,
            title=row.item.title,
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


def places(*, actor: Actor, product_id: int, number: int) -> Places:
    """Where run `number` of a product placed its items. Raises `NotFound`."""
    run = models.PlanRun.objects.filter(
        workspace_id=actor.workspace_id, product_id=product_id, number=number
    ).first()
    if run is None:
        raise NotFound(f"There is no plan run {number} of this product.", cure="See the list of runs.")
    rows = run.planned_items.filter(start_day__isnull=False, finish_day__isnull=False).order_by("id")
    return Places(
        run.as_of,
        tuple(
            Place(item, start or 0.0, finish or 0.0, tuple(people))
            for item, start, finish, people in rows.values_list(
                "item_id", "start_day", "finish_day", "people"
            )
        ),
    )


def moved(*, actor: Actor, run: PlanRun, against: PlanRun) -> tuple[Moved, ...]:
    """Releases and items whose p50 or p85 differs, largest move of p85 first; new and gone ones last."""
    found = [*_moved_releases(run, against), *_moved_items(run, against)]
    return tuple(
        sorted(found, key=lambda row: (row.days is None, not row.is_release, -abs(row.days or 0), row.key))
    )


def _moved_items(run: PlanRun, against: PlanRun) -> list[Moved]:
    def dates(number: int) -> dict[int, tuple[str, str, date, date]]:
        rows = models.PlannedItem.objects.filter(run_id=number)
        return {r[0]: r[1:] for r in rows.values_list("item_id", "item__key", "item__title", "p50", "p85")}

    return _compare(dates(run.id), dates(against.id), is_release=False)


def _moved_releases(run: PlanRun, against: PlanRun) -> list[Moved]:
    def dates(number: int) -> dict[int, tuple[str, str, date, date]]:
        rows = models.PlannedRelease.objects.filter(run_id=number)
        values = rows.values_list("release_id", "release_id", "release__name", "p50", "p85")
        return {r[0]: (f"r{r[1]}", *r[2:]) for r in values}

    return _compare(dates(run.id), dates(against.id), is_release=True)


def _compare(
    new: dict[int, tuple[str, str, date, date]],
    old: dict[int, tuple[str, str, date, date]],
    *,
    is_release: bool,
) -> list[Moved]:
    found = []
    for number in sorted(new.keys() | old.keys()):
        after, before = new.get(number), old.get(number)
        if after and before:
            if after[2:] != before[2:]:
                days = (after[3] - before[3]).days
                found.append(
                    Moved(after[0], after[1], is_release, before[2], after[2], before[3], after[3], days, "")
                )
        elif after:
            found.append(Moved(after[0], after[1], is_release, None, after[2], None, after[3], None, "new"))
        elif before:
            found.append(
                Moved(before[0], before[1], is_release, before[2], None, before[3], None, None, "gone")
            )
    return found


def run_number(*, actor: Actor, id: int) -> int:
    """The number that people see of the run with primary key `id`. Raises `NotFound`."""
    rows = models.PlanRun.objects.filter(workspace_id=actor.workspace_id, pk=id)
    number = rows.values_list("number", flat=True).first()
    if number is None:
        raise NotFound("There is no such plan run.", cure="See the list of runs.")
    return number
