"""What makes a problem impossible, told with its cure: every function raises `InvalidProblem` or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import isfinite

from pilothouse.engine import quantities
from pilothouse.engine.cycles import cycle_among, name_cycle
from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.schedule.parts import (
    KINDS,
    Budget,
    Dependency,
    Group,
    Item,
    Need,
    Person,
    Pool,
    variants,
)
from pilothouse.engine.schedule.sharing import Label, titled
from pilothouse.engine.schedule.staffing import ever_works, heads_to_find, is_skilled, match


def check_ids(noun: str, ids: Sequence[str]) -> None:
    seen: set[str] = set()
    for name in ids:
        if name in seen:
            raise InvalidProblem(
                f"There are two of {noun} '{name}'.", where=name, cure="Give each its own id."
            )
        seen.add(name)


def check_person(person: Person) -> None:
    where = person.label
    days = [day for day, _ in person.capacity]
    if not days or days[0] != 0 or days != sorted(set(days)):
        raise InvalidProblem(
            "The capacity must begin at day 0 and go up.",
            where=where,
            cure="Give steps such as ((0, 1.0), (20, 0.5)).",
        )
    for _, fraction in person.capacity:
        if fault := quantities.CAPACITY.fault(fraction):
            raise InvalidProblem(fault, where=where, cure="Give a fraction of a day, 0 or 1 % at least.")
    if not all(isfinite(level) and level >= 0 for level in person.skills.values()):
        raise InvalidProblem(
            "The level of a skill is no number.", where=where, cure="Give a level of 0 to 5."
        )
    if not isfinite(person.rate) or person.rate < 0:
        raise InvalidProblem(
            f"The rate {person.rate:g} is no amount.", where=where, cure="Give 0 or more a person-day."
        )


def check_pool(pool: Pool) -> None:
    if pool.capacity < 0:
        raise InvalidProblem(
            f"The capacity {pool.capacity} is negative.", where=pool.id, cure="Give 0 or more."
        )


def check_items(
    items: Sequence[Item], people: Sequence[Person], pools: Sequence[Pool], label: Label = str
) -> None:
    """Numbers, demands and people of every item, in each of its ways; `label` names a product."""
    by_id = {person.id: person for person in people}
    capacities = {pool.id: pool.capacity for pool in pools}
    settled: set[tuple[str, tuple[Need, ...], tuple[str, ...]]] = set()
    for item in items:
        check_choices(item)
        for way in variants(item):
            _check_numbers(way)
            _check_demands(way, capacities)
            _check_chosen(way, by_id, label)
            heads = heads_to_find(way, by_id)
            key = (way.product, heads, way.people)
            if heads and key not in settled:
                _check_staffing(way, heads, people, label)
                settled.add(key)


def _check_numbers(item: Item) -> None:
    where = item.name
    if item.effort is not None and item.duration is not None:
        raise InvalidProblem(
            "An item has effort or a duration, not both.", where=where, cure="Drop one of them."
        )
    for estimate in (item.effort, item.duration):
        if estimate is not None:
            estimate.check(where)
    named = {
        "earliest start": item.earliest,
        "deadline": item.deadline,
        "weight": item.weight,
        "fixed start": item.fixed_start,
    }
    for label, value in named.items():
        if value is not None and not isfinite(value):
            raise InvalidProblem(f"The {label} is not a number.", where=where, cure="Give a finite number.")
    if item.rank < 0 or item.rank != int(item.rank):
        raise InvalidProblem(
            f"The rank {item.rank} is no place in an order.",
            where=where,
            cure="Give 0 (first), 1, 2 and so on.",
        )
    if item.weight < 0:
        raise InvalidProblem(f"The weight {item.weight:g} is negative.", where=where, cure="Give 0 or more.")
    if item.fixed_start is not None and item.fixed_start < 0:
        raise InvalidProblem(
            "The fixed start lies before the plan.",
            where=where,
            cure="Start the plan earlier, or fix day 0 with the work that is left.",
        )
    for need in item.needs:
        if need.people < 0 or need.people != int(need.people):
            raise InvalidProblem(
                f"It needs {need.people} people.", where=where, cure="Give a whole number of 0 or more."
            )
        if not isfinite(need.level) or need.level < 0:
            raise InvalidProblem(
                "The level of a need is no number.", where=where, cure="Give a level of 0 to 5."
            )


def _check_demands(item: Item, pools: Mapping[str, int]) -> None:
    for pool, units in item.demands.items():
        if pool not in pools:
            raise InvalidProblem(
                f"The resource '{pool}' does not exist.", where=item.name, cure="Name a known one."
            )
        if not 0 <= units <= pools[pool] or units != int(units):
            raise InvalidProblem(
                f"It needs {units} of '{pool}', which has {pools[pool]}.",
                where=item.name,
                cure="Lower the need or add capacity.",
            )


def _check_chosen(item: Item, by_id: Mapping[str, Person], label: Label) -> None:
    for name in item.people:
        if name not in by_id:
            raise InvalidProblem(
                f"The person '{name}' does not exist.", where=item.name, cure="Choose someone of the team."
            )
        if not ever_works(by_id[name]):
            raise InvalidProblem(
                f"{by_id[name].label} is chosen and never works in this plan.",
                where=item.name,
                cure="Choose someone else, or no one and let the scheduler choose.",
            )
        if not by_id[name].works_for(item.product):
            raise InvalidProblem(
                f"{by_id[name].label} is chosen and does not work for {label(item.product) or 'it'}.",
                where=item.name,
                cure="Allocate them to it, choose someone else, or no one and let the scheduler choose.",
            )
    if len(set(item.people)) != len(item.people):
        raise InvalidProblem("A person is named twice.", where=item.name, cure="Name everyone once.")


def _check_staffing(item: Item, heads: Sequence[Need], people: Sequence[Person], label: Label) -> None:
    free = [person for person in people if person.id not in item.people]
    able = [[is_skilled(person, head, item.product) for person in free] for head in heads]
    for head, row in zip(heads, able, strict=True):
        if not any(row):
            raise _elsewhere(item, head, free, label) or _nobody(item, head, free)
    if len(match(able)) < len(heads):
        anybody = [[is_skilled(person, head) for person in free] for head in heads]
        if len(match(anybody)) == len(heads):
            raise _too_few(item, heads, able, anybody, free, label)
        wanted = Counter(_slot_text(head) for head in heads)
        raise InvalidProblem(
            "It needs more different people than the team has: "
            + ", ".join(f"{count} with {text}" for text, count in wanted.items())
            + f"; {sum(any(column) for column in zip(*able, strict=True))} people can do any of it.",
            where=item.name,
            cure="Lower the number of people or the levels, train someone, or hire.",
        )


def _elsewhere(item: Item, slot: Need, people: Sequence[Person], label: Label) -> InvalidProblem | None:
    """Told when there are people who could do it and do not work for its product."""
    having = [person for person in people if is_skilled(person, slot)]
    if not having:
        return None
    product = label(item.product) or "it"
    subject = "does it" if slot.skill is None else f"has {_slot_text(slot)}"
    return InvalidProblem(
        f"No one who works for {product} {subject}; {_and(_allocated(having, label))}.",
        where=item.name,
        cure=f"Allocate some of their time to {product}, change the need, train someone, or hire.",
    )


def _too_few(
    item: Item,
    heads: Sequence[Need],
    able: Sequence[Sequence[bool]],
    anybody: Sequence[Sequence[bool]],
    people: Sequence[Person],
    label: Label,
) -> InvalidProblem:
    columns = zip(people, zip(*able, strict=True), zip(*anybody, strict=True), strict=True)
    others = [person for person, here, there in columns if any(there) and not any(here)]
    product, who = label(item.product) or "it", _and(_allocated(others, label))
    return InvalidProblem(
        f"It needs {len(heads)} people at once, more than work for {product}; {who}.",
        where=item.name,
        cure=f"Allocate some of their time to {product}, or lower the number of people.",
    )


def _allocated(people: Sequence[Person], label: Label) -> list[str]:
    """Who works for what; of many people the first three."""
    found = []
    for name in dict.fromkeys(person.label for person in people):
        parts = [person for person in people if person.label == name]
        named = sorted({label(product) for part in parts for product in part.only})
        where = f"for {_and(named)} only" if named else "for other products only"
        found.append(f"{name} works {where}")
    return found[:3]


def _and(words: Sequence[str]) -> str:
    return " and ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else words[0]


def _nobody(item: Item, slot: Need, people: Sequence[Person]) -> InvalidProblem:
    if slot.skill is None:
        return InvalidProblem("No one is there to do it.", where=item.name, cure="Add a person who works.")
    having = [(person.skills.get(slot.skill, 0.0), person) for person in people]
    working = [(level, person.label) for level, person in having if level > 0 and ever_works(person)]
    away = [person.label for level, person in having if level >= max(slot.level, 1e-9)]
    if away:
        return InvalidProblem(
            f"It needs {_slot_text(slot)}; {away[0]} has it and never works in this plan.",
            where=item.name,
            cure="Give someone who works the skill, or hire.",
        )
    if not working:
        return InvalidProblem(
            f"No one has the skill {slot.skill}.",
            where=item.name,
            cure=f"Give someone the skill {slot.skill}, hire, or change the need.",
        )
    best, who = max(working)
    return InvalidProblem(
        f"It needs {_slot_text(slot)}; the best available is {who} at level {best:g}.",
        where=item.name,
        cure="Lower the level, train someone, or hire.",
    )


def _slot_text(slot: Need) -> str:
    if slot.skill is None:
        return "any skill"
    return f"{slot.skill} at level {slot.level:g}" if slot.level else slot.skill


def check_choices(item: Item) -> None:
    """Raise `InvalidProblem` for alternatives, value and costs that contradict themselves."""
    named = {"cost": item.cost, "value": item.value, "cost of delay": item.delay_cost}
    for label, amount in named.items():
        _check_amount(label, amount, item.name)
    if not item.alternatives:
        return
    if item.effort or item.duration or item.needs or item.people or item.demands:
        raise InvalidProblem(
            "It has alternatives and work or needs of its own.",
            where=item.name,
            cure="Move effort, duration, needs, people and demands into the alternatives.",
        )
    seen: set[str] = set()
    for alternative in item.alternatives:
        if alternative.id in seen:
            raise InvalidProblem(
                f"There are two alternatives '{alternative.id}'.",
                where=item.name,
                cure="Give each its own id.",
            )
        seen.add(alternative.id)
        _check_amount("cost", alternative.cost, f"{item.name}, alternative {alternative.id}")


def check_budget(budget: Budget) -> None:
    _check_amount("budget", budget.amount, budget.id)
    if not isfinite(budget.from_day) or budget.end != budget.end or budget.end <= budget.from_day:
        raise InvalidProblem(
            f"It runs from day {budget.from_day:g} to {budget.end:g}.",
            where=budget.id,
            cure="Give a first day and a later last one, or no last one.",
        )


def check_optional(items: Sequence[Item], dependencies: Sequence[Dependency]) -> None:
    """What must be done cannot wait for what may be left out."""
    by_id = {item.id: item for item in items}
    for edge in dependencies:
        before, after = by_id[edge.predecessor], by_id[edge.successor]
        if before.optional and not after.optional:
            raise InvalidProblem(
                f"It must be done and waits for {before.name}, which is optional.",
                where=after.name,
                cure=f"Make {before.name} mandatory, or this optional too, or drop the dependency.",
            )


def check_consumables(items: Sequence[Item], pools: Sequence[Pool]) -> None:
    """Even the most sparing ways of what must be done have to fit into what can be spent."""
    for pool in pools:
        if pool.renewable:
            continue
        least = sum(
            min(way.demands.get(pool.id, 0) for way in item.alternatives or (item,))
            for item in items
            if not item.optional
        )
        if least > pool.capacity:
            raise InvalidProblem(
                f"What must be done spends at least {least:g} of the {pool.capacity:g} there are.",
                where=pool.id,
                cure="Raise the amount, add a more sparing alternative, or make something optional.",
            )


def _check_amount(label: str, amount: float, where: str) -> None:
    if not isfinite(amount):
        raise InvalidProblem(f"The {label} is not a number.", where=where, cure="Give a finite number.")
    if amount < 0:
        raise InvalidProblem(f"The {label} {amount:g} is negative.", where=where, cure="Give 0 or more.")


def check_groups(items: Sequence[Item], groups: Sequence[Group]) -> None:
    known = {item.id for item in items}
    for group in groups:
        where = group.title or group.id
        for member in group.members:
            if member not in known:
                raise InvalidProblem(
                    f"It holds the unknown item '{member}'.",
                    where=where,
                    cure="Name items of this plan only.",
                )
        if group.deadline is not None and not isfinite(group.deadline):
            raise InvalidProblem("The deadline is not a number.", where=where, cure="Give a day, or none.")


def check_dependencies(items: Sequence[Item], dependencies: Sequence[Dependency], label: Label = str) -> None:
    titles = {item.id: item.name for item in items}
    for edge in dependencies:
        for end in (edge.predecessor, edge.successor):
            if end not in titles:
                raise InvalidProblem(
                    f"A dependency names the unknown item '{end}'.",
                    where=end,
                    cure="Name items of this plan only.",
                )
        if edge.kind not in KINDS:
            raise InvalidProblem(
                f"'{edge.kind}' is not a type of dependency.",
                where=titles[edge.successor],
                cure="Use FS, SS, FF or SF.",
            )
        if not isfinite(edge.lag):
            raise InvalidProblem(
                "The lag is not a number.", where=titles[edge.successor], cure="Give working days."
            )
    _check_cycle({item.id: item for item in items}, dependencies, label)


def _check_cycle(items: Mapping[str, Item], dependencies: Sequence[Dependency], label: Label) -> None:
    cycle = cycle_among(items, [(edge.predecessor, edge.successor) for edge in dependencies])
    if cycle:
        across = len({items[name].product for name in cycle}) > 1
        titles = {name: titled(items[name], label) if across else items[name].name for name in cycle}
        named = name_cycle(range(len(cycle)), lambda index: titles[cycle[index]])
        raise InvalidProblem(
            f"Circular dependency: {named}.",
            where=titles[cycle[0]],
            cure="Remove one of them.",
        )
