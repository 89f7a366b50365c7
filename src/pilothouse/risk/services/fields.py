"""What people say of an uncertainty, checked, and as it is stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Invalid, NotFound
from pilothouse.kit.refs import Ref
from pilothouse.kit.subjects import called, subject
from pilothouse.kit.text import day, days, known, line, lines, minor, share
from pilothouse.risk import models
from pilothouse.team.queries import known_person

Values = Mapping[str, Any]

# What the worth of an answer is computed from.
WEIGHED = (
    "chance", "subjects", "wrong_days", "wrong_cents", "instead_days", "instead_cents", "test_days",
    "test_cents",
)  # fmt: skip
_READ: dict[str, Callable[[Values, str], Any]] = {
    "question": lambda values, field: line(values, field, 500, needed="Ask it in one sentence."),
    "detail": lambda values, field: lines(values, field, 20_000),
    "wrong": lambda values, field: lines(values, field, 20_000),
    "instead": lambda values, field: lines(values, field, 20_000),
    "test": lambda values, field: lines(values, field, 20_000),
    "due_on": day,
    "blocking": lambda values, field: bool(values[field]),
    "chance": share,
    "wrong_days": lambda values, field: days(values, field) or 0.0,
    "test_days": lambda values, field: days(values, field) or 0.0,
    "wrong_cents": lambda values, field: minor(values, field) or 0,
    "test_cents": lambda values, field: minor(values, field) or 0,
    "instead_days": days,
    "instead_cents": minor,
}
EDITABLE = (*_READ, "owner_id", "items", "about", "part")


def cleaned(
    actor: Actor, scope: Ref, values: Values, row: models.Uncertainty | None = None
) -> dict[str, Any]:
    """`values` as they are stored; `row` is the one that they change. Raises `Invalid`, `NotFound`."""
    known(values, EDITABLE)
    found = {field: read(values, field) for field, read in _READ.items() if field in values}
    if "owner_id" in values:
        found["owner_id"] = known_person(actor=actor, values=values)
    if "items" in values:
        found["subjects"] = _subjects(actor, scope, values["items"] or ())
    return found | _place(actor, scope, values, row)


def _subjects(actor: Actor, scope: Ref, keys: Sequence[str]) -> list[str]:
    """References of what is called `keys` within the scope."""
    wanted = list(dict.fromkeys(key.strip().upper() for key in keys if key.strip()))
    by_key = called(actor=actor, whole=scope, keys=wanted)
    for key in wanted:
        if key not in by_key:
            raise NotFound(
                f"The product has no item {key[:40]}.",
                where="items",
                cure="Give keys as the roadmap has them.",
            )
    return [by_key[key].ref for key in wanted]


def _place(actor: Actor, scope: Ref, values: Values, row: models.Uncertainty | None) -> dict[str, str]:
    """The blueprint and the statement that a question is about."""
    found: dict[str, str] = {}
    about = row.about if row else ""
    if "about" in values:
        found["about"] = about = str(values["about"] or "")
        if about:
            _within(actor, scope, about)
    moved = row is None or row.about != about
    if "part" in values or moved:
        found["part"] = ""
    if key := str(values.get("part") or "").strip():
        found["part"] = _part(actor, about, key)
    return found


def _within(actor: Actor, scope: Ref, about: str) -> None:
    if subject(actor=actor, ref=Ref.parse(about)).within != str(scope):
        cure = "Choose a blueprint of the same product."
        raise Invalid("That blueprint is of another product.", where="about", cure=cure)


def _part(actor: Actor, about: str, key: str) -> str:
    found = called(actor=actor, whole=Ref.parse(about), keys=(key,)) if about else {}
    if key not in found:
        raise NotFound(
            f"The blueprint has no statement {key[:40]}.",
            where="part",
            cure="Give a key as the blueprint page shows it.",
        )
    return found[key].ref
