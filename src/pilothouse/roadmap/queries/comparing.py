"""What differs between two plans."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet

from pilothouse.kit.actor import Actor
from pilothouse.kit.products import of_products
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import Moved, PlanRun
from pilothouse.roadmap.queries import moves_stored, runs
from pilothouse.roadmap.queries.causes import causes

_MOST_NAMED = 5_000  # numbers in one statement


def moved(*, actor: Actor, run: PlanRun, against: PlanRun) -> tuple[Moved, ...]:
    """Releases and items whose p50 or p85 differs, largest move of p85 first; new and gone ones last. Of runs
    of which one is thinned, releases alone."""
    found = list(_moved_releases(run, against))
    if not _is_thinned(run, against):
        found += _moved_items(run, against)
    return _explained(actor, run, against, largest_first(found))


def most_moved(*, actor: Actor, run: PlanRun, against: PlanRun, most: int) -> tuple[tuple[Moved, ...], int]:
    """The first `most` of these, and how many there are: as the run stored them, else of both runs, and only
    what is shown is read with its names."""
    stored = _as_stored(actor, run, against, most) if run.scope is None else None
    if stored is not None:
        return stored
    changes = sorted(
        (_rank((new[1] - old[1]).days if new and old else None, is_release=is_release), number)
        for is_release in (True, False)
        for number, new, old in _changed(run, against, is_release=is_release)
    )
    if not changes:
        return (), 0
    last = changes[:most][-1][0]
    first = [(rank[1], number) for rank, number in changes if rank <= last]  # equal ones stand by key
    found = [
        *_moved_releases(run, against, [number for is_item, number in first if not is_item]),
        *_moved_items(run, against, [number for is_item, number in first if is_item]),
    ]
    return _explained(actor, run, against, largest_first(found)[:most]), len(changes)


def _explained(actor: Actor, run: PlanRun, against: PlanRun, rows: list[Moved]) -> tuple[Moved, ...]:
    why = causes(actor=actor, run=run, against=against) if rows else None
    return tuple(rows if why is None else why.explained(rows))


def _as_stored(
    actor: Actor, run: PlanRun, against: PlanRun, most: int
) -> tuple[tuple[Moved, ...], int] | None:
    row = runs.of_number(actor, run.number)
    stored = moves_stored.shown_of(row, against.id, most)
    if stored is None:
        return None
    rows, many = stored
    return moves_stored.stored_moves(actor=actor, rows=rows, most=most), many


def _changed(
    run: PlanRun, against: PlanRun, *, is_release: bool
) -> Iterator[tuple[int, tuple[date, date] | None, tuple[date, date] | None]]:
    """What differs, with p50 and p85 in both."""
    what = "release" if is_release else "item"
    if not is_release and _is_thinned(run, against):
        return
    new, old = _of_both(run, against, what, ("p50", "p85"))
    for number in new.keys() | old.keys():
        if new.get(number) != old.get(number):
            yield number, new.get(number), old.get(number)


def _is_thinned(run: PlanRun, against: PlanRun) -> bool:
    """Whether the dates of items are gone in one of them: then all items would seem to be new, or gone."""
    return run.thinned_on is not None or against.thinned_on is not None


def _of_both(
    run: PlanRun, against: PlanRun, what: str, columns: Sequence[str], only: Collection[int] | None = None
) -> tuple[dict[int, Any], dict[int, Any]]:
    """The `columns` of the items or releases of two runs, or of `only` these numbers, by number; one
    statement."""
    kind: Any = models.PlannedRelease if what == "release" else models.PlannedItem
    rows = of_products(kind.objects.order_by(), run.scope, f"{what}__product_id")
    rows = _named(rows, what, only).filter(run_id__in={run.id, against.id})
    found: dict[int, dict[int, Any]] = {run.id: {}, against.id: {}}
    for of, number, *values in rows.values_list("run_id", f"{what}_id", *columns):
        found[of][number] = tuple(values)
    return found[run.id], found[against.id]


def largest_first(rows: Sequence[Moved]) -> list[Moved]:
    """By how much their p85 moved; new and gone ones last, releases before items."""
    return sorted(rows, key=lambda row: (*_rank(row.days, is_release=row.is_release), row.key))


def _rank(days: int | None, *, is_release: bool) -> tuple[bool, bool, int]:
    return days is None, not is_release, -abs(days or 0)


class Dates(NamedTuple):
    """What a plan says of an item or release, with its names."""

    key: str
    title: str
    product: str
    p50: date
    p85: date


def _moved_items(run: PlanRun, against: PlanRun, only: Collection[int] | None = None) -> list[Moved]:
    columns = ("item__key", "item__title", "item__product__key", "p50", "p85")
    new, old = (
        {number: Dates(*values) for number, values in dates.items()}
        for dates in _of_both(run, against, "item", columns, only)
    )
    return compare(new, old, is_release=False)


def _moved_releases(run: PlanRun, against: PlanRun, only: Collection[int] | None = None) -> list[Moved]:
    columns = ("release__name", "release__product__key", "p50", "p85")
    new, old = (
        {number: Dates(f"r{number}", *values) for number, values in dates.items()}
        for dates in _of_both(run, against, "release", columns, only)
    )
    return compare(new, old, is_release=True)


def _named(rows: QuerySet[Any], what: str, only: Collection[int] | None) -> QuerySet[Any]:
    """Those of `only` these numbers, where they are few enough to be named in a statement."""
    return rows if only is None or len(only) > _MOST_NAMED else rows.filter(**{f"{what}_id__in": only})


def compare(new: dict[int, Dates], old: dict[int, Dates], *, is_release: bool) -> list[Moved]:
    """What differs between two plans, by primary key."""
    found = []
    for number in sorted(new.keys() | old.keys()):
        after, before = new.get(number), old.get(number)
        if after and before and (after.p50, after.p85) == (before.p50, before.p85):
            continue
        shown = after or before
        if shown is not None:
            found.append(
                Moved(
                    key=shown.key,
                    title=shown.title,
                    is_release=is_release,
                    p50_before=before.p50 if before else None,
                    p50=after.p50 if after else None,
                    p85_before=before.p85 if before else None,
                    p85=after.p85 if after else None,
                    days=(after.p85 - before.p85).days if after and before else None,
                    note="" if after and before else "new" if after else "gone",
                    product=shown.product,
                )
            )
    return found
