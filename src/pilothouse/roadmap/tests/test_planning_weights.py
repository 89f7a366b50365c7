from __future__ import annotations

import pytest

from pilothouse.roadmap.planning.weights import PRIORITIES, RANKS, of_rank, of_value, weight
from pilothouse.roadmap.tests.snapshots import item

JIRA = ("Highest", "High", "Medium", "Low", "Lowest")
JIRA_SERVER = ("Blocker", "Critical", "Major", "Minor", "Trivial")


def test_ranks_weigh_what_an_order_alone_says() -> None:
    # Rank order centroids of five (Barron and Barrett 1996, table 1), scaled to 1.5 in the middle.
    centroids = (0.4567, 0.2567, 0.1567, 0.09, 0.04)
    expected = [1.5 * value / 0.1567 for value in centroids]
    assert [of_rank(rank) for rank in range(1, RANKS + 1)] == pytest.approx(expected, rel=0.001)


@pytest.mark.parametrize("names", [JIRA, JIRA_SERVER])
def test_both_schemes_of_jira_are_known_and_fall(names: tuple[str, ...]) -> None:
    weights = [weight(item(1, priority=name)) for name in names]
    assert weights == sorted(weights, reverse=True)
    assert weights[0] == of_rank(1)
    assert weights[-1] == of_rank(RANKS)
    assert {name.lower() for name in names} <= PRIORITIES.keys()


def test_the_middle_priority_weighs_what_the_middle_value_does() -> None:
    assert of_rank(3) == of_value(50) == weight(item(1, value=50)) == 1.5


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, 1.0),
        ({"priority": "whenever"}, 1.0),
        ({"value": 0}, 0.5),
        ({"value": 100}, 2.5),
        ({"cost_of_delay": 300_000}, 4.0),
        ({"cost_of_delay": 300_000, "value": 0, "priority": "Lowest"}, 4.0),
        ({"value": 100, "priority": "Lowest"}, 2.5),
        ({"value": 100, "mandatory": False}, 1.25),
    ],
)
def test_cost_of_delay_speaks_before_value_and_value_before_priority(
    values: dict[str, object], expected: float
) -> None:
    assert weight(item(1, **values)) == expected
