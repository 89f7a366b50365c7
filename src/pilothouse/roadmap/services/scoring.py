"""The track record: what became of the forecasts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from pilothouse.journal import queries as journal
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.refs import Ref
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import OPEN, RECORD_LEVELS

_ONCE = 500


@dataclass(frozen=True)
class _End:
    """How a subject ended. Up to the day before `on` it was open."""

    kind: str
    on: date


def score_forecasts(*, actor: Actor, now: datetime) -> int:
    """Append what became of the forecasts of the workspace; returns how many outcomes.

    Done work ends its forecasts on the day it was resolved; cancelled and removed work ends them without a
    score. A date that passed while the work was open is kept as passed, for its level alone; so is one that
    passed before the work was cancelled or removed. Asking twice appends nothing.
    """
    return append_outcomes(outcomes(actor=actor, now=now))


def outcomes(*, actor: Actor, now: datetime) -> list[models.ForecastOutcome]:
    """What is to be appended. Nothing is stored, so no transaction need be open, which would keep others from
    writing."""
    actor.require(Role.EDITOR)
    today = now.date()
    found: list[models.ForecastOutcome] = []
    over: set[int] = set()
    for entries, ends in (_ended_items(actor, today), _ended_releases(actor, today)):
        found += _closed(actor, now, entries, ends)
        over |= {entry.pk for entry in entries}
    for level in RECORD_LEVELS:
        passed = _open(actor).filter(~Exists(_outcomes(level)), **{f"p{level}__lt": today})
        days = passed.annotate(day=F(f"p{level}")).values_list("pk", "day")
        found += [
            models.ForecastOutcome(
                workspace_id=actor.workspace_id,
                entry_id=number,
                level=level,
                kind="passed",
                ended_on=day,
                recorded_at=now,
            )
            for number, day in days
            if number not in over
        ]
    return found


@transaction.atomic
def append_outcomes(rows: list[models.ForecastOutcome]) -> int:
    """Store outcomes; returns how many. Two plans that end at once may find the same; the table keeps one."""
    models.ForecastOutcome.objects.bulk_create(rows, batch_size=_ONCE, ignore_conflicts=True)
    return len(rows)


def _outcomes(level: int) -> QuerySet[models.ForecastOutcome]:
    return models.ForecastOutcome.objects.filter(entry=OuterRef("pk"), level=level)


def ended() -> Exists:
    return Exists(_outcomes(0))


def _open(actor: Actor) -> QuerySet[models.ForecastEntry]:
    return models.ForecastEntry.objects.filter(workspace_id=actor.workspace_id).filter(~ended()).order_by()


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


def _closed(
    actor: Actor, now: datetime, entries: list[models.ForecastEntry], ends: dict[int, _End]
) -> Iterator[models.ForecastOutcome]:
    for entry in entries:
        end = ends[entry.subject_id]
        kind = "earlier" if end.kind == "done" and end.on < entry.made_on else end.kind
        yield _outcome(actor, now, entry, 0, kind, end.on)
        if kind in ("cancelled", "removed"):
            for level in RECORD_LEVELS:
                day = getattr(entry, f"p{level}")
                if day < end.on:
                    yield _outcome(actor, now, entry, level, "passed", day)


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
