"""A product with two items, two people and two teams, and a short way to write blueprints."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from pilothouse.kit.refs import Ref
from pilothouse.risk import services as risk
from pilothouse.risk.contracts import Uncertainty
from pilothouse.roadmap import services as roadmap
from pilothouse.team import services as team
from pilothouse.vision import queries, services
from pilothouse.vision.contracts import Blueprint

TEXT = """# Checkout

## Goals
- G1: Cut the time to pay from 90 s to 30 s.

## Requirements
- R1: The checkout must take a saved card. Serves G1.
- R2: The page must answer within 300 ms for 95 % of requests.
"""


@dataclass(frozen=True)
class Shop:
    """A product, its items' keys, two people and two teams."""

    actor: Any
    now: datetime
    product_id: int
    first: str
    second: str
    ana: int
    ben: int
    teams: tuple[int, int]

    @property
    def scope(self) -> Ref:
        return Ref("vision.product", self.product_id)

    def blueprint(self, text: str = TEXT, title: str = "Checkout") -> Blueprint:
        return services.add_blueprint(
            actor=self.actor, now=self.now, product_id=self.product_id, title=title, text=text
        )

    def save(self, id: int, text: str, **more: Any) -> Blueprint:
        values = {"version": None} | more
        return services.change_blueprint(actor=self.actor, now=self.now, id=id, text=text, **values)

    def to(self, id: int, *states: str, why: str = "") -> Blueprint:
        """Send a blueprint through `states`."""
        for state in states:
            services.set_blueprint_state(
                actor=self.actor, now=self.now, id=id, version=None, state=state, why=why
            )
        return queries.blueprint(actor=self.actor, id=id)

    def trace(self, id: int, key: str, to: str) -> Any:
        return services.trace_statement(actor=self.actor, now=self.now, id=id, key=key, to=to)

    def ask(self, question: str = "Does it scale?", **values: Any) -> Uncertainty:
        return risk.raise_uncertainty(
            actor=self.actor, now=self.now, scope=self.scope, values={"question": question} | values
        )

    def keys(self, id: int) -> dict[str, str]:
        return {row.key: row.text for row in queries.statements(actor=self.actor, id=id)}


@pytest.fixture
def shop(editor: Any, now: datetime) -> Shop:
    product = services.add_product(actor=editor, now=now, key="SHP", name="Shop")
    items = [
        roadmap.add_item(actor=editor, now=now, product_id=product.id, title=title, low=d, likely=d, high=d)
        for title, d in (("Saved cards", 4.0), ("Fast page", 6.0))
    ]
    ana = team.add_person(actor=editor, now=now, name="Ana Ruiz", day_rate_cents=50_000)
    ben = team.add_person(actor=editor, now=now, name="Ben Okafor", day_rate_cents=70_000)
    teams = [team.add_team(actor=editor, now=now, name=name).id for name in ("Pay", "Web")]
    return Shop(editor, now, product.id, items[0].key, items[1].key, ana.id, ben.id, (teams[0], teams[1]))
