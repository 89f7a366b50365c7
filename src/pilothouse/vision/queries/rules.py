"""The rules of the review, with their manuals."""

from __future__ import annotations

from pilothouse.engine.review.rule import every_rule
from pilothouse.kit.errors import NotFound
from pilothouse.vision.contracts import Rule


def rules() -> tuple[Rule, ...]:
    """Every rule, by family."""
    return tuple(
        Rule(row.code, row.name, row.family, row.scope, row.severity, row.summary, row.manual)
        for row in every_rule()
    )


def rule(code: str) -> Rule:
    """One rule. Raises `NotFound`."""
    for row in rules():
        if row.code == code:
            return row
    raise NotFound(f"There is no rule {code[:20]}.", cure="See the list of rules.")
