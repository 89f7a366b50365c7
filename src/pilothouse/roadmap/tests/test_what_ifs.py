"""What-ifs start from the number that is shown, over all products."""

from __future__ import annotations

from datetime import date, timedelta
from math import inf
from typing import Any

import numpy as np
import pytest

from pilothouse.engine.forecast.futures.effects import Shift
from pilothouse.engine.forecast.futures.forecast import Quantiles
from pilothouse.engine.schedule.plan import Limit
from pilothouse.engine.schedule.problem import Effort, Item, Problem
from pilothouse.kit.errors import Invalid
from pilothouse.kit.refs import Ref
from pilothouse.risk import services as risk_services
from pilothouse.roadmap import planning, queries, services
from pilothouse.roadmap.contracts import Allocation
from pilothouse.roadmap.planning.nodes import ReleaseGroup
from pilothouse.roadmap.planning.others import others
from pilothouse.roadmap.planning.start import limit_of, start
from pilothouse.vision import services as vision

pytestmark = pytest.mark.django_db


def release(small: Any, name: str, days: int, product: int | None = None) -> int:
    """A release that aims at so many calendar days from now."""
    return services.add_release(
        actor=small.actor,
        now=small.now,
        product_id=product or small.product_id,
        name=name,
        target_on=small.now.date() + timedelta(days=days),
    ).id


def ranged(small: Any, title: str, release_id: int | None, **values: Any) -> Any:
    """An item of two to nine days for Ana."""
    given = {"low": 2.0, "likely": 4.0, "high": 9.0, "owner_id": small.ana, "release_id": release_id}
    return small.item(title, None, **(given | values))


def two_products(small: Any) -> tuple[int, int]:
    """Beta of App before Gamma of Box, both by Ana; with parents that wait for each other."""
    box = vision.add_product(actor=small.actor, now=small.now, key="BOX", name="Box").id
    beta, gamma = release(small, "Beta", 25), release(small, "Gamma", 44, box)
    first = small.item("First half", None, level="feature", release_id=beta)
    second = small.item("Second half", None, level="feature", release_id=beta)
    for number, whole in enumerate((first, first, second, second)):
        ranged(small, f"Part {number}", None, parent_key=whole.key, value=20 * number)
    small.after(first, second)
    ranged(small, "Box one", gamma, product_id=box)
    last = ranged(small, "Box two", gamma, product_id=box)
    small.after(second, last, kind="SS", lag_days=2.0)
    return beta, gamma


def order(small: Any, **values: Any) -> None:
    products = [row.id for row in queries.portfolio(actor=small.actor).products]
    services.order_products(actor=small.actor, now=small.now, version=None, product_ids=products, **values)


def cut(small: Any, number: int, today: date | None = None) -> planning.CutList:
    return planning.cut_list(actor=small.actor, release_id=number, today=today or small.now.date())


def priced(small: Any, number: int) -> planning.PriceList:
    today = small.now.date()
    return planning.price_list(actor=small.actor, release_id=number, today=today, from_on=today)


def stored(small: Any, number: int) -> Any:
    return queries.release(actor=small.actor, id=number).forecast


def test_cuts_start_from_the_chance_that_is_shown(small: Any) -> None:
    beta, gamma = two_products(small)
    small.plan(seed=3)
    for number in (beta, gamma):
        found = cut(small, number)
        assert 0 < stored(small, number).chance < 0.85
        assert found.before == stored(small, number).chance
        assert (found.note, found.run) == ("", 1)


def test_what_ifs_try_fewer_schedules_of_more_items_and_never_look_at_the_clock() -> None:
    for items, passes in ((1, 300), (1_000, 300), (20_000, 15), (100_000, 8)):
        problem = Problem(tuple(Item(f"i{n}", duration=Effort(1, 1, 1)) for n in range(items)), ())
        assert limit_of(problem) == Limit(passes=passes, seconds=inf)


def test_they_do_after_days_on_which_nothing_changed_too(small: Any) -> None:
    beta, _ = two_products(small)
    small.plan()
    later = small.now.date() + timedelta(days=9)

    assert cut(small, beta, later).before == stored(small, beta).chance


def test_they_do_with_allocations_in_a_balanced_plan_that_kept_to_another(small: Any) -> None:
    beta, gamma = two_products(small)
    shares = [Allocation(small.ana, small.product_id, 0.6)]
    services.allocate(actor=small.actor, now=small.now, person_id=small.ana, version=None, shares=shares)
    order(small, mode="balanced")
    small.plan()
    ranged(small, "One more", beta)
    small.plan(anew=False)
    for number in (beta, gamma):
        assert cut(small, number).before == stored(small, number).chance


def test_prices_of_people_start_from_the_dates_that_are_shown(small: Any) -> None:
    beta, _ = two_products(small)
    for row in queries.items_page(actor=small.actor, size=50).rows:
        if row.title.startswith("Part"):
            small.needs(row.key)
    small.plan()
    found, shown = priced(small, beta), stored(small, beta)

    assert (found.p50, found.p85, found.note) == (shown.p50, shown.p85, "")
    assert found.prices[0].days_p85 > 2
    assert [row.name for row in found.prices[0].others] == ["Gamma"]


@pytest.mark.parametrize(
    ("alone", "told"),
    [
        (None, [None]),  # replanning alone gains nothing
        (18.2, [None]),  # nor anything to speak of for this release
        (15.0, [-3]),  # a part of the gain
        (12.0, []),  # all of it
    ],
)
def test_of_other_releases_they_start_from_what_is_shown_and_say_what_replanning_alone_does(
    small: Any, alone: float | None, told: list[int | None]
) -> None:
    beta, _ = two_products(small)
    small.plan()
    inputs = start(actor=small.actor, today=small.now.date()).inputs
    group = ReleaseGroup(beta).name
    other = None if alone is None else _at(alone)
    chance = None if alone is None else 0.4 if alone > 18.0 else 0.9
    found = others(inputs, [Shift(group, _at(18.0), _at(12.0), 0.4, 0.9, other, chance)])
    shown, after = (inputs.dates.finish(group, day) for day in (18.0, 12.0))

    assert [(row.name, row.p85_before, row.p85_after, row.chance_before) for row in found] == [
        ("Beta", shown, after, 0.4)
    ] * len(told)
    days = [row.p85_alone and int(np.busday_count(shown, row.p85_alone)) for row in found]
    assert days == told


def _at(day: float) -> Quantiles:
    return Quantiles(*[day] * 5)


def test_an_answer_starts_from_the_chance_that_is_shown(small: Any) -> None:
    beta, _ = two_products(small)
    keys = {row.title: row.key for row in queries.items_page(actor=small.actor, size=50).rows}
    scope = Ref("vision.product", small.product_id)
    values = {"chance": 0.4, "wrong_days": 10.0, "instead_days": 4.0}
    for title in ("Part 0", "Part 3"):
        asked = {"question": f"{title}?", "items": [keys[title]]} | values
        risk_services.raise_uncertainty(actor=small.actor, now=small.now, scope=scope, values=asked)
    small.plan()
    told = planning.worth_of_answers(
        actor=small.actor, product_id=small.product_id, today=small.now.date()
    ).values()

    assert [row.chance_right for row in told] == [stored(small, beta).chance] * 2
    assert all(row.chance_wrong < row.chance_right - 0.1 for row in told)
    assert {row.run for row in told} == {1}


def test_a_plan_older_than_the_data_is_said_with_its_number(small: Any) -> None:
    beta, _ = two_products(small)
    small.plan()
    before = stored(small, beta).chance
    ranged(small, "Came later", beta)
    found = cut(small, beta)

    assert found.note.startswith("Plan run 1 is older than the data: it says ")
    assert f"{before:.0%}".replace("%", " %") in found.note
    assert "replanned with minimal changes, " in found.note
    assert found.before < before
    assert "older than the data" in priced(small, beta).note


def test_without_a_plan_one_is_made_and_said(small: Any) -> None:
    beta, _ = two_products(small)
    assert cut(small, beta).note == "No plan is stored yet, so one was made for this answer."


def test_a_cut_tells_what_it_does_to_the_release_of_another_product(small: Any) -> None:
    beta, gamma = two_products(small)
    small.plan()
    found = cut(small, beta)

    assert found.cuts
    (other,) = found.others
    assert (other.name, other.product) == ("Gamma", "Box")
    assert (other.chance_before, other.p85_before) == (
        stored(small, gamma).chance,
        stored(small, gamma).p85,
    )
    assert other.chance_after > other.chance_before
    assert other.p85_after < other.p85_before


def test_a_paused_product_is_named(small: Any) -> None:
    _, gamma = two_products(small)
    small.plan()
    box = queries.release(actor=small.actor, id=gamma).product_id
    order(small, paused=[box])
    with pytest.raises(Invalid, match="Box is paused, so Gamma is not planned"):
        cut(small, gamma)
