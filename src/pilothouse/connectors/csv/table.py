"""Any table with a header."""

from __future__ import annotations

from collections.abc import Sequence

from pilothouse.connectors.contracts import Columns
from pilothouse.connectors.tables.guessing import guess_fields
from pilothouse.kit.tables.nouns import TableNoun

NOUNS = ()


def sniff(header: Sequence[str]) -> float:
    """Fits anything a little."""
    return 0.2 if header else 0.0


def guess(header: Sequence[str], noun: TableNoun) -> Columns:
    """What each column means, by its name. Lists are parted by `;`, as commas occur in most texts."""
    return Columns("csv", noun.name, guess_fields(noun, header), separator=";")


def built_in() -> dict[str, Columns]:
    """None."""
    return {}
