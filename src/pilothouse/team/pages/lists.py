"""Skills and teams: the lists that people are described with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import number, page, request_actor, wurl
from pilothouse.kit.forms import acted, form_acted, posted_version
from pilothouse.team import forms, queries, services


@page()
def skills(request: HttpRequest) -> HttpResponse:
    actor = request_actor(request)
    if request.GET.get("format") == "ids":
        return JsonResponse([row.id for row in queries.skills(actor=actor)], safe=False)
    return _shown(request, actor)


@page(role=Role.EDITOR, methods=("POST",))
def add_skill(request: HttpRequest) -> HttpResponse:
    actor, form = request_actor(request), forms.SkillForm(request.POST)
    return form_acted(
        request,
        form,
        lambda: services.add_skill(actor=actor, now=clock.now(), **form.cleaned_data),
        wurl(actor, "team:skills"),
    )


@page(role=Role.EDITOR, methods=("POST",))
def rename_skill(request: HttpRequest, id: int) -> HttpResponse:
    form = forms.SkillForm(request.POST)
    return _renamed(request, form, id, services.rename_skill, "edit", "The skill was renamed.")


@page(role=Role.EDITOR, methods=("POST",))
def remove_skill(request: HttpRequest, id: int) -> HttpResponse:
    actor = request_actor(request)
    return acted(
        request,
        lambda: services.remove_skill(actor=actor, now=clock.now(), id=id, version=posted_version(request)),
        wurl(actor, "team:skills"),
        "The skill was removed.",
        restorable=True,
    )


@page(role=Role.EDITOR, methods=("POST",))
def add_team(request: HttpRequest) -> HttpResponse:
    actor, form = request_actor(request), forms.TeamForm(request.POST)
    return form_acted(
        request,
        form,
        lambda: services.add_team(actor=actor, now=clock.now(), **form.cleaned_data),
        wurl(actor, "team:skills"),
    )


@page(role=Role.EDITOR, methods=("POST",))
def rename_team(request: HttpRequest, id: int) -> HttpResponse:
    form = forms.TeamForm(request.POST)
    return _renamed(request, form, id, services.rename_team, "team", "The team was renamed.")


@page(role=Role.EDITOR, methods=("POST",))
def remove_team(request: HttpRequest, id: int) -> HttpResponse:
    actor = request_actor(request)
    return acted(
        request,
        lambda: services.remove_team(actor=actor, now=clock.now(), id=id, version=posted_version(request)),
        wurl(actor, "team:skills"),
        "The team was removed.",
        restorable=True,
    )


def _renamed(
    request: HttpRequest,
    form: forms.SkillForm | forms.TeamForm,
    id: int,
    rename: Callable[..., Any],
    opened_by: str,
    done: str,
) -> HttpResponse:
    actor = request_actor(request)
    url = wurl(actor, "team:skills")
    return form_acted(
        request,
        form,
        lambda: rename(
            actor=actor, now=clock.now(), id=id, version=posted_version(request), **form.cleaned_data
        ),
        url,
        done,
        page=f"{url}?{opened_by}={id}",
    )


def _shown(request: HttpRequest, actor: Actor) -> HttpResponse:
    context = {
        "coverage": queries.coverage(actor=actor, today=clock.today()),
        "teams": queries.team_sizes(actor=actor),
        "skill_form": forms.SkillForm(auto_id="skill_%s"),
        "team_form": forms.TeamForm(auto_id="team_%s"),
        "groups": sorted({row.group for row in queries.skills(actor=actor)} - {""}),
        "edit_skill": number(request, "edit", 0),
        "edit_team": number(request, "team", 0),
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "team/skills.html", context)
