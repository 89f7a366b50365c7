"""A plan: the open items of a product become a problem, the schedule and its futures become rows.

docs/algorithms/planning.md tells the translation in prose.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import orjson

from pilothouse.engine.calendar import PlanClock, WorkCalendar, capacity_steps, public_holidays
from pilothouse.engine.schedule.check import check
from pilothouse.engine.schedule.plan import ENGINE_VERSION, Limit, Placed, Plan
from pilothouse.engine.schedule.problem import (
    Dependency,
    DependencyKind,
    Effort,
    Group,
    Item,
    Need,
    Person,
    Problem,
)
from pilothouse.journal import queries as journal
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Invalid, PilothouseError
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import OPEN
from pilothouse.roadmap.planning.keeping import published, told
from pilothouse.roadmap.queries.runs import PLANNED_FROM
from pilothouse.roadmap.queries.today import finished_weeks
from pilothouse.team import contracts as team_contracts
from pilothouse.team import queries as team

if TYPE_CHECKING:
    from pilothouse.engine.forecast.futures.simulate import Forecast, GroupForecast, ItemForecast, Quantiles
    from pilothouse.roadmap.planning.layers import ByCounts, Layers

Step = Callable[[str, int, int], None]

_HORIZON = 780  # working days for which absences and holidays are looked up: three years
_FALLBACK = Effort(1.0, 3.0, 8.0)
_LEAST_RECORD = 30
_RECORD = timedelta(days=3 * 365)
_BULK = 25  # items that one person closes in a week, beyond which it was tidying up rather than work


@dataclass(frozen=True)
class ComputedPlan:
    """Values for one plan run, its items and its releases, ready to store."""

    run: dict[str, Any]
    items: list[dict[str, Any]]
    releases: list[dict[str, Any]]


@dataclass(frozen=True)
class Inputs:
    """A problem with what is needed to read the answer."""

    problem: Problem
    clock: PlanClock
    rows: dict[str, models.Item]
    people: dict[str, team_contracts.Person]
    assumed: dict[int, str]
    releases: dict[int, models.Release]
    targets: dict[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def compute(
    *,
    actor: Actor,
    product_id: int,
    today: date,
    seed: int = 0,
    draws: int = 10_000,
    passes: int | None = None,
    keep_to: int | None = None,
    held: Sequence[int] = (),
    step: Step = lambda text, done, of: None,
) -> ComputedPlan:
    """Plan and simulate the open items of a product from `today` on.

    `keep_to` is the number of a run whose starts and people are kept where nothing forces a move; items of
    `held` keep theirs before all others.

    Raises `Invalid` when there is nothing to plan or something that cannot be planned (the item is named),
    and `PilothouseError` when the checker refuses the plan, in which case nothing is returned.
    """
    # Loaded when first used: a server that plans nothing has no need of the compiled kernels.
    from pilothouse.engine.forecast.futures.simulate import simulate
    from pilothouse.engine.schedule.replan import replan
    from pilothouse.engine.schedule.solve import solve
    from pilothouse.roadmap.planning.layers import UNESTIMATED, by_counts, growth_of, layered

    step("Reading items, people and calendars", 0, 4)
    entry = journal.last_entry_id(actor=actor, kinds=PLANNED_FROM)
    inputs = read(actor=actor, product_id=product_id, today=today)
    step("Scheduling", 1, 4)
    limit = Limit(passes=passes, seconds=None if passes is None else 20)
    if keep_to is None:
        plan, kept = solve(inputs.problem, seed=seed, limit=limit), None
    else:
        kept = replan(
            inputs.problem,
            published(actor, product_id, keep_to, inputs.clock),
            held=frozenset(map(str, held)),
            seed=seed,
            limit=limit,
        )
        plan = kept.plan
    step("Checking the plan", 2, 4)
    broken = [row for row in check(inputs.problem, plan) if row.hard and row.kind != "late"]
    if broken:
        raise PilothouseError(
            f"The plan broke a rule and was not stored: {broken[0].text}",
            cure="Report this with the output of `pilothouse doctor`.",
        )
    step("Simulating 10,000 futures" if draws == 10_000 else f"Simulating {draws:,} futures", 3, 4)
    layers = layered(
        actor=actor, product_id=product_id, problem=inputs.problem, rows=inputs.rows, clock=inputs.clock
    )
    growth, grown = growth_of(inputs.releases)
    forecast = simulate(
        layers.problem,
        plan,
        draws=draws,
        seed=seed,
        common_sigma=layers.common_sigma,
        drift=layers.drift,
        growth=growth,
        targets=inputs.targets,
    )
    basis = [*layers.notes, *grown]
    sized = [item for item in inputs.problem.items if item.effort is not None]
    without = [item for item in sized if item.id in inputs.rows and int(item.id) in inputs.assumed]
    if sized and len(without) >= UNESTIMATED * len(sized):
        first, counts = finished_weeks(actor=actor, product_id=product_id, today=today)
        counted = by_counts(
            problem=inputs.problem,
            plan=plan,
            forecast=forecast,
            clock=inputs.clock,
            first_monday=first,
            counts=counts,
            seed=seed,
            targets=inputs.targets,
        )
        if counted is not None:
            forecast, basis = counted.forecast, _counted(inputs, counted, len(without), len(sized))
    rows = _rows(inputs, plan, forecast, product_id=product_id, today=today, entry=entry, seed=seed)
    rows.run["result"] |= {"basis": basis}
    rows.run["inputs_hash"] = inputs_hash(inputs.problem, today, layers)
    if kept is not None and keep_to is not None:
        rows.run["result"] |= {"kept": told(inputs.rows, inputs.clock, kept, keep_to, held)}
    return rows


def _counted(inputs: Inputs, counted: ByCounts, without: int, sized: int) -> list[str]:
    """Say of every item without an estimate where its date comes from; the sentences for the whole run."""
    for name, place in counted.places.items():
        if name in inputs.rows and int(name) in inputs.assumed:
            inputs.assumed[int(name)] += (
                f" Its dates come from {counted.weeks} weeks of finished items: it is done when the team has "
                f"finished {place} more."
            )
    first = (
        f"{without:,} of {sized:,} items have no estimate, so dates come from what was finished in each of "
        f"{counted.weeks} weeks: item n of the plan's order is done when the team has finished n more."
    )
    return [first, counted.note]


def read(*, actor: Actor, product_id: int, today: date) -> Inputs:
    """The engine problem of a product's open items."""
    rows = {
        row.pk: row
        for row in models.Item.objects.filter(
            workspace_id=actor.workspace_id, product_id=product_id, status__in=OPEN
        ).order_by("rank", "id")
    }
    if not rows:
        raise Invalid(
            "There is nothing to plan: the product has no open items.",
            where="items",
            cure="Add an item or import a backlog.",
            code="nothing_to_plan",
        )
    calendar = team.calendar(actor=actor)
    people = {str(p.id): p for p in team.people(actor=actor) if p.leaves_on is None or p.leaves_on >= today}
    if not people:
        raise Invalid(
            "Nobody is there to do the work.",
            where="team",
            cure="Add people on the Team page.",
            code="nobody",
        )
    years = range(today.year, today.year + 4)
    clock = PlanClock(
        today,
        WorkCalendar.from_country(
            calendar.country or None,
            years,
            subdivision=calendar.subdivision or None,
            weekdays=calendar.weekdays,
            extra_closed=[day.day for day in calendar.closed],
        ),
    )
    children: dict[int, list[int]] = {}
    for row in rows.values():
        if row.parent_id in rows:
            children.setdefault(row.parent_id, []).append(row.pk)
    parents = set(children)
    record = _record(actor, product_id)
    assumed: dict[int, str] = {}
    finished = _finished_parents(actor, product_id) - parents
    needs, pinned = _needs(actor, product_id), _pinned(actor, product_id, people)
    items = [
        _item(row, clock, record, assumed, needs.get(row.pk, ()), pinned.get(row.pk, ()), people)
        if row.pk not in finished
        else _milestone(row, clock)
        for row in rows.values()
        if row.pk not in parents
    ]
    items = _after_finished(actor, product_id, items, children, clock)
    edges, ends = _dependencies(actor, rows, children)
    groups, releases = _groups(actor, rows, children, clock)
    notes = _notes(items, rows, people, edges, record, assumed)
    assumed |= dict.fromkeys(finished, "All its parts are finished; only closing it is left.")
    problem = Problem(
        items=(*items, *ends),
        people=tuple(_person(person, calendar, clock, years) for person in people.values()),
        dependencies=tuple(edges),
        groups=tuple(groups),
    )
    targets = _targets(rows, releases, children, clock)
    return Inputs(
        problem, clock, {str(n): row for n, row in rows.items()}, people, assumed, releases, targets, notes
    )


# --- items


@dataclass(frozen=True)
class Record:
    """Effort per item as the finished ones imply it, and per size class (story points) where there are
    enough of one.
    """

    effort: Effort
    text: str
    classes: Mapping[float, tuple[Effort, str]]

    def of(self, points: float | None) -> tuple[Effort, str]:
        """Effort of an item of so many story points, and where it comes from."""
        return self.classes.get(points, (self.effort, self.text)) if points else (self.effort, self.text)


def _record(actor: Actor, product_id: int) -> Record | None:
    """Working days of one person per finished item, over the last three years of the record.

    In a week in which somebody finished k items, each took about 5 / k person-days. p10, p50 and p90 over all
    items become low, likely and high. None below 30 finished items. Weeks without a finished item say
    nothing about effort, so this errs on the low side for people with other duties; weeks with more than 25
    are tidying up and say nothing either. The text says where the figure comes from.
    """
    done = models.Item.objects.filter(
        workspace_id=actor.workspace_id,
        product_id=product_id,
        status="done",
        resolved_at__isnull=False,
        owner_id__isnull=False,
    )
    newest = done.order_by("-resolved_at").values_list("resolved_at", flat=True).first()
    if newest is None:
        return None
    weeks: dict[tuple[int | None, int, int], list[float | None]] = {}
    recent = done.filter(resolved_at__gte=newest - _RECORD)
    for owner, moment, points in recent.values_list("owner_id", "resolved_at", "story_points").iterator():
        if moment is not None:
            year, week, _ = moment.isocalendar()
            weeks.setdefault((owner, year, week), []).append(points)
    efforts: list[float] = []
    sized: dict[float, list[float]] = {}
    for items in weeks.values():
        if len(items) <= _BULK:
            efforts += [5 / len(items)] * len(items)
            for points in filter(None, items):
                sized.setdefault(points, []).append(5 / len(items))
    if len(efforts) < _LEAST_RECORD:
        return None
    classes = {
        points: _implied(found, f" of {points:g} story point{'' if points == 1 else 's'}")
        for points, found in sized.items()
        if len(found) >= _LEAST_RECORD
    }
    return Record(*_implied(efforts, ""), classes)


def _implied(efforts: list[float], of_what: str) -> tuple[Effort, str]:
    """Low, likely and high of days per item, with the sentence that says so."""
    days = sorted(efforts)

    def at(share: float) -> float:
        return round(days[min(len(days) - 1, int(share * len(days)))], 2)

    effort = Effort(at(0.1), at(0.5), at(0.9))
    return effort, (
        f"the record of {len(days):,} finished items{of_what} implies {effort.low:g} to {effort.high:g} days "
        f"of work for each, likely {effort.likely:g}"
    )


def _finished_parents(actor: Actor, product_id: int) -> set[int]:
    """Numbers of the items with a part that is done."""
    done = models.Item.objects.filter(
        workspace_id=actor.workspace_id, product_id=product_id, status="done", parent__isnull=False
    )
    found: set[int] = set(done.values_list("parent_id", flat=True).distinct())
    return found


def _milestone(row: models.Item, clock: PlanClock) -> Item:
    """An item that takes no time any more."""
    return Item(str(row.pk), row.title, deadline=_end_of(clock, row.deadline), weight=_weight(row))


def _after_finished(
    actor: Actor,
    product_id: int,
    items: list[Item],
    children: Mapping[int, list[int]],
    clock: PlanClock,
) -> list[Item]:
    """`items`, those held back that wait some days after something that is done already."""
    rows = models.Dependency.objects.filter(
        workspace_id=actor.workspace_id,
        successor__product_id=product_id,
        successor__status__in=OPEN,
        predecessor__status="done",
        kind__in=("FS", "SS"),
        lag_days__gt=0,
    )
    earliest: dict[str, float] = {}
    for number, kind, lag, begun, ended in rows.values_list(
        "successor_id", "kind", "lag_days", "predecessor__started_on", "predecessor__resolved_at"
    ):
        since = begun if kind == "SS" and begun else ended.date() if ended else None
        if since is not None:
            moment = (clock.end_of(since) if kind == "FS" else clock.day_of(since)) + lag
            for leaf in map(str, leaves(number, children)):
                earliest[leaf] = max(moment, earliest.get(leaf, 0.0))
    return [
        replace(item, earliest=max(item.earliest, earliest[item.id])) if item.id in earliest else item
        for item in items
    ]


def _notes(
    items: Sequence[Item],
    rows: Mapping[int, models.Item],
    people: Mapping[str, team_contracts.Person],
    edges: Sequence[Dependency],
    record: Record | None,
    assumed: Mapping[int, str],
) -> list[str]:
    """What a reader of the plan must know to judge it."""
    notes = []
    if assumed:
        notes.append(
            f"{len(assumed):,} of {len(items):,} items have no estimate; "
            f"{record.text if record else 'one to eight days of work are assumed for each'}."
        )
    planned = [rows[int(item.id)] for item in items if item.effort is not None]
    left = sum(row.owner_id is not None and not _stays(str(row.owner_id), people) for row in planned)
    if left:
        notes.append(f"{left:,} items belong to people who leave or have left; anybody may do them.")
    waiting = {edge.successor for edge in edges if edge.kind == "FS"}
    early = [row for row in planned if row.status == "in_progress" and str(row.pk) in waiting]
    if early:
        names = ", ".join(row.key for row in early[:3])
        more = f" and {len(early) - 3:,} more" if len(early) > 3 else ""
        notes.append(
            f"In progress, yet waiting for something unfinished: {names}{more}; planned to go on after it."
        )
    return notes


def _stays(number: str, people: Mapping[str, team_contracts.Person]) -> bool:
    return number in people and people[number].leaves_on is None


def _item(
    row: models.Item,
    clock: PlanClock,
    record: Record | None,
    assumed: dict[int, str],
    needs: Sequence[Need],
    pinned: Sequence[str],
    people: Mapping[str, team_contracts.Person],
) -> Item:
    effort = _effort(row, record, assumed)
    chosen = tuple(pinned)
    owner = str(row.owner_id)
    # Without needs an owner is who does it; with needs the owner answers for it and skills decide.
    if not chosen and not needs and effort is not None and _stays(owner, people):
        chosen = (owner,)
    later = row.earliest_start is not None and row.earliest_start > clock.start
    return Item(
        id=str(row.pk),
        title=row.title,
        effort=effort,
        needs=tuple(needs) if effort is not None else (),
        people=chosen if effort is not None else (),
        earliest=max(0.0, clock.day_of(row.earliest_start)) if row.earliest_start else 0.0,
        deadline=_end_of(clock, row.deadline),
        deadline_hard=row.deadline_hard,
        weight=_weight(row),
        fixed_start=0.0 if row.status == "in_progress" and effort is not None and not later else None,
    )


def _effort(row: models.Item, record: Record | None, assumed: dict[int, str]) -> Effort | None:
    if row.milestone:
        return None
    left = 1.0 - row.progress
    if row.low is not None and row.likely is not None and row.high is not None:
        return Effort(row.low * left, row.likely * left, row.high * left)
    if record is not None:
        base, text = record.of(row.story_points)
        assumed[row.pk] = f"It has no estimate; {text}."
    else:
        assumed[row.pk] = "It has no estimate; 1 to 8 days of work, likely 3, are assumed."
        base = _FALLBACK
    return Effort(base.low * left, base.likely * left, base.high * left)


_PRIORITY = {
    "critical": 4.0,
    "blocker": 4.0,
    "highest": 4.0,
    "high": 2.5,
    "medium": 1.5,
    "low": 0.7,
    "lowest": 0.4,
    "trivial": 0.3,
}


def _weight(row: models.Item) -> float:
    """Cost of delay (thousands a week), else value, else the tracker's priority; optional items count
    half.
    """
    if row.cost_of_delay_cents:
        weight = 1.0 + row.cost_of_delay_cents / 100_000.0
    elif row.value is not None:
        weight = 0.5 + row.value / 50.0
    else:
        weight = _PRIORITY.get(row.priority.lower(), 1.0)
    return weight if row.mandatory else weight / 2


def _needs(actor: Actor, product_id: int) -> dict[int, list[Need]]:
    found: dict[int, list[Need]] = {}
    rows = models.Need.objects.filter(
        workspace_id=actor.workspace_id, item__product_id=product_id, item__status__in=OPEN
    ).order_by("id")
    for item, skill, level, people in rows.values_list("item_id", "skill__name", "level", "people"):
        found.setdefault(item, []).append(Need(skill, float(level), people))
    return found


def _pinned(
    actor: Actor, product_id: int, people: Mapping[str, team_contracts.Person]
) -> dict[int, list[str]]:
    """People chosen by the user, less those who leave: their part falls back to the planner."""
    found: dict[int, list[str]] = {}
    rows = models.Assignment.objects.filter(
        workspace_id=actor.workspace_id, item__product_id=product_id, item__status__in=OPEN
    ).order_by("id")
    for item, person in rows.values_list("item_id", "person_id"):
        if _stays(str(person), people):
            found.setdefault(item, []).append(str(person))
    return found


def _dependencies(
    actor: Actor, rows: Mapping[int, models.Item], children: Mapping[int, list[int]]
) -> tuple[list[Dependency], list[Item]]:
    """Edges between leaves. A parent that waits or is waited for becomes a start and an end milestone."""
    stored = models.Dependency.objects.filter(workspace_id=actor.workspace_id)
    pairs = [
        row
        for row in stored.values_list("predecessor_id", "successor_id", "kind", "lag_days")
        if row[0] in rows and row[1] in rows
    ]
    touched = sorted(
        {number for before, after, _, _ in pairs for number in (before, after) if number in children}
    )
    edges: list[Dependency] = []
    ends: list[Item] = []
    for number in touched:
        ends += [Item(f"{number}{end}", rows[number].title) for end in "se"]
        for leaf in leaves(number, children):
            edges.append(Dependency(f"{number}s", str(leaf)))
            edges.append(Dependency(str(leaf), f"{number}e"))
    marked = set(touched)
    for before, after, kind, lag in pairs:
        first = f"{before}{'e' if kind[0] == 'F' else 's'}" if before in marked else str(before)
        second = f"{after}{'s' if kind[1] == 'S' else 'e'}" if after in marked else str(after)
        edges.append(Dependency(first, second, cast("DependencyKind", kind), lag))
    unique = {(edge.predecessor, edge.successor, edge.kind): edge for edge in edges}
    return list(unique.values()), ends


def leaves(number: int, children: Mapping[int, list[int]]) -> list[int]:
    """The parts of an item that have no parts themselves."""
    found, stack = [], [number]
    while stack:
        current = stack.pop()
        if current in children:
            stack += reversed(children[current])
        else:
            found.append(current)
    return found


def _groups(
    actor: Actor, rows: Mapping[int, models.Item], children: Mapping[int, list[int]], clock: PlanClock
) -> tuple[list[Group], dict[int, models.Release]]:
    """Parents, and releases with everything under an item that names them."""
    groups = [
        Group(
            f"p{number}",
            tuple(str(leaf) for leaf in leaves(number, children)),
            _end_of(clock, rows[number].deadline),
            rows[number].title,
        )
        for number in children
    ]
    wanted = {row.release_id for row in rows.values() if row.release_id}
    releases = {
        row.pk: row for row in models.Release.objects.filter(workspace_id=actor.workspace_id, pk__in=wanted)
    }
    carried: dict[int, set[int]] = {}
    for row in rows.values():
        if row.pk not in children and (carrier := _carrier(row, rows)) is not None:
            carried.setdefault(carrier, set()).add(row.pk)
    for number, members in sorted(carried.items()):
        release = releases[number]
        parts = tuple(str(leaf) for leaf in sorted(members))
        groups.append(Group(f"r{number}", parts, _end_of(clock, release.target_on), release.name))
    return groups, releases


def _carrier(row: models.Item, rows: Mapping[int, models.Item]) -> int | None:
    """The release that carries an item: its own, else that of the nearest item it is part of."""
    current: models.Item | None = row
    while current is not None and current.release_id is None:
        current = rows.get(current.parent_id or 0)
    return current.release_id if current is not None else None


def _targets(
    rows: Mapping[int, models.Item],
    releases: Mapping[int, models.Release],
    children: Mapping[int, list[int]],
    clock: PlanClock,
) -> dict[str, float]:
    """The end of the target date of the release that carries each item, by item or by group of its parts."""
    found = {}
    for row in rows.values():
        carrier = releases.get(_carrier(row, rows) or 0)
        if carrier is not None and carrier.target_on is not None:
            found[f"p{row.pk}" if row.pk in children else str(row.pk)] = clock.end_of(carrier.target_on)
    return found


def _end_of(clock: PlanClock, day: date | None) -> float | None:
    """A deadline on `day` is kept by what ends on it."""
    return None if day is None else clock.end_of(day)


# --- people


def _person(
    person: team_contracts.Person, calendar: team_contracts.Calendar, clock: PlanClock, years: range
) -> Person:
    closed = [(away.first, away.last) for away in person.absences]
    place = (person.country or calendar.country, person.subdivision or calendar.subdivision)
    if person.country and place != (calendar.country, calendar.subdivision):
        holidays = public_holidays(person.country, years, subdivision=person.subdivision or None)
        closed += [(day, day) for day in holidays]
    days = round((person.ramp_weeks or 0) * 5)
    return Person(
        id=str(person.id),
        name=person.name,
        skills={held.name: float(held.level) for held in person.skills},
        capacity=capacity_steps(
            clock,
            horizon_days=_HORIZON,
            fraction=person.availability,
            closed=closed,
            joins=person.joins_on,
            leaves=person.leaves_on,
            ramp=[0.25 + 0.75 * (day + 0.5) / days for day in range(days)],
        ),
    )


# --- answers


def _rows(
    inputs: Inputs, plan: Plan, forecast: Forecast, *, product_id: int, today: date, entry: int, seed: int
) -> ComputedPlan:
    clock = inputs.clock
    placed = {row.item: row for row in plan.placed}
    told = {row.item: row for row in forecast.items}
    items = [_leaf_row(inputs, placed[name], told[name], placed) for name in placed if name in inputs.rows]
    groups = {group.id: group for group in inputs.problem.groups}
    releases = []
    for answer in forecast.groups:
        number = int(answer.group[1:])
        if answer.group[0] == "p":
            items.append(_parent_row(inputs, groups[answer.group], answer, placed, told))
        else:
            releases.append({"release_id": number} | _group_dates(inputs, answer))
    run = {
        "product_id": product_id,
        "as_of": today,
        "seed": seed,
        "draws": forecast.draws,
        "engine_version": ENGINE_VERSION,
        "inputs_hash": "",
        "journal_entry": entry,
        "items": len(items),
        "p50": clock.finish_date(forecast.finish.p50),
        "p85": clock.finish_date(forecast.finish.p85),
        "result": {
            "makespan": plan.makespan,
            "lower_bound": plan.lower_bound,
            "gap": plan.gap,
            "convergence": forecast.convergence,
            "drivers": _drivers(inputs, forecast.drivers, forecast.common_share),
            "violations": [row.text for row in plan.violations if row.kind == "late"],
            "notes": [*inputs.notes, *_beyond(forecast)],
        },
    }
    return ComputedPlan(run, items, releases)


def _beyond(forecast: Forecast) -> list[str]:
    if forecast.finish.p85 <= _HORIZON:
        return []
    return ["The plan reaches beyond three years, up to which holidays and absences are known."]


def _dates(clock: PlanClock, finish: Quantiles) -> dict[str, date]:
    return {
        "p15": clock.finish_date(finish.p15),
        "p50": clock.finish_date(finish.p50),
        "p85": clock.finish_date(finish.p85),
        "p95": clock.finish_date(finish.p95),
    }


def _leaf_row(
    inputs: Inputs, row: Placed, told: ItemForecast, placed: Mapping[str, Placed]
) -> dict[str, Any]:
    clock = inputs.clock
    number = int(row.item)
    return {
        "item_id": number,
        "start": clock.start_date(row.start),
        "finish": clock.finish_date(max(row.finish, row.start)),
        "start_day": row.start,
        "finish_day": row.finish,
        "start_p50": clock.start_date(told.start.p50),
        "chance": told.chance,
        "release_chance": told.target_chance,
        "criticality": told.criticality,
        "people": [int(name) for name in row.people],
        "reason": _reason(inputs, row, placed),
        "assumed": inputs.assumed.get(number, ""),
    } | _dates(clock, told.finish)


def _reason(inputs: Inputs, row: Placed, placed: Mapping[str, Placed]) -> dict[str, Any]:
    """The stored reason: words, the date it held until, and the item to walk back to."""
    reason = row.reason
    while reason.kind == "predecessor" and reason.subject and reason.subject.endswith("s"):
        # A part waits for the start of its parent, which waits for something in turn: that is the reason.
        reason = placed[reason.subject].reason
    subject = reason.subject if reason.kind == "predecessor" else reason.holder
    while subject is not None and not subject.isdecimal():
        # The start or end of a parent: go on to the part that decides it.
        inner = placed[subject].reason
        subject = inner.subject if inner.kind == "predecessor" else None
    before = int(subject) if subject is not None else None
    day = (
        inputs.clock.start_date(reason.day)
        if reason.day is not None and reason.kind != "plan_start"
        else None
    )
    return {
        "kind": reason.kind,
        "text": _under_way(inputs.rows[row.item]) if reason.kind == "fixed" else reason.text,
        "day": day.isoformat() if day else None,
        "item": before,
        "person": int(reason.subject) if reason.kind in ("person", "absence") and reason.subject else None,
        "others": list(reason.others)[:6],
    }


def _under_way(row: models.Item) -> str:
    """Only work that has begun has a fixed start."""
    return f"is under way since {row.started_on:%-d %b %Y}" if row.started_on else "is under way"


def _parent_row(
    inputs: Inputs,
    group: Group,
    answer: GroupForecast,
    placed: Mapping[str, Placed],
    told: Mapping[str, ItemForecast],
) -> dict[str, Any]:
    clock = inputs.clock
    parts = [placed[name] for name in group.members]
    first = min(parts, key=lambda row: row.start)
    people = dict.fromkeys(int(name) for row in parts for name in row.people)
    title = inputs.rows[first.item].title
    day = clock.start_date(first.start)
    return {
        "item_id": int(group.id[1:]),
        "start": day,
        "finish": clock.finish_date(max(row.finish for row in parts)),
        "start_p50": clock.start_date(min(told[name].start.p50 for name in group.members)),
        "release_chance": answer.target_chance,
        "criticality": max(told[name].criticality for name in group.members),
        "people": list(people)[:12],
        "reason": {
            "kind": "parts",
            "text": f"starts with its first part, {title}",
            "day": day.isoformat(),
            "item": int(first.item),
            "person": None,
            "others": [],
        },
    } | _group_dates(inputs, answer)


def _group_dates(inputs: Inputs, answer: GroupForecast) -> dict[str, Any]:
    clock = inputs.clock
    shares: dict[str, float] = {}
    for edge, share in answer.histogram:
        day = clock.finish_date(edge).isoformat()
        shares[day] = shares.get(day, 0.0) + share
    return {
        "chance": answer.chance,
        "drivers": _drivers(inputs, answer.drivers, answer.common_share),
        "histogram": [[day, round(share, 5)] for day, share in shares.items()],
    } | _dates(clock, answer.finish)


def _drivers(inputs: Inputs, found: Sequence[Any], common: float) -> list[list[Any]]:
    """Shares of the spread that single items cause: what moves all work at once is left out."""
    single = max(1.0 - common, 0.05)
    return [
        [inputs.rows[row.item].key, inputs.rows[row.item].title, round(min(1.0, row.share / single), 4)]
        for row in found
        if row.item in inputs.rows
    ]


def inputs_hash(problem: Problem, today: date, layers: Layers | None = None) -> str:
    """SHA-256 of everything that the plan and its futures were computed from."""
    return hashlib.sha256(
        orjson.dumps([problem, today, layers], default=_plain, option=orjson.OPT_NON_STR_KEYS)
    ).hexdigest()


def _plain(value: object) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(type(value).__name__)
