"""Who can do an item: the people it still needs, and whether the team has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pilothouse.engine.schedule.parts import Item, Need, Person


def heads_to_find(item: Item, people: Mapping[str, Person]) -> tuple[Need, ...]:
    """One need for each head that the planner must find: the item's needs less the people who were chosen.

    Each chosen person takes a need they have the skill for (as many as possible); those who fit none take the
    first that is left, because the user chose them. An item with effort and nobody named needs one person of
    any skill.
    """
    heads = [Need(need.skill, need.level) for need in item.needs for _ in range(need.people)]
    if not heads and not item.people and item.effort is not None and item.effort.high > 0:
        return (Need(),)
    if not item.people or not heads:
        return tuple(heads)
    fits = [[is_skilled(people[name], head) for head in heads] for name in item.people]
    taken = set(match(fits).values())
    left = [head for index, head in enumerate(heads) if index not in taken]
    return tuple(left[len(item.people) - len(taken) :])


def is_skilled(person: Person, need: Need, product: str | None = None) -> bool:
    """Whether `person` works at some time (for `product`, if one is named) and has the skill of `need` at its
    level.
    """
    if not ever_works(person) or (product is not None and not person.works_for(product)):
        return False
    return need.skill is None or person.skills.get(need.skill, 0.0) >= max(need.level, 1e-9)


def ever_works(person: Person) -> bool:
    return any(fraction > 0 for _, fraction in person.capacity)


def match(able: Sequence[Sequence[bool]]) -> dict[int, int]:
    """Row to column, each used once and only where True, for as many rows as possible (Kuhn's method)."""
    owner: dict[int, int] = {}

    def place(row: int, seen: set[int]) -> bool:
        for column, possible in enumerate(able[row]):
            if possible and column not in seen:
                seen.add(column)
                if column not in owner or place(owner[column], seen):
                    owner[column] = row
                    return True
        return False

    for row in range(len(able)):
        place(row, set())
    return {row: column for column, row in owner.items()}
