"""An independent judge of plans. Shares no code with the solvers: it reads the problem and the answer only.

Every constraint is verified anew from its definition. A plan that is shown or stored has passed here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pilothouse.engine.schedule.check_shared import caps, gone_on, nobody_over_a_day, rate, rows_of, weighed
from pilothouse.engine.schedule.plan import Placed, Plan, Violation
from pilothouse.engine.schedule.problem import Item, Person, Problem
from pilothouse.engine.schedule.sharing import ending

_CLOSE = 1e-6


def check(problem: Problem, plan: Plan) -> tuple[Violation, ...]:
    """Everything that `plan` breaks; hard violations make it infeasible.

    Verified: each item once; precedence of all four types with lag; nobody on two items at once; people
    known, distinct, skilled and as many as needed (a bipartite matching of people to needs); work done equals
    effort under everybody's calendar; fixed durations; pools at every moment; earliest and fixed starts
    (late is soft); deadlines of items and groups; the makespan and that it is not below the bound.
    Over all products: everybody on items of those they work for only; the parts of a person together never
    more than the whole; caps at every moment; the weighted finish of the products.
    One alternative of each item that has some; only optional items left out, and nothing that waits for them
    kept; what is spent of consumables and of every budget in its days.
    """
    found: list[Violation] = []
    placed = {row.item: row for row in plan.placed}
    everything = sorted([*(row.item for row in plan.placed), *plan.left_out])
    if everything != sorted(item.id for item in problem.items):
        return (Violation("items", "", "The plan does not hold each item exactly once.", True),)
    left_out = _left_out(problem, set(plan.left_out))
    items, wrong = _chosen(problem, placed)
    if left_out or wrong:
        return (*left_out, *wrong)
    found += _consumables(problem, items)
    problem = _settled(problem, items)
    people = {person.id: person for person in problem.people}
    for item in problem.items:
        row = placed[item.id]
        found += _times(item, row)
        found += _team(item, row, people)
        found += _work(item, row, people)
        found += _leavers(item, row, people, problem.product_label(item.product))
    found += _precedence(problem, placed)
    found += _nobody_twice(problem, placed)
    found += nobody_over_a_day(problem, placed)
    found += caps(problem, placed)
    found += _pools(problem, placed)
    found += _budgets(problem, placed)
    found += _whole(problem, plan, placed)
    return tuple(found)


def feasible(problem: Problem, plan: Plan) -> bool:
    """Whether `plan` breaks nothing hard. A missed hard deadline makes a plan infeasible."""
    return not any(violation.hard for violation in check(problem, plan))


def _left_out(problem: Problem, left_out: set[str]) -> list[Violation]:
    found = [
        Violation("left_out", item.id, f"{item.name} is not optional and left out.", True)
        for item in problem.items
        if item.id in left_out and not item.optional
    ]
    names = {item.id: item.name for item in problem.items}
    for edge in problem.dependencies:
        if edge.predecessor in left_out and edge.successor not in left_out:
            text = f"{names[edge.successor]} is kept and waits for {names[edge.predecessor]}, left out."
            found.append(Violation("left_out", edge.successor, text, True))
    return found


def _chosen(problem: Problem, placed: dict[str, Placed]) -> tuple[list[Item], list[Violation]]:
    """The items that are placed, each done in the way that the plan names."""
    found: list[Violation] = []
    items = []
    for item in problem.items:
        if item.id not in placed:
            continue
        named = placed[item.id].alternative
        ways = [way for way in item.alternatives if way.id == named]
        if (len(ways) != 1) if item.alternatives else (named is not None):
            text = f"{item.name} is done in the way '{named}', which is none of its alternatives."
            found.append(Violation("alternative", item.id, text, True))
            continue
        for way in ways:
            item = replace(
                item,
                alternatives=(),
                effort=way.effort,
                duration=way.duration,
                needs=way.needs,
                people=way.people,
                demands=way.demands,
                cost=item.cost + way.cost,
            )
        items.append(replace(item, optional=False))
    return items, found


def _consumables(problem: Problem, items: Sequence[Item]) -> list[Violation]:
    found = []
    for pool in problem.pools:
        spent = sum(item.demands.get(pool.id, 0) for item in items)
        if not pool.renewable and spent > pool.capacity:
            text = f"{spent} of {pool.capacity} of {pool.id} are spent."
            found.append(Violation("consumable", pool.id, text, True))
    return found


def _settled(problem: Problem, items: Sequence[Item]) -> Problem:
    """The problem of those items only, without what is spent for good."""
    if len(items) == len(problem.items) and not problem.is_open and all(p.renewable for p in problem.pools):
        return problem
    kept = {item.id for item in items}
    held = {pool.id for pool in problem.pools if pool.renewable}
    return replace(
        problem,
        items=tuple(
            replace(item, demands={name: units for name, units in item.demands.items() if name in held})
            for item in items
        ),
        dependencies=tuple(
            edge for edge in problem.dependencies if edge.predecessor in kept and edge.successor in kept
        ),
        pools=tuple(pool for pool in problem.pools if pool.renewable),
        groups=tuple(
            replace(group, members=tuple(name for name in group.members if name in kept))
            for group in problem.groups
        ),
    )


def _times(item: Item, row: Placed) -> list[Violation]:
    found = []
    if not 0.0 <= row.start <= row.finish < float("inf"):
        found.append(Violation("times", item.id, f"{item.name} runs from {row.start} to {row.finish}.", True))
    if row.start < item.earliest - _CLOSE:
        found.append(Violation("earliest", item.id, f"{item.name} starts before its earliest date.", True))
    if item.deadline is not None and row.finish > item.deadline + _CLOSE:
        late = row.finish - item.deadline
        text = f"{item.name} ends {late:.1f} working days after its deadline"
        found.append(Violation("late", item.id, text, item.deadline_hard, late))
    if item.fixed_start is not None and abs(row.start - item.fixed_start) > _CLOSE:
        late = row.start - item.fixed_start
        side = "after" if late > 0 else "before"
        text = f"{item.name} starts {abs(late):.1f} working days {side} its fixed start"
        found.append(Violation("fixed", item.id, text, late < 0, late))
    return found


def _team(item: Item, row: Placed, people: dict[str, Person]) -> list[Violation]:
    if len(set(row.people)) != len(row.people):
        return [Violation("team", item.id, f"{item.name} has somebody twice.", True)]
    unknown = [name for name in row.people if name not in people]
    if unknown:
        return [Violation("team", item.id, f"{item.name} has unknown people: {', '.join(unknown)}.", True)]
    if not set(item.people) <= set(row.people):
        return [Violation("team", item.id, f"{item.name} lacks somebody who was chosen.", True)]
    elsewhere = [name for name in row.people if not _may_work(people[name], item.product)]
    if elsewhere:
        text = f"{item.name} has people who do not work for its product: {', '.join(elsewhere)}."
        return [Violation("allocation", item.id, text, True)]
    wanted = [(need.skill, need.level) for need in item.needs for _ in range(need.people)]
    works = item.effort is not None and item.effort.high > 0
    if not wanted and not item.people and works:
        wanted = [(None, 0.0)]
    others = [name for name in row.people if name not in item.people]
    missing = max(0, len(wanted) - len(item.people))
    if len(others) != missing:
        text = f"{item.name} has {len(others)} people beside those chosen and needs {missing}."
        return [Violation("heads", item.id, text, True)]
    # Those who were chosen may lack a skill; everybody else must stand for a need of their own beside
    # as many of the chosen as can stand for one.
    chosen = _most_pairs(wanted, [people[name] for name in item.people])
    everybody = _most_pairs(wanted, [people[name] for name in row.people])
    if everybody < chosen + len(others):
        text = f"The people of {item.name} do not have the skills it needs."
        return [Violation("skill", item.id, text, True)]
    return []


def _may_work(person: Person, product: str) -> bool:
    return product not in person.besides and (product in person.only or len(person.only) == 0)


def _most_pairs(wanted: Sequence[tuple[str | None, float]], people: Sequence[Person]) -> int:
    """How many people can stand for a need of their own at once: the size of a largest bipartite matching.

    Grows alternating paths from one unmatched person after another, layer by layer.
    """
    holder: dict[int, int] = {}
    for newcomer in range(len(people)):
        came_from: dict[int, int] = {}
        layer, end = [newcomer], -1
        while layer and end < 0:
            following = []
            for person in layer:
                for need, (skill, level) in enumerate(wanted):
                    if need in came_from or not _has(people[person], skill, level):
                        continue
                    came_from[need] = person
                    if need not in holder:
                        end = need
                        break
                    following.append(holder[need])
                if end >= 0:
                    break
            layer = following
        while end >= 0:
            person = came_from[end]
            given_up = next((need for need, who in holder.items() if who == person), -1)
            holder[end] = person
            end = given_up if person != newcomer else -1
    return len(holder)


def _has(person: Person, skill: str | None, level: float) -> bool:
    own = 1.0 if skill is None else person.skills.get(skill, 0.0)
    return own > 0 and (skill is None or own >= level) and max(share for _, share in person.capacity) > 0


def _work(item: Item, row: Placed, people: dict[str, Person]) -> list[Violation]:
    """The work that the team can do between start and finish must be the effort."""
    length = row.finish - row.start
    estimate = item.duration or item.effort
    wanted = 0.0 if estimate is None else estimate.mean
    if item.duration is not None or estimate is None:
        if abs(length - wanted) > _CLOSE * max(1.0, wanted):
            return [
                Violation("duration", item.id, f"{item.name} takes {length:g} days, not {wanted:g}.", True)
            ]
        return []
    team = [people[name] for name in row.people if name in people]
    done, moment = 0.0, row.start
    while moment < row.finish - 1e-12:
        day = int(moment + 1e-9)
        until = min(float(day + 1), row.finish)
        done += sum(rate(person, day) for person in team) * (until - moment)
        moment = until
    if abs(done - wanted) > _CLOSE * max(1.0, wanted):
        return [Violation("work", item.id, f"{item.name} gets {done:g} person-days, not {wanted:g}.", True)]
    return []


def _leavers(item: Item, row: Placed, people: dict[str, Person], product: str) -> list[Violation]:
    found = []
    for person in (people[name] for name in row.people if name in people):
        gone = gone_on(person)
        if row.finish > row.start and row.finish > gone + _CLOSE:
            until = f"until day {row.finish:.1f}, {ending(person, gone, product)}"
            text = f"{item.name} needs {person.label} {until}"
            found.append(Violation("late", item.id, text, True, row.finish - gone))
    return found


def _precedence(problem: Problem, placed: dict[str, Placed]) -> list[Violation]:
    found = []
    names = {item.id: item.name for item in problem.items}
    for edge in problem.dependencies:
        before, after = placed[edge.predecessor], placed[edge.successor]
        from_moment = before.finish if edge.kind in ("FS", "FF") else before.start
        to_moment = after.start if edge.kind in ("FS", "SS") else after.finish
        if to_moment < from_moment + edge.lag - _CLOSE:
            lag = f"{edge.kind} {edge.lag:+g}"
            text = f"{names[edge.successor]} does not wait for {names[edge.predecessor]} ({lag})."
            found.append(Violation("precedence", edge.successor, text, True))
    return found


def _nobody_twice(problem: Problem, placed: dict[str, Placed]) -> list[Violation]:
    found = []
    rows = rows_of(placed)
    for person in problem.people:
        for before, after in pairwise(rows.get(person.id, [])):
            if after.start < before.finish - _CLOSE:
                text = f"{person.label} is on {before.item} and {after.item} at once."
                found.append(Violation("person", person.id, text, True))
    return found


def _pools(problem: Problem, placed: dict[str, Placed]) -> list[Violation]:
    found = []
    for pool in problem.pools:
        users = [(item, placed[item.id]) for item in problem.items if item.demands.get(pool.id, 0)]
        for moment in {row.start for _, row in users}:
            used = sum(
                item.demands[pool.id]
                for item, row in users
                if row.start <= moment + _CLOSE and row.finish > moment + _CLOSE
            )
            if used > pool.capacity:
                text = f"{pool.id} holds {used} of {pool.capacity} on day {moment:g}."
                found.append(Violation("pool", pool.id, text, True))
    return found


def _budgets(problem: Problem, placed: dict[str, Placed]) -> list[Violation]:
    found = []
    people = {person.id: person for person in problem.people}
    for budget in problem.budgets:
        end = float("inf") if budget.to_day is None else budget.to_day
        spent = 0.0
        for item in problem.items:
            row = placed[item.id]
            spent += item.cost * _share(row, budget.from_day, end)
            begin, until = max(row.start, budget.from_day), min(row.finish, end)
            for person in (people[name] for name in row.people if name in people):
                if person.rate:
                    spent += person.rate * _days_worked(person, begin, until)
        if spent > budget.amount + _CLOSE * max(1.0, budget.amount):
            text = f"{budget.id} is overspent by {spent - budget.amount:.2f}"
            found.append(Violation("budget", budget.id, text, budget.hard))
    return found


def _share(row: Placed, begin: float, end: float) -> float:
    """The part of the item's time that lies in the days; what takes no time lies on its day."""
    if row.finish <= row.start:
        return float(begin <= row.start < end)
    return max(0.0, min(row.finish, end) - max(row.start, begin)) / (row.finish - row.start)


def _days_worked(person: Person, begin: float, end: float) -> float:
    days, moment = 0.0, begin
    while moment < end - 1e-12:
        day = int(moment + 1e-9)
        until = min(float(day + 1), end)
        days += rate(person, day) * (until - moment)
        moment = until
    return days


def _whole(problem: Problem, plan: Plan, placed: dict[str, Placed]) -> list[Violation]:
    found = []
    for group in problem.groups:
        if group.deadline is None or not group.members:
            continue
        late = max(placed[member].finish for member in group.members) - group.deadline
        if late > _CLOSE:
            text = f"{group.title or group.id} ends {late:.1f} working days after its deadline"
            found.append(Violation("late", group.id, text, False, late))
    end = max((row.finish for row in plan.placed), default=0.0)
    if abs(end - plan.makespan) > _CLOSE:
        found.append(Violation("makespan", "", f"The plan ends on day {end:g}, not {plan.makespan:g}.", True))
    found += weighed(problem, plan, placed)
    if plan.lower_bound > end + _CLOSE:
        text = f"The plan ends on day {end:g}, before its bound {plan.lower_bound:g}."
        found.append(Violation("bound", "", text, True))
    return found
