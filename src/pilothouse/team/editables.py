"""Fields of people and skills that are changed where they are shown."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pilothouse.accounts import queries as accounts
from pilothouse.kit.actor import Actor
from pilothouse.kit.editing import Editable, SetMany, trash
from pilothouse.team import queries, services
from pilothouse.team.contracts import Person, Skill
from pilothouse.team.person_fields import person_field


def _teams(*, actor: Actor, row: Person | None) -> list[tuple[str, str]]:
    return [(str(team.id), team.name) for team in queries.teams(actor=actor)]


def _regroup(*, actor: Actor, now: datetime, id: int, version: int | None, value: Any) -> Skill:
    name = queries.skill(actor=actor, id=id).name
    return services.rename_skill(actor=actor, now=now, id=id, version=version, name=name, group=value)


editables = (
    person_field("name", "Name", "line", needed=True, key="t"),
    person_field("title", "Title", "line"),
    person_field(
        "team",
        "Team",
        "reference",
        column="team_id",
        of=lambda value: int(value) if value else None,
        text=lambda row: row.team_name,
        choices=_teams,
        picks="team.team",
        key="m",
        many=True,
    ),
    person_field(
        "availability",
        "Availability, %",
        "number",
        of=lambda value: (100.0 if value is None else value) / 100,
        value=lambda row: row.availability * 100,
        text=lambda row: f"{row.availability * 100:g} %",
        hint="Share of a full week that is left for planned work",
        many=True,
    ),
    person_field("email", "E-mail", "line"),
    person_field("day_rate", "Day rate", "money", column="day_rate_cents", currency=accounts.currency),
    person_field("joins_on", "First day", "day", many=True, hint="Empty: is here already"),
    person_field("leaves_on", "Last day", "day", many=True),
    person_field(
        "ramp_weeks",
        "Ramp-up, weeks",
        "number",
        of=lambda value: round(value or 0),
        hint="From the first day until full speed",
    ),
    person_field("notes", "Notes", "area"),
    Editable(
        noun="team.skill",
        rows=(Skill,),
        read=queries.skill,
        called=lambda row: row.name,
        field="group",
        label="Group",
        kind="line",
        value=lambda row: row.group,
        change=_regroup,
        change_many=SetMany(services.change_skills, "skill", "group", str),
        key="u",
        hint="Such as Languages",
    ),
)

acts = (
    trash("team.person", services.remove_person, "person"),
    trash("team.skill", services.remove_skill, "skill"),
)
