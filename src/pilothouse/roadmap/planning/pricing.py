"""What one more person is worth to a release."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from pilothouse.kit.actor import Actor
from pilothouse.kit.dates import day_text
from pilothouse.kit.errors import Invalid
from pilothouse.roadmap.planning.carried import release_with
from pilothouse.roadmap.planning.compute import Step
from pilothouse.roadmap.planning.others import Other, others
from pilothouse.roadmap.planning.start import limit_of

_COUNTED = (
    "Dates of this product come from weekly counts of finished items, which say nothing about people: give "
    "items estimates first."
)


@dataclass(frozen=True)
class Price:
    """One more person with `skill` at `level`: working days by which the date comes earlier. `others` are
    releases that this moves too.
    """

    skill: str
    level: float
    days_p50: float
    days_p85: float
    others: tuple[Other, ...]


@dataclass(frozen=True)
class PriceList:
    """What one more person from `from_on` on is worth to a release, dearest first.

    `p50` and `p85` are the dates that pages show; where they are not, `note` says why. `alone`: working days
    by which replanning brings p85 forward without anyone new; no price counts them. `untried` skills are
    asked for so little that they were left out.
    """

    release_id: int
    from_on: date
    p50: date
    p85: date
    alone: float
    prices: tuple[Price, ...]
    untried: int
    run: int | None
    note: str

    def to_json(self) -> dict[str, Any]:
        return {
            "release": self.release_id,
            "from_on": self.from_on.isoformat(),
            "p50": self.p50.isoformat(),
            "p85": self.p85.isoformat(),
            "alone": self.alone,
            "prices": [
                {
                    "skill": row.skill,
                    "level": row.level,
                    "days_p50": row.days_p50,
                    "days_p85": row.days_p85,
                    "others": [each.to_json() for each in row.others],
                }
                for row in self.prices
            ],
            "untried": self.untried,
            "run": self.run,
            "note": self.note,
        }


def price_list(
    *,
    actor: Actor,
    release_id: int,
    today: date,
    from_on: date,
    step: Step = lambda text, done, of: None,
) -> PriceList:
    """By how many days one more person, for each skill that the roadmap asks for, brings a release forward
    in the plan that is shown.

    Raises `NotFound`, or `Invalid` for a release without open items, one whose dates do not depend on people,
    or a day before today.
    """
    from pilothouse.engine.forecast.futures.shadow import shadow_prices

    if from_on < today:
        raise Invalid(f"The day {day_text(from_on)} is past.", where="from", cure="Give today or later.")
    found = release_with(actor, release_id, today, step=step)
    shown, inputs = found.start, found.start.inputs
    answer = shadow_prices(
        inputs.problem,
        group=found.group.id,
        from_day=inputs.clock.day_of(from_on),
        plan=shown.plan,
        forecast=shown.told,
        seed=shown.seed,
        limit=limit_of(inputs.problem),
        progress=lambda done, of: step("Planning with one more person", done, of),
    )
    return PriceList(
        release_id=found.release.id,
        from_on=from_on,
        p50=inputs.dates.finish(found.group.id, answer.before.p50),
        p85=inputs.dates.finish(found.group.id, answer.before.p85),
        alone=round(max(0.0, answer.before.p85 - answer.alone.p85), 1),
        prices=tuple(
            Price(
                row.skill,
                row.level,
                round(row.gain_p50, 1),
                round(row.gain_p85, 1),
                others(inputs, row.shifts),
            )
            for row in answer.prices
            if row.skill is not None
        ),
        untried=answer.left_out,
        run=shown.run.number if shown.run else None,
        note=" ".join(filter(None, (found.note, _COUNTED if found.counted else ""))),
    )
