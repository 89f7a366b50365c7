"""What must hold for items, told in words that help. Called by the services only."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from pilothouse.engine import quantities
from pilothouse.kit.actor import Actor
from pilothouse.kit.dates import day_text
from pilothouse.kit.errors import Invalid, NotFound
from pilothouse.kit.text import line, many_lines, measured, one_line, within_reach
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import KINDS, LEVELS, PRIORITIES, STATUSES, Need
from pilothouse.roadmap.services import structure
from pilothouse.team import queries as team

DATES = ("earliest_start", "deadline", "started_on")
MOMENTS = ("opened_at", "resolved_at", "source_updated_at")
_LONGEST_TITLE = 500
_AT_ONCE = 5_000  # numbers in one statement


def typed(name: str, value: Any) -> Any:
    """A journalled value of field `name` as the table holds it."""
    if value and name in DATES:
        return date.fromisoformat(value)
    if value and name in MOMENTS:
        return datetime.fromisoformat(value)
    return value


def alive(table: Any, numbers: Iterable[int | None]) -> set[int]:
    """Those of `numbers` that are rows of `table`."""
    wanted = sorted({number for number in numbers if number is not None})
    found: set[int] = set()
    for first in range(0, len(wanted), _AT_ONCE):
        part = wanted[first : first + _AT_ONCE]
        found |= set(table.objects.filter(pk__in=part).values_list("pk", flat=True))
    return found


_REFERENCES = {"parent_id": models.Item, "release_id": models.Release, "own_status_id": models.Status}


def without_gone(actor: Actor, values: Mapping[str, Any]) -> dict[str, Any]:
    """`values` from the journal, without references to what has been removed since."""
    return each_without_gone(actor, [values])[0]


def each_without_gone(actor: Actor, many: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The same of the values of many items, with as few questions as for one."""
    there: dict[str, Collection[int]] = {}
    for name in (*_REFERENCES, "owner_id", "team_id"):
        named = {values[name] for values in many if values.get(name) is not None}
        if named:
            there[name] = _there(actor, name, named)
    return [
        {
            name: None if name in there and value not in there[name] else value
            for name, value in values.items()
        }
        for values in many
    ]


def _there(actor: Actor, name: str, numbers: Iterable[int]) -> Collection[int]:
    """What a field may still point to, of `numbers` at least."""
    if name == "owner_id":
        return team.names(actor=actor).keys()
    if name == "team_id":
        return {each.id for each in team.teams(actor=actor)}
    return alive(_REFERENCES[name], numbers)


def clean_texts(values: Mapping[str, Any]) -> dict[str, Any]:
    """`values` with texts as they are stored."""
    found = dict(values)
    if isinstance(found.get("title"), str):
        found["title"] = one_line(found["title"])
    if isinstance(found.get("description"), str):
        found["description"] = many_lines(found["description"])
    if found.get("components") is not None:
        found["components"] = [one_line(str(word))[:100] for word in found["components"]]
    return found


def check_fields(values: Mapping[str, Any], *, row: models.Item | None, today: date) -> None:
    """Raise `Invalid` for the first broken rule. Fields that are not named keep their value of `row`."""

    def present(name: str) -> Any:
        return values[name] if name in values else getattr(row, name, None)

    if "title" in values:
        line(values, "title", _LONGEST_TITLE, needed="Say in a few words what is to be done.")
    for name, words in (("level", LEVELS), ("kind", KINDS), ("status", STATUSES)):
        if name in values and values[name] not in words:
            raise Invalid(
                f"'{values[name]}' is not a {name}.", where=name, cure=f"Use one of: {', '.join(words)}."
            )
    if values.get("priority") is not None and values["priority"] not in PRIORITIES:
        raise Invalid(
            f"'{values['priority']}' is not a priority.",
            where="priority",
            cure=f"Use one of: {', '.join(PRIORITIES)}, or leave it empty.",
        )
    if {"low", "likely", "high"} & set(values):
        check_estimate(present("low"), present("likely"), present("high"))
    _check_ranges(values)
    for name in DATES:
        within_reach(values.get(name), name)
    if "deadline" in values and (row is None or values["deadline"] != row.deadline):
        _check_ahead(values["deadline"], present("status"), today)
    if {"deadline", "earliest_start"} & set(values):
        _check_order(present("earliest_start"), present("deadline"))


def _check_ranges(values: Mapping[str, Any]) -> None:
    for name in ("progress", "value", "story_points", "cost_of_delay_cents"):
        if values.get(name) is not None:
            measured(quantities.BY_NAME[name], values[name], name)


def _check_ahead(deadline: date | None, status: str | None, today: date) -> None:
    if deadline is not None and deadline < today and status not in ("done", "cancelled"):
        raise Invalid(
            f"The deadline {day_text(deadline)} is before today.",
            where="deadline",
            cure="Choose a day that is still to come, or leave it empty.",
        )


def _check_order(earliest: date | None, deadline: date | None) -> None:
    if deadline is not None and earliest is not None and deadline < earliest:
        raise Invalid(
            f"The deadline {day_text(deadline)} is before the earliest start {day_text(earliest)}.",
            where="deadline",
            cure="Move one of the two.",
        )


def check_estimate(low: float | None, likely: float | None, high: float | None) -> None:
    """None, one number (`likely`) or three; finite, not negative, in order."""
    points = [point for point in (low, likely, high) if point is not None]
    if not points:
        return
    if likely is None or len(points) == 2:
        raise Invalid(
            "An estimate is one number or three.",
            where="estimate",
            cure="Give likely alone, or low, likely and high, or none.",
        )
    named = " / ".join(f"{point:g}" for point in points)
    for point in points:
        measured(quantities.ESTIMATE, point, "estimate")
    if points != sorted(points):
        raise Invalid(
            f"The estimate {named} is out of order.", where="estimate", cure="Give low ≤ likely ≤ high."
        )


def check_needs(needs: Sequence[Need], skills: Mapping[int, str]) -> None:
    """Known skills, levels 0 to 5, at least one person each."""
    for need in needs:
        if need.skill_id is not None and need.skill_id not in skills:
            raise NotFound(
                "There is no such skill.", where="needs.skill", cure="Choose a skill of the team page."
            )
        measured(quantities.LEVEL, need.level, "needs.level")
        measured(quantities.HEADS, need.people, "needs.people")


def check_parent(
    workspace_id: int, row: models.Item | None, parent_id: int, level: str, product_id: int
) -> None:
    """The parent exists, is of the same product, of no lower level, no part of the item itself, and
    neither waits for it nor holds it up.
    """
    structure.hold(workspace_id)
    parent = models.Item.objects.filter(workspace_id=workspace_id, pk=parent_id).first()
    if parent is None:
        raise NotFound("There is no such parent.", where="parent", cure="Choose another item.")
    if parent.product_id != product_id:
        raise Invalid(
            f"{parent.key} belongs to another product.", where="parent", cure="Choose another item."
        )
    if LEVELS.index(parent.level) > LEVELS.index(level):
        raise Invalid(
            f"{_a(parent.level).capitalize()} cannot hold {_a(level)}.",
            where="parent",
            cure="A parent's level is the same or higher: objective, initiative, feature, task.",
        )
    if row is not None:
        _check_not_within(row, parent)
        _check_no_circle(row, parent_id)


def _check_not_within(row: models.Item, parent: models.Item | None) -> None:
    seen = [row.key]
    while parent is not None:
        seen.append(parent.key)
        if parent.pk == row.pk:
            raise Invalid(
                f"An item cannot be part of itself: {' → '.join(seen)}.",
                where="parent",
                cure="Choose another parent.",
            )
        parent = parent.parent


def _check_no_circle(row: models.Item, parent_id: int) -> None:
    if structure.would_circle_under(row.pk, parent_id):
        circle = structure.circle_under(row.pk, parent_id)
        raise Invalid(
            f"With that parent there would be a circular dependency: {structure.named(circle)}.",
            where="parent",
            cure="Remove one of these dependencies first, or choose another parent.",
            code="cycle",
        )


def _a(word: str) -> str:
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"


def check_parts(row: models.Item, level: str) -> None:
    """No part of `row` is of a higher level than `level`."""
    for part in row.children.all():
        if LEVELS.index(part.level) < LEVELS.index(level):
            raise Invalid(
                f"{_a(level).capitalize()} cannot hold {_a(part.level)}, such as {part.key} {part.title}.",
                where="level",
                cure="Change the level of its parts first, or move them.",
            )
