"""Items as a tree: parents, their parts, and the release that carries each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pilothouse.roadmap.planning.nodes import ItemNode, ParentGroup
from pilothouse.roadmap.queries.snapshot import OpenItem


@dataclass(frozen=True)
class Structure:
    """Open items by number, in the order of their ranks, and the open parts of each parent."""

    items: Mapping[int, OpenItem]
    children: Mapping[int, tuple[int, ...]]

    @classmethod
    def of(cls, items: Iterable[OpenItem]) -> Structure:
        by_number = {item.id: item for item in items}
        children: dict[int, list[int]] = {}
        for item in by_number.values():
            if item.parent_id in by_number:
                children.setdefault(item.parent_id, []).append(item.id)
        return cls(by_number, {number: tuple(parts) for number, parts in children.items()})

    def leaves(self, number: int) -> list[int]:
        """The parts of an item that have no parts themselves; itself where it has none."""
        found, stack = [], [number]
        while stack:
            current = stack.pop()
            if current in self.children:
                stack += reversed(self.children[current])
            else:
                found.append(current)
        return found

    def carrier(self, item: OpenItem) -> int | None:
        """The release that carries an item: its own, else that of the nearest item it is part of."""
        current: OpenItem | None = item
        while current is not None and current.release_id is None:
            current = self.items.get(current.parent_id or 0)
        return current.release_id if current is not None else None

    def node(self, number: int) -> ItemNode | ParentGroup:
        """What stands for an item in the problem: itself, or its parts together."""
        return ParentGroup(number) if number in self.children else ItemNode(number)
