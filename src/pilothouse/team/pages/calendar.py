"""The working calendar, in Settings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.kit.errors import NotFound
from pilothouse.kit.forms import Sent, acted, based_on, form_acted
from pilothouse.team import forms, places, queries, services
from pilothouse.team.contracts import ClosedDay


@page(methods=("GET", "POST"))
def calendar(request: HttpRequest) -> HttpResponse:
    """Country, weekdays, closed days, and the public holidays that follow."""
    actor = request_actor(request)
    if request.method != "POST":
        return _shown(request, actor)
    actor.require(Role.EDITOR)
    form = forms.CalendarForm(request.POST, regions_url=wurl(actor, "team:regions"))
    sent = Sent(
        form,
        lambda: services.change_calendar(
            actor=actor, now=clock.now(), version=based_on(form), values=form.values()
        ),
    )
    if not sent.is_done:
        return _shown(request, actor, form=form, error=sent.error, status=sent.status)
    messages.success(request, "The calendar was changed.")
    return redirect(wurl(actor, "team:calendar"))


@page()
def regions(request: HttpRequest) -> HttpResponse:
    """The regions of the country that was just chosen, as options."""
    found = places.regions(request.GET.get("country", ""))
    return render(request, "team/_regions.html", {"regions": found})


@page(role=Role.EDITOR, methods=("POST",))
def add_closed_day(request: HttpRequest) -> HttpResponse:
    actor, form = request_actor(request), forms.ClosedDayForm(request.POST)
    return form_acted(
        request,
        form,
        lambda: services.add_closed_day(actor=actor, now=clock.now(), **form.cleaned_data),
        wurl(actor, "team:calendar"),
        "The day is closed.",
    )


@page(role=Role.EDITOR, methods=("POST",))
def remove_closed_day(request: HttpRequest, day: str) -> HttpResponse:
    """Open a closed day; the toast takes it back."""
    actor = request_actor(request)
    try:
        when = date.fromisoformat(day)
    except ValueError:
        raise NotFound("This day is not closed.", cure="See the calendar in Settings.") from None

    def remove() -> None:
        entry = services.remove_closed_day(actor=actor, now=clock.now(), day=when)
        undo = wurl(actor, "team:restore", entry)
        messages.success(request, "The day is worked.", extra_tags=f"undo:{undo}")

    return acted(request, remove, wurl(actor, "team:calendar"))


def _year(
    year: int, holidays: Iterable[ClosedDay], weekdays: frozenset[int]
) -> tuple[int, list[tuple[ClosedDay, bool]], int]:
    """The holidays of a year, whether each would be a working day, and how many would."""
    days = [(row, row.day.weekday() in weekdays) for row in holidays if row.day.year == year]
    return year, days, sum(counts for _, counts in days)


def _shown(request: HttpRequest, actor: Actor, *, status: int = 200, **more: Any) -> HttpResponse:
    found, today = queries.calendar(actor=actor), clock.today()
    years = (today.year, today.year + 1)
    holidays = queries.public_holidays(country=found.country, subdivision=found.subdivision, years=years)
    filled, regions_url = forms.CalendarForm.filled(found), wurl(actor, "team:regions")
    context = {
        "calendar": found,
        "place": places.place_name(found.country, found.subdivision),
        "weekdays": [forms.WEEKDAYS[day] for day in sorted(found.weekdays)],
        "years": [_year(year, holidays, found.weekdays) for year in years],
        "form": forms.CalendarForm(initial=filled, regions_url=regions_url),
        "closed_form": forms.ClosedDayForm(auto_id="closed_%s"),
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "team/calendar.html", context | more, status=status)
