"""The advice on responses as JSON."""

from __future__ import annotations

from dataclasses import asdict

from pilothouse.engine.risk.advice import Advice
from pilothouse.engine.schedule.dates import PlanDates


def as_data(advice: Advice, anew: PlanDates | None) -> dict[str, object]:
    found = {
        name: getattr(advice, name) for name in Advice.__slots__ if name not in ("problem", "plan", "work")
    }
    found["responses"] = [asdict(row) for row in advice.responses]
    for name in ("before", "after", "replanned"):
        found[name] = asdict(getattr(advice, name))
    found["risks"] = [asdict(row) for row in advice.risks]
    found["work"] = [
        {
            "item": row.item,
            "start": row.start,
            "finish": row.finish,
            "people": row.people,
            "dates": None if anew is None else anew.span(row.item, row.start, row.finish),
        }
        for row in advice.work
    ]
    return found
