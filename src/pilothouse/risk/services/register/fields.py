"""What people say of a risk, checked, and as it is stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pilothouse.engine.quantities import PROBABILITY, TIMES_WORK
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Invalid
from pilothouse.kit.text import day, days, known, line, lines, measured, minor
from pilothouse.risk import models
from pilothouse.risk.contracts import CATEGORIES, KINDS, STATUSES
from pilothouse.risk.services.register.touching import Touching
from pilothouse.team.queries import known_person

Values = Mapping[str, Any]
_PROSE = 20_000


def probability(values: Values, field: str) -> float | None:
    """Above 0 and below 1. Raises `Invalid` that says what to do with what is sure."""
    value = values.get(field)
    if value is None:
        return None
    if value == 1:
        raise Invalid(
            "What is certain is no risk: it is work.",
            where=field,
            cure="Put it into the plan as an item, or give less than 1, which is 100 %.",
        )
    if value == 0:
        raise Invalid(
            "What cannot happen is no risk.", where=field, cure="Give more than 0, or leave the risk out."
        )
    measured(PROBABILITY, value, field)
    return float(value)


def _gain(values: Values, field: str) -> None:
    value = values.get(field)
    if isinstance(value, int | float) and value < 0:
        raise Invalid(
            "An impact below 0 is a gain.",
            where=field,
            cure="Make this an opportunity, and give what it gains as a number above 0.",
        )


def _delay(values: Values, field: str) -> float | None:
    _gain(values, field)
    return days(values, field)


def _cost(values: Values, field: str) -> int | None:
    _gain(values, field)
    return minor(values, field)


def _work(values: Values, field: str) -> float | None:
    if (value := values.get(field)) is not None:
        measured(TIMES_WORK, value, field)
    return None if value is None else float(value)


def _word(words: tuple[str, ...]) -> Callable[[Values, str], str]:
    def read(values: Values, field: str) -> str:
        value = str(values[field] or "")
        if value not in words:
            raise Invalid(
                f"'{value[:40]}' is not a {field} of a risk.",
                where=field,
                cure=f"Give one of: {', '.join(words)}.",
            )
        return value

    return read


_READ: dict[str, Callable[[Values, str], Any]] = {
    "event": lambda values, field: line(values, field, 300, needed="Say in one line what may happen."),
    "cause": lambda values, field: lines(values, field, _PROSE),
    "effect": lambda values, field: lines(values, field, _PROSE),
    "triggers": lambda values, field: lines(values, field, _PROSE),
    "controls": lambda values, field: lines(values, field, _PROSE),
    "outcome": lambda values, field: lines(values, field, _PROSE),
    "kind": _word(KINDS),
    "category": _word(CATEGORIES),
    "status": _word(STATUSES),
    "probability": probability,
    "probability_low": probability,
    "probability_high": probability,
    "delay_low": _delay,
    "delay_likely": _delay,
    "delay_high": _delay,
    "work": _work,
    "cost_low_cents": _cost,
    "cost_likely_cents": _cost,
    "cost_high_cents": _cost,
    "review_on": day,
}
EDITABLE = (*_READ, "owner_id", "touches")
_RANGES = (
    ("probability_low", "probability", "probability_high", "probability"),
    ("delay_low", "delay_likely", "delay_high", "delay"),
    ("cost_low_cents", "cost_likely_cents", "cost_high_cents", "cost"),
)


def cleaned(
    actor: Actor, values: Values, row: models.Risk | None = None, touching: Touching | None = None
) -> dict[str, Any]:
    """`values` as they are stored; `row` is the one that they change. Raises `Invalid`, `NotFound`."""
    known(values, EDITABLE)
    found = {field: read(values, field) for field, read in _READ.items() if field in values}
    if "owner_id" in values:
        found["owner_id"] = known_person(actor=actor, values=values)
        if found["owner_id"] is None:
            raise _ownerless()
    elif row is None:
        raise _ownerless()
    if "touches" in values:
        found["touches"] = (touching or Touching(actor)).refs(values["touches"] or ())
    _together(found, row)
    return found


def _ownerless() -> Invalid:
    return Invalid(
        "A risk has an owner, who watches it.", where="owner_id", cure="Choose a person of the team."
    )


def _together(found: dict[str, Any], row: models.Risk | None) -> None:
    """What holds between fields, of `found` and of what stays as it is in `row`."""

    def present(field: str) -> Any:
        return found[field] if field in found else getattr(row, field, None)

    for low, likely, high, noun in _RANGES:
        if any(field in found for field in (low, likely, high)):
            _ordered(present(low), present(likely), present(high), noun, (low, likely, high))
    if not {"kind", "work", "delay_likely"} & set(found):
        return
    times, opportunity = present("work"), present("kind") == "opportunity"
    if times is not None and present("delay_likely") is not None:
        raise Invalid(
            "It says both days of delay and a share of the work.",
            where="work" if "work" in found else "delay_likely",
            cure="Give one of the two; empty the other.",
        )
    if opportunity and present("delay_likely"):
        raise Invalid(
            "An opportunity delays nothing.",
            where="delay_likely" if "delay_likely" in found else "kind",
            cure="Say which share of the work is left, such as 80 %, and leave the delay empty.",
        )
    if times is not None and (times >= 1) == opportunity:
        raise Invalid(
            "An opportunity leaves less than all of the work."
            if opportunity
            else "A threat takes more than all of the work.",
            where="work" if "work" in found else "kind",
            cure="Give less than 100 %, or make this a threat."
            if opportunity
            else "Give more than 100 %, or make this an opportunity.",
        )


def _ordered(low: Any, likely: Any, high: Any, noun: str, fields: tuple[str, str, str]) -> None:
    if likely is None and (low is not None or high is not None):
        raise Invalid(
            f"The {noun} has a range, and no likely value in it.",
            where=fields[1],
            cure="Give the likely value too, or empty the range.",
        )
    for one, other, where in ((low, likely, fields[0]), (likely, high, fields[2])):
        if one is not None and other is not None and one > other:
            raise Invalid(
                f"The {noun} is not in order: low, likely, high.", where=where, cure="Swap the numbers."
            )
