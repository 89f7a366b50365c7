"""Service levels, and the dates by which support problems are to be answered and solved."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from pilothouse.engine.quantities import DAY_HOUR, SERVICE_HOURS
from pilothouse.journal import services as journal
from pilothouse.kit import bulk, versions
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Invalid
from pilothouse.kit.refs import Ref
from pilothouse.kit.text import measured
from pilothouse.market import contracts, models, queries
from pilothouse.market.contracts import UNSOLVED, USUAL_HOURS
from pilothouse.market.planning.clocks import WorkHours, due, work_hours
from pilothouse.team import queries as team
from pilothouse.team.contracts import Calendar

REF = "market.service_levels"
SOON = 4.0  # working hours before a service level ends in which it is due soon
DUES = ("answer_due_at", "solution_due_at", "next_due_at")
_TITLE = "Service levels"
_ONCE = 500


@transaction.atomic
def change_levels(
    *,
    actor: Actor,
    now: datetime,
    version: int | None,
    levels: Iterable[Mapping[str, Any]] = (),
    day_begins: float | None = None,
) -> contracts.ServiceLevels:
    """Change how many working hours the problems of a severity may wait, and when a day begins. What is not
    solved gets its dates anew.

    Raises `Stale` when `version` is not the present one (0 while no one has set anything), and `Invalid`.
    """
    actor.require(Role.EDITOR)
    row = _row(actor)
    old = queries.service_levels(actor=actor)
    hours: dict[str, list[float]] = {
        level.severity: [level.answer_hours, level.solution_hours] for level in old.levels
    }
    for level in levels:
        hours[_severity(level)] = _hours(level)
    values: dict[str, Any] = {"hours": hours} if hours != row.hours and levels else {}
    if day_begins is not None:
        measured(DAY_HOUR, day_begins, "day_begins")
        values["day_begins"] = day_begins
    if versions.apply(row, values, expected=version):
        new = queries.service_levels(actor=actor)
        told = dict(_told(old, new))
        if told:
            subject = Ref(REF, row.pk)
            journal.record(
                actor=actor,
                now=now,
                verb="service_levels.changed",
                subject=subject,
                title=_TITLE,
                changes=told,
            )
        reckon(actor=actor)
    return queries.service_levels(actor=actor)


def _severity(level: Mapping[str, Any]) -> str:
    word = str(level.get("severity") or "")
    if word not in USUAL_HOURS:
        cure = f"Use one of {', '.join(USUAL_HOURS)}."
        raise Invalid(f"'{word[:40]}' is not a severity.", where="severity", cure=cure)
    return word


def _hours(level: Mapping[str, Any]) -> list[float]:
    answer, solution = float(level["answer_hours"]), float(level["solution_hours"])
    measured(SERVICE_HOURS, answer, "answer_hours")
    measured(SERVICE_HOURS, solution, "solution_hours")
    if solution < answer:
        cure = "Give the solution at least as many hours as the first answer."
        raise Invalid("The solution is due before the first answer.", where="solution_hours", cure=cure)
    return [answer, solution]


def _told(old: contracts.ServiceLevels, new: contracts.ServiceLevels) -> Iterable[tuple[str, list[Any]]]:
    for before, after in zip(old.levels, new.levels, strict=True):
        for name, words in (("answer_hours", "first answer"), ("solution_hours", "solution")):
            pair = [getattr(before, name), getattr(after, name)]
            if pair[0] != pair[1]:
                yield f"{before.severity} {words}", pair
    if old.day_begins != new.day_begins:
        yield "day_begins", [old.day_begins, new.day_begins]


class Clocks:
    """By what a workspace's dates are computed: read once, for any number of problems."""

    def __init__(self, actor: Actor) -> None:
        self.levels = queries.service_levels(actor=actor)
        self.calendar = team.calendar(actor=actor)

    def work(self, *years: int) -> WorkHours:
        """With the public holidays from the first of `years` to two years after the last."""
        span = range(min(years), max(years) + 3)
        return work_hours(self.calendar, self.levels.day_begins, span)

    def note(self, actor: Actor) -> None:
        """Note the calendar by which the first dates of a workspace are computed."""
        _row(actor, digest(self.calendar))

    def dues(self, row: models.SupportProblem) -> dict[str, datetime | None]:
        """When its answer and its solution are due, and what is next."""
        stops = [
            (datetime.fromisoformat(first), datetime.fromisoformat(last) if last else None)
            for first, last in row.stops
        ]
        work = self.work(row.reported_at.year, *(first.year for first, _ in stops))
        level = self.levels.of(row.severity)
        answer = due(work, row.reported_at, level.answer_hours, stops)
        solution = due(work, row.reported_at, level.solution_hours, stops)
        coming = [solution] if row.answered_at else [answer, solution]
        first = min((at for at in coming if at is not None), default=None)
        return dict(zip(DUES, (answer, solution, first if row.state in UNSOLVED else None), strict=True))


def due_soon(*, actor: Actor, now: datetime) -> datetime:
    """The moment until which what is due is due soon: four working hours on."""
    return Clocks(actor).work(now.year).after(now, SOON) or now


@transaction.atomic
def reckon(*, actor: Actor) -> int:
    """Compute the dates of what is not solved anew; returns how many changed. Those of what is solved stay:
    by them it was late or not."""
    actor.require(Role.EDITOR)
    clocks = Clocks(actor)
    rows = models.SupportProblem.objects.filter(workspace_id=actor.workspace_id, state__in=UNSOLVED)
    changed = [row for row in rows.order_by("pk").iterator(chunk_size=_ONCE) if _set(row, clocks.dues(row))]
    for part in bulk.portions(changed, _ONCE):
        bulk.update(part, DUES)
    levels = _row(actor)
    levels.calendar = digest(clocks.calendar)
    levels.save(update_fields=["calendar"])
    return len(changed)


def calendar_changed(*, actor: Actor) -> bool:
    """Whether dates of the workspace were computed by another calendar than the present one."""
    row = models.ServiceLevels.objects.filter(workspace_id=actor.workspace_id).exclude(calendar="").first()
    return row is not None and row.calendar != digest(team.calendar(actor=actor))


def _set(row: models.SupportProblem, dues: Mapping[str, datetime | None]) -> bool:
    if all(getattr(row, name) == value for name, value in dues.items()):
        return False
    for name, value in dues.items():
        setattr(row, name, value)
    return True


def digest(calendar: Calendar) -> str:
    """What a calendar says, in short."""
    told = asdict(calendar) | {"weekdays": sorted(calendar.weekdays), "version": 0}
    return sha256(json.dumps(told, default=str, sort_keys=True).encode()).hexdigest()


def _row(actor: Actor, calendar: str = "") -> models.ServiceLevels:
    """The row of the workspace; a new one notes the calendar."""
    row, _ = models.ServiceLevels.objects.get_or_create(
        workspace_id=actor.workspace_id, defaults={"calendar": calendar}
    )
    return row
