"""What a room finds of one noun, for the search palette and for pickers."""

from __future__ import annotations

from dataclasses import dataclass

from pilothouse.kit.refs import Ref


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that matches: its title, a few words beside it, and what it is.

    `key` is what people call it, for a noun whose page is addressed by key (`ATL-12`).
    """

    title: str
    subtitle: str
    ref: Ref
    key: str = ""
