"""How much work everybody has, by week: over all products, or who works for the ones chosen."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from pilothouse.kit import clock
from pilothouse.kit.dates import parse_day
from pilothouse.kit.doors import number, page, request_actor
from pilothouse.kit.export import table_response
from pilothouse.kit.paging import part_of
from pilothouse.kit.products import ProductChoice, product_choice
from pilothouse.roadmap import queries
from pilothouse.roadmap.contracts import LoadTable
from pilothouse.team import queries as team

_WEEKS = (6, 12, 26, 52)
_SHOWN = 50  # people on one page


@page()
def load(request: HttpRequest) -> HttpResponseBase:
    """Person by week."""
    actor, choice = request_actor(request), product_choice(request)
    chosen = number(request, "team", 0) or None
    weeks = min(number(request, "weeks", 12), _WEEKS[-1]) or 1
    begins = request.GET.get("from", "")
    first = parse_day(begins, where="from") if begins else clock.today()
    found = queries.load(actor=actor, today=first, weeks=weeks, team_id=chosen, product_id=choice.scope)
    if wanted := request.GET.get("format"):
        return _export(request, found, choice, wanted)
    over = [row for row in found.rows if any(week.is_finding for week in row.weeks)]
    only_over = request.GET.get("over") == "1"
    context = {
        "load": found,
        "page": part_of(over if only_over else found.rows, number(request, "page", 1), _SHOWN),
        "over": sum(week.is_finding for row in over for week in row.weeks),
        "only_over": only_over,
        "teams": team.teams(actor=actor),
        "team": chosen,
        "weeks": weeks,
        "spans": _WEEKS,
        "earlier": (first - timedelta(weeks=weeks)).isoformat(),
        "later": (first + timedelta(weeks=weeks)).isoformat(),
    }
    return render(request, "roadmap/load.html", context)


def _export(request: HttpRequest, found: LoadTable, choice: ProductChoice, wanted: str) -> HttpResponseBase:
    """One line for each person and week; of products chosen, their part in a column of its own."""
    rows = (
        [row.person.name, row.team, week.week, week.days, week.capacity, *([week.part] if choice.key else ())]
        for row in found.rows
        for week in row.weeks
    )
    columns = [
        "person",
        "team",
        "week",
        "days",
        "capacity",
        *([f"days for {choice.name}"] if choice.key else ()),
    ]
    return table_response(request, rows=rows, columns=columns, name="load", format=wanted)


@page()
def week(request: HttpRequest, person_id: int, monday: str) -> HttpResponse:
    """What fills a week of somebody, of all products."""
    choice = product_choice(request)
    actor, day = request_actor(request), parse_day(monday, where="week")
    person = team.person(actor=actor, id=person_id)
    items = queries.load_items(actor=actor, person_id=person.id, week=day)
    shown = {row.key for row in choice.shown}
    context = {
        "person": person,
        "week": day,
        "items": items,
        "days": sum(row.days for row in items),
        "part": sum(row.days for row in items if row.product in shown) if choice.key else None,
    }
    return render(request, _template(request), context)


def _template(request: HttpRequest) -> str:
    return "roadmap/_load_week.html" if request.headers.get("HX-Request") else "roadmap/load_week.html"
