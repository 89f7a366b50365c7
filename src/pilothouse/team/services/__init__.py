"""Verbs of the team."""

from pilothouse.team.services.absences import add_absence, remove_absence
from pilothouse.team.services.accounts import join_person
from pilothouse.team.services.bulk import change_people, change_skills, undo_act
from pilothouse.team.services.calendar import add_closed_day, change_calendar, remove_closed_day
from pilothouse.team.services.calendars import import_absences, undo_absences
from pilothouse.team.services.imports import import_people, remove_imported
from pilothouse.team.services.merging import merge_people, merge_teams
from pilothouse.team.services.people import add_person, change_person, remove_person
from pilothouse.team.services.removing import remove_team
from pilothouse.team.services.restoring import restore
from pilothouse.team.services.roster import Roster, import_roster
from pilothouse.team.services.skills import add_skill, remove_skill, rename_skill, set_skill
from pilothouse.team.services.teams import add_team, rename_team
from pilothouse.team.services.undoing import edits_of_roster, undo_roster

__all__ = [
    "Roster",
    "add_absence",
    "add_closed_day",
    "add_person",
    "add_skill",
    "add_team",
    "change_calendar",
    "change_people",
    "change_person",
    "change_skills",
    "edits_of_roster",
    "import_absences",
    "import_people",
    "import_roster",
    "join_person",
    "merge_people",
    "merge_teams",
    "remove_absence",
    "remove_closed_day",
    "remove_imported",
    "remove_person",
    "remove_skill",
    "remove_team",
    "rename_skill",
    "rename_team",
    "restore",
    "set_skill",
    "undo_absences",
    "undo_act",
    "undo_roster",
]
