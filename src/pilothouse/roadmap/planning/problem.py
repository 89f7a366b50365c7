"""A snapshot becomes a problem. docs/algorithms/planning.md tells the translation in prose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pilothouse.engine.calendar import PlanClock
from pilothouse.engine.schedule.dates import PlanDates
from pilothouse.engine.schedule.problem import Item, Problem
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Invalid
from pilothouse.roadmap.planning import groups
from pilothouse.roadmap.planning.edges import edges_of, held_back
from pilothouse.roadmap.planning.leaves import leaves_of, of_product
from pilothouse.roadmap.planning.nodes import ItemNode, Node
from pilothouse.roadmap.planning.notes import notes_by_product
from pilothouse.roadmap.planning.people import present
from pilothouse.roadmap.planning.sizes import Sizes
from pilothouse.roadmap.planning.structure import Structure
from pilothouse.roadmap.planning.workforce import Workforce, product_name, workforce
from pilothouse.roadmap.queries.snapshot import Colleague, OpenItem, OpenRelease, Snapshot, snapshot
from pilothouse.roadmap.queries.working import clock_of, plan_reach


@dataclass(frozen=True)
class Inputs:
    """A problem with what is needed to read its answer.

    `nodes` says what the engine's names stand for, `force` who its people are. `assumed` has, by item, the
    sentence that says where the work of one without an estimate comes from. `targets` are the target dates of
    the releases that carry items, by the engine's name of the item; `notes` are by product.
    """

    snapshot: Snapshot
    problem: Problem
    clock: PlanClock
    dates: PlanDates
    nodes: Mapping[str, Node]
    structure: Structure
    force: Workforce
    releases: Mapping[int, OpenRelease]
    targets: Mapping[str, float]
    assumed: Mapping[int, str]
    notes: Mapping[int, tuple[str, ...]]

    @property
    def people(self) -> Mapping[str, Colleague]:
        """Whose the engine's people are."""
        return self.force.of

    def item(self, name: str) -> OpenItem | None:
        """The item without parts that a name stands for; None for starts, ends and groups."""
        node = self.nodes.get(name)
        return self.structure.items[node.item_id] if isinstance(node, ItemNode) else None


def read(*, actor: Actor, today: date) -> Inputs:
    """The problem of the open items of all active products. Raises as `pose` does."""
    return pose(snapshot(actor=actor), today=today)


def pose(taken: Snapshot, *, today: date) -> Inputs:
    """The problem of a snapshot's open items, planned from `today` on.

    Raises `Invalid` when there is nothing to plan or nobody to do it, and `InvalidProblem` for something that
    cannot be planned, naming the item.
    """
    people = present(taken.people, today)
    _refuse_nothing(taken, people)
    clock, structure = clock_of(taken.calendar, today, plan_reach(taken, today)), Structure.of(taken.items)
    releases, sizes = {row.id: row for row in taken.releases}, Sizes.of(taken.histories)
    force = workforce(taken, people, clock)
    leaves = leaves_of(taken, structure, sizes, people, force, clock)
    edges, ends = edges_of(taken.links, structure)
    parents, carried = groups.parents(structure, clock), groups.carried(structure, releases, clock)
    products = groups.whole(structure, taken.products)
    joined = groups.joined(products, taken.product_sets)
    problem = Problem(
        items=(
            *held_back([leaf.work for leaf in leaves], taken.since, structure, clock),
            *(_end(taken, structure.items[end.item_id], end.name) for end in ends),
        ),
        people=force.people,
        dependencies=tuple(edges),
        groups=(*parents.values(), *carried.values(), *products.values(), *joined.values()),
        caps=force.caps,
        strict=taken.mode == "strict",
        product_weights={product_name(row.id): row.weight for row in taken.products},
        product_titles={product_name(row.id): row.name for row in taken.products},
    )
    own = [ItemNode(leaf.item.id) for leaf in leaves]
    nodes: tuple[Node, ...] = (*own, *ends, *parents, *carried, *products, *joined)
    return Inputs(
        snapshot=taken,
        problem=problem,
        clock=clock,
        dates=PlanDates.of(problem, clock),
        nodes={node.name: node for node in nodes},
        structure=structure,
        force=force,
        releases=releases,
        targets=groups.targets(structure, releases, clock),
        assumed={leaf.item.id: leaf.assumed for leaf in leaves if leaf.assumed},
        notes=notes_by_product(leaves, edges, people, sizes),
    )


def _end(taken: Snapshot, item: OpenItem, name: str) -> Item:
    """The start or end of a parent: it goes with its product, else it would pull its parts to the top."""
    return of_product(Item(name, item.title), taken, item.product_id)


def _refuse_nothing(taken: Snapshot, people: Mapping[int, Colleague]) -> None:
    if not taken.products and not taken.idle:
        raise Invalid(
            "There is nothing to plan: no product is active.",
            where="products",
            cure="Add a product, or resume a paused one.",
            code="nothing_to_plan",
        )
    if not taken.items:
        names = ", ".join(row.name for row in taken.idle)
        have = "has" if len(taken.idle) == 1 else "have"
        raise Invalid(
            f"There is nothing to plan: {names} {have} no open items.",
            where="items",
            cure="Add an item or import a backlog.",
            code="nothing_to_plan",
        )
    if not people:
        raise Invalid(
            "No one is there to do the work.",
            where="team",
            cure="Add people on the Team page.",
            code="nobody",
        )
