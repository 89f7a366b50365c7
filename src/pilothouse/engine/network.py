"""Precedence as a graph: order and longest tails."""

from __future__ import annotations

from collections.abc import Sequence

Edge = tuple[int, int]


def topological_order(count: int, edges: Sequence[Edge]) -> list[int]:
    """Node numbers with every predecessor first, smallest number first among equals of one layer.

    The graph must have no cycle.
    """
    waiting = [0] * count
    followers: list[list[int]] = [[] for _ in range(count)]
    for before, after in edges:
        waiting[after] += 1
        followers[before].append(after)
    order = [node for node in range(count) if not waiting[node]]
    for node in order:
        for after in followers[node]:
            waiting[after] -= 1
            if not waiting[after]:
                order.append(after)
    return order


def tails(count: int, edges: Sequence[Edge], lengths: Sequence[float]) -> list[float]:
    """Longest path from the start of each node to the end of the network, its own length included."""
    followers: list[list[int]] = [[] for _ in range(count)]
    for before, after in edges:
        followers[before].append(after)
    longest = [0.0] * count
    for node in reversed(topological_order(count, edges)):
        longest[node] = lengths[node] + max((longest[after] for after in followers[node]), default=0.0)
    return longest
