"""What may happen to both products: the register of the demo."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pilothouse.risk import services as risk
from pilothouse.site.demo.content import Row
from pilothouse.site.demo.entered import Entered

_SAME = ("event", "cause", "effect", "kind", "category", "work", "triggers", "controls", "status", "outcome")
_RESPONSE = ("title", "kind", "chance_left", "impact_left", "days")


def enter_risks(done: Entered, at: datetime) -> None:
    """Every risk of the file, with what it touches and what can be done about it."""
    for row in done.content.risks:
        found = risk.add_risk(**done.by(at), values=_values(done, row))
        for response in row.get("response", ()):
            values = _response(done, response)
            risk.add_response(**done.by(at), risk_id=found.id, values=values)


def relive_risks(done: Entered, at: datetime, week: int) -> None:
    """What the register saw in a week of the history: risks entered, reviewed, and settled."""
    for row in done.content.past_risks:
        if week == row["week"]:
            values = _values(done, {**row, "probability": row["said"][0][1]}) | {
                "review_on": _next(done, row, week)
            }
            values.pop("outcome")
            done.risks[row["event"]] = risk.add_risk(**done.by(at), values=values).id
        elif week == row["ended"][0]:
            _change(done, at, row, {"status": row["ended"][1], "outcome": row["outcome"]})
        for said, probability in row["said"][1:]:
            if week == said:
                _change(done, at, row, {"probability": probability, "review_on": _next(done, row, week)})


def _next(done: Entered, row: Row, week: int) -> date:
    """When it is reviewed next: as it is reviewed or settled."""
    later = [said for said, _ in row["said"] if said < week]
    return done.days.week(later[0] if later else row["ended"][0]).date()


def _change(done: Entered, at: datetime, row: Row, values: dict[str, Any]) -> None:
    number = done.risks[row["event"]]
    risk.change_risk(**done.by(at), id=number, version=None, values=values)


def _response(done: Entered, row: Row) -> dict[str, Any]:
    values: dict[str, Any] = {name: row[name] for name in _RESPONSE if name in row}
    if "cost" in row:
        values["cost_cents"] = done.content.minor(row["cost"])
    if "skill" in row:
        values["skill_id"] = done.skills[row["skill"]]
    return values | {"before": [done.keys.get(name, name) for name in row.get("before", ())]}


def _values(done: Entered, row: Row) -> dict[str, Any]:
    values: dict[str, Any] = {name: row[name] for name in _SAME if name in row}
    values["owner_id"] = done.people[row["owner"]]
    values["touches"] = [done.keys.get(name, name) for name in row["touches"]]
    if "review" in row:
        values["review_on"] = done.days.on(row["review"])
    for name, field in (("probability", ""), ("delay", "_likely"), ("cost", "_likely")):
        if name in row:
            low, likely, high = _three(row[name])
            values |= dict(
                zip(_names(name, field), map(_amount(done, name), (low, likely, high)), strict=True)
            )
    return values


def _three(value: Any) -> tuple[Any, Any, Any]:
    return tuple(value) if isinstance(value, list) else (None, value, None)


def _names(name: str, likely: str) -> tuple[str, str, str]:
    end = "_cents" if name == "cost" else ""
    return f"{name}_low{end}", f"{name}{likely}{end}", f"{name}_high{end}"


def _amount(done: Entered, name: str) -> Any:
    """Amounts of money are whole units in the file."""

    def read(value: Any) -> Any:
        return done.content.minor(value) if name == "cost" and value is not None else value

    return read
