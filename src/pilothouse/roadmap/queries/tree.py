"""Items as a tree: each below what it is part of, in the order of their ranks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pilothouse.kit.actor import Actor
from pilothouse.kit.paging import Page
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import ListedItem, ListRow
from pilothouse.roadmap.queries.filtering import ItemFilter, narrowed
from pilothouse.roadmap.queries.items import items_page, listed_items

TREE = "tree"
_DEEPEST = 30


def item_rows(
    *,
    actor: Actor,
    narrow: ItemFilter,
    sort: str = TREE,
    folded: Collection[int] = (),
    page: int = 1,
    size: int = 50,
) -> Page[ListRow]:
    """Rows of a list: a tree in the order of the ranks with `sort` "tree", else flat as `items_page`.

    An item whose parent does not fit the filters stands at the top. What lies beneath an item of `folded` is
    counted and not shown. A fixed number of statements, and those of `carried_by`.
    """
    if sort != TREE:
        found = items_page(actor=actor, narrow=narrow, sort=sort, page=page, size=size)
        carried = carried_by(found.rows)
        flat = tuple(ListRow(item, carried_by=carried.get(item.id, "")) for item in found.rows)
        return Page(flat, found.total, found.page, found.size)
    tree = _Tree.of(actor, narrow)
    shown = list(tree.walk(frozenset(folded)))
    last = max(1, -(-len(shown) // size))
    page = max(1, min(page, last))
    part = shown[(page - 1) * size : page * size]
    items = {item.id: item for item in listed_items(actor=actor, ids=[number for number, _ in part])}
    carried = carried_by(items.values())
    rows = tuple(
        ListRow(
            items[number],
            depth,
            tree.leaves(number),
            number in folded,
            carried.get(number, ""),
        )
        for number, depth in part
        if number in items
    )
    return Page(rows, len(shown), page, size)


@dataclass(frozen=True)
class _Tree:
    """The items that fit, by the one that each stands below; 0 for the top."""

    below: Mapping[int, list[int]]
    counted: dict[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, actor: Actor, narrow: ItemFilter) -> _Tree:
        rows = narrowed(actor, narrow).order_by("product_id", "rank", "id")
        pairs = list(rows.values_list("pk", "parent_id"))
        fitting = {number for number, _ in pairs}
        below: dict[int, list[int]] = {}
        for number, parent in pairs:
            below.setdefault(parent if parent in fitting else 0, []).append(number)
        return cls(below)

    def walk(self, folded: frozenset[int]) -> Iterator[tuple[int, int]]:
        """Number and depth from top to bottom."""
        stack = [(number, 0) for number in reversed(self.below.get(0, ()))]
        while stack:
            number, depth = stack.pop()
            yield number, depth
            if number not in folded:
                stack += [(child, depth + 1) for child in reversed(self.below.get(number, ()))]

    def leaves(self, number: int) -> int:
        """How many items without parts lie beneath an item; 0 for one without parts."""
        if number not in self.counted:
            parts = self.below.get(number, ())
            self.counted[number] = sum(self.leaves(part) or 1 for part in parts)
        return self.counted[number]


def carried_by(items: Iterable[ListedItem]) -> dict[int, str]:
    """By number of an item without a release of its own, what the release of the nearest item above it is
    called. No statement where all have one or stand at the top, else one for each step up."""
    wanted = [row.id for row in items if row.release_id is None and row.parent_key]
    if not wanted:
        return {}
    parts = models.Item.objects.filter(pk__in=wanted).order_by()
    above: dict[int, int | None] = dict(parts.values_list("pk", "parent_id"))
    found: dict[int, str] = {}
    for _ in range(_DEEPEST):
        higher = {number for number in above.values() if number}
        if not higher:
            break
        rows = models.Item.objects.filter(pk__in=higher).order_by()
        held = {
            number: (up, name) for number, up, name in rows.values_list("pk", "parent_id", "release__name")
        }
        nothing: tuple[int | None, str | None] = (None, None)
        steps = {number: held.get(up or 0, nothing) for number, up in above.items()}
        found |= {number: name for number, (_, name) in steps.items() if name}
        above = {number: up for number, (up, name) in steps.items() if not name}
    return found
