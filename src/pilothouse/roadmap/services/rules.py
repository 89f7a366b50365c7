"""What must hold for items, told in words that help. Called by the services only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from math import isfinite
from typing import Any

from pilothouse.kit.actor import Actor
from pilothouse.kit.dates import day_text
from pilothouse.kit.errors import Invalid, NotFound
from pilothouse.kit.text import MOST_MINOR, line, many_lines, one_line
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import KINDS, LEVELS, STATUSES, Need
from pilothouse.roadmap.services import structure
from pilothouse.team import queries as team

DATES = ("earliest_start", "deadline", "started_on")
MOMENTS = ("opened_at", "resolved_at", "source_updated_at")
_LONGEST_TITLE = 500


def typed(name: str, value: Any) -> Any:
    """A journalled value of field `name` as the table holds it."""
    if value and name in DATES:
        return date.fromisoformat(value)
    if value and name in MOMENTS:
        return datetime.fromisoformat(value)
    return value


def alive(table: Any, numbers: Iterable[int | None]) -> set[int]:
    """Those of `numbers` that are rows of `table`."""
    wanted = {number for number in numbers if number is not None}
    return set(table.objects.filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()


def without_gone(actor: Actor, values: Mapping[str, Any]) -> dict[str, Any]:
    """`values` from the journal, without references to what has been removed since."""
    found = dict(values)
    for name, table in (("parent_id", models.Item), ("release_id", models.Release)):
        if found.get(name) is not None and not alive(table, [found[name]]):
            found[name] = None
    if found.get("owner_id") is not None and found["owner_id"] not in team.names(actor=actor):
        found["owner_id"] = None
    if found.get("team_id") is not None and found["team_id"] not in {
        each.id for each in team.teams(actor=actor)
    }:
        found["team_id"] = None
    return found


def clean_texts(values: Mapping[str, Any]) -> dict[str, Any]:
    """`values` with texts as they are stored."""
    found = dict(values)
    if isinstance(found.get("title"), str):
        found["title"] = one_line(found["title"])
    if isinstance(found.get("description"), str):
        found["description"] = many_lines(found["description"])
    for name in ("labels", "components"):
        if found.get(name) is not None:
            found[name] = [one_line(str(word))[:100] for word in found[name]]
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
    if {"low", "likely", "high"} & set(values):
        check_estimate(present("low"), present("likely"), present("high"))
    _check_ranges(values)
    if "deadline" in values and (row is None or values["deadline"] != row.deadline):
        _check_ahead(values["deadline"], present("status"), today)
    if {"deadline", "earliest_start"} & set(values):
        _check_order(present("earliest_start"), present("deadline"))


def _check_ranges(values: Mapping[str, Any]) -> None:
    progress = values.get("progress")
    if progress is not None and not 0 <= progress <= 1:
        raise Invalid(
            "Progress lies outside 0 to 100 %.", where="progress", cure="Give a share between 0 and 1."
        )
    for name, most in (("value", 100), ("story_points", 10_000), ("cost_of_delay_cents", MOST_MINOR)):
        amount = values.get(name)
        if amount is not None and not 0 <= amount <= most:
            raise Invalid(
                f"{name.removesuffix('_cents').replace('_', ' ').capitalize()} lies outside 0 to {most:,}.",
                where=name,
                cure=f"Give 0 to {most:,}, or leave it empty.",
            )


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
    if not all(isfinite(point) for point in points):
        raise Invalid("The estimate is not a number.", where="estimate", cure="Give days.")
    if min(points) < 0:
        raise Invalid(f"The estimate {named} is negative.", where="estimate", cure="Give days of 0 or more.")
    if points != sorted(points):
        raise Invalid(
            f"The estimate {named} is out of order.", where="estimate", cure="Give low ≤ likely ≤ high."
        )
    if max(points) > 10_000:
        raise Invalid("The estimate has more than 10,000 days.", where="estimate", cure="Split the item.")


def check_needs(needs: Sequence[Need], skills: Mapping[int, str]) -> None:
    """Known skills, levels 0 to 5, at least one person each."""
    for need in needs:
        if need.skill_id is not None and need.skill_id not in skills:
            raise NotFound("There is no such skill.", where="needs", cure="Choose a skill of the team page.")
        if not 0 <= need.level <= 5:
            raise Invalid("A level lies outside 0 to 5.", where="needs", cure="Give 1 (knows) to 5 (leads).")
        if not 1 <= need.people <= 50:
            raise Invalid("A need is for 1 to 50 people.", where="needs", cure="Give 1 to 50.")


def check_parent(
    workspace_id: int, row: models.Item | None, parent_id: int, level: str, product_id: int
) -> None:
    """The parent exists, is of the same product, of no lower level, no part of the item itself, and
    neither waits for it nor holds it up.
    """
    structure.hold(product_id)
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
        _check_no_circle(workspace_id, row, parent_id)


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


def _check_no_circle(workspace_id: int, row: models.Item, parent_id: int) -> None:
    edges, parents = structure.edges_and_parents(workspace_id)
    cycle = structure.cycle(edges, parents | {row.pk: parent_id})
    if cycle is not None:
        raise Invalid(
            f"With that parent there would be a circular dependency: {structure.named(cycle)}.",
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
