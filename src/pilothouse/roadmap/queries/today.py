"""The roadmap's part of the Today page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import islice

from django.db.models import Count, QuerySet

from pilothouse.kit.actor import Actor
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import OPEN, ListedItem, Load, Moved, PersonName, PlanRun, Today
from pilothouse.roadmap.queries import runs
from pilothouse.roadmap.queries.alarms import alarms
from pilothouse.roadmap.queries.items import ListedDates, listed
from pilothouse.roadmap.queries.releases import releases
from pilothouse.team import queries as team

_SHOWN = 6
_SAFE = 0.85  # chance from which a deadline needs no attention
_LOOKED_AT = 200
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
    names = team.names(actor=actor) if run else {}
    return Today(
        run=run,
        before=before,
        releases=releases(actor=actor, only_planned=True)[:4],
        moved=_moved(actor, run, before) if run and before else (),
        late=_late(run, names) if run else (),
        next_up=_next_up(run, names, today) if run else (),
        loads=loads(actor=actor, today=today, run_id=run.id) if run else (),
        open_items=sum(counts.get(status, 0) for status in OPEN),
        done_items=counts.get("done", 0),
        alarms=alarms(actor=actor, today=today),
    )


def _planned(run: PlanRun) -> QuerySet[models.PlannedItem]:
    """Open items of a run with what a list shows of them."""
    rows = models.PlannedItem.objects.filter(run_id=run.id, item__status__in=OPEN)
    return rows.select_related("item__release", "item__parent").defer("drivers", "histogram")


def _late(run: PlanRun, names: Mapping[int, str]) -> tuple[ListedItem, ...]:
    """Deadlines that may well be missed, the least likely kept first."""
    rows = _planned(run).filter(chance__lt=_SAFE).order_by("chance", "item__rank", "item_id")
    return tuple(_listed(row, names) for row in rows[:_SHOWN])


def _next_up(run: PlanRun, names: Mapping[int, str], today: date) -> tuple[ListedItem, ...]:
    """What is to begin next, parents left out."""
    rows = (
        _planned(run)
        .filter(start_p50__gte=today)
        .exclude(item__status="in_progress")
        .order_by("start_p50", "item__rank", "item_id")
    )
    leaves = (row for row in rows[:_LOOKED_AT] if row.reason.get("kind") != "parts")
    return tuple(_listed(row, names) for row in islice(leaves, _SHOWN))


def _listed(row: models.PlannedItem, names: Mapping[int, str]) -> ListedItem:
    dates = ListedDates(row.start_p50, row.p50, row.p85, row.chance, row.release_chance)
    return listed(row.item, names, dates)


def _moved(actor: Actor, run: PlanRun, before: PlanRun) -> tuple[Moved, ...]:
    """What moved by a day or more at p85, or is new or gone."""
    found = runs.moved(actor=actor, run=run, against=before)
    return tuple(row for row in found if row.days != 0)[:_SHOWN]


def loads(*, actor: Actor, today: date, run_id: int) -> tuple[Load, ...]:
    """Share of the next four weeks that is planned for each person, busiest first."""
    end = today + timedelta(days=_LOOK_AHEAD)
    spans: dict[int, list[tuple[date, date]]] = {}
    rows = (
        models.PlannedItem.objects.filter(run_id=run_id, start__lt=end)
        .exclude(people=[])
        .exclude(reason__kind="parts")
    )
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
        later = max((last for _, last in mine), default=None)
        found.append(
            Load(
                PersonName(person.id, person.name, person.initials),
                busy / len(working) if working else 0.0,
                later,
            )
        )
    return tuple(sorted(found, key=lambda row: -row.busy))
