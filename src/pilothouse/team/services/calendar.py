"""The workspace's working days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from pilothouse.engine import quantities
from pilothouse.journal import services as journal
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.dates import day_text
from pilothouse.kit.errors import Conflict, Invalid, NotFound
from pilothouse.kit.refs import Ref
from pilothouse.kit.text import known, line, measured, within_reach
from pilothouse.team import contracts, models, queries
from pilothouse.team.places import check_place

EDITABLE = ("country", "subdivision", "weekdays", "hours_per_day")
_TITLE = "Working calendar"


@transaction.atomic
def change_calendar(
    *, actor: Actor, now: datetime, version: int | None, values: Mapping[str, Any]
) -> contracts.Calendar:
    """Change country, subdivision, weekdays (0 is Monday) or hours_per_day.

    Raises `Stale` when `version` is not the present one (0 while nobody has set anything), and `Invalid`
    for a place without known holidays, for no working weekday, and for hours outside 1 to 24.
    """
    actor.require(Role.EDITOR)
    row, _ = models.WorkCalendar.objects.select_for_update().get_or_create(
        workspace_id=actor.workspace_id, defaults={"weekdays": [0, 1, 2, 3, 4], "version": 0}
    )
    changes = versions.apply(row, _checked(values, row), expected=version)
    if changes:
        journal.record(
            actor=actor, now=now, verb="calendar.changed", subject=_ref(actor), title=_TITLE, changes=changes
        )
    return queries.calendar(actor=actor)


@transaction.atomic
def add_closed_day(*, actor: Actor, now: datetime, day: date, name: str = "") -> contracts.ClosedDay:
    """Nobody works on `day`. Raises `Conflict` when it is closed already."""
    actor.require(Role.EDITOR)
    name = line({"name": name}, "name", 200)
    within_reach(day, "day")
    _, fresh = models.ClosedDay.objects.get_or_create(
        workspace_id=actor.workspace_id, day=day, defaults={"name": name}
    )
    if not fresh:
        raise Conflict(f"{day_text(day)} is closed already.", where="day", cure="Choose another day.")
    changes = {"day": [None, day.isoformat()]} | ({"name": [None, name]} if name else {})
    journal.record(
        actor=actor, now=now, verb="calendar.day_closed", subject=_ref(actor), title=_TITLE, changes=changes
    )
    return contracts.ClosedDay(day, name)


@transaction.atomic
def remove_closed_day(*, actor: Actor, now: datetime, day: date) -> int:
    """`day` is worked after all; returns the entry that `restore` takes back."""
    actor.require(Role.EDITOR)
    row = models.ClosedDay.objects.filter(workspace_id=actor.workspace_id, day=day).first()
    if row is None:
        raise NotFound("This day is not closed.", cure="See the calendar in Settings.")
    changes = {"day": [day.isoformat(), None]} | ({"name": [row.name, None]} if row.name else {})
    row.delete()
    return journal.record(
        actor=actor, now=now, verb="calendar.day_opened", subject=_ref(actor), title=_TITLE, changes=changes
    )


def _checked(values: Mapping[str, Any], row: models.WorkCalendar) -> dict[str, Any]:
    known(values, EDITABLE)
    found = dict(values)
    if "country" in found:
        found["country"] = found["country"].strip().upper()
    if {"country", "subdivision"} & set(found):
        check_place(found.get("country", row.country), found.get("subdivision", row.subdivision))
    if "weekdays" in found:
        found["weekdays"] = sorted(set(found["weekdays"]))
        if not found["weekdays"]:
            raise Invalid("No working weekday is left.", where="weekdays", cure="Tick at least one.")
        if not set(found["weekdays"]) <= set(range(7)):
            raise Invalid(
                "A weekday lies outside 0 to 6.",
                where="weekdays",
                cure="Count from 0 (Monday) to 6 (Sunday).",
            )
    measured(quantities.HOURS, found.get("hours_per_day", row.hours_per_day), "hours_per_day")
    return found


def _ref(actor: Actor) -> Ref:
    """There is one calendar for each workspace, so the workspace's number names it."""
    return Ref("team.calendar", actor.workspace_id)
