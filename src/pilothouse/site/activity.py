"""Pages of the record: everything that was done, and one entry with its texts in full."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from itertools import islice
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from pilothouse.accounts import queries as accounts
from pilothouse.journal import queries as journal
from pilothouse.journal.contracts import Act, Wanted
from pilothouse.kit.actor import Actor
from pilothouse.kit.dates import parse_day
from pilothouse.kit.doors import number, page, request_actor
from pilothouse.kit.export import table_response
from pilothouse.kit.lines import differing
from pilothouse.site.addresses import address
from pilothouse.site.templatetags.record import Line, lines, spoken, words

_SIZE = 50
_CHUNK = 500
_COLUMNS = ("at", "who", "channel", "did", "object", "title", "changes", "why", "batch")
_FILTERS = ("kind", "verb", "person", "day", "since", "batch")


@page()
def activity(request: HttpRequest) -> HttpResponseBase:
    """Every act of the workspace; the filters stand in the address. A batch is one line, and opened by it."""
    actor = request_actor(request)
    given = {name: request.GET.get(name, "") for name in _FILTERS}
    wanted = _wanted(given)
    if request.GET.get("format"):
        return table_response(
            request,
            rows=_rows(actor, wanted),
            columns=_COLUMNS,
            name="activity",
            format=request.GET["format"],
        )
    found = journal.acts(actor=actor, wanted=wanted, page=number(request, "page", 1), size=_SIZE)
    told = lines(actor, found.rows, accounts.currency(actor=actor))
    context = {
        "page": found,
        "rows": [(line, _address(actor, line)) for line in told],
        "given": given,
        "filtered": any(given.values()),
        "choices": _choices(actor, given),
    }
    return render(request, "site/activity.html", context)


@page()
def entry(request: HttpRequest, id: int) -> HttpResponse:
    """One entry: all its fields, long texts line by line."""
    actor = request_actor(request)
    found = journal.entry(actor=actor, id=id)
    line = lines(actor, [Act(found)], accounts.currency(actor=actor))[0]
    fields = [
        (field, differing(field.before, field.after) if field.long and field.before and field.after else [])
        for field in line.fields
    ]
    context = {"line": line, "fields": fields, "url": address(actor, found.subject)}
    return render(request, "site/entry.html", context)


def _address(actor: Actor, line: Line) -> str:
    return address(actor, line.entry.subject)


def _wanted(given: dict[str, str]) -> Wanted:
    """Raises `Invalid` for a day that is none."""
    since = _moment(given["since"], "since")
    until = None
    if given["day"]:
        since = _moment(given["day"], "day")
        until = since and datetime.combine(since, time.max, UTC)
    return Wanted(
        kind=given["kind"],
        verb=given["verb"],
        person=given["person"],
        batch=given["batch"],
        since=since,
        until=until,
    )


def _moment(text: str, where: str) -> datetime | None:
    """The beginning of a day in UTC."""
    if not text:
        return None
    day: date = parse_day(text, where=where)
    return datetime.combine(day, time(), UTC)


def _choices(actor: Actor, given: dict[str, str]) -> list[dict[str, Any]]:
    seen = journal.seen(actor=actor)
    return [
        _choice("kind", "Any object", given["kind"], {kind: words(kind) for kind in seen.kinds}),
        _choice("verb", "Any change", given["verb"], {verb: spoken(verb) for verb in seen.verbs}),
        _choice("person", "Anyone", given["person"], {name: name for name in seen.people}),
    ]


def _choice(name: str, label: str, value: str, options: dict[str, str]) -> dict[str, Any]:
    """A filter of values and what they are called; one from the address stays choosable though
    nothing recent has it."""
    more = {value: value} if value and value not in options else {}
    return {"name": name, "label": label, "value": value, "options": (options | more).items()}


def _rows(actor: Actor, wanted: Wanted) -> Iterator[tuple[Any, ...]]:
    """Every entry of its own, for a table."""
    currency = accounts.currency(actor=actor)
    entries = journal.each(actor=actor, wanted=wanted)
    while part := [Act(row) for row in islice(entries, _CHUNK)]:
        yield from (_row(line) for line in lines(actor, part, currency))


def _row(line: Line) -> tuple[Any, ...]:
    entry = line.entry
    changes = "; ".join(
        f"{field.label}: {field.before or '–'} → {field.after or '–'}" for field in line.fields
    )
    return (
        entry.at,
        entry.actor_name,
        entry.channel,
        entry.verb,
        str(entry.subject),
        entry.title,
        changes,
        entry.why,
        entry.batch,
    )
