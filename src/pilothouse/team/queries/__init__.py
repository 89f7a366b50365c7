"""Who is there, what they can do, and when they work; always within the actor's workspace."""

from pilothouse.team.queries.calendar import calendar, public_holidays
from pilothouse.team.queries.people import (
    absences,
    as_person,
    away,
    by_external,
    find_people,
    headcount,
    known_person,
    names,
    owners,
    people,
    people_page,
    person,
)
from pilothouse.team.queries.skills import coverage, held, skill, skills, team_sizes, teams

__all__ = [
    "absences",
    "as_person",
    "away",
    "by_external",
    "calendar",
    "coverage",
    "find_people",
    "headcount",
    "held",
    "known_person",
    "names",
    "owners",
    "people",
    "people_page",
    "person",
    "public_holidays",
    "skill",
    "skills",
    "team_sizes",
    "teams",
]
