"""Any table with a key and a title."""

from __future__ import annotations

from collections.abc import Sequence

from pilothouse.connectors.contracts import Columns
from pilothouse.connectors.fields import guess_fields

NAME = "csv"
LABEL = "CSV"


def sniff(header: Sequence[str]) -> float:
    """Fits anything a little."""
    return 0.2 if header else 0.0


def guess(header: Sequence[str]) -> Columns:
    """What each column means, by its name. Lists are parted by `;`, as commas stand in most texts."""
    return Columns(NAME, guess_fields(header), separator=";")


def built_in() -> dict[str, Columns]:
    """None."""
    return {}
