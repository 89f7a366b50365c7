"""What is done together: the parts of a parent, and what a release carries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from pilothouse.engine.calendar import PlanClock
from pilothouse.engine.schedule.problem import Group
from pilothouse.roadmap.planning.nodes import ItemNode, ParentGroup, ProductGroup, ReleaseGroup, SetGroup
from pilothouse.roadmap.planning.structure import Structure
from pilothouse.roadmap.queries.snapshot import OpenProduct, OpenRelease, OpenSet

Releases = Mapping[int, OpenRelease]


def parents(structure: Structure, clock: PlanClock) -> dict[ParentGroup, Group]:
    """Every parent with its leaves."""
    found = {}
    for number in structure.children:
        node, item = ParentGroup(number), structure.items[number]
        members = tuple(ItemNode(leaf).name for leaf in structure.leaves(number))
        found[node] = Group(node.name, members, end_of(clock, item.deadline), item.title)
    return found


def carried(structure: Structure, releases: Releases, clock: PlanClock) -> dict[ReleaseGroup, Group]:
    """Every release with the leaves that it carries, by number."""
    members: dict[int, set[int]] = {}
    for item in structure.items.values():
        if item.id not in structure.children and (carrier := structure.carrier(item)) is not None:
            members.setdefault(carrier, set()).add(item.id)
    found = {}
    for number, leaves in sorted(members.items()):
        node, release = ReleaseGroup(number), releases[number]
        parts = tuple(ItemNode(leaf).name for leaf in sorted(leaves))
        found[node] = Group(node.name, parts, end_of(clock, release.target_on), release.name)
    return found


def whole(structure: Structure, products: Iterable[OpenProduct]) -> dict[ProductGroup, Group]:
    """Every product that has open items, with all its leaves."""
    members: dict[int, list[str]] = {}
    for item in structure.items.values():
        if item.id not in structure.children:
            members.setdefault(item.product_id, []).append(ItemNode(item.id).name)
    found = {}
    for product in products:
        if product.id in members:
            node = ProductGroup(product.id)
            found[node] = Group(node.name, tuple(members[product.id]), None, product.name)
    return found


def joined(products: Mapping[ProductGroup, Group], sets: Iterable[OpenSet]) -> dict[SetGroup, Group]:
    """Every portfolio with all the leaves of its products."""
    found = {}
    for row in sets:
        parts = [group for node, group in products.items() if node.product_id in row.product_ids]
        if parts:
            node = SetGroup(row.id)
            members = tuple(member for part in parts for member in part.members)
            found[node] = Group(node.name, members, None, row.name)
    return found


def targets(structure: Structure, releases: Releases, clock: PlanClock) -> dict[str, float]:
    """The end of the target date of the release that carries each item, by the engine's name of the item."""
    found = {}
    for item in structure.items.values():
        release = releases.get(structure.carrier(item) or 0)
        if release is not None and release.target_on is not None:
            found[structure.node(item.id).name] = clock.end_of(release.target_on)
    return found


def end_of(clock: PlanClock, day: date | None) -> float | None:
    """A deadline on `day` is kept by what ends on it."""
    return None if day is None else clock.end_of(day)
