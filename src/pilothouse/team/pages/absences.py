"""Absences out of an iCalendar: read, who is who, taken over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.kit.errors import Invalid, PilothouseError
from pilothouse.kit.forms import acted
from pilothouse.kit.outgoing import fetch
from pilothouse.team import queries, services
from pilothouse.team.contracts import CalendarAbsence, CalendarTaken
from pilothouse.team.ical import MOST_BYTES, Event, read

_BACK, _AHEAD = timedelta(days=31), timedelta(days=731)
_SALT = "team.absences"
_HOLDS_SECONDS = 3600


class SourceForm(forms.Form):
    """A file, or an address."""

    file = forms.FileField(label="File (.ics)", required=False)
    url = forms.CharField(
        label="Or an https address",
        required=False,
        max_length=2000,
        widget=forms.TextInput(attrs={"placeholder": "https://…/basic.ics", "autocomplete": "off"}),
        help_text="Most calendars offer a private address in iCalendar format.",
    )


@page(role=Role.EDITOR, methods=("GET", "POST"))
def import_absences(request: HttpRequest) -> HttpResponse:
    """Choose a calendar; then who of it is who."""
    form = SourceForm(request.POST or None, request.FILES or None)
    error: PilothouseError | None = None
    if request.method == "POST" and form.is_valid():
        actor, today = request_actor(request), clock.today()
        try:
            events = read(_data(form), first=today - _BACK, last=today + _AHEAD)
            if not events:
                raise Invalid(
                    "No event of the next two years is in this calendar.",
                    where="file",
                    cure="Choose the calendar in which absences are kept.",
                )
        except PilothouseError as found:
            error = found
        else:
            return render(request, "team/absences_who.html", _who(actor, events))
    context = {"form": form, "error": error}
    return render(request, "team/absences.html", context, status=422 if error else 200)


@page(role=Role.EDITOR, methods=("POST",))
def take_absences(request: HttpRequest) -> HttpResponse:
    """Take over the absences of those who were said to be someone of the team."""
    actor = request_actor(request)
    try:
        kept = signing.loads(request.POST.get("events", ""), salt=_SALT, max_age=_HOLDS_SECONDS)
    except signing.BadSignature:
        raise Invalid("The preview is too old.", where="events", cure="Read the calendar again.") from None
    taken = services.import_absences(actor=actor, now=clock.now(), absences=_chosen(kept, request.POST))
    for note in taken.notes[:5]:
        messages.warning(request, note)
    undo = f"undo:{wurl(actor, 'team:undo-absences', taken.batch)}" if taken.batch else ""
    messages.success(request, _told(taken), extra_tags=undo)
    return redirect(wurl(actor, "team:people"))


@page(role=Role.EDITOR, methods=("POST",))
def undo_absences(request: HttpRequest, batch: str) -> HttpResponse:
    """Take an import of a calendar back."""
    actor = request_actor(request)
    return acted(
        request,
        lambda: services.undo_absences(actor=actor, now=clock.now(), batch=batch),
        wurl(actor, "team:people"),
        "The absences are as before.",
    )


def _data(form: SourceForm) -> bytes:
    sent, url = form.cleaned_data["file"], form.cleaned_data["url"]
    if sent is not None:
        if sent.size > MOST_BYTES:
            raise Invalid("The file is larger than 5 MB.", where="file", cure="Export less of it.")
        return bytes(sent.read())
    if not url:
        raise Invalid("Neither a file nor an address was given.", where="file", cure="Give one of them.")
    return fetch(url, most_bytes=MOST_BYTES, where="url")


def _who(actor: Actor, events: Iterable[Event]) -> dict[str, Any]:
    """Events by whose they seem to be, each group with the person that it is of, if one is known."""
    mails, names = queries.mails(actor=actor), queries.names(actor=actor)
    groups: dict[str, dict[str, Any]] = {}
    for event in events:
        person = next((mails[mail] for mail in event.mails if mail in mails), None)
        person = person or _named(names, event.title)
        called = names[person] if person else next(iter(event.mails), event.title or "No title")
        group = groups.setdefault(called, {"called": called, "person": person, "events": []})
        group["events"].append(event)
    rows = sorted(groups.values(), key=lambda group: (group["person"] is not None, group["called"].lower()))
    kept = [
        [at, event.uid, event.title, event.first.isoformat(), event.last.isoformat()]
        for at, group in enumerate(rows)
        for event in group["events"]
    ]
    return {
        "groups": rows,
        "people": sorted(names.items(), key=lambda row: row[1].lower()),
        "events": signing.dumps(kept, salt=_SALT, compress=True),
        "many": len(kept),
    }


def _named(names: Mapping[int, str], title: str) -> int | None:
    """Who is named in the title of an event, if exactly one is; the longest name counts."""
    said = title.casefold()
    found = [(len(name), number) for number, name in names.items() if name.casefold() in said]
    return max(found)[1] if found else None


def _chosen(kept: list[list[Any]], posted: Mapping[str, str]) -> list[CalendarAbsence]:
    found = []
    for at, uid, title, first, last in kept:
        person = posted.get(f"person_{at}", "")
        if person.isdecimal() and len(person) < 10:
            days = date.fromisoformat(first), date.fromisoformat(last)
            found.append(CalendarAbsence(int(person), uid, *days, title))
    return found


def _told(taken: CalendarTaken) -> str:
    left = f", {len(taken.notes)} left out" if taken.notes else ""
    return f"{taken.added} absences added, {taken.changed} changed, {taken.kept} as they were{left}."
