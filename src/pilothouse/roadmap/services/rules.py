"""What must hold for items, told in words that help. Called by the services only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from math import isfinite
from typing import Any

from pilothouse.engine.network import cycle_among
from pilothouse.kit.errors import Invalid, NotFound
from pilothouse.kit.versions import plain
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import DEPENDENCIES, KINDS, LEVELS, STATUSES, Need

_KEPT = (
    "product_id",
    "key",
    "level",
    "kind",
    "title",
    "description",
    "status",
    "parent_id",
    "rank",
    "low",
    "likely",
    "high",
    "story_points",
    "progress",
    "earliest_start",
    "deadline",
    "deadline_hard",
    "cost_of_delay_cents",
    "value",
    "mandatory",
    "milestone",
    "release_id",
    "owner_id",
    "team_id",
    "labels",
    "components",
    "started_on",
    "opened_at",
    "resolved_at",
    "source",
    "external_id",
    "tracker_status",
    "resolution",
    "priority",
    "issue_type",
    "reporter",
    "source_updated_at",
    "comment_dates",
    "extra",
    "version",
)


def check_fields(values: Mapping[str, Any], *, row: models.Item | None, today: date) -> None:
    """Raise `Invalid` for the first broken rule. Fields that are not named keep their value of `row`."""

    def present(name: str) -> Any:
        return values[name] if name in values else getattr(row, name, None)

    if "title" in values and not str(values["title"]).strip():
        raise Invalid("The title is empty.", where="title", cure="Say in a few words what is to be done.")
    if "title" in values and len(str(values["title"])) > 500:
        raise Invalid(
            "The title has more than 500 characters.", where="title", cure="Move the rest to the description."
        )
    for name, words in (("level", LEVELS), ("kind", KINDS), ("status", STATUSES)):
        if name in values and values[name] not in words:
            raise Invalid(
                f"'{values[name]}' is not a {name}.", where=name, cure=f"Use one of: {', '.join(words)}."
            )
    if {"low", "likely", "high"} & set(values):
        check_estimate(present("low"), present("likely"), present("high"))
    progress = values.get("progress")
    if progress is not None and not 0 <= progress <= 1:
        raise Invalid(
            "Progress lies outside 0 to 100 %.", where="progress", cure="Give a share between 0 and 1."
        )
    for name, most in (("value", 100), ("story_points", 10_000), ("cost_of_delay_cents", 10**15)):
        amount = values.get(name)
        if amount is not None and not 0 <= amount <= most:
            raise Invalid(f"{name.replace('_', ' ').capitalize()} lies outside 0 to {most:,}.", where=name)
    deadline, earliest = present("deadline"), present("earliest_start")
    moved = "deadline" in values and (row is None or values["deadline"] != row.deadline)
    if moved and deadline is not None and deadline < today and present("status") not in ("done", "cancelled"):
        raise Invalid(
            f"The deadline {deadline:%d %b %Y} is before today.",
            where="deadline",
            cure="Choose a day that is still to come, or leave it empty.",
        )
    if (
        deadline is not None
        and earliest is not None
        and deadline < earliest
        and {"deadline", "earliest_start"} & set(values)
    ):
        raise Invalid(
            f"The deadline {deadline:%d %b %Y} is before the earliest start {earliest:%d %b %Y}.",
            where="deadline",
            cure="Move one of the two.",
        )


def check_estimate(low: float | None, likely: float | None, high: float | None) -> None:
    """All three or none, finite, not negative, in order."""
    points = (low, likely, high)
    if all(point is None for point in points):
        return
    if low is None or likely is None or high is None:
        raise Invalid(
            "An estimate has three points.", where="estimate", cure="Give low, likely and high, or none."
        )
    if not all(isfinite(point) for point in (low, likely, high)):
        raise Invalid("The estimate is not a number.", where="estimate", cure="Give days.")
    if min(low, likely, high) < 0:
        raise Invalid(
            f"The estimate {low:g} / {likely:g} / {high:g} is negative.",
            where="estimate",
            cure="Give days of 0 or more.",
        )
    if not low <= likely <= high:
        raise Invalid(
            f"The estimate {low:g} / {likely:g} / {high:g} is out of order.",
            where="estimate",
            cure="Give low ≤ likely ≤ high.",
        )
    if high > 10_000:
        raise Invalid("The estimate has more than 10,000 days.", where="estimate", cure="Split the item.")


def check_needs(needs: Sequence[Need], skills: Mapping[int, str]) -> None:
    """Known skills, levels 0 to 5, at least one person each."""
    for need in needs:
        if need.skill_id is not None and need.skill_id not in skills:
            raise NotFound("There is no such skill.", where="needs", cure="Choose a skill of the team page.")
        if not 0 <= need.level <= 5:
            raise Invalid("A level lies outside 0 to 5.", where="needs", cure="Give 1 (knows) to 5 (leads).")
        if not 1 <= need.people <= 50:
            raise Invalid("A need is for 1 to 50 people.", where="needs")


def check_parent(
    workspace_id: int, row: models.Item | None, parent_id: int, level: str, product_id: int
) -> None:
    """The parent exists, is of the same product, of no lower level, and no part of the item itself."""
    parent = models.Item.objects.filter(workspace_id=workspace_id, pk=parent_id).first()
    if parent is None:
        raise NotFound("There is no such parent.", where="parent", cure="Choose another item.")
    if parent.product_id != product_id:
        raise Invalid(
            f"{parent.key} belongs to another product.", where="parent", cure="Choose another item."
        )
    if LEVELS.index(parent.level) > LEVELS.index(level):
        raise Invalid(
            f"A {parent.level} cannot hold a {level}.",
            where="parent",
            cure="A parent's level is the same or higher: objective, initiative, feature, task.",
        )
    seen = [row.key] if row else []
    while parent is not None:
        seen.append(parent.key)
        if row is not None and parent.pk == row.pk:
            raise Invalid(
                f"An item cannot be part of itself: {' → '.join(seen)}.",
                where="parent",
                cure="Choose another parent.",
            )
        parent = parent.parent


def check_dependency(
    workspace_id: int, predecessor: models.Item, successor: models.Item, kind: str, lag: float
) -> None:
    """Known type, finite lag, no waiting for an own part or parent, no circle. The circle is named."""
    if kind not in DEPENDENCIES:
        raise Invalid(f"'{kind}' is not a type of dependency.", where="kind", cure="Use FS, SS, FF or SF.")
    if not isfinite(lag) or abs(lag) > 2000:
        raise Invalid("The lag lies outside 2,000 working days.", where="lag")
    if predecessor.pk == successor.pk:
        raise Invalid(
            f"{successor.key} cannot wait for itself.", where=successor.key, cure="Choose another item."
        )
    if predecessor.product_id != successor.product_id:
        raise Invalid("Both items must be of one product.", where=predecessor.key)
    edges = list(
        models.Dependency.objects.filter(workspace_id=workspace_id).values_list(
            "predecessor_id", "successor_id"
        )
    )
    parents = dict(
        models.Item.objects.filter(workspace_id=workspace_id, parent__isnull=False).values_list(
            "id", "parent_id"
        )
    )
    cycle = dependency_cycle([*edges, (predecessor.pk, successor.pk)], parents)
    if cycle:
        names = models.Item.objects.in_bulk(cycle)
        text = " → ".join(f"{names[i].key} {names[i].title}" for i in cycle)
        raise Invalid(
            f"The dependencies would go in a circle: {text}.",
            where=f"{predecessor.key} → {successor.key}",
            cure="Remove one of these dependencies first.",
            code="cycle",
        )


def dependency_cycle(edges: Iterable[tuple[int, int]], parents: Mapping[int, int]) -> list[int] | None:
    """A circle of dependencies, as item numbers, the first repeated at the end.

    A parent starts before its parts start and ends after they end, so that waiting for a parent is
    waiting for
    all its parts. Each item is a start node and an end node; None when there is no circle.
    """
    ids: set[int] = set()
    pairs = list(edges)
    for pair in pairs:
        ids.update(pair)
    for child in list(ids):
        while child in parents:
            child = parents[child]
            ids.add(child)
    # The parts of everything that takes part must be known too: a part between two waits can close a circle.
    ids |= {child for child, parent in parents.items() if parent in ids}
    graph = [(f"{i}s", f"{i}e") for i in ids]
    for child in ids:
        parent = parents.get(child)
        if parent is not None:
            graph += [(f"{parent}s", f"{child}s"), (f"{child}e", f"{parent}e")]
    graph += [(f"{before}e", f"{after}s") for before, after in pairs]
    nodes = [f"{i}{end}" for i in sorted(ids) for end in "se"]
    found = cycle_among(nodes, graph)
    if not found:
        return None
    numbers: list[int] = []
    for node in found:
        number = int(node[:-1])
        if not numbers or numbers[-1] != number:
            numbers.append(number)
    return numbers if numbers[0] == numbers[-1] else [*numbers, numbers[0]]


def snapshot(row: models.Item) -> dict[str, Any]:
    """Everything needed to bring `row` back."""
    kept = {name: plain(getattr(row, name)) for name in _KEPT}
    kept["needs"] = list(row.needs.values_list("skill_id", "level", "people"))
    kept["people"] = list(row.assignments.values_list("person_id", flat=True))
    kept["waits_for"] = list(row.waits_for.values_list("predecessor_id", "kind", "lag_days"))
    kept["holds_up"] = list(row.holds_up.values_list("successor_id", "kind", "lag_days"))
    kept["links"] = list(row.links.values_list("verb", "target_key", "target_id"))
    kept["versions"] = list(row.versions.values_list("release_id", "relation"))
    kept["sprints"] = list(row.sprints.values_list("sprint_id", flat=True))
    return kept


_DATES = ("earliest_start", "deadline", "started_on")
_MOMENTS = ("opened_at", "resolved_at", "source_updated_at")


def typed(name: str, value: Any) -> Any:
    """A journalled value of field `name` as the table holds it."""
    if value and name in _DATES:
        return date.fromisoformat(value)
    if value and name in _MOMENTS:
        return datetime.fromisoformat(value)
    return value


def from_snapshot(workspace_id: int, number: int, kept: Mapping[str, Any]) -> models.Item:
    """The row of a snapshot, not yet stored; references that are gone become empty."""
    values: dict[str, Any] = {name: kept[name] for name in _KEPT if name in kept}
    for name in _DATES:
        values[name] = date.fromisoformat(values[name]) if values.get(name) else None
    for name in _MOMENTS:
        values[name] = datetime.fromisoformat(values[name]) if values.get(name) else None
    if values.get("parent_id") and not models.Item.objects.filter(pk=values["parent_id"]).exists():
        values["parent_id"] = None
    if values.get("release_id") and not models.Release.objects.filter(pk=values["release_id"]).exists():
        values["release_id"] = None
    values["version"] = int(values.get("version") or 1) + 1
    return models.Item(pk=number, workspace_id=workspace_id, **values)


def restore_parts(row: models.Item, kept: Mapping[str, Any]) -> None:
    """Needs, people, dependencies and links of a snapshot, as far as the other end still exists."""
    owner = {"workspace_id": row.workspace_id}
    models.Need.objects.bulk_create(
        models.Need(item=row, skill_id=skill, level=level, people=people, **owner)
        for skill, level, people in kept["needs"]
    )
    models.Assignment.objects.bulk_create(
        models.Assignment(item=row, person_id=person, **owner) for person in kept["people"]
    )
    others = [row[0] for row in (*kept["waits_for"], *kept["holds_up"])]
    alive = set(models.Item.objects.filter(pk__in=others).values_list("pk", flat=True))
    models.Dependency.objects.bulk_create(
        [
            models.Dependency(predecessor_id=other, successor=row, kind=kind, lag_days=lag, **owner)
            for other, kind, lag in kept["waits_for"]
            if other in alive
        ]
        + [
            models.Dependency(predecessor=row, successor_id=other, kind=kind, lag_days=lag, **owner)
            for other, kind, lag in kept["holds_up"]
            if other in alive
        ]
    )
    targets = set(
        models.Item.objects.filter(pk__in=[link[2] for link in kept["links"] if link[2]]).values_list(
            "pk", flat=True
        )
    )
    models.Link.objects.bulk_create(
        models.Link(
            item=row, verb=verb, target_key=key, target_id=target if target in targets else None, **owner
        )
        for verb, key, target in kept["links"]
    )
    releases = set(
        models.Release.objects.filter(pk__in=[v[0] for v in kept["versions"]]).values_list("pk", flat=True)
    )
    models.ItemRelease.objects.bulk_create(
        models.ItemRelease(item=row, release_id=release, relation=relation, **owner)
        for release, relation in kept["versions"]
        if release in releases
    )
    sprints = set(models.Sprint.objects.filter(pk__in=kept["sprints"]).values_list("pk", flat=True))
    models.ItemSprint.objects.bulk_create(
        models.ItemSprint(item=row, sprint_id=sprint, **owner)
        for sprint in kept["sprints"]
        if sprint in sprints
    )
