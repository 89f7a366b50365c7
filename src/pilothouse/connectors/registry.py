"""Connectors, found by looking at the folders."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from pilothouse.connectors.contracts import Columns
from pilothouse.kit.errors import NotFound


class Connector(Protocol):
    """A folder with a `connector.py` that has these names."""

    NAME: str
    LABEL: str

    def sniff(self, header: Sequence[str]) -> float: ...

    def guess(self, header: Sequence[str]) -> Columns: ...

    def built_in(self) -> dict[str, Columns]: ...


@lru_cache(maxsize=1)
def connectors() -> dict[str, Connector]:
    """Every connector by name."""
    folder = Path(__file__).parent
    found = {}
    for path in sorted(folder.glob("*/connector.py")):
        module = cast("Connector", import_module(f"pilothouse.connectors.{path.parent.name}.connector"))
        found[module.NAME] = module
    return found


def connector(name: str) -> Connector:
    """One connector. Raises `NotFound` naming those that exist."""
    try:
        return connectors()[name]
    except KeyError:
        known = ", ".join(connectors())
        raise NotFound(f"There is no connector '{name[:40]}'.", cure=f"Known are: {known}.") from None


def best_for(header: Sequence[str]) -> Connector:
    """The connector whose layout fits a header best."""
    return max(connectors().values(), key=lambda each: each.sniff(header))
