"""Every plan that was made, and those that are proposed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import number, page, request_actor
from pilothouse.kit.export import table_response
from pilothouse.kit.paging import Page
from pilothouse.kit.products import product_choice
from pilothouse.roadmap import queries
from pilothouse.roadmap.contracts import KeptMove, Moved, PlanRun

# What would let an item stay, by what decides its start.
_ALLOWED_BY = {
    "predecessor": "end what it waits for sooner, or remove the dependency",
    "person": "give it to someone else, or put it before the item that its people work on",
    "order": "give it to someone else, or put it before the item that its people work on",
    "absence": "give it to someone who is there",
    "pool": "let more people have the skill that it needs",
    "cap": "raise the share of the team for its product",
    "earliest": "give it an earlier first day",
    "fixed": "change the day on which it was started",
    "plan_start": "nothing: the day on which it was to start has passed",
    "budget": "raise the budget",
}
_SHOWN = 100  # moves that are accepted or refused, on one page
_MOST = 50  # of what moved since the run before
_COLUMNS = ("key", "title", "product", "p50_before", "p50", "p85_before", "p85", "days", "note", "why")
_ELSE = "change its people, its dependencies or its dates"


@dataclass(frozen=True, slots=True)
class Move:
    """A move with the name of its product. Of one that was refused, the rule that made it necessary all the
    same, and what would spare it.
    """

    row: KeptMove
    product: str
    was_refused: bool
    rule: str
    allowed_by: str


@page()
def runs(request: HttpRequest) -> HttpResponse:
    """Every plan that was made, or those that hold a product chosen."""
    actor, choice = request_actor(request), product_choice(request)
    found = queries.runs_page(actor=actor, product_id=choice.scope, page=number(request, "page", 1))
    context = {
        "page": found,
        "run": found.rows[0] if found.rows else None,
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "roadmap/runs.html", context)


@page(sliced=True)
def run(request: HttpRequest, number: int) -> HttpResponseBase:
    """One plan run, or the part of what is chosen, and what moved most since the one before."""
    actor, choice = request_actor(request), product_choice(request)
    whole = queries.run(actor=actor, number=number, whole=False)
    held = {row.product_id for row in whole.products}.intersection(row.id for row in choice.shown)
    part = choice.scope if held else None
    found = queries.run(actor=actor, number=number, product_id=part, whole=False) if part else whole
    against = _against(request, actor, found)
    if wanted := request.GET.get("format"):
        return _export(request, found, against, wanted)
    moved, many = _moved(actor, found, against, is_chosen="against" in request.GET)
    newer = _newer(actor, whole)
    context = {
        "run": found,
        "names": {row.key: row.name for row in whole.products},
        "part": part is not None,
        "shown": [row for row in whole.products if part is None or row.product_id in held],
        "shows_all": not isinstance(part, int) and len(held if part else whole.products) > 1,
        "some": _replanned(whole),
        "lacks": choice.key and part is None,
        "against": against,
        "earlier": queries.earlier_runs(actor=actor, run=found),
        "moved": moved,
        "many_moved": many,
        "together": None if part else whole.together,
        "newer": newer,
        "may_refuse": actor.may(Role.EDITOR) and whole.kind == "plan" and newer is None,
        "moves": _moves(request, found, [row.key for row in choice.shown] if part else ()),
        "missed": _missed(actor, found),
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "roadmap/run.html", context)


def _replanned(run: PlanRun) -> list[str]:
    """The products that a run moved while others stayed."""
    found = [row.name for row in run.products if row.replanned]
    return found if run.kept and len(found) < len(run.products) else []


def _newer(actor: Actor, run: PlanRun) -> int | None:
    """The number of the newest plan, where a run is older than it."""
    newest = queries.newest(actor=actor)
    return newest.number if newest is not None and newest.number > run.number else None


def _against(request: HttpRequest, actor: Actor, run: PlanRun) -> PlanRun | None:
    """The run to compare with: the one that is asked for, or else the one before. Raises `NotFound`."""
    if chosen := number(request, "against", 0):
        return queries.run(actor=actor, number=chosen, product_id=run.scope, whole=False)
    return queries.previous_run(actor=actor, run=run)


def _moved(
    actor: Actor, run: PlanRun, against: PlanRun | None, *, is_chosen: bool
) -> tuple[tuple[Moved, ...], int]:
    """What moved most since the run before, or one that was chosen, and how much moved at all."""
    if against is None:
        return (), 0
    if (run.thinned_on or against.thinned_on) and not is_chosen:
        kept = queries.largest_kept(actor=actor, run=run, most=_MOST)
        return kept, len(kept)
    return queries.most_moved(actor=actor, run=run, against=against, most=_MOST)


def _moves(request: HttpRequest, run: PlanRun, products: Sequence[str]) -> Page[Move] | None:
    """What the run moved against the one that it keeps to, of all products or of those chosen."""
    if run.kept is None:
        return None
    actor = request_actor(request)
    found = queries.kept_moves(
        actor=actor, run=run, products=products, page=number(request, "page", 1), size=_SHOWN
    )
    return Page(_told(actor, run, found.rows, run.kept.held), found.total, found.page, found.size)


def _missed(actor: Actor, run: PlanRun) -> tuple[Move, ...]:
    """The moves that were agreed to and could not be made."""
    missed = run.kept.missed if run.kept else ()
    return _told(actor, run, missed, [row.key for row in missed])


def _told(actor: Actor, run: PlanRun, rows: Sequence[KeptMove], asked: Collection[str]) -> tuple[Move, ...]:
    """Moves with the names of products, and the rule where something else was `asked` for."""
    names = {row.key: row.name for row in run.products}
    vain = [row.key for row in rows if row.key in asked]
    why = queries.reasons(actor=actor, run=run, keys=vain) if vain else {}
    return tuple(
        Move(
            row,
            names.get(row.product, row.product),
            row.key in vain,
            why[row.key].text if row.key in why else row.text,
            _ALLOWED_BY.get(why[row.key].kind, _ELSE) if row.key in why else _ELSE,
        )
        for row in rows
    )


def _export(request: HttpRequest, run: PlanRun, against: PlanRun | None, wanted: str) -> HttpResponseBase:
    """All that moved since the run before."""
    actor = request_actor(request)
    found = queries.moved(actor=actor, run=run, against=against) if against else ()
    rows = ([getattr(row, name) for name in _COLUMNS] for row in found)
    return table_response(request, rows=rows, columns=_COLUMNS, name=f"moved-{run.number}", format=wanted)
