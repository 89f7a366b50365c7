"""The Team page: who can do what, who is away, and what would be lost with one person."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from pilothouse.accounts import queries as accounts
from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import number, page, request_actor, wurl
from pilothouse.kit.errors import Forbidden, Invalid, NotFound, PilothouseError, Unbased, outcome
from pilothouse.kit.export import table_response
from pilothouse.kit.money import Money
from pilothouse.kit.versions import unbased
from pilothouse.team import forms, queries, services
from pilothouse.team.contracts import LEVELS, Away, Coverage, Person, Skill

SIX_WEEKS = 42  # days
# People on one page of the matrix, where each skill is a cell.
_ROWS = 50
_EXPORT_ROWS = 500
_EXPORTED = (
    "name", "title", "email", "team_name", "availability", "joins_on", "leaves_on", "country", "subdivision",
    "ramp_weeks",
)  # fmt: skip


@page()
def people(request: HttpRequest) -> HttpResponse:
    """Skills by people, filtered by what the address says; coverage and absences below."""
    actor, today = request_actor(request), clock.today()
    wanted: dict[str, Any] = {
        "text": request.GET.get("text", "").strip(),
        "team": number(request, "team", 0) or None,
        "skill": number(request, "skill", 0) or None,
    }
    skills = queries.skills(actor=actor)
    if request.GET.get("format") == "ids":
        return JsonResponse(queries.people_ids(actor=actor, **wanted), safe=False)
    if request.GET.get("format"):
        return _export(request, actor, wanted, skills)
    at = number(request, "page", 1)
    found = queries.people_page(actor=actor, page=at, size=_ROWS, today=today, **wanted)
    teams = [(row.id, row.name) for row in queries.teams(actor=actor)]
    many, full = queries.headcount(actor=actor, today=today)
    context = {
        "page": found,
        "rows": [_row(actor, person, skills, today) for person in found.rows],
        "groups": [(name, len(list(rows))) for name, rows in groupby(skills, lambda skill: skill.group)],
        "skills": skills,
        "levels": LEVELS.items(),
        "filters": wanted,
        "filtered": any(wanted.values()),
        "choices": [
            {"name": "team", "label": "Any team", "options": teams, "value": wanted["team"]},
            {
                "name": "skill",
                "label": "Any skill",
                "options": [(row.id, row.name) for row in skills],
                "value": wanted["skill"],
            },
        ],
        "many": many,
        "full": full,
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "team/people.html", context | _away(actor, today) | _cover(actor, today))


@page()
def coverage(request: HttpRequest) -> HttpResponse:
    """Coverage alone, for when a level was changed; `part=foot` is the last row of the matrix."""
    actor = request_actor(request)
    part = "team/_cover_row.html" if request.GET.get("part") == "foot" else "team/_coverage.html"
    return render(request, part, _cover(actor, clock.today()))


@page(role=Role.EDITOR, methods=("POST",))
def set_level(request: HttpRequest, id: int, skill_id: int) -> HttpResponse:
    """One cell of the matrix. What is refused shows the stored level again, and says why in a toast."""
    actor, form = request_actor(request), forms.CellForm(request.POST)
    person, skill = queries.person(actor=actor, id=id), queries.skill(actor=actor, id=skill_id)
    status, notices = 200, dict[str, Any]()
    try:
        if not form.is_valid():
            raise Invalid("A level is a number from 1 to 5.", cure="Leave the cell empty for none.")
        level, was = form.cleaned_data["level"], form.cleaned_data["was"]
        if was is None:
            raise unbased()
        services.set_skill(
            actor=actor, now=clock.now(), person_id=id, skill_id=skill_id, level=level, was=was
        )
        notices["levels-changed"] = True
    except (Forbidden, NotFound):
        raise
    except PilothouseError as error:
        # Only 422 puts the stored level back into the cell; a page never leaves out what it was.
        status = outcome(error).status if isinstance(error, Unbased) else 422
        notices["toast"] = {"kind": "error", "text": f"{error.message} {error.cure}"}
    held = queries.held(actor=actor, person=id, skill=skill_id)
    context = {
        "person": person,
        "skill": skill,
        "level": held.level if held else 0,
        "levels_url": wurl(actor, "team:add-level", id),
        "may_edit": True,
    }
    answer = render(request, "team/_level.html", context, status=status)
    answer["HX-Trigger"] = json.dumps(notices)
    return answer


def _row(actor: Actor, person: Person, skills: tuple[Skill, ...], today: date) -> dict[str, Any]:
    """A person and one level, 0 for none, under each skill."""
    held = {row.skill_id: row.level for row in person.skills}
    return {
        "person": person,
        "cells": tuple((skill, held.get(skill.id, 0)) for skill in skills),
        "levels_url": wurl(actor, "team:add-level", person.id),
        "left": person.has_left(today),
        "is_coming": person.joins_on is not None and person.joins_on > today,
        "away": next((row for row in person.absences if row.first <= today <= row.last), None),
    }


def _cover(actor: Actor, today: date) -> dict[str, Any]:
    found = queries.coverage(actor=actor, today=today)
    return {
        "coverage": found,
        "thin_first": sorted(found, key=lambda row: (row.able, len(row.holders))),
        "single": [row for row in found if row.single],
        "nobody": [row for row in found if row.able == 0],
        "most_missed": _most_missed(found),
    }


def _most_missed(found: tuple[Coverage, ...]) -> tuple[str, int] | None:
    """Who is the only one for most skills, and for how many."""
    counted: dict[str, int] = {}
    for row in found:
        if row.only is not None:
            counted[row.only.name] = counted.get(row.only.name, 0) + 1
    return max(counted.items(), key=lambda pair: pair[1]) if counted else None


def _away(actor: Actor, today: date) -> dict[str, Any]:
    last = today + timedelta(days=SIX_WEEKS - 1)
    found = queries.away(actor=actor, first=today, last=last)
    return {
        "away": [(row, *_strip(row, today)) for row in found],
        "away_people": len({row.person_id for row in found}),
        "weeks": [today + timedelta(days=7 * week) for week in range(SIX_WEEKS // 7)],
        "until": last,
    }


def _strip(row: Away, today: date) -> tuple[float, float]:
    """Where an absence begins in the strip of six weeks, and how long it is; both in percent."""
    begins = max(0, (row.first - today).days)
    ends = min(SIX_WEEKS, (row.last - today).days + 1)
    return round(begins / SIX_WEEKS * 100, 2), round((ends - begins) / SIX_WEEKS * 100, 2)


def _export(
    request: HttpRequest, actor: Actor, wanted: dict[str, Any], skills: tuple[Skill, ...]
) -> HttpResponse:
    currency = accounts.workspace_of(actor=actor).currency

    def rows() -> Iterator[list[Any]]:
        at: int | None = 1
        while at is not None:
            part = queries.people_page(actor=actor, page=at, size=_EXPORT_ROWS, **wanted)
            for person in part.rows:
                held = {row.skill_id: row.level for row in person.skills}
                rate = "" if person.day_rate_cents is None else str(Money(person.day_rate_cents, currency))
                yield [
                    *(getattr(person, name) for name in _EXPORTED),
                    rate,
                    *(held.get(s.id) for s in skills),
                ]
            at = part.next

    columns = [*_EXPORTED, "day_rate", *(skill.name for skill in skills)]
    wanted_format = request.GET["format"]
    return cast(
        HttpResponse,
        table_response(request, rows=rows(), columns=columns, name="team", format=wanted_format),
    )
