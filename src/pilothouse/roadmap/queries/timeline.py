"""Everything the timeline draws, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from pilothouse.engine.garbage import rarely_collected
from pilothouse.kit.actor import Actor
from pilothouse.kit.products import Products
from pilothouse.roadmap.contracts import OPEN, Timeline, TimelineRow, TimelineRun
from pilothouse.roadmap.queries import runs
from pilothouse.roadmap.queries.timeline_source import (
    RECENT_DAYS,
    Item,
    Release,
    Source,
    item_ref,
    links,
    read,
    release_ref,
)

_DEEPEST = 20


class _Place(NamedTuple):
    """Where an item or a release stands."""

    what: Item | Release
    parent: str | None
    depth: int
    has_parts: bool


@rarely_collected
def timeline(*, actor: Actor, today: date, product_id: Products = None, older: bool = False) -> Timeline:
    """Open items and what they are part of, those closed lately, releases that open items are to make, and
    links. `older` adds the newest 200 closed ones and the releases of the past.

    Without `product_id`, of all products.
    """
    run = runs.latest_run(actor=actor, product_id=product_id)
    since = None if older else today - timedelta(days=RECENT_DAYS)
    found = read(actor, product_id, run, since)
    rows = _with_starts([_row(place, found) for place in _placed(found.items, found.releases)])
    shown, of = {row.ref for row in rows}, {row.product for row in rows}
    named = {number for row in rows for number in row.people}
    return Timeline(
        TimelineRun(run.id, run.number, run.created_at, run.as_of, run.stale) if run else None,
        today,
        tuple(product for product in found.products.values() if product.key in of),
        tuple(person for person in found.people.values() if person.id in named),
        tuple(rows),
        tuple(
            link
            for link in links(actor, product_id, found.planned)
            if link.source in shown and link.target in shown
        ),
        found.older,
    )


def _placed(items: Mapping[int, Item], releases: Mapping[int, Release]) -> list[_Place]:
    """Releases by target with the items that name them (and whose parent does not), then the rest."""
    beneath, loose = _tops(items, releases)
    lifted = {number for numbers in beneath.values() for number in numbers}
    parts: dict[int, list[int]] = {}
    for number, row in items.items():
        if row.parent_id and number not in lifted:
            parts.setdefault(row.parent_id, []).append(number)
    parents = {row.parent_id for row in items.values()}  # of parts that stand beneath a release, too
    found: list[_Place] = []

    def walk(numbers: Iterable[int], parent: str | None, depth: int) -> None:
        for number in numbers:
            own = parts.get(number, ())
            found.append(_Place(items[number], parent, depth, number in parents))
            walk(own, item_ref(number), depth + 1)

    for number in sorted(beneath, key=lambda one: (releases[one].target_on or date.max, one)):
        found.append(_Place(releases[number], None, 0, True))
        walk(beneath[number], release_ref(number), 1)
    walk(loose, None, 0)
    return found


def _tops(
    items: Mapping[int, Item], releases: Mapping[int, Release]
) -> tuple[dict[int, list[int]], list[int]]:
    """The items right beneath each release, and those at the top."""
    beneath: dict[int, list[int]] = {}
    loose: list[int] = []
    for number, row in items.items():
        parent = items.get(row.parent_id or 0)
        if row.release_id in releases and row.status in OPEN and _enters(row.release_id, parent):
            beneath.setdefault(row.release_id or 0, []).append(number)
        elif parent is None:
            loose.append(number)
    return beneath, loose


def _enters(release: int | None, parent: Item | None) -> bool:
    """Whether an item is the first of its branch that names its release."""
    return parent is None or parent.release_id != release


def _row(place: _Place, found: Source) -> TimelineRow:
    if isinstance(place.what, Release):
        return _release_row(place.what, found)
    return _item_row(place, place.what, found)


def _release_row(row: Release, found: Source) -> TimelineRow:
    """Without its start, which is that of the first row beneath it."""
    return TimelineRow(
        ref=release_ref(row.id),
        parent=None,
        depth=0,
        shape="release",
        key="",
        product=found.products[row.product_id].key,
        title=row.name,
        level="release",
        kind="release",
        status="done" if row.released_on else "in_progress",
        people=(),
        start=None,
        p50=row.p50,
        p85=row.p85,
        chance=row.chance,
        release_chance=None,
        deadline=row.target_on,
        critical=0.0,
        moved_days=None,
        team="",
        objective="",
    )


def _item_row(place: _Place, row: Item, found: Source) -> TimelineRow:
    told, before = found.planned.get(row.id), found.earlier.get(row.id)
    numbers = told.people if told else [row.owner_id or 0]
    people = tuple(number for number in numbers if number in found.people)
    start, p50, p85 = (told.start_p50, told.p50, told.p85) if told else _as_done(row)
    return TimelineRow(
        ref=item_ref(row.id),
        parent=place.parent,
        depth=place.depth,
        shape="milestone" if row.milestone else "summary" if place.has_parts else "bar",
        key=row.key,
        product=found.products[row.product_id].key,
        title=row.title,
        level=row.level,
        kind=row.kind,
        status=row.status,
        people=people,
        start=start,
        p50=p50,
        p85=p85,
        chance=told.chance if told else None,
        release_chance=told.release_chance if told else None,
        deadline=row.deadline,
        critical=told.criticality if told else 0.0,
        moved_days=(told.p85 - before).days if told and before else None,
        team=found.teams.get(row.team_id or 0, "") or next((found.team_of[number] for number in people), ""),
        objective=_objective(row, found.items),
    )


def _as_done(row: Item) -> tuple[date | None, date | None, date | None]:
    """Start and both finishes of an item that no plan has: what became of it, if it is over."""
    if row.resolved_at is None:
        return None, None, None
    ended = row.resolved_at.date()
    return row.started_on or ended, ended, ended


def _objective(row: Item, items: Mapping[int, Item]) -> str:
    """The title of the objective that an item serves, or nothing."""
    current: Item | None = row
    for _ in range(_DEEPEST):
        if current is None:
            break
        if current.level == "objective":
            return current.title
        current = items.get(current.parent_id or 0)
    return ""


def _with_starts(rows: list[TimelineRow]) -> list[TimelineRow]:
    """`rows` with the start of each release that has dates: that of the first item beneath it."""
    first: dict[str, date] = {}
    top = ""
    for row in rows:
        top = row.ref if row.parent is None else top
        if row.start is not None:
            first[top] = min(first.get(top, row.start), row.start)
    return [
        replace(row, start=first.get(row.ref)) if row.shape == "release" and row.p50 else row for row in rows
    ]
