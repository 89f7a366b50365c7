"""What a room's `queries.search` finds for the search palette."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that matches: its group (`Items`), title, a few words beside it, and its address.

    A room joins by offering `queries.search(*, actor: Actor, text: str, limit: int) -> list[Found]`,
    best first, within the actor's workspace.
    """

    kind: str
    title: str
    subtitle: str
    url: str
