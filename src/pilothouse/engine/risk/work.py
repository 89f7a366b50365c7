"""A problem with the work of responses in it, as items of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.risk.response import Response
from pilothouse.engine.schedule.problem import Dependency, Problem


def with_work(problem: Problem, responses: Sequence[Response]) -> Problem:
    """`problem` with the work of `responses` as items. Raises `InvalidProblem` where it cannot be done."""
    work = {row.id: row.items() for row in responses}
    items = tuple(item for row in responses for item in work[row.id])
    edges = []
    for row in responses:
        for item in work[row.id]:
            edges += [Dependency(item.id, name) for name in row.before]
            edges += [Dependency(name, item.id) for name in row.after]
    try:
        return replace(
            problem,
            items=(*problem.items, *items),
            dependencies=(*problem.dependencies, *edges),
            budgets=(),
        )
    except InvalidProblem as error:
        raise InvalidProblem(
            f"With the responses: {error.message}", where=error.where, cure=error.cure
        ) from None
