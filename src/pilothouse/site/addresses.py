"""Where the page of anything is that a reference points to; rooms bring their own addresses.

A room joins by `addresses = {"roadmap.item": function(actor, id) -> url}` in its `urls.py`, or by a
page called `ref` that takes a noun and a number.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from django.urls import NoReverseMatch

from pilothouse.kit.actor import Actor
from pilothouse.kit.doors import wurl
from pilothouse.kit.refs import Ref
from pilothouse.site.rooms import offered

Address = Callable[[Actor, int], str]


@lru_cache(maxsize=1)
def known() -> dict[str, Address]:
    """Kind of object -> its address, from every room."""
    found: dict[str, Address] = {}
    for _, module in offered("urls"):
        found |= getattr(module, "addresses", {})
    return found


def address(actor: Actor, ref: Ref) -> str:
    """The page of what `ref` points to, in the actor's workspace; empty where there is none.

    The object itself is not looked for: its page may answer that it is gone.
    """
    found = known().get(ref.kind)
    try:
        if found is not None:
            return found(actor, ref.id)
        room, noun = ref.kind.split(".")
        return wurl(actor, f"{room}:ref", noun, ref.id)
    except NoReverseMatch:
        return ""
