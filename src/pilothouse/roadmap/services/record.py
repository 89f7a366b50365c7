"""The track record: appending forecasts as they are shown, and what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery

from pilothouse.journal import queries as journal
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.refs import Ref
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import BANDS, OPEN, RECORD_LEVELS
from pilothouse.roadmap.planning import ComputedPlan
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
    last = _last(actor, run.product_id)
    known = _bands(actor, run.product_id)
    told = {subject for subject, _ in known}
    entries = []
    for subject, number, about, row in _shown(actor, run.product_id, plan):
        key = (subject, number)
        if last.get(key) == (row["p50"], row["p85"], about["deadline"]):
            continue
        days = max(0, (row["p50"] - run.as_of).days)
        entries.append(
            models.ForecastEntry(
                workspace_id=actor.workspace_id,
                product_id=run.product_id,
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
                **{name: row[name] for name in ("p15", "p50", "p85", "p95")},
            )
        )
    models.ForecastEntry.objects.bulk_create(entries, batch_size=_ONCE)
    return len(entries)


def _shown(
    actor: Actor, product_id: int, plan: ComputedPlan
) -> Iterator[tuple[str, int, dict[str, Any], dict[str, Any]]]:
    """Subject, number, what the entry says about it, and its dates."""
    items = {
        row.pk: row
        for row in models.Item.objects.filter(
            workspace_id=actor.workspace_id, product_id=product_id, status__in=OPEN
        ).only("key", "title", "team_id", "owner_id", "deadline")
    }
    teams = {person.id: person.team_id for person in team.people(actor=actor)}
    for row in plan.items:
        item = items.get(row["item_id"])
        if item is None:  # removed while the plan was computed
            continue
        yield (
            "item",
            item.pk,
            {
                "key": item.key,
                "title": item.title,
                "team_id": item.team_id or _team(item, row["people"], teams),
                "deadline": item.deadline,
                "layer": _layer(row),
            },
            row,
        )
    releases = models.Release.objects.filter(workspace_id=actor.workspace_id).in_bulk(
        [row["release_id"] for row in plan.releases]
    )
    for row in plan.releases:
        release = releases.get(row["release_id"])
        if release is not None:
            about = {
                "key": f"r{release.pk}",
                "title": release.name,
                "team_id": None,
                "deadline": release.target_on,
                "layer": "parts",
            }
            yield "release", release.pk, about, row


def _team(item: models.Item, people: Iterable[int], teams: dict[int, int | None]) -> int | None:
    """The owner's team, else that of the planned people where they are of one."""
    if item.owner_id is not None:
        return teams.get(item.owner_id)
    found = {teams.get(person) for person in people}
    return found.pop() if len(found) == 1 else None


def _layer(row: dict[str, Any]) -> str:
    if row.get("reason", {}).get("kind") == "parts":
        return "parts"
    return "assumed" if row.get("assumed") else "estimate"


def _last(actor: Actor, product_id: int) -> dict[_Subject, tuple[date, date, date | None]]:
    """The dates of each subject's last entry, of those that have not ended."""
    mine = models.ForecastEntry.objects.filter(workspace_id=actor.workspace_id, product_id=product_id)
    newest = mine.order_by().values("subject", "subject_id").annotate(last=Max("id")).values("last")
    rows = models.ForecastEntry.objects.filter(pk__in=newest).filter(~_ended())
    return {
        (subject, number): (p50, p85, deadline)
        for subject, number, p50, p85, deadline in rows.values_list(
            "subject", "subject_id", "p50", "p85", "deadline"
        )
    }


def _bands(actor: Actor, product_id: int) -> set[tuple[_Subject, str]]:
    rows = models.ForecastEntry.objects.filter(
        workspace_id=actor.workspace_id, product_id=product_id, first_in_band=True
    )
    return {
        ((subject, number), band)
        for subject, number, band in rows.values_list("subject", "subject_id", "band")
    }


# --- outcomes


@dataclass(frozen=True)
class _End:
    """How a subject ended. Up to the day before `on` it was open."""

    kind: str
    on: date


@transaction.atomic
def score_forecasts(*, actor: Actor, now: datetime) -> int:
    """Append what became of the forecasts of the workspace; returns how many outcomes.

    Done work ends its forecasts on the day it was resolved; cancelled and removed work ends them without a
    score. A date that passed while the work was open is kept as passed, for its level alone; so is one that
    passed before the work was cancelled or removed. Asking twice appends nothing.
    """
    actor.require(Role.EDITOR)
    today = now.date()
    made = 0
    for entries, ends in (_ended_items(actor, today), _ended_releases(actor, today)):
        made += _close(actor, now, entries, ends)
    for level in RECORD_LEVELS:
        passed = _open(actor).filter(~Exists(_outcomes(level)), **{f"p{level}__lt": today})
        days = passed.annotate(day=F(f"p{level}")).values_list("pk", "day")
        made += _append(
            models.ForecastOutcome(
                workspace_id=actor.workspace_id,
                entry_id=number,
                level=level,
                kind="passed",
                ended_on=day,
                recorded_at=now,
            )
            for number, day in days
        )
    return made


def _outcomes(level: int) -> QuerySet[models.ForecastOutcome]:
    return models.ForecastOutcome.objects.filter(entry=OuterRef("pk"), level=level)


def _ended() -> Exists:
    return Exists(_outcomes(0))


def _open(actor: Actor) -> QuerySet[models.ForecastEntry]:
    return models.ForecastEntry.objects.filter(workspace_id=actor.workspace_id).filter(~_ended()).order_by()


def _append(rows: Iterable[models.ForecastOutcome]) -> int:
    found = list(rows)
    # Two plans that end at once may see the same; the table keeps one.
    models.ForecastOutcome.objects.bulk_create(found, batch_size=_ONCE, ignore_conflicts=True)
    return len(found)


def _ended_items(actor: Actor, today: date) -> tuple[list[models.ForecastEntry], dict[int, _End]]:
    """Open entries whose item is done, cancelled or gone, and how each item ended."""
    items = models.Item.objects.filter(workspace_id=actor.workspace_id, pk=OuterRef("subject_id"))
    rows = (
        _open(actor)
        .filter(subject="item")
        .annotate(
            now_status=Subquery(items.values("status")[:1]),
            now_resolved=Subquery(items.values("resolved_at")[:1]),
        )
        .filter(Q(now_status__isnull=True) | ~Q(now_status__in=OPEN))
    )
    found: dict[int, models.ForecastEntry] = {}
    ends: dict[int, _End] = {}
    for entry in rows:
        found[entry.pk] = entry
        if entry.subject_id not in ends:
            moment = entry.now_resolved
            ends[entry.subject_id] = _end(actor, entry, entry.now_status, moment and moment.date(), today)
    return list(found.values()), ends


def _end(
    actor: Actor, entry: models.ForecastEntry, status: str | None, resolved: date | None, today: date
) -> _End:
    if status is None:
        return _End("removed", _removed_on(actor, entry, today))
    if status == "done":
        return _End("done", resolved) if resolved else _End("undated", today)
    return _End("cancelled", resolved or today)


def _removed_on(actor: Actor, entry: models.ForecastEntry, today: date) -> date:
    """The day of the journal's last word about it."""
    found = journal.history(actor=actor, subject=Ref(f"roadmap.{entry.subject}", entry.subject_id), limit=1)
    return found[0].at.date() if found else today


def _ended_releases(actor: Actor, today: date) -> tuple[list[models.ForecastEntry], dict[int, _End]]:
    """The same of releases: released, or with every item under them closed, or gone."""
    entries = list(_open(actor).filter(subject="release"))
    if not entries:
        return [], {}
    releases = models.Release.objects.filter(workspace_id=actor.workspace_id).in_bulk(
        {entry.subject_id for entry in entries}
    )
    carried = _carried(actor, {entry.product_id for entry in entries})
    ends: dict[int, _End] = {}
    for entry in entries:
        release = releases.get(entry.subject_id)
        parts = carried.get(entry.subject_id, [])
        if release is None:
            ends[entry.subject_id] = _End("removed", _removed_on(actor, entry, today))
        elif release.released_on is not None:
            ends[entry.subject_id] = _End("done", release.released_on)
        elif not any(status in OPEN for status, _ in parts):
            days = [day for status, day in parts if status == "done"]
            dated = [day for day in days if day is not None]
            if not days:
                ends[entry.subject_id] = _End("cancelled", today)
            elif len(dated) < len(days):
                ends[entry.subject_id] = _End("undated", today)
            else:
                ends[entry.subject_id] = _End("done", max(dated))
    return [entry for entry in entries if entry.subject_id in ends], ends


def _carried(actor: Actor, products: set[int]) -> dict[int, list[tuple[str, date | None]]]:
    """Status and day of each item that a release carries, by its own name or that of what it is part of."""
    rows = {
        number: (parent, release, status, moment.date() if moment else None)
        for number, parent, release, status, moment in models.Item.objects.filter(
            workspace_id=actor.workspace_id, product_id__in=products
        ).values_list("pk", "parent_id", "release_id", "status", "resolved_at")
    }
    found: dict[int, list[tuple[str, date | None]]] = {}
    for parent, release, status, day in rows.values():
        while release is None and parent in rows:
            parent, release, _, _ = rows[parent]
        if release is not None:
            found.setdefault(release, []).append((status, day))
    return found


def _close(actor: Actor, now: datetime, entries: list[models.ForecastEntry], ends: dict[int, _End]) -> int:
    def rows() -> Iterator[models.ForecastOutcome]:
        for entry in entries:
            end = ends[entry.subject_id]
            kind = "earlier" if end.kind == "done" and end.on < entry.made_on else end.kind
            yield _outcome(actor, now, entry, 0, kind, end.on)
            if kind in ("cancelled", "removed"):
                for level in RECORD_LEVELS:
                    day = getattr(entry, f"p{level}")
                    if day < end.on:
                        yield _outcome(actor, now, entry, level, "passed", day)

    return _append(rows())


def _outcome(
    actor: Actor, now: datetime, entry: models.ForecastEntry, level: int, kind: str, on: date
) -> models.ForecastOutcome:
    return models.ForecastOutcome(
        workspace_id=actor.workspace_id,
        entry=entry,
        level=level,
        kind=kind,
        ended_on=on,
        recorded_at=now,
    )
