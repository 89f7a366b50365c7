"""The plan runs of the demo, each keeping to the one before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import accumulate

from pilothouse.risk.contracts import AdviceAsked
from pilothouse.roadmap import queries
from pilothouse.roadmap import services as roadmap
from pilothouse.roadmap.contracts import Allocation
from pilothouse.site.demo.content import Row
from pilothouse.site.demo.entered import Entered
from pilothouse.site.demo.items import estimate
from pilothouse.site.demo.playing import Place
from pilothouse.site.demo.staff import away

SEED = 7
PASSES = 60  # schedules tried for a run: the same on every machine
PAST_DRAWS = 1_000  # simulations of a run that is history
DRAWS = 10_000
BUDGET = 20_000  # for responses to risks, whole units


def order_products(done: Entered, at: datetime) -> None:
    """The order of the products, and the shares of those whom both want."""
    about = done.content.staff["portfolio"]
    order = [done.products[key] for key in about["order"]]
    roadmap.order_products(**done.by(at), version=None, product_ids=order, mode=about["mode"])
    for row in done.content.staff["allocation"]:
        person = done.people[row["person"]]
        shares = [Allocation(person, done.products[key], share) for key, share in row["shares"].items()]
        roadmap.allocate(**done.by(at), version=None, person_id=person, shares=shares)


def save_portfolios(done: Entered, at: datetime) -> None:
    """Products that are looked at together."""
    for row in done.content.staff["saved_portfolio"]:
        ids = [done.products[key] for key in row["products"]]
        roadmap.add_product_set(**done.by(at), name=row["name"], product_ids=ids)


def plan(done: Entered, at: datetime, *, draws: int = DRAWS) -> int:
    """Plan all products `at` a moment; returns the number of the run."""
    return roadmap.make_plan(**done.by(at), seed=SEED, draws=draws, passes=PASSES).number


def measure(done: Entered, at: datetime, number: int) -> None:
    """What risks cost a run, as a server measures it after each, and which responses suit a budget."""
    found = roadmap.measure_exposure(**done.by(at), number=number)
    assert found is not None
    asked = AdviceAsked(budget_cents=done.content.minor(BUDGET))
    roadmap.best_responses(**done.by(at), asked=asked, number=number)
    roadmap.look_for_roadblocks(**done.by(at))


def places(done: Entered, number: int) -> list[Place]:
    """Where a run has the items, in working days from the first day of the history."""
    found = queries.places(actor=done.actor, number=number)
    first = done.days.clock.day_of(found.as_of)
    names = {number: name for name, number in done.items.items()}
    return [
        Place(names[row.item_id], first + row.start_day, first + row.finish_day, row.people)
        for row in found.rows
    ]


def set_targets(done: Entered, at: datetime) -> None:
    """Let releases aim at the days that the newest plan reaches with the chance of the file, and what must
    be done before them at days before those.
    """
    planned = {row.id: row for row in queries.releases(actor=done.actor, only_planned=True)}
    for product in done.content.products.values():
        targets = {}
        for row in product["release"]:
            release = planned[done.releases[row["name"]]]
            assert release.forecast is not None
            targets[row["name"]] = _reached(done, release.forecast.histogram, row["chance"])
            values = {"target_on": targets[row["name"]]}
            roadmap.change_release(**done.by(at), id=release.id, version=None, values=values)
        _set_deadlines(done, at, product, targets)


def _reached(done: Entered, histogram: Sequence[tuple[date, float]], chance: float) -> date:
    """The working day by which so many of the simulations are done."""
    shares = accumulate(share for _, share in histogram)
    day = next((day for (day, _), share in zip(histogram, shares, strict=True) if share >= chance), None)
    return done.days.up_to(day or histogram[-1][0])


def _set_deadlines(done: Entered, at: datetime, product: Row, targets: Mapping[str, date]) -> None:
    parents = {row["id"]: row for row in product["item"]}
    for row in product["item"]:
        if "before" in row:
            target = targets[parents[row["parent"]]["release"]]
            day = done.days.up_to(target - timedelta(days=row["before"]))
            roadmap.change_item(
                **done.by(at), key=done.keys[row["id"]], version=None, values={"deadline": day}
            )


def learn_from_spike(done: Entered, at: datetime) -> None:
    """What the spike on the replay log taught."""
    roadmap.change_item(
        **done.by(at),
        key=done.keys["bp-replay-log"],
        version=None,
        values=estimate((10, 15, 27)),
        why="The spike showed that segments must be compacted while they are read.",
    )


def hear_news(done: Entered, at: datetime) -> None:
    """A leave request, and a customer who needs something by a day."""
    away(done, at, "Priya Deshmukh", 35, 49, "Parental leave")
    renewal = queries.item(actor=done.actor, key=done.keys["id-renew"])
    assert renewal.forecast is not None
    between = renewal.forecast.p50 + 0.6 * (renewal.forecast.p85 - renewal.forecast.p50)
    roadmap.change_item(
        **done.by(at),
        key=renewal.key,
        version=None,
        values={"deadline": done.days.up_to(between)},
        why="Nordkai Terminals signs for three sites if certificates renew by themselves before its audit.",
    )
