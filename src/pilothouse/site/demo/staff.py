"""The workspace's calendar, its people, and how products share them."""

from __future__ import annotations

from datetime import datetime

from pilothouse.site.demo.content import Row
from pilothouse.site.demo.entered import Entered
from pilothouse.team import services as team


def enter_staff(done: Entered, at: datetime) -> None:
    """Calendar, skills, teams and people."""
    about, staff = done.content.about, done.content.staff
    place = {"country": about["country"], "subdivision": about["subdivision"]}
    team.change_calendar(**done.by(at), version=None, values=place)
    for group, names in staff["skills"].items():
        for name in names:
            done.skills[name] = team.add_skill(**done.by(at), name=name, group=group).id
    for name in staff["teams"]["names"]:
        done.teams[name] = team.add_team(**done.by(at), name=name).id
    for row in staff["person"]:
        _person(done, at, row)


def _person(done: Entered, at: datetime, row: Row) -> None:
    person = team.add_person(
        **done.by(at),
        name=row["name"],
        title=row["title"],
        team_id=done.teams[row["team"]],
        day_rate_cents=done.content.minor(row["rate"]),
        availability=row.get("availability", 1.0),
        country=row.get("country", ""),
    ).id
    done.people[row["name"]] = person
    for skill, level in row["skills"].items():
        team.set_skill(**done.by(at), person_id=person, skill_id=done.skills[skill], level=level)
    for first, last, reason in row.get("absences", ()):
        away(done, at, row["name"], first, last, reason)


def away(done: Entered, at: datetime, name: str, first: int, last: int, reason: str) -> None:
    """Someone is away, in days from today."""
    team.add_absence(
        **done.by(at),
        person_id=done.people[name],
        first=done.days.on(first),
        last=done.days.on(last),
        reason=reason,
    )
