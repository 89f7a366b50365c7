"""Whom a thing concerns, said by the room that owns it, so that a room below can notify them.

A room joins by `concerned` and `notices` in its `offers.py`; each may be absent. Members are known by the
numbers of their accounts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pilothouse.kit.actor import Actor
from pilothouse.kit.refs import Ref
from pilothouse.kit.subjects import offers

Reason = Literal["assigned", "owner"]
Told = Literal["plan", "alert"]


@dataclass(frozen=True, slots=True)
class Concern:
    """A member whom a thing concerns, as its owner or as someone who does it."""

    ref: str
    user_id: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Notice:
    """What a room has to tell one member about a thing of which something was recorded: dates that moved, or
    an alert, which reaches also the member whose act led to it."""

    user_id: int
    title: str
    text: str
    many: int
    reason: Told = "plan"


def concerned(*, actor: Actor, refs: Collection[str]) -> Iterator[Concern]:
    """Whom the things concern, according to all rooms: `concerned(*, actor, refs)`."""
    for module in offers():
        if refs and hasattr(module, "concerned"):
            yield from module.concerned(actor=actor, refs=refs)


def notices(
    *, actor: Actor, about: Ref, now: datetime, watching: Mapping[int, Collection[str]]
) -> Iterator[Notice]:
    """What rooms tell members of `about`, of which something was recorded: `notices(*, actor, about, now,
    watching)`, where `watching` are the things that each member hears of."""
    for module in offers():
        if hasattr(module, "notices"):
            yield from module.notices(actor=actor, about=about, now=now, watching=watching)
