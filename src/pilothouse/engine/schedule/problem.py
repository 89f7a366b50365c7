"""What is to be planned. A problem validates itself: one that exists can be scheduled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pilothouse.engine.schedule import sharing, validation
from pilothouse.engine.schedule.effort import Effort
from pilothouse.engine.schedule.parts import (
    KINDS,
    Alternative,
    Budget,
    Cap,
    Dependency,
    DependencyKind,
    Group,
    Item,
    Need,
    Person,
    Pool,
)

__all__ = [
    "KINDS", "Alternative", "Budget", "Cap", "Dependency", "DependencyKind", "Effort", "Group", "Item",
    "Need", "Person", "Pool", "Problem",
]  # fmt: skip


@dataclass(frozen=True)
class Problem:
    """Items, who can do them, and what orders them. Raises `InvalidProblem` for what cannot be planned.

    Items may be of several products, named in `product_titles`. `strict`: an item of a lower rank never
    delays one of a higher rank, and what a higher one waits for ranks with it. Otherwise each product's
    finish counts by its weight in `product_weights` (1 where it has none), and so do its items.
    """

    items: tuple[Item, ...]
    people: tuple[Person, ...] = ()
    dependencies: tuple[Dependency, ...] = ()
    pools: tuple[Pool, ...] = ()
    groups: tuple[Group, ...] = ()
    budgets: tuple[Budget, ...] = ()
    caps: tuple[Cap, ...] = ()
    strict: bool = False
    product_weights: Mapping[str, float] = field(default_factory=dict)
    product_titles: Mapping[str, str] = field(default_factory=dict)

    @property
    def products(self) -> tuple[str, ...]:
        """Those that have items, in the order of their first."""
        return tuple(dict.fromkeys(item.product for item in self.items))

    def product_label(self, product: str) -> str:
        return self.product_titles.get(product) or product

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
        sharing.check_weights(self.product_weights, self.product_label)
        sharing.check_parts(self.people, self.product_label)
        validation.check_items(self.items, self.people, self.pools, self.product_label)
        sharing.check_caps(self.caps, self.items, self.people, self.product_label)
        validation.check_dependencies(self.items, self.dependencies, self.product_label)
        validation.check_groups(self.items, self.groups)
        validation.check_optional(self.items, self.dependencies)
        validation.check_consumables(self.items, self.pools)
