"""What a reader of the plan must know to judge it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pilothouse.engine.schedule.problem import Dependency
from pilothouse.roadmap.planning.leaves import Leaf
from pilothouse.roadmap.planning.people import stays
from pilothouse.roadmap.planning.sizes import Sizes
from pilothouse.roadmap.queries.snapshot import Colleague

_NAMED = 3


def notes_by_product(
    leaves: Sequence[Leaf], edges: Iterable[Dependency], people: Mapping[int, Colleague], sizes: Sizes
) -> dict[int, tuple[str, ...]]:
    """Notes about the items of each product."""
    by_product: dict[int, list[Leaf]] = {}
    for leaf in leaves:
        by_product.setdefault(leaf.item.product_id, []).append(leaf)
    waits = list(edges)
    return {number: notes_of(own, waits, people, sizes.whole(number)) for number, own in by_product.items()}


def notes_of(
    leaves: Sequence[Leaf], edges: Iterable[Dependency], people: Mapping[int, Colleague], sized_by: str
) -> tuple[str, ...]:
    """Notes about planned items; `sized_by` says where the efforts of those without estimates come from."""
    planned = [leaf for leaf in leaves if leaf.work.effort is not None]
    found = []
    if assumed := sum(bool(leaf.assumed) for leaf in planned):
        found.append(f"{assumed:,} of {len(leaves):,} items have no estimate; {sized_by}.")
    owners = [leaf.item.owner_id for leaf in planned if leaf.item.owner_id is not None]
    if left := sum(not stays(owner, people) for owner in owners):
        found.append(f"{left:,} items belong to people who leave or have left; anyone may do them.")
    waiting = {edge.successor for edge in edges if edge.kind == "FS"}
    if early := [leaf.item.key for leaf in planned if leaf.item.is_started and leaf.work.id in waiting]:
        more = f" and {len(early) - _NAMED:,} more" if len(early) > _NAMED else ""
        names = ", ".join(early[:_NAMED]) + more
        found.append(
            f"In progress, yet waiting for something unfinished: {names}; planned to go on after it."
        )
    return tuple(found)
