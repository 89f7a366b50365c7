"""Any table with a header."""

from __future__ import annotations

from collections.abc import Sequence

from pilothouse.connectors.contracts import AUTO, Columns
from pilothouse.connectors.tables.guessing import guess_fields
from pilothouse.kit.tables.nouns import TableNoun
from pilothouse.kit.tables.plain import plain

NOUNS = ()

# Trackers whose estimates have a unit of their own: points, hours and hours.
_LINEAR = {"title", "creator", "cycle name", "estimate"}
_AZURE = {"work item type", "title", "state"}
_REDMINE = {"tracker", "subject", "status"}


def sniff(header: Sequence[str]) -> float:
    """Fits anything a little."""
    return 0.2 if header else 0.0


def guess(header: Sequence[str], noun: TableNoun) -> Columns:
    """What each column means, by its name. What parts a list is decided by its column."""
    words = {plain(name) for name in header}
    fields, readings = guess_fields(noun, header), {}
    if words >= _LINEAR:
        fields |= {name: "story_points" for name, field in fields.items() if field == "likely"}
    if words >= _AZURE or words >= _REDMINE:
        fields |= {name: "estimate_seconds" for name in header if plain(name) == "estimated time"}
        readings = {name: "hours" for name, field in fields.items() if field == "estimate_seconds"}
    return Columns("csv", noun.name, fields, separator=AUTO, readings=readings)


def built_in() -> dict[str, Columns]:
    """None."""
    return {}
