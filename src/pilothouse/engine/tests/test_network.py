from __future__ import annotations

import random
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pilothouse.engine.cycles import cycle_among, find_cycle
from pilothouse.engine.network import tails, topological_order

GRAPHS = st.integers(2, 12).flatmap(
    lambda count: st.tuples(
        st.just(count),
        st.lists(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=25, unique=True),
    )
)


@given(GRAPHS)
def test_a_found_cycle_is_a_walk_along_edges_that_returns(graph: tuple[int, list[tuple[int, int]]]) -> None:
    count, edges = graph
    cycle = find_cycle(count, edges)
    if cycle is None:
        order = topological_order(count, edges)
        assert sorted(order) == list(range(count))
        assert all(order.index(before) < order.index(after) for before, after in edges)
    else:
        assert cycle[0] == cycle[-1]
        assert len(set(cycle)) == len(cycle) - 1 > 0
        assert all(edge in edges for edge in pairwise(cycle))


def test_a_chain_of_fifty_thousand_needs_no_recursion() -> None:
    edges = [(node, node + 1) for node in range(50_000)]
    assert find_cycle(50_001, edges) is None
    assert len(find_cycle(50_001, [*edges, (50_000, 0)]) or []) == 50_002


def test_tails_are_the_longest_paths_to_the_end() -> None:
    assert tails(4, [(0, 1), (0, 2), (1, 3), (2, 3)], [1, 5, 2, 3]) == [9, 8, 5, 3]


def test_a_cycle_among_names_is_told_by_name() -> None:
    names = [f"n{number}" for number in range(20)]
    random.Random(1).shuffle(names)
    assert cycle_among(names, [("n1", "n2"), ("n2", "n3"), ("n3", "n1")]) in (
        ["n1", "n2", "n3", "n1"],
        ["n2", "n3", "n1", "n2"],
        ["n3", "n1", "n2", "n3"],
    )
