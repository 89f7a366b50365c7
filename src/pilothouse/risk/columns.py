"""The columns of an exported register, by which an import knows them again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pilothouse.risk.contracts import Risk

COLUMNS = (
    "key", "event", "cause", "effect", "kind", "category", "status", "probability", "probability_low",
    "probability_high", "delay_low", "delay_likely", "delay_high", "work", "cost_low", "cost_likely",
    "cost_high", "touches", "owner", "triggers", "controls", "review_on", "outcome", "raised_on",
)  # fmt: skip


def exported(row: Risk, amount: Callable[[int | None], Any]) -> list[Any]:
    """The cells of a risk under `COLUMNS`; `amount` makes whole units of minor ones."""
    found = {
        "cost_low": amount(row.cost_low_cents),
        "cost_likely": amount(row.cost_likely_cents),
        "cost_high": amount(row.cost_high_cents),
        "touches": "; ".join(each.key for each in row.touches if not each.gone),
        "owner": row.owner_name,
        "category": row.category.replace("_", " "),
    }
    return [found[name] if name in found else getattr(row, name) for name in COLUMNS]
