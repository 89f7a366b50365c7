"""Stored plan runs, and what differs between two of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pilothouse.journal import queries as journal
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.kit.paging import Page, paginate
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import (
    Driver,
    Forecast,
    KeptMove,
    KeptTo,
    Moved,
    PersonName,
    PlannedItem,
    PlanRun,
    Reason,
)

# A change of any of these makes a plan stale.
PLANNED_FROM = (
    "roadmap.item",
    "roadmap.release",
    "team.person",
    "team.absence",
    "team.calendar",
    "team.skill",
    "connectors.import",
)


def latest_run(*, actor: Actor, product_id: int | None = None) -> PlanRun | None:
    """The newest run, of one product or of any."""
    rows = models.PlanRun.objects.filter(workspace_id=actor.workspace_id)
    if product_id is not None:
        rows = rows.filter(product_id=product_id)
    row = rows.first()
    return None if row is None else as_run(actor, row)


def previous_run(*, actor: Actor, run: PlanRun) -> PlanRun | None:
    """The run of the same product right before `run`."""
    row = models.PlanRun.objects.filter(
        workspace_id=actor.workspace_id, product_id=run.product_id, number__lt=run.number
    ).first()
    return None if row is None else as_run(actor, row)


def run(*, actor: Actor, number: int) -> PlanRun:
    """One run. Raises `NotFound`."""
    row = models.PlanRun.objects.filter(workspace_id=actor.workspace_id, number=number).first()
    if row is None:
        raise NotFound(f"There is no plan run {number}.", cure="See the list of runs.")
    return as_run(actor, row)


def runs_page(*, actor: Actor, page: int = 1, size: int = 50) -> Page[PlanRun]:
    """All runs, newest first."""
    rows = models.PlanRun.objects.filter(workspace_id=actor.workspace_id)
    last = journal.last_entry_id(actor=actor, kinds=PLANNED_FROM)
    return paginate(rows, page, size, lambda row: as_run(actor, row, last))


def as_run(actor: Actor, row: models.PlanRun, last_change: int | None = None) -> PlanRun:
    """`row` as a contract; stale when something it was made from changed afterwards."""
    if last_change is None:
        last_change = journal.last_entry_id(actor=actor, kinds=PLANNED_FROM)
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
        drivers=drivers(result["drivers"]),
        violations=tuple(result["violations"]),
        notes=tuple(result["notes"]),
        stale=last_change > row.journal_entry,
        kept=_kept(result.get("kept")),
        basis=tuple(result.get("basis", ())),
    )


def _kept(told: Mapping[str, Any] | None) -> KeptTo | None:
    if told is None:
        return None
    moves = tuple(
        KeptMove(
            row["key"],
            row["title"],
            date.fromisoformat(row["from"]),
            date.fromisoformat(row["to"]),
            row["days"],
            row["others"],
            row["text"],
        )
        for row in told["moves"]
    )
    return KeptTo(
        told["run"],
        moves,
        told["kept"],
        tuple(told["held"]),
        told["anew"],
        told["anew_days"],
        told["anew_moves"],
    )


def drivers(rows: list[list[Any]]) -> tuple[Driver, ...]:
    """Stored as [key, title, share]."""
    return tuple(Driver(key, title, share) for key, title, share in rows)


def reason(stored: Mapping[str, Any]) -> Reason | None:
    """A stored reason; None where none was stored."""
    if not stored:
        return None
    day = stored.get("day")
    return Reason(
        kind=stored["kind"],
        text=stored["text"],
        day=date.fromisoformat(day) if day else None,
        item=stored.get("item"),
        person=stored.get("person"),
        others=tuple(stored.get("others", ())),
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
        reason=reason(row.reason),
        assumed=row.assumed,
        drivers=drivers(row.drivers),
        histogram=_histogram(row.histogram),
    )


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
        drivers=drivers(row.drivers),
        histogram=_histogram(row.histogram),
    )


def _histogram(rows: list[list[Any]]) -> tuple[tuple[date, float], ...]:
    return tuple((date.fromisoformat(day), share) for day, share in rows)


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
            reason=reason(row.reason),
            assumed=row.assumed,
        )
        for row in rows
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
