"""What shares of somebody's day products get: on their page, and where it is set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pilothouse.kit import clock
from pilothouse.kit.actor import Role
from pilothouse.kit.dates import day_text, parse_day
from pilothouse.kit.doors import is_htmx, page, request_actor, wurl
from pilothouse.kit.errors import Forbidden, Invalid, PilothouseError, outcome
from pilothouse.kit.forms import posted_version
from pilothouse.roadmap import queries, services
from pilothouse.roadmap.contracts import Allocation, Portfolio
from pilothouse.roadmap.services.portfolio import shares_on
from pilothouse.team import queries as team

_BLANK = 2  # rows that wait to be filled
_MOST = 50


@dataclass(frozen=True, slots=True)
class Allocated:
    """Somebody's shares as they are today, with the name of each product in their order; None where none is
    stated. `rest` goes to those; `later` says what changes."""

    id: int
    name: str
    shares: tuple[tuple[str, float | None], ...]
    rest: float
    later: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShareRow:
    """A line of the form as it was typed, and what is wrong with it."""

    product: str = ""
    share: str = ""
    from_on: str = ""
    error: str = ""


def allocated(found: Portfolio, person_id: int, name: str, today: date) -> Allocated:
    rows = [row for row in found.allocations if row.person_id == person_id]
    now, names = shares_on(rows, today), {row.id: row.name for row in found.products}
    named = {row.product_id for row in rows}  # before its first day a product gets nothing
    return Allocated(
        person_id,
        name,
        tuple((row.name, now.get(row.id, 0.0 if row.id in named else None)) for row in found.products),
        max(0.0, 1.0 - sum(now.values())),
        tuple(
            f"{names[row.product_id]} {row.share * 100:g} % from {day_text(row.from_on)}"
            for row in sorted(rows, key=lambda one: one.from_on or date.min)
            if row.from_on is not None and row.from_on > today
        ),
    )


@page()
def allocation(request: HttpRequest, person_id: int) -> HttpResponse:
    """Somebody's shares: the form, or the card that their page of the team fetches."""
    actor = request_actor(request)
    found = queries.portfolio(actor=actor)
    return _shown(request, found, person_id, _stored(found, person_id))


def _stored(found: Portfolio, person_id: int) -> list[ShareRow]:
    rows = sorted(
        (row for row in found.allocations if row.person_id == person_id),
        key=lambda row: row.from_on or date.min,
    )
    return [
        ShareRow(str(row.product_id), f"{row.share * 100:g}", row.from_on.isoformat() if row.from_on else "")
        for row in rows
    ]


def _shown(
    request: HttpRequest,
    found: Portfolio,
    person_id: int,
    rows: list[ShareRow],
    error: PilothouseError | None = None,
) -> HttpResponse:
    actor = request_actor(request)
    person = team.person(actor=actor, id=person_id)
    context = {
        "person": person,
        "portfolio": found,
        "allocated": allocated(found, person_id, person.name, clock.today()),
        "rows": [*rows, *[ShareRow()] * _BLANK],
        "is_stated": any(row.person_id == person_id for row in found.allocations),
        "error": error,
        "may_edit": actor.may(Role.EDITOR),
    }
    template = "roadmap/_allocation.html" if is_htmx(request) else "roadmap/allocation.html"
    wrong = 422 if any(row.error for row in rows) else 200
    return render(request, template, context, status=outcome(error).status if error else wrong)


@page(role=Role.EDITOR, methods=("POST",))
def allocate(request: HttpRequest, person_id: int) -> HttpResponse:
    """Save somebody's shares; a line without a share falls away."""
    actor = request_actor(request)
    found = queries.portfolio(actor=actor)
    rows = _posted(request)
    shares, read = [], []
    for row in rows:
        try:
            shares.append(_read(row, person_id, found))
            read.append(row)
        except Invalid as failure:
            read.append(ShareRow(row.product, row.share, row.from_on, f"{failure.message} {failure.cure}"))
    if any(row.error for row in read):
        return _shown(request, found, person_id, read)
    try:
        services.allocate(
            actor=actor,
            now=clock.now(),
            version=posted_version(request),
            person_id=person_id,
            shares=shares,
        )
    except Forbidden:
        raise
    except PilothouseError as failure:
        return _shown(request, found, person_id, read, failure)
    messages.success(request, "Saved. Dates follow with the next plan: replan to see them move.")
    return redirect(wurl(actor, "team:person", person_id))


def _posted(request: HttpRequest) -> list[ShareRow]:
    columns = [request.POST.getlist(name)[:_MOST] for name in ("product", "share", "from_on")]
    rows = [ShareRow(*(text.strip() for text in values)) for values in zip(*columns, strict=False)]
    return [row for row in rows if row.share]


def _read(row: ShareRow, person_id: int, found: Portfolio) -> Allocation:
    """A line as the service takes it. Raises `Invalid` for one that cannot be read."""
    known = {str(each.id): each.id for each in found.products}
    if row.product not in known:
        raise Invalid("Choose the product.", where="product")
    try:
        percent = float(row.share.rstrip(" %").replace(",", "."))
    except ValueError:
        percent = -1.0
    if not 0 <= percent <= 100:
        raise Invalid(f"'{row.share[:20]}' is not a share.", where="share", cure="Give 0 to 100 %.")
    day = parse_day(row.from_on, where="from_on") if row.from_on else None
    return Allocation(person_id, known[row.product], percent / 100, day)
