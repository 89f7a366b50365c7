"""What a tracker said of an item, kept as it came."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pilothouse.kit.dates import day_text
from pilothouse.roadmap.contracts import Item

_NAMES = {"csv": "a file", "jira": "Jira"}


@dataclass(frozen=True, slots=True)
class Imported:
    """Facts in the words of the tracker, by their labels, and what the tracker is called."""

    source: str
    facts: tuple[tuple[str, str], ...]
    any: bool


def imported(item: Item) -> Imported:
    facts = tuple((label, text) for label, text in _facts(item) if text)
    source = _NAMES.get(item.source, item.source or "the import")
    return Imported(source, facts, bool(item.source and facts) or bool(item.links))


def _facts(item: Item) -> Iterator[tuple[str, str]]:
    yield "Key", item.external_id
    yield "Type", item.issue_type
    yield "Status", item.tracker_status
    yield "Priority", item.tracker_priority
    yield "Resolution", item.resolution
    yield "Reporter", item.reporter
    yield "Opened", day_text(item.opened_at.date()) if item.opened_at else ""
    yield "Resolved", day_text(item.resolved_at.date()) if item.resolved_at else ""
    yield "Story points", f"{item.story_points:g}" if item.story_points is not None else ""
    yield "Sprints", ", ".join(item.sprints)
    yield "Components", ", ".join(item.components)
    for relation in dict.fromkeys(relation for relation, _ in item.versions):
        names = ", ".join(name for own, name in item.versions if own == relation)
        yield _VERSIONS.get(relation, relation.capitalize()), names
    yield from ((name, _plain(value)) for name, value in item.extra.items())


_VERSIONS = {"fix": "Fix versions", "affects": "Affects versions"}


def _plain(value: object) -> str:
    """A value of a column that nothing else reads."""
    if isinstance(value, list | tuple):
        return ", ".join(_plain(each) for each in value)
    return "" if value is None else str(value)
