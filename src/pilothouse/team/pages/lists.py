"""Skills and teams: the lists that people are described with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import number, page, request_actor, wurl
from pilothouse.kit.forms import Sent, acted
from pilothouse.team import forms, queries, services


@page()
def skills(request: HttpRequest) -> HttpResponse:
    return _shown(request, request_actor(request))


@page(role=Role.EDITOR, methods=("POST",))
def add_skill(request: HttpRequest) -> HttpResponse:
    actor, form = request_actor(request), forms.SkillForm(request.POST)
    sent = Sent(form, lambda: services.add_skill(actor=actor, now=clock.now(), **form.cleaned_data))
    if not sent.is_done:
        return _shown(request, actor, skill_form=form, error=sent.error, status=sent.status)
    return redirect(wurl(actor, "team:skills"))


@page(role=Role.EDITOR, methods=("POST",))
def rename_skill(request: HttpRequest, id: int) -> HttpResponse:
    form = forms.SkillForm(request.POST)
    return _renamed(request, form, id, services.rename_skill, "The skill was renamed.")


@page(role=Role.EDITOR, methods=("POST",))
def remove_skill(request: HttpRequest, id: int) -> HttpResponse:
    actor = request_actor(request)
    return acted(
        request,
        lambda: services.remove_skill(actor=actor, now=clock.now(), id=id),
        wurl(actor, "team:skills"),
        "The skill was removed.",
    )


@page(role=Role.EDITOR, methods=("POST",))
def add_team(request: HttpRequest) -> HttpResponse:
    actor, form = request_actor(request), forms.TeamForm(request.POST)
    sent = Sent(form, lambda: services.add_team(actor=actor, now=clock.now(), **form.cleaned_data))
    if not sent.is_done:
        return _shown(request, actor, team_form=form, error=sent.error, status=sent.status)
    return redirect(wurl(actor, "team:skills"))


@page(role=Role.EDITOR, methods=("POST",))
def rename_team(request: HttpRequest, id: int) -> HttpResponse:
    form = forms.TeamForm(request.POST)
    return _renamed(request, form, id, services.rename_team, "The team was renamed.")


@page(role=Role.EDITOR, methods=("POST",))
def remove_team(request: HttpRequest, id: int) -> HttpResponse:
    actor = request_actor(request)
    return acted(
        request,
        lambda: services.remove_team(actor=actor, now=clock.now(), id=id),
        wurl(actor, "team:skills"),
        "The team was removed.",
    )


def _renamed(
    request: HttpRequest,
    form: forms.SkillForm | forms.TeamForm,
    id: int,
    rename: Callable[..., Any],
    done: str,
) -> HttpResponse:
    actor = request_actor(request)
    sent = Sent(form, lambda: rename(actor=actor, now=clock.now(), id=id, **form.cleaned_data))
    if sent.is_done:
        messages.success(request, done)
    else:
        told = [str(text) for texts in form.errors.values() for text in texts]
        messages.error(request, str(sent.error) if sent.error else " ".join(told))
    return redirect(wurl(actor, "team:skills"))


def _shown(request: HttpRequest, actor: Actor, *, status: int = 200, **more: Any) -> HttpResponse:
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
    return render(request, "team/skills.html", context | more, status=status)
