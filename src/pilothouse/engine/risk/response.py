"""What can be done about risks, and what is left of them then."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from pilothouse.engine.forecast.futures.causes import Event
from pilothouse.engine.schedule.effort import Effort
from pilothouse.engine.schedule.problem import Item, Need

Kind = Literal["avoid", "reduce", "transfer", "accept"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True)
class Response:
    """Something to do about `risks`, by id. Of each, the share `chance` of its probability is left, and
    `impact` of its delay and of what it adds to the work, both 0..1.

    It takes `cost` in money and `work`, person-days by skill ("": anybody), which is done before the items
    `before` begin and after the items `after` end, by people who work for `product`.
    """

    id: str
    title: str
    kind: Kind
    risks: tuple[str, ...]
    chance: float = 1.0
    impact: float = 1.0
    cost: float = 0.0
    work: tuple[tuple[str, Effort], ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    product: str = ""

    @property
    def name(self) -> str:
        return self.title or self.id

    def items(self) -> tuple[Item, ...]:
        """Its work, an item for each skill."""
        several = len(self.work) > 1
        return tuple(
            Item(
                f"response {self.id} {skill}".rstrip(),
                f"{self.name}: {skill}" if several and skill else self.name,
                effort=effort,
                needs=(Need(skill, 1.0),) if skill else (),
                product=self.product,
            )
            for skill, effort in self.work
        )


def shares_left(events: Sequence[Event], chosen: Collection[Response]) -> list[tuple[float, float]]:
    """Shares of probability and impact that are left of each risk: those of several responses multiply."""
    found = []
    for event in events:
        chance = impact = 1.0
        for row in chosen:
            if event.id in row.risks:
                chance, impact = chance * row.chance, impact * row.impact
        found.append((chance, impact))
    return found


def left_of(events: Sequence[Event], chosen: Collection[Response]) -> tuple[Event, ...]:
    """What is left of the risks when these responses are taken."""
    return tuple(
        replace(
            event,
            chance=event.chance * chance,
            delay=_shrunk(event.delay, impact),
            multiplier=1.0 + (event.multiplier - 1.0) * impact,
        )
        for event, (chance, impact) in zip(events, shares_left(events, chosen), strict=True)
    )


def _shrunk(delay: Effort | tuple[float, float, float] | None, share: float) -> Effort | None:
    if delay is None:
        return None
    points = (delay.low, delay.likely, delay.high) if isinstance(delay, Effort) else delay
    return Effort(*(day * share for day in points))
