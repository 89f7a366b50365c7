"""What has been entered so far, by the names of the files."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TypedDict

from pilothouse.kit.actor import Actor
from pilothouse.site.demo.content import Content
from pilothouse.site.demo.days import Days


class By(TypedDict):
    """Who acts, and when."""

    actor: Actor
    now: datetime


@dataclass(frozen=True)
class Entered:
    """Numbers of rows by their names; of items by their id in the files, and `keys`, which people see."""

    actor: Actor
    content: Content
    days: Days
    skills: dict[str, int] = field(default_factory=dict)
    teams: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    products: dict[str, int] = field(default_factory=dict)
    releases: dict[str, int] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    items: dict[str, int] = field(default_factory=dict)
    risks: dict[str, int] = field(default_factory=dict)

    def by(self, at: datetime) -> By:
        """The arguments of every service: the demo's owner acts `at` a moment."""
        return {"actor": self.actor, "now": at}
