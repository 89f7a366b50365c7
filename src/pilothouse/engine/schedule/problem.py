"""What is to be planned. A problem validates itself: one that exists can be scheduled."""

from __future__ import annotations

from dataclasses import dataclass

from pilothouse.engine.schedule import validation
from pilothouse.engine.schedule.effort import Effort
from pilothouse.engine.schedule.parts import (
    KINDS,
    Alternative,
    Budget,
    Dependency,
    DependencyKind,
    Group,
    Item,
    Need,
    Person,
    Pool,
)

__all__ = [
    "KINDS", "Alternative", "Budget", "Dependency", "DependencyKind", "Effort", "Group", "Item", "Need",
    "Person", "Pool", "Problem",
]  # fmt: skip


@dataclass(frozen=True)
class Problem:
    """Items, who can do them, and what orders them. Raises `InvalidProblem` for what cannot be planned."""

    items: tuple[Item, ...]
    people: tuple[Person, ...] = ()
    dependencies: tuple[Dependency, ...] = ()
    pools: tuple[Pool, ...] = ()
    groups: tuple[Group, ...] = ()
    budgets: tuple[Budget, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether an alternative or an optional item is still to be chosen."""
        return any(item.alternatives or item.optional for item in self.items)

    def __post_init__(self) -> None:
        validation.check_ids("item", [item.id for item in self.items])
        validation.check_ids("person", [person.id for person in self.people])
        validation.check_ids("resource", [pool.id for pool in self.pools])
        validation.check_ids("group", [group.id for group in self.groups])
        validation.check_ids("budget", [budget.id for budget in self.budgets])
        for budget in self.budgets:
            validation.check_budget(budget)
        for person in self.people:
            validation.check_person(person)
        for pool in self.pools:
            validation.check_pool(pool)
        validation.check_items(self.items, self.people, self.pools)
        validation.check_dependencies(self.items, self.dependencies)
        validation.check_groups(self.items, self.groups)
        validation.check_optional(self.items, self.dependencies)
        validation.check_consumables(self.items, self.pools)
