from __future__ import annotations

import pytest

from pilothouse.roadmap.contracts import PRIORITIES
from pilothouse.roadmap.planning.weights import RANKS, of_rank, of_value, weight
from pilothouse.roadmap.tests.snapshots import item


def test_ranks_weigh_what_an_order_alone_says() -> None:
    # Rank order centroids of four (Barron and Barrett 1996, table 1), scaled to 1.5 at the third.
    centroids = (0.5208, 0.2708, 0.1458, 0.0625)
    expected = [1.5 * value / 0.1458 for value in centroids]
    assert [of_rank(rank) for rank in range(1, RANKS + 1)] == pytest.approx(expected, rel=0.001)


def test_every_priority_weighs_less_than_the_one_before() -> None:
    weights = [weight(item(1, priority=name)) for name in PRIORITIES]
    assert weights == sorted(weights, reverse=True)
    assert weights == [of_rank(rank) for rank in range(1, RANKS + 1)]


def test_the_middle_priority_weighs_what_the_middle_value_does() -> None:
    assert of_rank(3) == of_value(50) == weight(item(1, value=50)) == 1.5


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, 1.0),
        ({"priority": "medium"}, 1.5),
        ({"value": 0}, 0.5),
        ({"value": 100}, 2.5),
        ({"cost_of_delay": 300_000}, 4.0),
        ({"cost_of_delay": 300_000, "value": 0, "priority": "low"}, 4.0),
        ({"value": 100, "priority": "low"}, 2.5),
        ({"value": 100, "mandatory": False}, 2.5),
        ({"value": 100, "mandatory": True}, 2.5),
    ],
)
def test_cost_of_delay_speaks_before_value_and_value_before_priority(
    values: dict[str, object], expected: float
) -> None:
    assert weight(item(1, **values)) == expected
