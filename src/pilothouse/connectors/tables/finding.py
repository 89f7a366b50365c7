"""The nouns that tables can hold, found by looking at the rooms."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from pathlib import Path

from pilothouse.kit.errors import NotFound
from pilothouse.kit.tables.nouns import TableNoun

_PACKAGE = Path(__file__).parents[2]


@lru_cache(maxsize=1)
def nouns() -> dict[str, TableNoun]:
    """Every noun by name: those in `NOUNS` of each room's `intake`."""
    places = sorted([*_PACKAGE.glob("*/intake.py"), *_PACKAGE.glob("*/intake/__init__.py")])
    found: dict[str, TableNoun] = {}
    for place in places:
        room = place.relative_to(_PACKAGE).parts[0]
        found |= {noun.name: noun for noun in import_module(f"pilothouse.{room}.intake").NOUNS}
    return dict(sorted(found.items()))


def noun(name: str) -> TableNoun:
    """One noun. Raises `NotFound` naming those that exist."""
    try:
        return nouns()[name]
    except KeyError:
        known = ", ".join(nouns())
        raise NotFound(
            f"No table of '{name[:40]}' can be imported.", where="noun", cure=f"Known are: {known}."
        ) from None
