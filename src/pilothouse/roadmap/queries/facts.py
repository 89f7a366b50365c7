"""What the roadmap tells the blueprint's review: open work, people, dates, and what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import fmean

from pilothouse.accounts import queries as accounts
from pilothouse.engine.review import graph
from pilothouse.kit.actor import Actor
from pilothouse.kit.money import exponent
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import OPEN
from pilothouse.roadmap.queries.runs import latest_run
from pilothouse.roadmap.queries.subjects import as_subject
from pilothouse.team import contracts as team_contracts
from pilothouse.team import queries as team
from pilothouse.vision.queries import PlanFacts


def plan_facts(*, actor: Actor, product_id: int) -> PlanFacts:
    """Open items with dates of the newest run, releases to come, and the team; a fixed number of
    statements."""
    rows = list(
        models.Item.objects.filter(workspace_id=actor.workspace_id, product_id=product_id).only(
            "id",
            "product_id",
            "key",
            "title",
            "level",
            "status",
            "parent_id",
            "likely",
            "progress",
            "deadline",
        )
    )
    keys = {row.pk: row.key for row in rows}
    open_rows = [row for row in rows if row.status in OPEN]
    people = team.people(actor=actor)
    run = latest_run(actor=actor, product_id=product_id)
    planned = (
        {row.item_id: row for row in models.PlannedItem.objects.filter(run_id=run.id).defer("histogram")}
        if run
        else {}
    )
    needs = _needs(actor, product_id)
    waits: dict[int, list[int]] = {}
    for before, after in models.Dependency.objects.filter(
        workspace_id=actor.workspace_id, successor__product_id=product_id
    ).values_list("predecessor_id", "successor_id"):
        waits.setdefault(after, []).append(before)
    parents = {row.parent_id for row in open_rows}
    names = {person.id: person.name for person in people}
    rates = {person.id: person.day_rate_cents for person in people if person.day_rate_cents is not None}
    items = []
    total = 0
    for row in open_rows:
        told = planned.get(row.pk)
        cents = None if row.pk in parents else _cost(row, told, rates)
        total += cents or 0
        items.append(
            graph.Item(
                row.key,
                row.title,
                row.level,
                None if row.likely is None else row.likely * (1 - row.progress),
                cents,
                keys.get(row.parent_id or 0, ""),
                tuple(keys[one] for one in waits.get(row.pk, ()) if one in keys),
                needs.get(row.pk, ()),
                row.deadline,
                told.start_p50 if told else None,
                told.p50 if told else None,
                told.p85 if told else None,
                tuple(names[one] for one in told.people if one in names) if told else (),
            )
        )
    currency = accounts.currency(actor=actor)
    plan = graph.Plan(
        tuple(items),
        _releases(actor, product_id, run.id if run else None),
        tuple(_person(person) for person in people),
        total if rates else None,
        None,
        currency,
        run.number if run else None,
        exponent(currency),
    )
    return PlanFacts(plan, {each.ref: each for each in map(as_subject, rows)})


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
