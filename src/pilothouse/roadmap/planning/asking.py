"""Questions that people ask of a roadmap: when are N items done, how many by a date, what must be cut."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Any

from pilothouse.engine.schedule.plan import Limit
from pilothouse.engine.schedule.problem import Group
from pilothouse.kit.actor import Actor
from pilothouse.kit.dates import day_text
from pilothouse.kit.errors import Invalid, NotFound
from pilothouse.roadmap import models, queries
from pilothouse.roadmap.planning.compute import Step
from pilothouse.roadmap.planning.nodes import ReleaseGroup
from pilothouse.roadmap.planning.problem import Inputs, read
from pilothouse.roadmap.queries.snapshot import OpenItem

LEVELS = (0.5, 0.8, 0.85, 0.95)
_FAR = 520  # weeks: ten years
_WEEK = timedelta(weeks=1)
UNSAID = 50  # of 100: the value of an item where nobody has said


@dataclass(frozen=True)
class When:
    """`days`: when the items are done with each chance of `LEVELS`; None where no date is in sight."""

    items: int
    days: tuple[tuple[float, date | None], ...]


@dataclass(frozen=True)
class Count:
    """`least`: how many items are done by `day` with each chance of `LEVELS` or more."""

    day: date
    least: tuple[tuple[float, int], ...]


@dataclass(frozen=True)
class Answers:
    """From the counts of finished items alone; `note` says how much history and what it cannot tell."""

    when: When
    count: Count
    note: str
    layer: str
    weeks: int


@dataclass(frozen=True)
class CutList:
    """What to leave out of a release so that it makes its date with chance `level`."""

    release_id: int
    level: float
    before: float
    after: float
    reached: bool
    cuts: tuple[tuple[str, ...], ...]
    work: float

    def to_json(self) -> dict[str, Any]:
        return {
            "release": self.release_id,
            "level": self.level,
            "before": self.before,
            "after": self.after,
            "reached": self.reached,
            "cuts": [list(keys) for keys in self.cuts],
            "work": self.work,
        }


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


def answers(*, actor: Actor, product_id: int, today: date, items: int, by: date, seed: int = 0) -> Answers:
    """When the next `items` are done, and how many by `by`. Raises `Invalid` for what cannot be asked."""
    from pilothouse.engine.forecast.history.throughput import forecast_throughput

    first, counts = queries.finished_weeks(actor=actor, product_id=product_id, today=today)
    end = first + len(counts) * _WEEK
    ahead = ceil((by - end).days / 7)
    if not 1 <= items <= 10_000:
        raise Invalid(f"{items} items cannot be asked for.", where="items", cure="Ask for 1 to 10,000.")
    if by <= today:
        raise Invalid(f"The date {day_text(by)} is not ahead.", where="by", cure="Give a later one.")
    if ahead > _FAR:
        raise Invalid("The date is more than ten years ahead.", where="by", cure="Give an earlier one.")
    told = forecast_throughput(
        counts, items=(items,), weeks=(max(1, ahead),), first_monday=first, seed=seed, draws=4_000
    )
    return Answers(
        When(items, tuple((level, _day(told.when(items, level), end)) for level in LEVELS)),
        Count(by, tuple((level, told.at_least(max(1, ahead), level)) for level in LEVELS)),
        told.note,
        told.layer,
        told.weeks,
    )


def _day(weeks: float, end: date) -> date | None:
    return end + timedelta(days=ceil(weeks * 7)) if weeks <= 2 * _FAR else None


def cut_list(
    *,
    actor: Actor,
    release_id: int,
    today: date,
    level: float = 0.85,
    seed: int = 0,
    step: Step = lambda text, done, of: None,
) -> CutList:
    """The least valuable work without which the release makes its target.

    Mandatory items stay unless all are mandatory, which says nothing about what matters less. Raises
    `NotFound`, or `Invalid` for a release without target or without open items.
    """
    from pilothouse.engine.forecast.futures.cuts import cuts_to_reach

    release, inputs, group = _release(actor, release_id, today, dated=True)
    items = {name: item for name in group.members if (item := inputs.item(name)) is not None}
    optional = {name for name, item in items.items() if not item.mandatory}
    found = cuts_to_reach(
        inputs.problem,
        group=group.id,
        level=level,
        value={name: float(_value(item)) for name, item in items.items()},
        keep=frozenset(set(group.members) - optional) if optional else frozenset(),
        seed=seed,
        limit=Limit(passes=300, seconds=5),
        progress=lambda done, of: step("Planning without some of the work", done, of),
    )
    return CutList(
        release.pk,
        level,
        found.before,
        found.after,
        found.reached,
        tuple(
            tuple(item.key for name in cut.items if (item := inputs.item(name)) is not None)
            for cut in found.cuts
        ),
        sum(cut.work for cut in found.cuts),
    )


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
    release, inputs, group = _release(actor, release_id, today)
    found = shadow_prices(
        inputs.problem,
        group=group.id,
        from_day=inputs.clock.day_of(from_on),
        seed=seed,
        limit=Limit(passes=300, seconds=5),
        progress=lambda done, of: step("Planning with one more person", done, of),
    )
    return PriceList(
        release.pk,
        from_on,
        tuple(
            Price(row.skill, row.level, round(row.gain_p50, 1), round(row.gain_p85, 1))
            for row in found.prices
            if row.skill is not None
        ),
        found.left_out,
    )


def _release(
    actor: Actor, release_id: int, today: date, *, dated: bool = False
) -> tuple[models.Release, Inputs, Group]:
    """The release with the problem it is part of."""
    release = models.Release.objects.filter(workspace_id=actor.workspace_id, pk=release_id).first()
    if release is None:
        raise NotFound("There is no such release.", cure="See the list of releases.")
    if dated and release.target_on is None:
        raise Invalid(f"{release.name} has no target.", where="target", cure="Give it a date to reach.")
    inputs = read(actor=actor, product_id=release.product_id, today=today)
    name = ReleaseGroup(release.pk).name
    group = next((row for row in inputs.problem.groups if row.id == name), None)
    if group is None:
        raise Invalid(f"{release.name} carries no open item.", where="items", cure="Put items into it.")
    return release, inputs, group


def _value(item: OpenItem) -> int:
    """Value, 0..100; 50 where nobody has said."""
    return item.value if item.value is not None else UNSAID
