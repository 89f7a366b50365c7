"""What is set on the page of an item: its needs, its people, what it waits for."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.kit.errors import Invalid, NotFound
from pilothouse.kit.forms import acted, posted_ids, posted_number, posted_version
from pilothouse.roadmap import queries, services
from pilothouse.roadmap.contracts import Item, Need


@page(role=Role.EDITOR, methods=("POST",))
def add_need(request: HttpRequest, key: str) -> HttpResponse:
    """One more need of an item."""
    need = Need(
        posted_number(request, "skill"),
        _or_one(posted_number(request, "level")),
        _or_one(posted_number(request, "people")),
    )
    return _set_needs(request, key, lambda needs: (*needs, need))


def _or_one(number: int | None) -> int:
    return 1 if number is None else number


@page(role=Role.EDITOR, methods=("POST",))
def drop_need(request: HttpRequest, key: str) -> HttpResponse:
    """One need less."""
    index = posted_number(request, "index")

    def without(needs: tuple[Need, ...]) -> tuple[Need, ...]:
        if index is None or index >= len(needs):
            raise Invalid("There is no such need.", cure="Reload the page.")
        return needs[:index] + needs[index + 1 :]

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
def choose_people(request: HttpRequest, key: str) -> HttpResponse:
    """Choose who does an item, or leave it to the planner."""
    actor = request_actor(request)

    def act() -> Item:
        people, version = posted_ids(request, "people"), posted_version(request)
        return services.pin_people(actor=actor, now=clock.now(), key=key, version=version, people=people)

    return acted(request, act, _url(actor, key))


@page(role=Role.EDITOR, methods=("POST",))
def add_dependency(request: HttpRequest, key: str) -> HttpResponse:
    """Let this item wait for another."""
    actor = request_actor(request)

    def act() -> int:
        try:
            return services.add_dependency(
                actor=actor,
                now=clock.now(),
                predecessor=request.POST.get("predecessor", "").strip(),
                successor=key,
                kind=request.POST.get("kind", "FS"),
                lag_days=_lag(request),
            )
        except NotFound as error:  # a key that was typed, not an address
            raise Invalid(error.message, where="predecessor", cure=error.cure) from None

    return acted(request, act, _url(actor, key))


def _lag(request: HttpRequest) -> float:
    try:
        return float(request.POST.get("lag_days") or 0)
    except ValueError:
        raise Invalid("The lag is not a number.", where="lag_days", cure="Give working days.") from None


@page(role=Role.EDITOR, methods=("POST",))
def drop_dependency(request: HttpRequest, key: str, id: int) -> HttpResponse:
    """Let this item wait no longer."""
    actor = request_actor(request)
    return acted(
        request,
        lambda: services.remove_dependency(actor=actor, now=clock.now(), id=id),
        _url(actor, key),
    )


def _url(actor: Actor, key: str) -> str:
    return wurl(actor, "roadmap:item", key)
