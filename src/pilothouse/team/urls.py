"""Addresses of the team."""

from __future__ import annotations

from django.urls import path

from pilothouse.team.pages import absences, calendar, lists, merging, people, person

app_name = "team"

urlpatterns = [
    path("", people.people, name="people"),
    path("coverage", people.coverage, name="coverage"),
    path("people/new", person.new_person, name="new-person"),
    path("absences/import", absences.import_absences, name="import-absences"),
    path("absences/take", absences.take_absences, name="take-absences"),
    path("absences/undo/<str:batch>", absences.undo_absences, name="undo-absences"),
    path("people/merge", merging.people, name="merge-people"),
    path("teams/merge", merging.teams, name="merge-teams"),
    path("people/<int:id>", person.person, name="person"),
    path("people/<int:id>/edit", person.edit_person, name="edit-person"),
    path("people/<int:id>/remove", person.remove_person, name="remove-person"),
    path("people/<int:id>/skills", person.add_level, name="add-level"),
    path("people/<int:id>/skills/<int:skill_id>", people.set_level, name="set-level"),
    path("people/<int:id>/absences", person.add_absence, name="add-absence"),
    path("people/<int:id>/absences/<int:absence_id>/remove", person.remove_absence, name="remove-absence"),
    path("me", person.join_person, name="join-person"),
    path("restore/<int:entry>", person.restore, name="restore"),
    path("skills", lists.skills, name="skills"),
    path("skills/add", lists.add_skill, name="add-skill"),
    path("skills/<int:id>/rename", lists.rename_skill, name="rename-skill"),
    path("skills/<int:id>/remove", lists.remove_skill, name="remove-skill"),
    path("teams/add", lists.add_team, name="add-team"),
    path("teams/<int:id>/rename", lists.rename_team, name="rename-team"),
    path("teams/<int:id>/remove", lists.remove_team, name="remove-team"),
    path("calendar", calendar.calendar, name="calendar"),
    path("calendar/regions", calendar.regions, name="regions"),
    path("calendar/closed", calendar.add_closed_day, name="close-day"),
    path("calendar/closed/<str:day>/remove", calendar.remove_closed_day, name="open-day"),
]
