"""The track record: appending forecasts as they are shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Max

from pilothouse.kit.actor import Actor, Role
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import BANDS, OPEN
from pilothouse.roadmap.planning import ComputedItem, ComputedPlan, Percentiles
from pilothouse.roadmap.services.scoring import ended
from pilothouse.team import queries as team

_ONCE = 500


_UNTIL = (14, 42, 91)  # days at which a band of horizons ends


_Subject = tuple[str, int]


def band(days: int) -> str:
    """The band of horizons that a date `days` ahead falls in."""
    return list(BANDS)[sum(days >= until for until in _UNTIL)]


def append_forecasts(*, actor: Actor, now: datetime, run: models.PlanRun, plan: ComputedPlan) -> int:
    """Append the forecasts of a run to the record, inside the transaction that stores it; returns how many.

    What says the same as the last entry of its subject (p50, p85 and deadline) is not repeated, unless that
    one has ended.
    """
    actor.require(Role.EDITOR)
    last, known = _last(actor), _bands(actor)
    told = {subject for subject, _ in known}
    entries = []
    for subject, number, about, row in _shown(actor, plan):
        key = (subject, number)
        if last.get(key) == (row.p50, row.p85, about["deadline"]):
            continue
        days = max(0, (row.p50 - run.as_of).days)
        entries.append(
            models.ForecastEntry(
                workspace_id=actor.workspace_id,
                run=run,
                subject=subject,
                subject_id=number,
                made_on=run.as_of,
                horizon_days=days,
                band=band(days),
                first=key not in told,
                first_in_band=(key, band(days)) not in known,
                inputs_hash=run.inputs_hash,
                engine_version=run.engine_version,
                **about,
                **row.columns(),
            )
        )
    models.ForecastEntry.objects.bulk_create(entries, batch_size=_ONCE)
    return len(entries)


def _shown(actor: Actor, plan: ComputedPlan) -> Iterator[tuple[str, int, dict[str, Any], Percentiles]]:
    """Subject, number, what the entry says about it, and its dates."""
    items = {
        row.pk: row
        for row in models.Item.objects.filter(workspace_id=actor.workspace_id, status__in=OPEN).only(
            "key", "title", "team_id", "owner_id", "deadline", "product_id"
        )
    }
    teams = {person.id: person.team_id for person in team.people(actor=actor)}
    for row in plan.items:
        item = items.get(row.item_id)
        if item is None:  # removed while the plan was computed
            continue
        yield (
            "item",
            item.pk,
            {
                "product_id": item.product_id,
                "key": item.key,
                "title": item.title,
                "team_id": item.team_id or _team(item, row.people, teams),
                "deadline": item.deadline,
                "layer": _layer(row),
            },
            row.dates,
        )
    releases = models.Release.objects.filter(workspace_id=actor.workspace_id).in_bulk(
        [row.release_id for row in plan.releases]
    )
    for planned in plan.releases:
        release = releases.get(planned.release_id)
        if release is not None:
            about = {
                "product_id": release.product_id,
                "key": f"r{release.pk}",
                "title": release.name,
                "team_id": None,
                "deadline": release.target_on,
                "layer": "parts",
            }
            yield "release", release.pk, about, planned.dates


def _team(item: models.Item, people: Iterable[int], teams: dict[int, int | None]) -> int | None:
    """The owner's team, else that of the planned people where they are of one."""
    if item.owner_id is not None:
        return teams.get(item.owner_id)
    found = {teams.get(person) for person in people}
    return found.pop() if len(found) == 1 else None


def _layer(row: ComputedItem) -> str:
    if row.reason.kind == "parts":
        return "parts"
    return "assumed" if row.assumed else "estimate"


def _last(actor: Actor) -> dict[_Subject, tuple[date, date, date | None]]:
    """The dates of each subject's last entry, of those that have not ended."""
    mine = models.ForecastEntry.objects.filter(workspace_id=actor.workspace_id)
    newest = mine.order_by().values("subject", "subject_id").annotate(last=Max("id")).values("last")
    rows = models.ForecastEntry.objects.filter(pk__in=newest).filter(~ended())
    return {
        (subject, number): (p50, p85, deadline)
        for subject, number, p50, p85, deadline in rows.values_list(
            "subject", "subject_id", "p50", "p85", "deadline"
        )
    }


def _bands(actor: Actor) -> set[tuple[_Subject, str]]:
    rows = models.ForecastEntry.objects.filter(workspace_id=actor.workspace_id, first_in_band=True)
    return {
        ((subject, number), band)
        for subject, number, band in rows.values_list("subject", "subject_id", "band")
    }
