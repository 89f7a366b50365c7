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
from pilothouse.roadmap.planning.leaves import leaves_of
from pilothouse.roadmap.planning.nodes import ItemNode, Node, table
from pilothouse.roadmap.planning.notes import notes_of
from pilothouse.roadmap.planning.people import clock_of, name_of, person_of, present
from pilothouse.roadmap.planning.sizes import Sizes
from pilothouse.roadmap.planning.structure import Structure
from pilothouse.roadmap.queries.snapshot import Colleague, OpenItem, OpenRelease, Snapshot, snapshot


@dataclass(frozen=True)
class Inputs:
    """A problem with what is needed to read its answer.

    `nodes` says what the engine's names stand for, `people` whose are its people. `assumed` has, by item, the
    sentence that says where the work of one without an estimate comes from. `targets` are the target dates of
    the releases that carry items, by the engine's name of the item.
    """

    snapshot: Snapshot
    problem: Problem
    clock: PlanClock
    dates: PlanDates
    nodes: Mapping[str, Node]
    structure: Structure
    people: Mapping[str, Colleague]
    releases: Mapping[int, OpenRelease]
    targets: Mapping[str, float]
    assumed: Mapping[int, str]
    notes: tuple[str, ...]

    def item(self, name: str) -> OpenItem | None:
        """The item without parts that a name stands for; None for starts, ends and groups."""
        node = self.nodes.get(name)
        return self.structure.items[node.item_id] if isinstance(node, ItemNode) else None


def read(*, actor: Actor, product_id: int, today: date) -> Inputs:
    """The problem of a product's open items. Raises as `pose` does."""
    return pose(snapshot(actor=actor, product_ids=(product_id,)), today=today)


def pose(taken: Snapshot, *, today: date) -> Inputs:
    """The problem of a snapshot's open items, planned from `today` on.

    Raises `Invalid` when there is nothing to plan or nobody to do it, and `InvalidProblem` for something that
    cannot be planned, naming the item.
    """
    people = present(taken.people, today)
    _refuse_nothing(taken, people)
    clock, structure = clock_of(taken.calendar, today), Structure.of(taken.items)
    releases, sizes = {row.id: row for row in taken.releases}, Sizes.of(taken.histories)
    leaves = leaves_of(taken, structure, sizes, people, clock)
    edges, ends = edges_of(taken.links, structure)
    parents, carried = groups.parents(structure, clock), groups.carried(structure, releases, clock)
    skills = dict(taken.skills)
    problem = Problem(
        items=(
            *held_back([leaf.work for leaf in leaves], taken.since, structure, clock),
            *(Item(end.name, structure.items[end.item_id].title) for end in ends),
        ),
        people=tuple(person_of(row, taken.calendar, clock, skills) for row in people.values()),
        dependencies=tuple(edges),
        groups=(*parents.values(), *carried.values()),
    )
    return Inputs(
        snapshot=taken,
        problem=problem,
        clock=clock,
        dates=PlanDates.of(problem, clock),
        nodes=table([*(ItemNode(leaf.item.id) for leaf in leaves), *ends, *parents, *carried]),
        structure=structure,
        people={name_of(number): person for number, person in people.items()},
        releases=releases,
        targets=groups.targets(structure, releases, clock),
        assumed={leaf.item.id: leaf.assumed for leaf in leaves if leaf.assumed},
        notes=notes_of(leaves, edges, people, sizes.whole(taken.items[0].product_id)),
    )


def _refuse_nothing(taken: Snapshot, people: Mapping[int, Colleague]) -> None:
    if not taken.items:
        raise Invalid(
            "There is nothing to plan: the product has no open items.",
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
