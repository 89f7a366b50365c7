"""What must hold for people and their days, told in words that help. Called by the services only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import models as db
from django.db.models import ProtectedError

from pilothouse.engine import quantities
from pilothouse.kit.actor import Actor
from pilothouse.kit.dates import day_text
from pilothouse.kit.errors import Conflict, Invalid, NotFound
from pilothouse.kit.mailboxes import is_mailbox, tidy
from pilothouse.kit.text import known, line, lines, measured, within_reach
from pilothouse.team import models
from pilothouse.team.contracts import EDITABLE, LEVELS
from pilothouse.team.places import check_place
from pilothouse.team.queries.people import no_person


def table_of_aliases(of_people: bool) -> Any:
    return models.PersonAlias if of_people else models.TeamAlias


MOST_NAME = 100  # characters of a skill, a group or a team
MOST_ABSENCE_DAYS = 1100
_MOST_NOTES = 20_000


def person_fields(actor: Actor, values: Mapping[str, Any], row: models.Person | None) -> dict[str, Any]:
    """`values` as they are stored. Raises `Invalid` for the first broken rule, `NotFound` for no such team.

    Fields that are not named keep their value of `row`.
    """
    known(values, EDITABLE)
    found = _texts(dict(values))

    def present(name: str, default: Any = None) -> Any:
        return found[name] if name in found else getattr(row, name, default)

    check_availability(present("availability", 1.0))
    for name in ("joins_on", "leaves_on"):
        within_reach(found.get(name), name)
    check_span(present("joins_on"), present("leaves_on"))
    measured(quantities.RATE, present("day_rate_cents") or 0, "day_rate_cents")
    measured(quantities.RAMP, present("ramp_weeks", 0), "ramp_weeks")
    if {"country", "subdivision"} & set(found):
        check_place(present("country", ""), present("subdivision", ""))
    if found.get("team_id") is not None:
        find_team(actor, found["team_id"])
    return found


def check_availability(share: float) -> None:
    measured(quantities.AVAILABILITY, share, "availability")


def check_span(joins: date | None, leaves: date | None) -> None:
    if joins is not None and leaves is not None and leaves < joins:
        raise Invalid(
            f"The person leaves on {day_text(leaves)}, before joining on {day_text(joins)}.",
            where="leaves_on",
            cure="Correct one of the two dates, or leave it empty.",
        )


def check_absence(first: date, last: date) -> None:
    within_reach(first, "first")
    within_reach(last, "last")
    if last < first:
        raise Invalid(
            f"The absence ends on {day_text(last)}, before it begins on {day_text(first)}.",
            where="last",
            cure="Swap the two dates.",
        )
    if (last - first).days >= MOST_ABSENCE_DAYS:
        raise Invalid(
            f"The absence is longer than {MOST_ABSENCE_DAYS} days.",
            where="last",
            cure="Give the person a leaving date instead.",
        )


def check_level(level: int, skill: str) -> None:
    if level not in LEVELS:
        raise Invalid(
            f"Level {level} of {skill} lies outside 1 to 5.",
            where="level",
            cure="Give 1 (knows) to 5 (leads).",
        )


def called(text: str) -> str:
    """What a skill or a team is called; else `Invalid` at `name`."""
    return line({"name": text}, "name", MOST_NAME, needed="Fill it in.")


def find_person(actor: Actor, id: int) -> models.Person:
    """The row, locked: what is checked about a person's absences still holds when they are written."""
    row = models.Person.objects.select_for_update().filter(workspace_id=actor.workspace_id, pk=id).first()
    if row is None:
        raise no_person()
    return row


def find_team(actor: Actor, id: int) -> models.Team:
    row = models.Team.objects.filter(workspace_id=actor.workspace_id, pk=id).first()
    if row is None:
        raise NotFound("There is no such team.", where="team_id", cure="Choose one of the list, or none.")
    return row


def taken(rows: type[db.Model], actor: Actor, name: str, but: int | None = None) -> bool:
    """Whether another row of the workspace has `name`, in capitals or not."""
    found = rows._default_manager.filter(workspace_id=actor.workspace_id, name__iexact=name)
    return found.exclude(pk=but).exists()


def still_used(name: str, error: ProtectedError, cure: str) -> Conflict:
    """The answer to removing what other rooms point to: which rooms, and in how many places."""
    rooms: dict[str, int] = {}
    for row in error.protected_objects:
        rooms[row._meta.app_label] = rooms.get(row._meta.app_label, 0) + 1
    places = ", ".join(f"{room} in {many} place{'' if many == 1 else 's'}" for room, many in rooms.items())
    return Conflict(f"{name} is still used: {places}.", where=name, cure=cure, extra={"used": rooms})


def _texts(found: dict[str, Any]) -> dict[str, Any]:
    for name, most in (("name", 200), ("title", 200), ("email", 254)):
        if name in found:
            found[name] = line(found, name, most, needed="Fill it in." if name == "name" else "")
    if found.get("email"):
        _check_email(found["email"])
        found["email"] = tidy(found["email"])
    if "notes" in found:
        found["notes"] = lines(found, "notes", _MOST_NOTES)
    if "country" in found:
        found["country"] = found["country"].strip().upper()
    if "subdivision" in found:
        found["subdivision"] = found["subdivision"].strip()
    return found


def _check_email(text: str) -> None:
    if not is_mailbox(text):
        raise Invalid(
            f"'{text[:60]}' is not an e-mail address.",
            where="email",
            cure="Correct it, or leave it empty.",
        )
