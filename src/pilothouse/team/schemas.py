"""What the team's part of the API takes."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from ninja import Field, Query

from pilothouse.kit.rest import Id, PageNumber, PageSize, Schema

Level = Annotated[int, Field(ge=1, le=5, description="1 knows, 2 with help, 3 alone, 4 well, 5 leads")]
Share = Annotated[float, Field(ge=0, le=1, description="Share of a full week left for planned work")]
Cents = Annotated[int, Field(ge=0, le=10**12, description="Minor units of the workspace's currency a day")]
Line = Annotated[str, Field(max_length=200)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
ShortName = Annotated[str, Field(min_length=1, max_length=100)]
Group = Annotated[str, Field(max_length=100)]
Country = Annotated[str, Field(max_length=2, description="ISO 3166-1; empty: as the workspace")]
Region = Annotated[str, Field(max_length=40, description="Region of the country; empty: the whole country")]
Weeks = Annotated[int, Field(ge=0, le=104)]
PagePageSize = Annotated[int, Query(ge=1, le=500)]


class PeopleFilter(Schema):
    """Which people; everybody when nothing is given."""

    text: Annotated[str, Query(max_length=200, description="Part of name, title or e-mail")] = ""
    team: Annotated[Id | None, Query(description="Only of this team")] = None
    skill: Annotated[Id | None, Query(description="Only with this skill")] = None
    page: PageNumber = 1
    size: PageSize = 100


class Merge(Schema):
    """Those of `ids` become the one `into`."""

    ids: Annotated[list[Id], Field(min_length=1, max_length=500)]
    into: Id


class PersonFields(Schema):
    """What can be said about someone; what is left out stays, or takes its default."""

    title: Line | None = None
    email: Annotated[str, Field(max_length=254)] | None = None
    team_id: Id | None = None
    day_rate_cents: Cents | None = None
    availability: Share | None = None
    joins_on: date | None = None
    leaves_on: date | None = None
    country: Country | None = None
    subdivision: Region | None = None
    ramp_weeks: Weeks | None = None
    notes: Annotated[str, Field(max_length=20_000)] | None = None


class PersonNew(PersonFields):
    """Someone to add."""

    name: Name


class PersonChange(PersonFields):
    """What to change."""

    name: Name | None = None


class SkillNew(Schema):
    """A skill to add."""

    name: ShortName
    group: Group = ""


class SkillChange(Schema):
    """A skill's new name, and its new group when one is given."""

    name: ShortName
    group: Group | None = None


class LevelSet(Schema):
    """The new level."""

    level: Level


class TeamName(Schema):
    """What a team is called."""

    name: ShortName


class AbsenceNew(Schema):
    """Days off, both included; they must not overlap other absences of the person."""

    first: date
    last: date
    reason: Line = ""


class AbsenceFilter(Schema):
    """Whose absences; everybody's when nothing is given."""

    person: Annotated[Id | None, Query(description="Only of this person")] = None
    page: PageNumber = 1
    size: PageSize = 100


class ClosedDayNew(Schema):
    """A date on which no one works."""

    day: date
    name: Line = ""


class CalendarChange(Schema):
    """What to change; what is left out stays."""

    country: Country | None = None
    subdivision: Region | None = None
    weekdays: Annotated[list[Annotated[int, Field(ge=0, le=6)]], Field(min_length=1, max_length=7)] | None = (
        None
    )
    hours_per_day: Annotated[float, Field(ge=1, le=24)] | None = None
