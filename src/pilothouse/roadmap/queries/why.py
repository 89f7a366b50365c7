"""Why an item has its dates: stored reasons, walked back to the start of the plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from pilothouse.kit.actor import Actor
from pilothouse.kit.dates import day_text
from pilothouse.kit.errors import NotFound
from pilothouse.kit.prepared import prepared
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import Why, WhyPerson, WhyStep
from pilothouse.roadmap.queries import runs, stored
from pilothouse.team import queries as team
from pilothouse.team.contracts import Person

_LONGEST = 12


def why(*, actor: Actor, key: str) -> Why:
    """The explanation of an item's dates in the newest run. Raises `NotFound` for an unknown key."""
    row = models.Item.objects.filter(workspace_id=actor.workspace_id, key=key).first()
    if row is None:
        raise NotFound(f"There is no item {key[:40]}.", cure="Check the key.")
    run = runs.newest(actor=actor, product_id=row.product_id)
    planned = run.planned_items.filter(item=row).first() if run else None
    if run is None or planned is None:
        return _unplanned(row, run)
    people = {person.id: person for person in team.people(actor=actor, ids=tuple(planned.people))}
    chain, found = _chain(run, planned), stored.reason(planned.reason)
    return Why(
        key=row.key,
        title=row.title,
        summary="",
        start=planned.start_p50,
        p50=planned.p50,
        p85=planned.p85,
        deadline=row.deadline,
        chance=planned.chance,
        chain=chain,
        others=found.others if found else (),
        estimate=_estimate(row, planned),
        people=_people(row, planned, people),
        absences=_absences(planned, people),
        notes=_notes(row, planned),
        run_number=run.number,
    )


def _unplanned(row: models.Item, run: models.PlanRun | None) -> Why:
    if row.status in ("done", "cancelled"):
        summary = f"This item is {row.status}; only open items are planned."
    elif run is None:
        summary = "There is no plan yet."
    else:
        summary = f"This item was not there when plan run {run.number} was made. Replan."
    return Why(
        row.key,
        row.title,
        summary,
        None,
        None,
        None,
        row.deadline,
        None,
        (),
        (),
        "",
        (),
        (),
        (),
        run.number if run else None,
    )


def _chain(run: models.PlanRun, planned: models.PlannedItem) -> tuple[WhyStep, ...]:
    """The item's binding reason, then that of the item it waits for, and so on."""
    steps: list[WhyStep] = []
    seen: set[int] = set()
    current: tuple[int, Any, str, str] | None = (planned.item_id, planned.reason, "", "")
    while current is not None and current[0] not in seen and len(steps) < _LONGEST:
        number, said, key, title = current
        seen.add(number)
        reason = stored.reason(said)
        if reason is None:
            break
        steps.append(WhyStep(key, title, reason.text, reason.day))
        if reason.item is None:
            break
        current = next(iter(_step(run.pk, reason.item)), None)
    return tuple(steps)


@prepared
def _step(run_id: int, item_id: int) -> QuerySet[models.PlannedItem, tuple[int, Any, str, str]]:
    """Little of a long row: this is asked at every step."""
    rows = models.PlannedItem.objects.filter(run_id=run_id, item_id=item_id).order_by()
    return rows.values_list("item_id", "reason", "item__key", "item__title")[:1]


def _estimate(row: models.Item, planned: models.PlannedItem) -> str:
    if row.milestone:
        return "A milestone takes no time."
    if planned.assumed:
        return planned.assumed
    if row.likely is None:
        return "Its dates are those of its parts."
    text = f"Estimated at {row.likely:g} days of work."
    if planned.implied_low is not None and planned.implied_high is not None:
        text = f"{text[:-1]}, which implies {planned.implied_low:.1f} to {planned.implied_high:.1f}."
    if row.low is not None and row.high is not None:
        text = f"Estimated at {row.low:g} to {row.high:g} days of work, likely {row.likely:g}."
    if row.progress > 0:
        text += f" {_percent(row.progress)} is done, so {_percent(1 - row.progress)} is left."
    return text


def _people(
    row: models.Item, planned: models.PlannedItem, people: Mapping[int, Person]
) -> tuple[WhyPerson, ...]:
    chosen = set(row.assignments.values_list("person_id", flat=True))
    needs = list(row.needs.select_related("skill"))
    found = []
    for number in planned.people:
        person = people.get(number)
        if person is None:
            continue
        levels = {held.skill_id: held.level for held in person.skills}
        fits = [
            need.skill
            for need in needs
            if need.skill and levels.get(need.skill_id or 0, 0) >= max(1, need.level)
        ]
        if number in chosen:
            text = "chosen by you"
        elif fits and fits[0] is not None:
            text = f"{fits[0].name} at level {levels[fits[0].pk]}"
        elif number == row.owner_id:
            text = "owner"
        else:
            text = ""
        found.append(WhyPerson(number, person.name, text))
    return tuple(found)


def _absences(planned: models.PlannedItem, people: Mapping[int, Person]) -> tuple[str, ...]:
    found = []
    for person in people.values():
        for away in person.absences:
            if away.first <= planned.p85 and away.last >= planned.start_p50:
                reason = f" ({away.reason})" if away.reason else ""
                found.append(
                    f"{person.name} is away {day_text(away.first)} to {day_text(away.last)}{reason}."
                )
        if person.availability < 1:
            found.append(f"{person.name} works {_percent(person.availability)} of a full week.")
    return tuple(found)


def _notes(row: models.Item, planned: models.PlannedItem) -> tuple[str, ...]:
    notes = []
    if planned.start != planned.start_p50:
        # Reasons have the plan's own dates, in which everything takes its mean.
        notes.append(
            f"Planned to start on {day_text(planned.start)}, as the reasons say; the median of the "
            f"simulations is {day_text(planned.start_p50)}."
        )
    if planned.criticality >= 0.05:
        share = _percent(planned.criticality)
        notes.append(f"On the longest chain of the plan in {share} of the simulations.")
    if row.deadline and planned.finish > row.deadline:
        notes.append("Even the plan without any trouble ends after the deadline.")
    return tuple(notes)


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %"
