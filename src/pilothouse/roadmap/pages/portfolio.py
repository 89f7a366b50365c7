"""The page of products: their order, what is planned of each, who works for which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.kit.errors import Forbidden, PilothouseError, outcome
from pilothouse.kit.forms import Sent, based_on, posted_ids, posted_number
from pilothouse.roadmap import queries, services
from pilothouse.roadmap.contracts import Portfolio, PortfolioLine, TeamShare
from pilothouse.roadmap.forms import OrderForm, TeamShareForm
from pilothouse.roadmap.pages.allocation import Allocated, allocated
from pilothouse.team import queries as team

_SAVED = "Saved. Dates follow with the next plan: replan to see them move."


@dataclass(frozen=True, slots=True)
class Line:
    """A product of the table with the fields that its row offers."""

    row: PortfolioLine
    weight: BoundField
    active: BoundField


@dataclass(frozen=True, slots=True)
class TeamPart:
    """A product's part of a team, with its two fields."""

    name: str
    least: BoundField
    most: BoundField


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team with its parts, and what was wrong with them."""

    id: int
    name: str
    parts: tuple[TeamPart, ...]
    error: PilothouseError | None
    is_open: bool


@page()
def products(request: HttpRequest) -> HttpResponse:
    """All products in their order, with teams and people."""
    found = queries.portfolio(actor=request_actor(request))
    return _shown(request, found, OrderForm(found))


def _shown(
    request: HttpRequest,
    found: Portfolio,
    form: OrderForm,
    *,
    error: PilothouseError | None = None,
    shares: Mapping[int, tuple[TeamShareForm, PilothouseError | None]] | None = None,
) -> HttpResponse:
    actor = request_actor(request)
    lines = queries.portfolio_lines(actor=actor, portfolio=found)
    context = {
        "portfolio": found,
        "form": form,
        "error": error,
        "lines": [Line(row, form.weight(row.product.id), form.active(row.product.id)) for row in lines],
        "teams": _teams(actor, found, shares or {}),
        "people": _people(actor, found),
        "sets": queries.product_sets(actor=actor, known=found) if len(lines) > 1 else (),
        "everybody": sorted(team.names(actor=actor).items(), key=lambda pair: pair[1]),
        "may_edit": actor.may(Role.EDITOR),
        "run": queries.newest(actor=actor),
    }
    failure = error or next((failure for _, failure in (shares or {}).values()), None)
    wrong = 422 if form.errors or shares else 200
    status = outcome(failure).status if failure else wrong
    return render(request, "roadmap/products.html", context, status=status)


def _people(actor: Actor, found: Portfolio) -> list[Allocated]:
    """Those of whom shares are set, by name."""
    names = team.names(actor=actor)
    numbers = {row.person_id for row in found.allocations if row.person_id in names}
    rows = [allocated(found, number, names[number], clock.today()) for number in numbers]
    return sorted(rows, key=lambda row: row.name)


def _teams(
    actor: Actor, found: Portfolio, sent: Mapping[int, tuple[TeamShareForm, PilothouseError | None]]
) -> list[TeamLine]:
    lines = []
    for row in team.teams(actor=actor):
        form, error = sent.get(row.id, (TeamShareForm(found, row.id), None))
        parts = tuple(
            TeamPart(each.name, form[f"least_{each.id}"], form[f"most_{each.id}"]) for each in found.products
        )
        lines.append(TeamLine(row.id, row.name, parts, error, row.id in sent or form.is_set))
    return lines


@page(role=Role.EDITOR, methods=("POST",))
def order_products(request: HttpRequest) -> HttpResponse:
    """Save order, mode, weights and which products are planned; `up` and `down` move one by a place."""
    actor = request_actor(request)
    found = queries.portfolio(actor=actor)
    form = OrderForm(found, request.POST)
    order = _ordered(request, [row.id for row in found.products])
    sent = Sent(
        form,
        lambda: services.order_products(
            actor=actor,
            now=clock.now(),
            version=based_on(form),
            product_ids=order,
            mode=form.cleaned_data["mode"],
            weights=form.weights(),
            paused=form.paused(),
        ),
    )
    if not sent.is_done:
        return _shown(request, found, form, error=sent.error)
    messages.success(request, _SAVED)
    return redirect(wurl(actor, "roadmap:products") + _focus(request, order))


def _focus(request: HttpRequest, order: Sequence[int]) -> str:
    """The button that keeps the focus: the one pressed, or where that can move no further the other."""
    up, down = posted_number(request, "up"), posted_number(request, "down")
    if up in order:
        return f"#down-{up}" if up == order[0] else f"#up-{up}"
    if down in order:
        return f"#up-{down}" if down == order[-1] else f"#down-{down}"
    return ""


def _ordered(request: HttpRequest, known: Sequence[int]) -> list[int]:
    """The order that was sent, one product moved by a place where its button was pressed."""
    sent = [number for number in posted_ids(request, "order") if number in known]
    order = [*dict.fromkeys([*sent, *known])]
    for name, by in (("up", -1), ("down", 1)):
        number = posted_number(request, name)
        if number in order:
            at = order.index(number)
            order.insert(max(0, at + by), order.pop(at))
    return order


@page(role=Role.EDITOR, methods=("POST",))
def share_team(request: HttpRequest, team_id: int) -> HttpResponse:
    """Save the least and most that products get of a team."""
    actor = request_actor(request)
    found = queries.portfolio(actor=actor)
    form = TeamShareForm(found, team_id, request.POST)
    error = None
    if form.is_valid():
        try:
            services.share_team(
                actor=actor,
                now=clock.now(),
                version=based_on(form),
                team_id=team_id,
                shares=[TeamShare(team_id, *values) for values in form.values()],
            )
        except Forbidden:
            raise
        except PilothouseError as failure:
            error = failure
        else:
            messages.success(request, _SAVED)
            return redirect(wurl(actor, "roadmap:products") + "#teams")
    return _shown(request, found, OrderForm(found), shares={team_id: (form, error)})
