"""What people say of a response to a risk, checked, and as it is stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Invalid
from pilothouse.kit.text import days, known, line, minor, share
from pilothouse.risk import models
from pilothouse.risk.contracts import RESPONSE_KINDS, RESPONSE_STATES
from pilothouse.risk.services.register.touching import Touching
from pilothouse.team import queries as team

Values = Mapping[str, Any]


def _word(words: tuple[str, ...]) -> Callable[[Values, str], str]:
    def read(values: Values, field: str) -> str:
        value = str(values[field] or "")
        if value not in words:
            raise Invalid(
                f"'{value[:40]}' is not a {field} of a response.",
                where=field,
                cure=f"Give one of: {', '.join(words)}.",
            )
        return value

    return read


def _left(values: Values, field: str) -> float:
    """All of it where nothing is said."""
    value = share(values, field)
    return 1.0 if value is None else value


_READ: dict[str, Callable[[Values, str], Any]] = {
    "title": lambda values, field: line(values, field, 300, needed="Say in one line what is done."),
    "kind": _word(RESPONSE_KINDS),
    "state": _word(RESPONSE_STATES),
    "chance_left": _left,
    "impact_left": _left,
    "cost_cents": lambda values, field: minor(values, field) or 0,
    "days": lambda values, field: days(values, field) or 0.0,
}
EDITABLE = (*_READ, "skill_id", "before")


def cleaned(
    actor: Actor, values: Values, risk: models.Risk, row: models.Response | None = None
) -> dict[str, Any]:
    """`values` as they are stored, of a response to `risk`; `row` is the one that they change. Raises
    `Invalid`, `NotFound`."""
    known(values, EDITABLE)
    found = {field: read(values, field) for field, read in _READ.items() if field in values}
    if "skill_id" in values:
        number = values["skill_id"]
        found["skill_id"] = None if number is None else team.skill(actor=actor, id=number).id
    if "before" in values:
        found["before"] = _items(actor, values["before"] or (), row)
    _together(found, risk, row)
    return found


def _items(actor: Actor, texts: Sequence[str], row: models.Response | None) -> list[str]:
    found = Touching(actor).refs(texts)
    for text, ref in zip(texts, found, strict=False):
        if not ref.startswith("roadmap.item:"):
            raise Invalid(
                f"{text[:60]} is no item.", where="before", cure="Give keys of items that it comes before."
            )
        if row is not None and ref == row.item:
            raise Invalid(
                f"Circular: {text[:60]} is its own work, which cannot come before itself.",
                where="before",
                cure="Name other items.",
            )
    return found


def _together(found: dict[str, Any], risk: models.Risk, row: models.Response | None) -> None:
    """What holds between fields, of `found` and of what stays as it is in `row`."""

    def present(field: str, usual: Any) -> Any:
        return found[field] if field in found else getattr(row, field, usual)

    accepts = present("kind", "reduce") == "accept"
    if not accepts and risk.kind == "opportunity":
        raise Invalid(
            "An opportunity is not avoided, reduced or transferred.",
            where="kind",
            cure="Accept it, or enter the threat that it would be to miss it.",
        )
    if accepts and (present("chance_left", 1.0), present("impact_left", 1.0)) != (1.0, 1.0):
        raise Invalid(
            "To accept a risk leaves all of it.",
            where="chance_left" if present("chance_left", 1.0) != 1 else "impact_left",
            cure="Leave 100 %, or make it reduce, avoid or transfer.",
        )
    if accepts and (present("cost_cents", 0) or present("days", 0.0)):
        raise Invalid(
            "To accept a risk takes neither money nor work.",
            where="cost_cents" if present("cost_cents", 0) else "days",
            cure="Leave them empty, or make it reduce, avoid or transfer.",
        )
