"""What the team offers the house: its place in the rail, its settings, and its people."""

from __future__ import annotations

from pilothouse.kit.offering import Action, Noun, Rail, Setting
from pilothouse.team import queries

rail = Rail("Team", "team:people", key="p", icon="users", order=40)

settings = (Setting("Calendar", "team:calendar", "Working days and public holidays"),)

actions = (
    Action("Add a person", "team:new-person"),
    Action("Skills and teams", "team:skills"),
)

nouns = (
    Noun("team.person", "team:person", title="People", find=queries.find_people),
    Noun("team.skill", "team:skills", whole=True),
    Noun("team.team", "team:skills", whole=True),
    Noun("team.calendar", "team:calendar", whole=True),
)
