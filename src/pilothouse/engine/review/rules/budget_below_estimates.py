"""The sum of the estimates at the day rates of the people who do the work is more than the budget. It will
not become less by starting.

Fix: raise the budget, cut scope, or staff it otherwise.

Source: sums of the open items' likely estimates and costs; no allowance for what is not yet known.
"""

from __future__ import annotations

from collections.abc import Iterator

from pilothouse.engine.review.graph import Graph
from pilothouse.engine.review.rule import Hit, Rule


def _check(graph: Graph) -> Iterator[Hit]:
    plan = graph.plan
    if plan is None or plan.cents is None or plan.budget_cents is None or plan.cents <= plan.budget_cents:
        return
    over = plan.cents / plan.budget_cents - 1 if plan.budget_cents else None
    told = f" ({over:.0%} over)" if over is not None else ""
    yield Hit(
        0,
        0,
        f"The open items cost {plan.whole(plan.cents)}, the budget is {plan.whole(plan.budget_cents)}{told}.",
        subject="budget",
    )


RULE = Rule(
    code="PLN002",
    name="budget-below-estimates",
    family="obstacle",
    scope="graph",
    summary="A budget smaller than what the plan costs",
    check=_check,
    severity="error",
)
