"""What is set on the page of an item: its needs, its people, what it waits for."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse

from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.kit.errors import Invalid
from pilothouse.kit.forms import about, acted, posted_number, posted_version
from pilothouse.roadmap import queries, services
from pilothouse.roadmap.contracts import LEVELS, Item, Level, Need


@page(role=Role.EDITOR, methods=("POST",))
def add_need(request: HttpRequest, key: str) -> HttpResponse:
    """One more need of an item."""
    return _set_needs(request, key, lambda needs: (*needs, _need(request)))


def _need(request: HttpRequest) -> Need:
    return Need(
        posted_number(request, "skill"),
        _or_one(posted_number(request, "level")),
        _or_one(posted_number(request, "people")),
    )


def _or_one(number: int | None) -> int:
    return 1 if number is None else number


@page(role=Role.EDITOR, methods=("POST",))
def set_need(request: HttpRequest, key: str) -> HttpResponse:
    """Another skill, level or number of people for one need of an item."""

    def changed(needs: tuple[Need, ...]) -> tuple[Need, ...]:
        at = _known(request, needs)
        return (*needs[:at], _need(request), *needs[at + 1 :])

    return _set_needs(request, key, changed)


def _known(request: HttpRequest, needs: tuple[Need, ...]) -> int:
    index = posted_number(request, "index")
    if index is None or index >= len(needs):
        raise Invalid("There is no such need.", cure="Reload the page.")
    return index


@page(role=Role.EDITOR, methods=("POST",))
def drop_need(request: HttpRequest, key: str) -> HttpResponse:
    """One need less."""

    def without(needs: tuple[Need, ...]) -> tuple[Need, ...]:
        at = _known(request, needs)
        return needs[:at] + needs[at + 1 :]

    return _set_needs(request, key, without)


def _set_needs(
    request: HttpRequest, key: str, change: Callable[[tuple[Need, ...]], tuple[Need, ...]]
) -> HttpResponse:
    actor = request_actor(request)

    def act() -> Item:
        needs = change(queries.item(actor=actor, key=key).needs)
        version = posted_version(request)
        return services.set_needs(actor=actor, now=clock.now(), key=key, version=version, needs=needs)

    return acted(request, act, _url(actor, key))


@page(role=Role.EDITOR, methods=("POST",))
def add_dependency(request: HttpRequest, key: str) -> HttpResponse:
    """Let this item wait for another, or another for this one."""
    actor = request_actor(request)

    def act() -> int:
        with about("predecessor", but=("kind", "lag")):
            other = request.POST.get("predecessor", "").strip()
            ends = (key, other) if request.POST.get("way") == "blocks" else (other, key)
            return services.add_dependency(
                actor=actor,
                now=clock.now(),
                predecessor=ends[0],
                successor=ends[1],
                kind=request.POST.get("kind", "FS"),
                lag_days=_lag(request),
            )

    return acted(request, act, _url(actor, key))


def _lag(request: HttpRequest) -> float:
    try:
        return float(request.POST.get("lag_days") or 0)
    except ValueError:
        raise Invalid("The lag is not a number.", where="lag", cure="Give working days.") from None


@page(role=Role.EDITOR, methods=("POST",))
def drop_dependency(request: HttpRequest, key: str, id: int) -> HttpResponse:
    """Let two items go their own ways, from the page of either."""
    actor = request_actor(request)
    return acted(
        request,
        lambda: services.remove_dependency(actor=actor, now=clock.now(), id=id),
        _url(actor, key),
        "The dependency was removed.",
        restorable=True,
    )


@page(role=Role.EDITOR, methods=("POST",))
def add_child(request: HttpRequest, key: str) -> HttpResponse:
    """Add an item beneath this one, by its title; the field then waits for the next."""
    actor = request_actor(request)

    def act() -> Item:
        parent = queries.item(actor=actor, key=key)
        return services.add_item(
            actor=actor,
            now=clock.now(),
            product_id=parent.product_id,
            title=request.POST.get("title", ""),
            level=_below(parent),
            parent_key=key,
        )

    url = f"{_url(actor, key)}?more=1#add-child"
    return acted(request, act, url, lambda made: f"{made.key} added.")


def _below(parent: Item) -> str:
    """The level under that of an item; tasks have tasks."""
    return LEVELS[min(LEVELS.index(cast(Level, parent.level)) + 1, len(LEVELS) - 1)]


def _url(actor: Actor, key: str) -> str:
    return wurl(actor, "roadmap:item", key)
