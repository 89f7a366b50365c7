"""What can be done about risks, as it leaves the risk room."""

from __future__ import annotations

from dataclasses import dataclass

from pilothouse.kit.subjects import Subject

RESPONSE_KINDS = ("avoid", "reduce", "transfer", "accept")
RESPONSE_STATES = ("proposed", "chosen", "rejected", "done")
TAKEN = ("chosen", "done")  # simulations count what these leave of their risk


@dataclass(frozen=True, slots=True)
class RiskResponse:
    """Something that can be done about a risk.

    `chance_left` and `impact_left` are the shares 0..1 that it leaves of probability and impact. It takes
    `cost_cents`, minor units, and `days` person-days of `skill_name` (empty: anyone), before the items
    `before` begin; `item` is that work in the plan, None before it was added. `probability` and `delay`,
    working days, are what it alone leaves of the risk; None where the risk says none. `unused` says why
    choosing it would change nothing, empty where it would.
    """

    id: int
    risk_id: int
    risk_key: str
    risk_event: str
    title: str
    kind: str
    state: str
    chance_left: float
    impact_left: float
    cost_cents: int
    days: float
    skill_id: int | None
    skill_name: str
    before: tuple[Subject, ...]
    item: Subject | None
    probability: float | None
    delay: float | None
    unused: str
    version: int

    @property
    def is_in_plan(self) -> bool:
        """Whether its work is an item, open or done."""
        return self.item is not None and not self.item.gone

    @property
    def is_worked_off(self) -> bool:
        """Whether its work in the plan is done, while it is only chosen."""
        return self.state == "chosen" and self.item is not None and not (self.item.gone or self.item.open)
