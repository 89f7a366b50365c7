"""A small product with two people, used by the tests of this room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from pilothouse.roadmap import services
from pilothouse.roadmap.contracts import Need
from pilothouse.team import services as team
from pilothouse.vision import services as vision


@dataclass(frozen=True)
class Small:
    """A product, two people, and a short way to add items."""

    actor: Any
    now: Any
    product_id: int
    go: int
    ana: int
    ben: int

    def item(self, title: str, days: float | None = 2.0, **values: Any) -> Any:
        """An item with a certain estimate of `days`, or none."""
        points = {} if days is None else {"low": days, "likely": days, "high": days}
        given = {"product_id": self.product_id} | points | values
        return services.add_item(actor=self.actor, now=self.now, title=title, **given)

    def needs(self, key: str, level: int = 3, people: int = 1) -> None:
        services.set_needs(
            actor=self.actor, now=self.now, key=key, version=None, needs=[Need(self.go, level, people)]
        )

    def after(self, first: Any, second: Any, **values: Any) -> int:
        return services.add_dependency(
            actor=self.actor, now=self.now, predecessor=first.key, successor=second.key, **values
        )

    def plan(self, *, anew: bool = True, **values: Any) -> Any:
        return services.make_plan(
            actor=self.actor, now=self.now, anew=anew and "keep_to" not in values, draws=500, **values
        )


@pytest.fixture
def small(editor: Any, now: Any) -> Small:
    product = vision.add_product(actor=editor, now=now, key="APP", name="App")
    go = team.add_skill(actor=editor, now=now, name="Go", group="Backend")
    ana = team.add_person(actor=editor, now=now, name="Ana Ruiz")
    ben = team.add_person(actor=editor, now=now, name="Ben Okafor")
    team.set_skill(actor=editor, now=now, person_id=ana.id, skill_id=go.id, level=4)
    return Small(editor, now, product.id, go.id, ana.id, ben.id)
