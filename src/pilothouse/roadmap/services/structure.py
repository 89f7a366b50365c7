"""The shape of a roadmap, hierarchy and dependencies together: it must stay free of circles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import isfinite

from pilothouse.engine.network import cycle_among
from pilothouse.kit.errors import Invalid
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import DEPENDENCIES


def hold(product_id: int) -> None:
    """Let nobody else change the product's hierarchy and dependencies until this transaction ends.

    Two changes that are harmless alone can close a circle together. The oldest item stands for all.
    """
    rows = models.Item.objects.select_for_update(no_key=True).filter(product_id=product_id)
    list(rows.order_by("id").values_list("id", flat=True)[:1])


def edges_and_parents(workspace_id: int) -> tuple[list[tuple[int, int]], dict[int, int]]:
    """All dependencies as (predecessor, successor), and each item's parent."""
    edges = models.Dependency.objects.filter(workspace_id=workspace_id)
    parts = models.Item.objects.filter(workspace_id=workspace_id, parent__isnull=False)
    held: dict[int, int] = dict(parts.values_list("id", "parent_id"))
    return list(edges.values_list("predecessor_id", "successor_id")), held


def named(numbers: Sequence[int]) -> str:
    """Keys and titles of a circle, in its order."""
    names = models.Item.objects.in_bulk(set(numbers))
    return " → ".join(f"{names[number].key} {names[number].title}" for number in numbers)


def check_dependency(
    workspace_id: int, predecessor: models.Item, successor: models.Item, kind: str, lag: float
) -> None:
    """Known type, finite lag, no waiting for an own part or parent, no circle. The circle is named."""
    check_timing(kind, lag)
    if predecessor.pk == successor.pk:
        raise Invalid(
            f"{successor.key} cannot wait for itself.", where=successor.key, cure="Choose another item."
        )
    if predecessor.product_id != successor.product_id:
        raise Invalid(
            "Both items must be of one product.",
            where=predecessor.key,
            cure="Choose another item.",
        )
    hold(predecessor.product_id)
    edges, parents = edges_and_parents(workspace_id)
    circle = cycle([*edges, (predecessor.pk, successor.pk)], parents)
    if circle is not None:
        raise Invalid(
            f"Circular dependency: {named(circle)}.",
            where=f"{predecessor.key} → {successor.key}",
            cure="Remove one of these dependencies first.",
            code="cycle",
        )


def check_timing(kind: str, lag: float) -> None:
    """A known type of dependency with a finite lag."""
    if kind not in DEPENDENCIES:
        raise Invalid(f"'{kind}' is not a type of dependency.", where="kind", cure="Use FS, SS, FF or SF.")
    if not isfinite(lag) or abs(lag) > 2000:
        raise Invalid(
            "The lag lies outside 2,000 working days.", where="lag", cure="Give -2,000 to 2,000 working days."
        )


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
    graph = [(f"{i}s", f"{i}e") for i in ids]
    for child in ids:
        parent = parents.get(child)
        if parent is not None:
            graph += [(f"{parent}s", f"{child}s"), (f"{child}e", f"{parent}e")]
    graph += [(f"{before}e", f"{after}s") for before, after in pairs]
    nodes = [f"{i}{end}" for i in sorted(ids) for end in "se"]
    found = cycle_among(nodes, graph)
    if not found:
        return None
    numbers: list[int] = []
    for node in found:
        number = int(node[:-1])
        if not numbers or numbers[-1] != number:
            numbers.append(number)
    return numbers if numbers[0] == numbers[-1] else [*numbers, numbers[0]]
