"""What a plan does not keep: deadlines, fixed starts, people who leave, caps."""

from __future__ import annotations

from pilothouse.engine.schedule.plan import Placed, Violation
from pilothouse.engine.schedule.problem import Problem
from pilothouse.engine.schedule.reasons import Use
from pilothouse.engine.schedule.sharing import ending

CLOSE = 1e-6


def missed(problem: Problem, placed: tuple[Placed, ...], leaves: dict[str, float]) -> tuple[Violation, ...]:
    """What the plan does not keep."""
    found = []
    people = {person.id: person for person in problem.people}
    finish = {row.item: row.finish for row in placed}
    for item, row in zip(problem.items, placed, strict=True):
        if item.deadline is not None and row.finish > item.deadline + CLOSE:
            days = row.finish - item.deadline
            text = f"{item.name} ends {days:.1f} working days after its deadline"
            found.append(Violation("late", item.id, text, item.deadline_hard, days))
        if item.fixed_start is not None and row.start > item.fixed_start + CLOSE:
            days = row.start - item.fixed_start
            text = f"{item.name} starts {days:.1f} working days after its fixed start"
            found.append(Violation("fixed", item.id, text, False, days))
        for person in row.people if row.finish > row.start else ():
            if row.finish > leaves[person] + CLOSE:
                gone = ending(people[person], leaves[person], problem.product_label(item.product))
                text = f"{item.name} needs {people[person].label} until day {row.finish:.1f}, {gone}"
                found.append(Violation("late", item.id, text, True, row.finish - leaves[person]))
    for group in problem.groups:
        if group.deadline is not None and group.members:
            end = max(finish[member] for member in group.members)
            if end > group.deadline + CLOSE:
                late = end - group.deadline
                text = f"{group.title or group.id} ends {late:.1f} working days after its deadline"
                found.append(Violation("late", group.id, text, False, late))
    return (*found, *_over_caps(problem, placed))


def _over_caps(problem: Problem, placed: tuple[Placed, ...]) -> list[Violation]:
    found = []
    for cap in problem.caps:
        counted, products = frozenset(cap.people), frozenset(cap.products)
        heads = [
            len(counted.intersection(row.people)) if item.product in products else 0
            for item, row in zip(problem.items, placed, strict=True)
        ]
        starts, finishes = [row.start for row in placed], [row.finish for row in placed]
        most = max(Use(range(len(placed)), heads.__getitem__, starts, finishes).held)
        if most > cap.most:
            text = f"{most} people of {cap.label} work at once, at most {cap.most} may"
            found.append(Violation("cap", cap.id, text, True))
    return found
