"""One search over the nouns of all rooms, for the palette and for pickers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router

from pilothouse.kit.actor import Actor
from pilothouse.kit.doors import request_actor
from pilothouse.kit.errors import Invalid
from pilothouse.kit.offering import Noun
from pilothouse.kit.rest import read
from pilothouse.kit.subjects import Find
from pilothouse.site import offering
from pilothouse.site.addresses import address

router = Router()

_EACH = 8


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that matches: its group, title, a few words beside it, what it is (`team.person:3`), the
    address of its page, and its key where it has one."""

    kind: str
    title: str
    subtitle: str
    ref: str
    url: str
    key: str


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found, group by group, the best first within a group."""

    results: list[Hit]


def find(*, actor: Actor, text: str, kinds: Collection[str] = (), each: int = _EACH) -> list[Hit]:
    """At most `each` of every noun that can be found, or of `kinds` only. One question to each noun.

    Raises `Invalid` for a kind that cannot be found.
    """
    wanted = " ".join(text.replace("\0", "").split())  # PostgreSQL refuses NUL, and no stored text holds one
    found: list[Hit] = []
    for noun, search in _findable(kinds) if wanted else ():
        for row in search(actor=actor, text=wanted, limit=each)[:each]:
            url = address(actor, row.ref, row.key)
            found.append(Hit(noun.title, row.title, row.subtitle, str(row.ref), url, row.key))
    return found


def _findable(kinds: Collection[str]) -> list[tuple[Noun, Find]]:
    known = {noun.kind: (noun, noun.find) for noun in offering.nouns().values() if noun.find is not None}
    for kind in kinds:
        if kind not in known:
            raise Invalid(
                f"'{kind[:40]}' cannot be searched for.",
                where="kind",
                cure=f"Known are: {', '.join(sorted(known))}.",
            )
    return [row for kind, row in known.items() if not kinds or kind in kinds]


@router.get(
    "/search",
    response=Hits,
    **read("search", "Find items, people, products and more by a part of their name"),
)
def search(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=100, description="A part of a name or key")],
    each: Annotated[int, Query(ge=1, le=50, description="Most results of each kind of thing")] = _EACH,
    kind: Annotated[
        list[str], Query(max_length=20, description="Only things of these kinds, such as `team.person`")
    ] = [],  # noqa: B006 - a list of the query string
) -> Hits:
    return Hits(find(actor=request_actor(request), text=q, kinds=kind, each=each))
