"""What the roadmap tells the blueprint's review: open work, people, dates, and what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean

from pilothouse.accounts import queries as accounts
from pilothouse.engine.review import graph
from pilothouse.kit.actor import Actor
from pilothouse.kit.money import exponent
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import OPEN
from pilothouse.roadmap.queries.runs import newest
from pilothouse.roadmap.queries.subjects import as_subject
from pilothouse.team import contracts as team_contracts
from pilothouse.team import queries as team
from pilothouse.vision.queries import PlanFacts

_READ = (
    "id", "product_id", "key", "title", "level", "status", "parent_id", "likely", "progress", "deadline",
)  # fmt: skip


def plan_facts(*, actor: Actor, product_id: int) -> PlanFacts:
    """Open items with dates of the newest run, releases to come, and the team; a fixed number of
    statements."""
    rows = list(
        models.Item.objects.filter(workspace_id=actor.workspace_id, product_id=product_id).only(*_READ)
    )
    people = team.people(actor=actor)
    run = newest(actor=actor, product_id=product_id)
    around = _Around(
        keys={row.pk: row.key for row in rows},
        planned=_planned(run.pk if run else None),
        needs=_needs(actor, product_id),
        waits=_waits(actor, product_id),
        parents=frozenset(row.parent_id for row in rows if row.status in OPEN),
        names={person.id: person.name for person in people},
        rates={row.id: row.day_rate_cents for row in people if row.day_rate_cents is not None},
    )
    items = tuple(_item(row, around) for row in rows if row.status in OPEN)
    currency = accounts.currency(actor=actor)
    plan = graph.Plan(
        items,
        _releases(actor, product_id, run.pk if run else None),
        tuple(_person(person) for person in people),
        cents=sum(item.cents or 0 for item in items) if around.rates else None,
        currency=currency,
        places=exponent(currency),
        run=run.number if run else None,
    )
    return PlanFacts(plan, {each.ref: each for each in map(as_subject, rows)})


@dataclass(frozen=True, slots=True)
class _Around:
    """What is known around the items of a product, by number: `rates` are day rates of people, `parents` the
    items that open ones are part of."""

    keys: Mapping[int, str]
    planned: Mapping[int, models.PlannedItem]
    needs: Mapping[int, tuple[graph.Need, ...]]
    waits: Mapping[int, list[int]]
    parents: frozenset[int | None]
    names: Mapping[int, str]
    rates: Mapping[int, int]


def _item(row: models.Item, around: _Around) -> graph.Item:
    told, keys, names = around.planned.get(row.pk), around.keys, around.names
    return graph.Item(
        row.key,
        row.title,
        row.level,
        None if row.likely is None else row.likely * (1 - row.progress),
        None if row.pk in around.parents else _cost(row, told, around.rates),
        keys.get(row.parent_id or 0, ""),
        tuple(keys[one] for one in around.waits.get(row.pk, ()) if one in keys),
        around.needs.get(row.pk, ()),
        row.deadline,
        told.start_p50 if told else None,
        told.p50 if told else None,
        told.p85 if told else None,
        tuple(names[one] for one in told.people if one in names) if told else (),
    )


def _planned(run_id: int | None) -> dict[int, models.PlannedItem]:
    if run_id is None:
        return {}
    rows = models.PlannedItem.objects.filter(run_id=run_id).defer("histogram")
    return {row.item_id: row for row in rows}


def _waits(actor: Actor, product_id: int) -> dict[int, list[int]]:
    """What each item waits for."""
    found: dict[int, list[int]] = {}
    rows = models.Dependency.objects.filter(workspace_id=actor.workspace_id, successor__product_id=product_id)
    for before, after in rows.values_list("predecessor_id", "successor_id"):
        found.setdefault(after, []).append(before)
    return found


def _cost(row: models.Item, told: models.PlannedItem | None, rates: Mapping[int, int]) -> int | None:
    """Likely work that is left, at the mean rate of who is planned for it, else of everybody with a rate."""
    if row.likely is None or not rates:
        return None
    planned = [rates[one] for one in told.people if one in rates] if told else []
    return round(row.likely * (1 - row.progress) * fmean(planned or rates.values()))


def _needs(actor: Actor, product_id: int) -> dict[int, tuple[graph.Need, ...]]:
    found: dict[int, tuple[graph.Need, ...]] = {}
    rows = models.Need.objects.filter(
        workspace_id=actor.workspace_id, item__product_id=product_id, item__status__in=OPEN
    )
    for item, skill, level, many in rows.values_list("item_id", "skill__name", "level", "people"):
        found[item] = (*found.get(item, ()), graph.Need(skill or "", level, many))
    return found


def _releases(actor: Actor, product_id: int, run_id: int | None) -> tuple[graph.Release, ...]:
    planned = (
        {row.release_id: row for row in models.PlannedRelease.objects.filter(run_id=run_id)} if run_id else {}
    )
    found = []
    for row in models.Release.objects.filter(
        workspace_id=actor.workspace_id, product_id=product_id, released_on=None
    ):
        told = planned.get(row.pk)
        if told is not None or row.target_on is not None:
            found.append(
                graph.Release(
                    row.name,
                    row.target_on,
                    told.p50 if told else None,
                    told.p85 if told else None,
                    told.chance if told else None,
                )
            )
    return tuple(found)


def _person(person: team_contracts.Person) -> graph.Person:
    skills = tuple((row.name, float(row.level)) for row in person.skills)
    return graph.Person(person.name, skills, person.leaves_on)
