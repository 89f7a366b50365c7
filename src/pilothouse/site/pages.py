"""Pages that belong to no room: the front door, settings, activity, and the API's manual."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from pilothouse.accounts import queries as accounts
from pilothouse.accounts.middleware import signed_in
from pilothouse.journal import queries as journal
from pilothouse.journal.contracts import Entry
from pilothouse.kit.doors import number, page, request_actor
from pilothouse.kit.errors import Invalid, NotFound
from pilothouse.kit.export import table_response
from pilothouse.kit.refs import Ref
from pilothouse.site import manual
from pilothouse.site.addresses import address, looked_up
from pilothouse.site.templatetags.pilothouse import shown

_ACTIVITY_SIZE = 50
_COLUMNS = ("at", "who", "channel", "did", "object", "title", "changes", "why", "batch")


def front_door(request: HttpRequest) -> HttpResponse:
    """To Today of the person's first workspace; to set-up on the first run; else to log in."""
    user_id = signed_in(request)
    if user_id is None:
        return redirect("setup" if accounts.needs_setup() else "login")
    try:
        actor = accounts.actor_for(user_id=user_id, slug=None, channel="web")
    except NotFound:
        raise NotFound("You belong to no workspace.", cure="Ask an owner of one for an invitation.") from None
    return redirect("today", actor.workspace_slug)


@page()
def settings(request: HttpRequest) -> HttpResponse:
    """All pages of the settings, those of other rooms too."""
    return render(request, "site/settings.html")


def api_docs(request: HttpRequest) -> HttpResponse:
    """The manual of the API, made from its own description."""
    site = request.build_absolute_uri("/").rstrip("/")
    return render(request, "site/api_docs.html", {"manual": manual.made(site), "site": site})


@page()
def ref(request: HttpRequest, kind: str, id: int) -> HttpResponse:
    """From a reference to the page of what it points to."""
    found = looked_up(request_actor(request), Ref(kind, id))
    if not found:
        raise NotFound("There is no page for this.", cure="Start from Today.")
    return redirect(found)


@page()
def activity(request: HttpRequest) -> HttpResponseBase:
    """Every change of the workspace; the filters stand in the address."""
    actor = request_actor(request)
    given = {name: request.GET.get(name, "") for name in ("kind", "verb", "person", "since")}
    wanted: dict[str, Any] = {
        "kind": given["kind"],
        "verb": given["verb"],
        "actor_name": given["person"],
        "since": _day(given["since"]),
    }
    if request.GET.get("format"):
        entries = _lines(journal.every(actor=actor, **wanted))
        return table_response(
            request, rows=entries, columns=_COLUMNS, name="activity", format=request.GET["format"]
        )
    found = journal.activity(actor=actor, page=number(request, "page", 1), size=_ACTIVITY_SIZE, **wanted)
    seen = journal.seen(actor=actor)
    context = {
        "page": found,
        "rows": [(entry, address(actor, entry.subject), _spoken(entry.verb)) for entry in found.rows],
        "given": given,
        "filtered": any(given.values()),
        "choices": [
            _choice("kind", "Any object", given["kind"], {kind: _spoken(kind) for kind in seen.kinds}),
            _choice("verb", "Any change", given["verb"], {verb: _spoken(verb) for verb in seen.verbs}),
            _choice("person", "Anybody", given["person"], {name: name for name in seen.people}),
        ],
    }
    return render(request, "site/activity.html", context)


def _day(text: str) -> datetime | None:
    """The beginning of a day in UTC. Raises `Invalid` for what is no date."""
    if not text:
        return None
    try:
        return datetime.combine(date.fromisoformat(text), time(), UTC)
    except ValueError:
        raise Invalid(
            f"'{text[:40]}' is not a date.", where="since", cure="Write it as 2026-01-31."
        ) from None


def _choice(name: str, label: str, value: str, options: dict[str, str]) -> dict[str, Any]:
    """A filter of values and what they are called; one from the address stays choosable though
    nothing recent has it."""
    more = {value: value} if value and value not in options else {}
    return {"name": name, "label": label, "value": value, "options": (options | more).items()}


def _spoken(name: str) -> str:
    """A verb or kind as plain words: `item.moved` gives `item moved`."""
    return name.replace(".", " ").replace("_", " ")


def _lines(entries: Iterator[Entry]) -> Iterator[tuple[Any, ...]]:
    for entry in entries:
        changes = "; ".join(
            f"{name}: {shown(pair[0])} → {shown(pair[-1])}" for name, pair in entry.changes.items()
        )
        yield (
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
