"""What every door to a room shares: the actor of a request, pages, addresses, form values."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from pydantic import TypeAdapter

from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.addresses import address
from pilothouse.kit.errors import Invalid, Unauthenticated

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
_ADAPTERS: dict[type, TypeAdapter[Any]] = {}  # made once each: it takes a while


def request_actor(request: HttpRequest) -> Actor:
    """The actor that the middleware found. Raises `Unauthenticated` when there is none."""
    actor = getattr(request, "actor", None)
    if not isinstance(actor, Actor):
        raise Unauthenticated("No one is logged in.", cure="Log in first.")
    return actor


def page(
    *, role: Role = Role.VIEWER, methods: tuple[str, ...] = ("GET",), sliced: bool = False
) -> Callable[[View[P]], View[P]]:
    """Mark an HTML view: only for members with `role`, only by `methods` (HEAD goes with GET).

    The page of one thing is `sliced` when it can show the part of it that a product has.
    """
    allowed = {*methods, "HEAD"} if "GET" in methods else set(methods)

    def mark(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.method not in allowed:
                return HttpResponseNotAllowed(sorted(allowed))
            request_actor(request).require(role)
            return view(request, *args, **kwargs)

        guarded.page_role = role  # type: ignore[attr-defined]
        guarded.page_methods = frozenset(allowed)  # type: ignore[attr-defined]
        guarded.page_sliced = sliced  # type: ignore[attr-defined]
        return cast(View[P], guarded)

    return mark


def wurl(actor: Actor, name: str, *args: Any) -> str:
    """Address of page `name` (`roadmap:item`) in the actor's workspace."""
    return address(name, actor.workspace_slug, *args)


def number(request: HttpRequest, name: str, default: int) -> int:
    """A whole number from the query string. Raises `Invalid` for anything else."""
    text = request.GET.get(name, "")
    if not text:
        return default
    if not text.isdecimal() or len(text) > 9:
        raise Invalid(f"'{text[:40]}' is not a whole number.", where=name)
    return int(text)


def for_script(contract: Any) -> Any:
    """A contract as plain values, for `json_script`: the same form as over REST."""
    kind = type(contract)
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind].dump_python(contract, mode="json")


def is_htmx(request: HttpRequest) -> bool:
    """Whether htmx asks for a fragment rather than a browser for a page."""
    return bool(getattr(request, "htmx", False))
