"""An independent judge of plans. Shares no code with the solvers: it reads the problem and the answer only.

Every constraint is verified anew from its definition. A plan that is shown or stored has passed here.
"""

from __future__ import annotations

from collections.abc import Sequence

from pilothouse.engine.schedule.plan import Placed, Plan, Violation
from pilothouse.engine.schedule.problem import Item, Person, Problem

_CLOSE = 1e-6


def check(problem: Problem, plan: Plan) -> tuple[Violation, ...]:
    """Everything that `plan` breaks; hard violations make it infeasible.

    Verified: each item once; precedence of all four types with lag; nobody on two items at once; people
    known, distinct, skilled and as many as needed; work done equals effort under everybody's calendar;
    fixed durations; pools at every moment; earliest and fixed starts; deadlines.
    """
    found: list[Violation] = []
    placed = {row.item: row for row in plan.placed}
    if len(placed) != len(plan.placed) or set(placed) != {item.id for item in problem.items}:
        return (Violation("items", "", "The plan does not hold each item exactly once.", True),)
    people = {person.id: person for person in problem.people}
    for item in problem.items:
        row = placed[item.id]
        found += _times(item, row)
        found += _team(item, row, people)
        found += _work(item, row, people)
    found += _precedence(problem, placed)
    found += _nobody_twice(problem, placed)
    found += _pools(problem, placed)
    return tuple(found)


def feasible(problem: Problem, plan: Plan) -> bool:
    """Whether `plan` breaks nothing hard. A missed hard deadline makes a plan infeasible."""
    return not any(violation.hard for violation in check(problem, plan))


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
        text = f"{item.name} does not start on its fixed date."
        found.append(Violation("fixed", item.id, text, False, row.start - item.fixed_start))
    return found


def _team(item: Item, row: Placed, people: dict[str, Person]) -> list[Violation]:
    if len(set(row.people)) != len(row.people):
        return [Violation("team", item.id, f"{item.name} has somebody twice.", True)]
    unknown = [name for name in row.people if name not in people]
    if unknown:
        return [Violation("team", item.id, f"{item.name} has unknown people: {', '.join(unknown)}.", True)]
    if not set(item.people) <= set(row.people):
        return [Violation("team", item.id, f"{item.name} lacks somebody who was chosen.", True)]
    wanted = [(need.skill, need.level) for need in item.needs for _ in range(need.people)]
    works = item.effort is not None and item.effort.high > 0
    if not wanted and not item.people and works:
        wanted = [(None, 0.0)]
    # People who were chosen stand for the first needs, whatever their skills.
    wanted = wanted[len(item.people) :]
    others = [people[name] for name in row.people if name not in item.people]
    if len(others) != len(wanted):
        text = f"{item.name} has {len(others)} people beside those chosen and needs {len(wanted)}."
        return [Violation("team", item.id, text, True)]
    if not _covers(wanted, others):
        return [
            Violation("skill", item.id, f"The people of {item.name} do not have the skills it needs.", True)
        ]
    return []


def _covers(wanted: Sequence[tuple[str | None, float]], people: Sequence[Person]) -> bool:
    """Whether everybody can stand for a need of their own. Tries all ways; teams are small."""
    if not wanted:
        return True
    (skill, level), rest = wanted[0], wanted[1:]
    for index, person in enumerate(people):
        has = skill is None or (
            skill in person.skills and person.skills[skill] >= level and person.skills[skill] > 0
        )
        if has and _covers(rest, [*people[:index], *people[index + 1 :]]):
            return True
    return False


def _rate(person: Person, day: int) -> float:
    current = 0.0
    for first, fraction in person.capacity:
        if first > day:
            break
        current = fraction
    return current


def _work(item: Item, row: Placed, people: dict[str, Person]) -> list[Violation]:
    """The work that the team can do between start and finish must be the effort."""
    length = row.finish - row.start
    estimate = item.duration or item.effort
    wanted = 0.0 if estimate is None else (estimate.low + 4 * estimate.likely + estimate.high) / 6
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
        done += sum(_rate(person, day) for person in team) * (until - moment)
        moment = until
    if abs(done - wanted) > _CLOSE * max(1.0, wanted):
        return [Violation("work", item.id, f"{item.name} gets {done:g} person-days, not {wanted:g}.", True)]
    return []


def _precedence(problem: Problem, placed: dict[str, Placed]) -> list[Violation]:
    found = []
    names = {item.id: item.name for item in problem.items}
    for edge in problem.dependencies:
        before, after = placed[edge.predecessor], placed[edge.successor]
        from_moment = before.finish if edge.kind in ("FS", "FF") else before.start
        to_moment = after.start if edge.kind in ("FS", "SS") else after.finish
        if to_moment < from_moment + edge.lag - _CLOSE:
            text = f"{names[edge.successor]} does not wait for {names[edge.predecessor]} ({edge.kind} {edge.lag:+g})."
            found.append(Violation("precedence", edge.successor, text, True))
    return found


def _nobody_twice(problem: Problem, placed: dict[str, Placed]) -> list[Violation]:
    found = []
    for person in problem.people:
        mine = sorted(
            (row for row in placed.values() if person.id in row.people and row.finish > row.start),
            key=lambda row: (row.start, row.finish),
        )
        for before, after in zip(mine, mine[1:], strict=False):
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
