"""Precedence as a graph: order, cycles named, earliest starts and longest tails."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

Edge = tuple[int, int]


def find_cycle(count: int, edges: Iterable[Edge]) -> list[int] | None:
    """One cycle as node numbers, first node repeated at the end; None when the graph has none.

    Depth-first search without recursion; O(nodes + edges).
    """
    followers: list[list[int]] = [[] for _ in range(count)]
    for before, after in edges:
        followers[before].append(after)
    state = [0] * count
    for root in range(count):
        if state[root]:
            continue
        path, stack = [root], [iter(followers[root])]
        state[root] = 1
        while stack:
            step = next(stack[-1], None)
            if step is None:
                state[path.pop()] = 2
                stack.pop()
            elif state[step] == 1:
                return [*path[path.index(step) :], step]
            elif state[step] == 0:
                state[step] = 1
                path.append(step)
                stack.append(iter(followers[step]))
    return None


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


def name_cycle(cycle: Sequence[int], title: Callable[[int], str]) -> str:
    """A cycle in words: `A → B → A`."""
    return " → ".join(title(node) for node in cycle)


def cycle_among(ids: Iterable[str], edges: Iterable[tuple[str, str]]) -> list[str] | None:
    """`find_cycle` for nodes known by name."""
    names = list(ids)
    number: Mapping[str, int] = {name: index for index, name in enumerate(names)}
    found = find_cycle(len(names), [(number[a], number[b]) for a, b in edges])
    return None if found is None else [names[node] for node in found]
