"""What one more person is worth to a release."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from pilothouse.engine.schedule.plan import Limit
from pilothouse.kit.actor import Actor
from pilothouse.kit.dates import day_text
from pilothouse.kit.errors import Invalid
from pilothouse.roadmap.planning.carried import release_with
from pilothouse.roadmap.planning.compute import Step

_LIMIT = Limit(passes=300, seconds=5)


@dataclass(frozen=True)
class Price:
    """One more person with `skill` at `level`: working days by which the date comes earlier."""

    skill: str
    level: float
    days_p50: float
    days_p85: float


@dataclass(frozen=True)
class PriceList:
    """What one more person from `from_on` on is worth to a release, dearest first.

    `untried` skills are asked for so little that they were left out.
    """

    release_id: int
    from_on: date
    prices: tuple[Price, ...]
    untried: int

    def to_json(self) -> dict[str, Any]:
        return {
            "release": self.release_id,
            "from_on": self.from_on.isoformat(),
            "prices": [
                {"skill": row.skill, "level": row.level, "days_p50": row.days_p50, "days_p85": row.days_p85}
                for row in self.prices
            ],
            "untried": self.untried,
        }


def price_list(
    *,
    actor: Actor,
    release_id: int,
    today: date,
    from_on: date,
    seed: int = 0,
    step: Step = lambda text, done, of: None,
) -> PriceList:
    """By how many days one more person, for each skill that the roadmap asks for, brings a release forward.

    Raises `NotFound`, or `Invalid` for a release without open items or a day before today.
    """
    from pilothouse.engine.forecast.futures.shadow import shadow_prices

    if from_on < today:
        raise Invalid(f"The day {day_text(from_on)} is past.", where="from", cure="Give today or later.")
    release, inputs, group = release_with(actor, release_id, today)
    found = shadow_prices(
        inputs.problem,
        group=group.id,
        from_day=inputs.clock.day_of(from_on),
        seed=seed,
        limit=_LIMIT,
        progress=lambda done, of: step("Planning with one more person", done, of),
    )
    return PriceList(
        release.id,
        from_on,
        tuple(
            Price(row.skill, row.level, round(row.gain_p50, 1), round(row.gain_p85, 1))
            for row in found.prices
            if row.skill is not None
        ),
        found.left_out,
    )
