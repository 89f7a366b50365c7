"""A set of dependencies that stays free of circles while edges are added one at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


class Order:
    """Answers quickly whether one more edge would close a circle.

    A waits for B also when a parent of A waits for B or for a parent of B: edges are followed through the
    hierarchy in
    both directions, as in `structure.cycle`.
    """

    def __init__(self, edges: Iterable[tuple[int, int]], parents: Mapping[int, int]) -> None:
        self.parents = parents
        self.children: dict[int, list[int]] = {}
        for child, parent in parents.items():
            self.children.setdefault(parent, []).append(child)
        self.after: dict[int, set[int]] = {}
        for before, successor in edges:
            self.after.setdefault(before, set()).add(successor)

    def add(self, before: int, after: int) -> bool:
        """Add the edge unless it closes a circle; says whether it was added."""
        if before == after or self._reaches(after, before):
            return False
        self.after.setdefault(before, set()).add(after)
        return True

    def _up(self, number: int) -> list[int]:
        found = [number]
        while found[-1] in self.parents and len(found) < 50:
            found.append(self.parents[found[-1]])
        return found

    def _down(self, number: int) -> list[int]:
        found = [number]
        for each in found:
            found += self.children.get(each, ())
        return found

    def _reaches(self, start: int, goal: int) -> bool:
        """Whether something that must wait for `start` is `goal`, contains it, or is part of it."""
        goals = {*self._up(goal), *self._down(goal)}
        seen: set[int] = set()
        # Starting `start` late makes all its parts late, and its parents end late.
        stack = [*self._down(start), *self._up(start)]
        if start in goals:
            return True
        while stack:
            current = stack.pop()
            if current in seen:
                continue
            seen.add(current)
            for follower in self.after.get(current, ()):
                if follower in goals:
                    return True
                stack += [*self._down(follower), *self._up(follower)]
        return False
