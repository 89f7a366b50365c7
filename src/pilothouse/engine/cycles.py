"""Cycles of a graph, found and named."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence

from pilothouse.engine.network import Edge


def find_cycle(count: int, edges: Iterable[Edge]) -> list[int] | None:
    """One cycle as node numbers, first node repeated at the end; None when the graph has none.

    Depth-first search without recursion; O(nodes + edges).
    """
    nexts, followers = _packed(count, edges)
    ends = nexts[1:]
    state = bytearray(count)
    for root in range(count):
        if state[root]:
            continue
        path = [root]
        state[root] = 1
        while path:
            node = path[-1]
            if nexts[node] == ends[node]:
                state[path.pop()] = 2
                continue
            step = followers[nexts[node]]
            nexts[node] += 1
            if state[step] == 1:
                return [*path[path.index(step) :], step]
            if state[step] == 0:
                state[step] = 1
                path.append(step)
    return None


def _packed(count: int, edges: Iterable[Edge]) -> tuple[array[int], array[int]]:
    """Where each node's followers begin, and all followers in the order they were given: 24 bytes an edge."""
    befores, afters = array("q"), array("q")
    for before, after in edges:
        befores.append(before)
        afters.append(after)
    begins = array("q", bytes(8 * (count + 1)))
    for before in befores:
        begins[before + 1] += 1
    for node in range(count):
        begins[node + 1] += begins[node]
    places, followers = array("q", begins), array("q", bytes(8 * len(afters)))
    for before, after in zip(befores, afters, strict=True):
        followers[places[before]] = after
        places[before] += 1
    return begins, followers


def name_cycle(cycle: Sequence[int], title: Callable[[int], str]) -> str:
    """A cycle in words: `A → B → A`."""
    return " → ".join(title(node) for node in cycle)


def cycle_among(ids: Iterable[str], edges: Iterable[tuple[str, str]]) -> list[str] | None:
    """`find_cycle` for nodes known by name."""
    names = list(ids)
    number: Mapping[str, int] = {name: index for index, name in enumerate(names)}
    found = find_cycle(len(names), [(number[a], number[b]) for a, b in edges])
    return None if found is None else [names[node] for node in found]
