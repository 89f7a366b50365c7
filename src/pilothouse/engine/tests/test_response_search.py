"""The search for a set of responses, held against all sets."""

from __future__ import annotations

import random
from itertools import combinations

import numpy as np
import pytest

from pilothouse.engine.risk import search as searching
from pilothouse.engine.risk.limits import Chosen, Limits
from pilothouse.engine.risk.search import Search


def chains(seed: int, count: int) -> tuple[Search, list[Chosen]]:
    """A date of three chains that responses shorten at the price of work on one of them; and all sets."""
    draw = random.Random(seed)
    length = [draw.uniform(50, 60) for _ in range(3)]
    saved = [[draw.choice([0.0, 0.0, draw.uniform(1, 6)]) for _ in range(3)] for _ in range(count)]
    work = [(draw.randrange(3), draw.uniform(0, 2)) for _ in range(count)]
    cost = np.array([[draw.uniform(1, 10), draw.uniform(0, 3)] for _ in range(count)])

    def worth(chosen: Chosen) -> float:
        ends = [days - sum(saved[each][chain] for each in chosen) for chain, days in enumerate(length)]
        for each in chosen:
            ends[work[each][0]] += work[each][1]
        return max(ends)

    limits = Limits(cost, cost.sum(axis=0) * draw.uniform(0.2, 0.6))
    sets = [frozenset(row) for size in range(count + 1) for row in combinations(range(count), size)]
    order = sorted(range(count), key=lambda each: -max(saved[each]))
    return Search(count, worth, limits, order, seed=seed), [row for row in sets if limits.fits(row)]


@pytest.mark.parametrize("seed", range(6))
def test_all_sets_are_tried_where_there_are_few(seed: int) -> None:
    search, sets = chains(seed, 8)

    best = search.best()
    assert search.seen.keys() == set(sets)
    assert search.seen[best] == min(map(search.worth, sets))


def test_local_search_finds_nearly_always_what_all_sets_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "EXACT", 0)
    optimal, lost = 0, 0.0
    for seed in range(15):
        search, sets = chains(seed, 9)
        found, best = search.seen[search.best()], min(map(search.worth, sets))
        nothing = search.seen[frozenset()]
        optimal += found <= best + 1e-9
        lost += (found - best) / max(nothing - best, 1e-9)
        assert found <= search.seen[search.by_eye()] + 1e-9
        assert all(search.limits.fits(chosen) for chosen in search.seen)
    assert optimal >= 14
    assert lost / 15 < 0.01


def test_larger_sets_are_never_worse_than_the_largest_risks_first() -> None:
    better = 0
    for seed in range(4):
        wide = _wide(seed)
        best = wide.best()
        assert wide.limits.fits(best)
        assert wide.seen[best] <= wide.seen[wide.by_eye()]
        better += wide.seen[best] < wide.seen[wide.by_eye()] - 1e-6
        assert not wide.is_exact
    assert better == 4


def _wide(seed: int) -> Search:
    """Forty responses; all sets of them are never listed."""
    draw = random.Random(seed)
    length = [draw.uniform(80, 90) for _ in range(5)]
    saved = [[draw.choice([0.0, 0.0, 0.0, draw.uniform(1, 6)]) for _ in range(5)] for _ in range(40)]
    cost = np.array([[draw.uniform(1, 10)] for _ in range(40)])
    limits = Limits(cost, cost.sum(axis=0) * 0.25)

    def worth(chosen: Chosen) -> float:
        return max(days - sum(saved[each][chain] for each in chosen) for chain, days in enumerate(length))

    order = sorted(range(40), key=lambda each: -max(saved[each]))
    return Search(40, worth, limits, order, seed=seed)


def test_nothing_is_chosen_where_everything_harms() -> None:
    search = Search(
        20, lambda chosen: float(len(chosen)), Limits(np.ones((20, 1)), np.array([9.0])), range(20)
    )

    assert search.best() == frozenset()


def test_of_sets_that_are_worth_the_same_the_cheapest_is_taken() -> None:
    limits = Limits(np.array([[3.0], [1.0], [2.0]]), np.array([9.0]))
    search = Search(3, lambda chosen: 0.0 if chosen else 1.0, limits, range(3))

    assert search.best() == frozenset({1})


def test_the_same_seed_finds_the_same_and_judges_no_set_twice() -> None:
    first, second = _wide(3), _wide(3)
    counted: list[Chosen] = []
    plain = second.worth
    second.worth = lambda chosen: (counted.append(chosen), plain(chosen))[1]

    assert first.best() == second.best()
    assert len(counted) == len(set(counted)) == len(first.seen)
