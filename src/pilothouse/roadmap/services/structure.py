"""The shape of a roadmap, hierarchy and dependencies together: it must stay free of circles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pilothouse.engine import quantities
from pilothouse.engine.cycles import find_cycle
from pilothouse.kit import bulk
from pilothouse.kit.errors import Invalid
from pilothouse.kit.text import measured
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import DEPENDENCIES
from pilothouse.roadmap.queries import Moment, ahead, leads_to


def hold(workspace_id: int) -> None:
    """Let nobody else change the hierarchy and dependencies of any product until this transaction ends.

    Two changes that are harmless alone can close a circle together, also over products. The oldest item
    stands for all.
    """
    rows = models.Item.objects.select_for_update(no_key=True).filter(workspace_id=workspace_id)
    list(rows.order_by("id").values_list("id", flat=True)[:1])


def edges_and_parents(workspace_id: int) -> tuple[list[tuple[int, int]], dict[int, int]]:
    """All dependencies as (predecessor, successor), and each item's parent."""
    edges = models.Dependency.objects.filter(workspace_id=workspace_id)
    parts = models.Item.objects.filter(workspace_id=workspace_id, parent__isnull=False)
    held: dict[int, int] = dict(parts.values_list("id", "parent_id"))
    return list(edges.values_list("predecessor_id", "successor_id")), held


def named(numbers: Sequence[int]) -> str:
    """Keys and titles of a circle, in its order; with the products where there are several."""
    names = models.Item.objects.select_related("product").in_bulk(set(numbers))
    several = len({row.product_id for row in names.values()}) > 1
    return " → ".join(
        f"{row.key} {row.title}{f' ({row.product.name})' if several else ''}"
        for row in (names[number] for number in numbers)
    )


def check_dependency(
    workspace_id: int, predecessor: models.Item, successor: models.Item, kind: str, lag: float
) -> None:
    """Known type, finite lag, no waiting for an own part or parent, no circle. The circle is named."""
    check_timing(kind, lag)
    if predecessor.pk == successor.pk:
        raise Invalid(
            f"{successor.key} cannot wait for itself.", where=successor.key, cure="Choose another item."
        )
    hold(workspace_id)
    if would_circle(predecessor.pk, successor.pk):
        raise Invalid(
            f"Circular dependency: {named(_circle(predecessor.pk, successor.pk))}.",
            where=f"{predecessor.key} → {successor.key}",
            cure="Remove one of these dependencies first.",
            code="cycle",
        )


def would_circle(predecessor: int, successor: int) -> bool:
    """Whether one more dependency would close a circle: whether its end comes before its beginning."""
    return leads_to(Moment(successor, is_end=False), Moment(predecessor, is_end=True))


def would_circle_under(item: int, parent: int) -> bool:
    """Whether an item would wait for itself as a part of `parent`, no longer of the parent that it has.

    With that parent it starts after `parent` starts and ends before it ends; both must be possible.
    """
    starts = leads_to(Moment(item, is_end=False), Moment(parent, is_end=False), moved=item)
    return starts or leads_to(Moment(parent, is_end=True), Moment(item, is_end=True), moved=item)


def _circle(predecessor: int, successor: int) -> list[int]:
    """The circle that one more dependency would close, of what can be reached from its end."""
    edges, parents = _among(ahead(Moment(successor, is_end=False)))
    return cycle([*edges, (predecessor, successor)], parents) or [predecessor, successor, predecessor]


def circle_under(item: int, parent: int) -> list[int]:
    """The circle that another parent would close, of what can be reached from the item and from it."""
    starts = (Moment(item, is_end=False), Moment(parent, is_end=True))
    found = set().union(*(ahead(each, moved=item) for each in starts))
    edges, parents = _among(found | {item, parent})
    return cycle(edges, parents | {item: parent}) or [item, parent, item]


def _among(numbers: set[int]) -> tuple[list[tuple[int, int]], dict[int, int]]:
    """Dependencies and parents of these items, where both ends are of them."""
    edges: list[tuple[int, int]] = []
    parents: dict[int, int] = {}
    for part in bulk.portions(sorted(numbers)):
        rows = models.Dependency.objects.filter(predecessor_id__in=part)
        edges += rows.values_list("predecessor_id", "successor_id")
        held = models.Item.objects.filter(pk__in=part, parent__isnull=False)
        parents |= dict(held.values_list("id", "parent_id"))
    inside = {child: parent for child, parent in parents.items() if parent in numbers}
    return [edge for edge in edges if numbers.issuperset(edge)], inside


def check_timing(kind: str, lag: float) -> None:
    """A known type of dependency with a finite lag."""
    if kind not in DEPENDENCIES:
        raise Invalid(f"'{kind}' is not a type of dependency.", where="kind", cure="Use FS, SS, FF or SF.")
    measured(quantities.LAG, lag, "lag")


def cycle(edges: Iterable[tuple[int, int]], parents: Mapping[int, int]) -> list[int] | None:
    """A circle of dependencies, as item numbers, the first repeated at the end.

    A parent starts before its parts start and ends after they end, so that waiting for a parent is waiting
    for all its parts. Each item is a start node and an end node; None when there is no circle.
    """
    ids: set[int] = set()
    pairs = list(edges)
    for pair in pairs:
        ids.update(pair)
    for child in list(ids):
        while child in parents:
            child = parents[child]
            ids.add(child)
    # The parts of everything that takes part must be known too: a part between two waits can close a circle.
    ids |= {child for child, parent in parents.items() if parent in ids}
    order = sorted(ids)
    found = find_cycle(2 * len(order), _steps(order, pairs, parents))
    if not found:
        return None
    numbers: list[int] = []
    for node in found:
        if not numbers or numbers[-1] != order[node // 2]:
            numbers.append(order[node // 2])
    return numbers if numbers[0] == numbers[-1] else [*numbers, numbers[0]]


def _steps(
    order: Sequence[int], pairs: Iterable[tuple[int, int]], parents: Mapping[int, int]
) -> Iterator[tuple[int, int]]:
    """What comes before what, where the item at place n of `order` starts at node 2n and ends at 2n + 1."""
    start = {number: 2 * place for place, number in enumerate(order)}
    for child in order:
        yield start[child], start[child] + 1
        parent = parents.get(child)
        if parent is not None:
            yield start[parent], start[child]
            yield start[child] + 1, start[parent] + 1
    for before, after in pairs:
        yield start[before] + 1, start[after]
