"""The roadmap's part of the Today page."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count

from pilothouse.kit.actor import Actor
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import OPEN, ListedItem, Load, Moved, PersonName, PlanRun, Today
from pilothouse.roadmap.queries import runs
from pilothouse.roadmap.queries.alarms import alarms
from pilothouse.roadmap.queries.items import ItemFilter, items_page
from pilothouse.roadmap.queries.releases import releases
from pilothouse.team import queries as team

_SHOWN = 6
_LOOK_AHEAD = 28


def today(*, actor: Actor, today: date) -> Today:
    """Releases with their chances, what moved in the last run, what is likely late, what starts next,
    loads.
    """
    run = runs.latest_run(actor=actor)
    before = runs.previous_run(actor=actor, run=run) if run else None
    counts = dict(
        models.Item.objects.filter(workspace_id=actor.workspace_id)
        .order_by()
        .values_list("status")
        .annotate(many=Count("id"))
    )
    open_items = models.Item.objects.filter(workspace_id=actor.workspace_id, status__in=OPEN).exists()
    late: tuple[ListedItem, ...] = ()
    upcoming: tuple[ListedItem, ...] = ()
    if run is not None and open_items:
        narrow = ItemFilter(status="open", product=run.product_id)
        ranked = items_page(actor=actor, narrow=narrow, sort="chance", size=_SHOWN).rows
        late = tuple(row for row in ranked if row.chance is not None and row.chance < 0.85)
        first = items_page(actor=actor, narrow=narrow, sort="start", size=200).rows
        parents = {row.parent_key for row in first}
        upcoming = tuple(
            row
            for row in first
            if row.status != "in_progress" and row.key not in parents and row.start and row.start >= today
        )[:_SHOWN]
    return Today(
        run=run,
        before=before,
        releases=releases(actor=actor, only_planned=True)[:4],
        moved=_moved(actor, run, before) if run and before else (),
        late=late,
        next_up=upcoming,
        loads=loads(actor=actor, today=today, run_id=run.id) if run else (),
        open_items=sum(counts.get(status, 0) for status in OPEN),
        done_items=counts.get("done", 0),
        alarms=alarms(actor=actor, today=today),
    )


def _moved(actor: Actor, run: PlanRun, before: PlanRun) -> tuple[Moved, ...]:
    """What moved by a day or more at p85, or is new or gone."""
    found = runs.moved(actor=actor, run=run, against=before)
    return tuple(row for row in found if row.days != 0)[:_SHOWN]


def loads(*, actor: Actor, today: date, run_id: int) -> tuple[Load, ...]:
    """Share of the next four weeks that is planned for each person, busiest first."""
    end = today + timedelta(days=_LOOK_AHEAD)
    spans: dict[int, list[tuple[date, date]]] = {}
    rows = models.PlannedItem.objects.filter(run_id=run_id).exclude(people=[]).exclude(reason__kind="parts")
    for start, finish, people in rows.values_list("start", "finish", "people"):
        for person in people:
            spans.setdefault(person, []).append((start, finish))
    calendar = team.calendar(actor=actor)
    working = [
        day
        for day in (today + timedelta(days=offset) for offset in range(_LOOK_AHEAD))
        if day.weekday() in calendar.weekdays
    ]
    found = []
    for person in team.people(actor=actor):
        if person.leaves_on and person.leaves_on < today:
            continue
        mine = spans.get(person.id, [])
        busy = sum(any(first <= day <= last for first, last in mine) for day in working)
        later = max((last for first, last in mine if first < end), default=None)
        found.append(
            Load(
                PersonName(person.id, person.name, person.initials),
                busy / len(working) if working else 0.0,
                later,
            )
        )
    return tuple(sorted(found, key=lambda row: -row.busy))
