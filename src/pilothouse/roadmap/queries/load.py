"""Person by week from the newest run, against the time that people have as known now. A week counts the work
of all products, whichever are looked at: a person who is over-allocated is so for each of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast

from pilothouse.engine.calendar import PlanClock, reach_of
from pilothouse.journal import queries as journal
from pilothouse.kit.actor import Actor
from pilothouse.kit.prepared import prepared
from pilothouse.kit.products import Products
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import (
    Load,
    LoadItem,
    LoadTable,
    OverAllocated,
    PersonLoad,
    PersonName,
    WeekLoad,
)
from pilothouse.roadmap.queries import runs
from pilothouse.roadmap.queries.load_parts import parts
from pilothouse.roadmap.queries.snapshot import colleague, is_stale, working_days
from pilothouse.roadmap.queries.working import capacity_of, clock_of
from pilothouse.team import contracts as team_contracts
from pilothouse.team import queries as team

WEEKS = 12
_MONTH = 4  # weeks
_MOSTLY_FREE = 0.5
_WEEK = timedelta(weeks=1)
_Days = tuple[float, ...]  # by week
_People = tuple[team_contracts.Person, ...]


def load(
    *,
    actor: Actor,
    today: date,
    weeks: int = WEEKS,
    team_id: int | None = None,
    person_id: int | None = None,
    product_id: Products = None,
) -> LoadTable:
    """Everybody, the people of a team, one person, or those who work for some products, in the `weeks` from
    that of `today` on. Made anew after each change of the workspace.
    """
    about = (today, weeks, team_id, person_id, product_id)
    return journal.unchanged(partial(_load, actor, *about), actor=actor, name="roadmap.load", about=about)


def _load(
    actor: Actor,
    today: date,
    weeks: int,
    team_id: int | None,
    person_id: int | None,
    product_id: Products,
) -> LoadTable:
    run = runs.newest(actor=actor)
    if run is None:
        return LoadTable(None, False, (), ())
    mondays = _mondays(today, weeks)
    people = team.people(actor=actor, ids=None if person_id is None else (person_id,), skilled=False)
    if team_id is not None:
        people = tuple(row for row in people if row.team_id == team_id)
    rows = _rows(actor, run, mondays, people)
    if product_id is not None:
        rows = _of_products(run, mondays, rows, product_id)
    return LoadTable(run.number, is_stale(actor=actor, run=run), mondays, rows)


def _of_products(
    run: models.PlanRun, mondays: tuple[date, ...], rows: tuple[PersonLoad, ...], products: Products
) -> tuple[PersonLoad, ...]:
    """Those who work for `products`, each week with the part that these take."""
    taken = parts(run, mondays, products)
    theirs = {person for person, _ in taken}
    return tuple(
        replace(row, weeks=tuple(_parted(row.person.id, week, taken) for week in row.weeks))
        for row in rows
        if row.person.id in theirs
    )


def _parted(person: int, week: WeekLoad, taken: Mapping[tuple[int, str], float]) -> WeekLoad:
    return replace(week, part=taken.get((person, week.week.isoformat()), 0.0))


def load_items(*, actor: Actor, person_id: int, week: date) -> tuple[LoadItem, ...]:
    """What fills the week that begins on Monday `week` for somebody, most days first. Raises `NotFound`."""
    team.person(actor=actor, id=person_id)
    run = runs.newest(actor=actor)
    if run is None:
        return ()
    rows = (
        models.PlannedItem.objects.filter(run=run, start__lt=week + _WEEK, finish__gte=week)
        .exclude(work=[])
        .select_related("item__product")
        .only("work", "item__key", "item__title", "item__product__key")
    )
    monday = week.isoformat()
    found = [
        LoadItem(row.item.key, row.item.title, row.item.product.key, days)
        for row in rows
        for person, begins, days in row.work
        if person == person_id and begins == monday
    ]
    return tuple(sorted(found, key=lambda row: (-row.days, row.key)))


def loads(
    *, actor: Actor, today: date, run: models.PlanRun, product_id: Products = None
) -> tuple[tuple[Load, ...], tuple[OverAllocated, ...]]:
    """Share of everybody's next four weeks that is planned, busiest first; and weeks with more work than
    time, in the order of the weeks: all, or those that hold work of some products.
    """
    mondays = _mondays(today, WEEKS)
    found: list[Load] = []
    over: list[OverAllocated] = []
    for person, work, there in _each(actor, run, mondays, team.people(actor=actor, skilled=False)):
        found.append(_month(person, mondays, work, there))
        weeks = (WeekLoad(*week) for week in zip(mondays, work, there, strict=True) if week[1] > week[2])
        over += [OverAllocated(_name(person), week) for week in weeks if week.is_over]
    if over and product_id is not None:
        taken = parts(run, {row.week.week for row in over}, product_id)
        over = [replace(row, week=_parted(row.person.id, row.week, taken)) for row in over]
        over = [row for row in over if row.week.is_finding]
    return (
        tuple(sorted(found, key=lambda row: -row.busy)),
        tuple(sorted(over, key=lambda row: (row.week.week, row.person.name))),
    )


def _month(person: team_contracts.Person, mondays: tuple[date, ...], work: _Days, there: _Days) -> Load:
    days, capacity = sum(work[:_MONTH]), sum(there[:_MONTH])
    weeks = zip(mondays, work, there, strict=True)
    free = next((week for week, busy, full in weeks if full > 0 and busy < _MOSTLY_FREE * full), None)
    return Load(_name(person), days / capacity if capacity else 0.0, free)


def _mondays(today: date, weeks: int) -> tuple[date, ...]:
    first = today - timedelta(days=today.weekday())
    return tuple(first + _WEEK * number for number in range(weeks))


def _rows(
    actor: Actor, run: models.PlanRun, mondays: tuple[date, ...], people: _People
) -> tuple[PersonLoad, ...]:
    return tuple(
        PersonLoad(
            _name(person),
            person.team_name,
            tuple(map(WeekLoad, mondays, work, there)),
        )
        for person, work, there in _each(actor, run, mondays, people)
    )


def _name(person: team_contracts.Person) -> PersonName:
    return PersonName(person.id, person.name, person.initials)


def _each(
    actor: Actor, run: models.PlanRun, mondays: tuple[date, ...], people: _People
) -> Iterator[tuple[team_contracts.Person, _Days, _Days]]:
    """Those of `people` who are still here, with the days of work and those that they are there, by week."""
    at = {monday.isoformat(): place for place, monday in enumerate(mondays)}
    nothing: _Days = (0.0,) * len(mondays)
    work: dict[int, list[float]] = {}
    of = people[0].id if len(people) == 1 else None
    for number, week, days in _weeks(run.pk, mondays[0], mondays[-1], of):
        work.setdefault(number, list(nothing))[at[week]] = round(days, 2)
    calendar = working_days(team.calendar(actor=actor))
    clock = clock_of(calendar, run.as_of, reach_of(run.as_of, [mondays[-1] + _WEEK], 0))
    spans = [_span(clock, monday) for monday in mondays]

    known: dict[tuple[object, ...], _Days] = {}

    def there(person: team_contracts.Person) -> _Days:
        alike = _alike(person)
        if alike not in known:
            steps = capacity_of(colleague(person), calendar, clock, max(1, spans[-1][1]))
            known[alike] = tuple(round(_days_there(steps, first, last), 2) for first, last in spans)
        return known[alike]

    for person in people:
        if person.leaves_on is None or person.leaves_on >= mondays[0]:
            yield person, tuple(work.get(person.id, nothing)), there(person)


@prepared
def _weeks(
    run_id: int, first: date, last: date, person_id: int | None
) -> QuerySet[models.PlannedLoad, tuple[int, str, float]]:
    rows = models.PlannedLoad.objects.filter(run_id=run_id, week__range=(first, last)).order_by()
    if person_id is not None:
        rows = rows.filter(person_id=person_id)
    # As text: to read thousands of days takes longer than all the rest.
    return rows.annotate(monday=Cast("week", CharField())).values_list("person_id", "monday", "days")


def _span(clock: PlanClock, monday: date) -> tuple[int, int]:
    """The plan days of a week; those before the run began are left out."""
    return max(0, int(clock.day_of(monday))), max(0, int(clock.day_of(monday + _WEEK)))


def _alike(person: team_contracts.Person) -> tuple[object, ...]:
    """All that has a part in when somebody is there: many are there at the same times."""
    return (
        person.availability,
        person.joins_on,
        person.leaves_on,
        person.country,
        person.subdivision,
        person.ramp_weeks,
        person.absences,
    )


def _days_there(steps: tuple[tuple[int, float], ...], first: int, last: int) -> float:
    """The shares of the plan days from `first` up to `last`, added up."""
    found = 0.0
    for at, (begins, share) in enumerate(steps):
        ends = steps[at + 1][0] if at + 1 < len(steps) else last
        if begins >= last:
            break
        found += share * max(0, min(ends, last) - max(begins, first))
    return found
