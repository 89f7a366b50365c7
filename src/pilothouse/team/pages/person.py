"""One person: profile, skills, absences, history."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pilothouse.accounts import queries as accounts
from pilothouse.journal import queries as journal
from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.kit.forms import Sent, acted, based_on, form_acted, posted_number, posted_version
from pilothouse.kit.refs import Ref
from pilothouse.team import forms, queries, services
from pilothouse.team.contracts import LEVELS
from pilothouse.team.places import place_name


@page()
def person(request: HttpRequest, id: int) -> HttpResponse:
    """What is known of somebody."""
    actor = request_actor(request)
    found, skills, today = queries.person(actor=actor, id=id), queries.skills(actor=actor), clock.today()
    held = {row.skill_id for row in found.skills}
    new = [skill for skill in skills if skill.id not in held]
    by_id = {skill.id: skill for skill in skills}
    calendar = queries.calendar(actor=actor)
    context = {
        "person": found,
        "held": [(by_id[row.skill_id], row.level, LEVELS[row.level]) for row in found.skills],
        "levels_url": wurl(actor, "team:add-level", id),
        "any_skill": bool(skills),
        "coming": [row for row in found.absences if row.last >= today],
        "past": [row for row in reversed(found.absences) if row.last < today],
        "left": found.has_left(today),
        "place": place_name(found.country, found.subdivision),
        "workspace_place": place_name(calendar.country, calendar.subdivision),
        "currency": accounts.workspace_of(actor=actor).currency,
        "only_one_for": _only_one_for(actor, id, skills=bool(held)),
        "entries": journal.history(actor=actor, subject=Ref("team.person", id), limit=30),
        "absence_form": forms.AbsenceForm(),
        "level_form": forms.LevelForm(skills=new) if new else None,
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "team/person.html", context)


@page(role=Role.EDITOR, methods=("GET", "POST"))
def new_person(request: HttpRequest) -> HttpResponse:
    """Add somebody."""
    actor = request_actor(request)
    form = _form(actor, request.POST or None)
    sent = None
    if request.method == "POST":
        sent = Sent(form, lambda: services.add_person(actor=actor, now=clock.now(), **form.values()))
        if sent.result is not None:
            messages.success(request, f"{sent.result.name} was added.")
            return redirect(wurl(actor, "team:person", sent.result.id))
    return _form_page(request, form, sent, heading="Add a person", submit="Add the person")


@page(role=Role.EDITOR, methods=("GET", "POST"))
def edit_person(request: HttpRequest, id: int) -> HttpResponse:
    """Change somebody; a change based on an older version shows both."""
    actor = request_actor(request)
    found = queries.person(actor=actor, id=id)
    form = _form(actor, request.POST or None, found)
    sent = None
    if request.method == "POST":
        sent = Sent(
            form,
            lambda: services.change_person(
                actor=actor,
                now=clock.now(),
                id=id,
                version=based_on(form),
                values=form.values(),
            ),
        )
        if sent.is_done:
            messages.success(request, f"{found.name} was changed.")
            return redirect(wurl(actor, "team:person", id))
    return _form_page(request, form, sent, heading=f"Edit {found.name}", submit="Save", person=found)


@page(role=Role.EDITOR, methods=("POST",))
def remove_person(request: HttpRequest, id: int) -> HttpResponse:
    """Remove somebody; the toast takes it back."""
    actor = request_actor(request)
    found = queries.person(actor=actor, id=id)
    version = posted_version(request)

    def remove() -> None:
        entry = services.remove_person(actor=actor, now=clock.now(), id=id, version=version)
        undo = wurl(actor, "team:restore", entry)
        messages.success(request, f"{found.name} was removed.", extra_tags=f"undo:{undo}")

    return acted(request, remove, wurl(actor, "team:people"), refused=wurl(actor, "team:person", id))


@page(role=Role.EDITOR, methods=("POST",))
def add_absence(request: HttpRequest, id: int) -> HttpResponse:
    actor, form = request_actor(request), forms.AbsenceForm(request.POST)
    return form_acted(
        request,
        form,
        lambda: services.add_absence(actor=actor, now=clock.now(), person_id=id, **form.cleaned_data),
        wurl(actor, "team:person", id),
        "The absence was added.",
    )


@page(methods=("POST",))
def join_person(request: HttpRequest) -> HttpResponse:
    """Say whom one is among the people; every member, about oneself."""
    actor = request_actor(request)
    id = posted_number(request, "person_id")
    return acted(
        request,
        lambda: services.join_person(actor=actor, now=clock.now(), person_id=id),
        wurl(actor, "accounts:profile"),
        lambda me: f"You are {me.person.name}." if me.person else "You are no one of the people.",
    )


@page(role=Role.EDITOR, methods=("POST",))
def remove_absence(request: HttpRequest, id: int, absence_id: int) -> HttpResponse:
    """Remove an absence; the toast takes it back."""
    actor = request_actor(request)

    def remove() -> None:
        entry = services.remove_absence(actor=actor, now=clock.now(), id=absence_id)
        undo = wurl(actor, "team:restore", entry)
        messages.success(request, "The absence was removed.", extra_tags=f"undo:{undo}")

    return acted(request, remove, wurl(actor, "team:person", id))


@page(role=Role.EDITOR, methods=("POST",))
def add_level(request: HttpRequest, id: int) -> HttpResponse:
    """A skill that the person did not have so far."""
    actor = request_actor(request)
    form = forms.LevelForm(request.POST, skills=queries.skills(actor=actor))
    return form_acted(
        request,
        form,
        lambda: services.set_skill(
            actor=actor,
            now=clock.now(),
            person_id=id,
            skill_id=form.cleaned_data["skill"],
            level=form.cleaned_data["level"],
            was=0,
        ),
        wurl(actor, "team:person", id),
    )


@page(role=Role.EDITOR, methods=("POST",))
def restore(request: HttpRequest, entry: int) -> HttpResponse:
    """Take a removal back, from a toast."""
    actor = request_actor(request)
    found = services.restore(actor=actor, now=clock.now(), entry_id=entry)
    if found.subject.kind == "team.calendar":
        messages.success(request, "The day is closed again.")
        return redirect(wurl(actor, "team:calendar"))
    messages.success(request, f"{found.title} is as before.")
    return redirect(wurl(actor, "team:person", found.subject.id))


def _only_one_for(actor: Actor, id: int, *, skills: bool) -> list[str]:
    """Skills that nobody else has at level 3 or better."""
    covered = queries.coverage(actor=actor, today=clock.today()) if skills else ()
    return [row.skill.name for row in covered if row.only is not None and row.only.person_id == id]


def _form(actor: Actor, data: Any, found: Any = None) -> forms.PersonForm:
    currency = accounts.workspace_of(actor=actor).currency
    initial = forms.PersonForm.filled(found, currency) if found else None
    return forms.PersonForm(
        data,
        initial=initial,
        teams=queries.teams(actor=actor),
        currency=currency,
        regions_url=wurl(actor, "team:regions"),
    )


def _form_page(
    request: HttpRequest, form: forms.PersonForm, sent: Sent[Any] | None, **more: Any
) -> HttpResponse:
    columns = (
        ("Who", ("name", "title", "email", "team_id", "notes")),
        (
            "When",
            (
                "availability",
                "joins_on",
                "leaves_on",
                "ramp_weeks",
                "country",
                "subdivision",
                "day_rate_money",
            ),
        ),
    )
    context = {
        "form": form,
        "error": sent.error if sent else None,
        "columns": [(title, [form[name] for name in names]) for title, names in columns],
    }
    return render(request, "team/person_form.html", context | more, status=sent.status if sent else 200)
