"""Connectors and what they can do, found by looking at the folders.

A connector is a folder with any of `table.py` (reads an export), `pull.py` (fetches from an API) and
`hook.py` (receives webhooks). Its name is the folder's, its label is `LABEL` in the folder's `__init__.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Protocol, cast

from pilothouse.connectors.contracts import Columns
from pilothouse.connectors.tables.finding import noun, nouns
from pilothouse.connectors.tables.guessing import fit
from pilothouse.kit.errors import NotFound
from pilothouse.kit.tables.nouns import TableNoun

CAPABILITIES = ("table", "pull", "hook")
_USUAL = "items"  # what a table most often holds


class TableReader(Protocol):
    """A `table.py`. `NOUNS` names what its exports hold; empty when they hold anything."""

    NOUNS: tuple[str, ...]

    def sniff(self, header: Sequence[str]) -> float:
        """How much a header looks like an export of this tool, 0 to 1."""

    def guess(self, header: Sequence[str], noun: TableNoun) -> Columns:
        """What each column of a table of `noun` means."""

    def built_in(self) -> dict[str, Columns]:
        """Mappings that come with the connector, by name."""


@lru_cache(maxsize=1)
def connectors() -> dict[str, str]:
    """Label of every connector by name."""
    folder = Path(__file__).parent
    names = {path.parent.name for word in CAPABILITIES for path in folder.glob(f"*/{word}.py")}
    return {name: import_module(f"pilothouse.connectors.{name}").LABEL for name in sorted(names)}


@lru_cache(maxsize=len(CAPABILITIES))
def able(capability: str) -> dict[str, ModuleType]:
    """The module of each connector that has a capability, by name of the connector."""
    names = sorted(path.parent.name for path in Path(__file__).parent.glob(f"*/{capability}.py"))
    return {name: import_module(f"pilothouse.connectors.{name}.{capability}") for name in names}


def readers() -> dict[str, TableReader]:
    """Every connector that reads exports, by name."""
    return cast("dict[str, TableReader]", able("table"))


def reader(name: str) -> TableReader:
    """One connector that reads exports. Raises `NotFound` naming those that exist."""
    found = readers().get(name)
    if found is None:
        known = ", ".join(readers())
        raise NotFound(f"No connector '{name[:40]}' reads files.", cure=f"Known are: {known}.")
    return found


def writes_wiki(name: str) -> bool:
    """Whether the texts of a connector's exports have wiki markup: `WIKI` in its `table.py`."""
    return bool(getattr(able("table").get(name), "WIKI", False))


def best_for(header: Sequence[str], *, source: str = "", noun_name: str = "") -> tuple[str, TableNoun]:
    """Name of the connector whose layout fits a header best, and the noun that the table most likely holds.

    What fits several nouns alike, such as a header that says nothing, is taken for items. `source` and
    `noun_name` leave no choice where they are given. Raises `NotFound` for a name that does not
    exist, and for a noun that the connector does not read.
    """
    chosen = {source: reader(source)} if source else readers()
    wanted = [noun(noun_name)] if noun_name else list(nouns().values())
    pairs = [
        (name, each)
        for name, module in chosen.items()
        for each in wanted
        if not module.NOUNS or each.name in module.NOUNS
    ]
    if not pairs:
        raise NotFound(
            f"The connector '{source}' does not read {wanted[0].many}.",
            where="noun",
            cure=f"It reads: {', '.join(chosen[source].NOUNS)}.",
        )
    return max(
        pairs,
        key=lambda pair: (chosen[pair[0]].sniff(header), fit(pair[1], header), pair[1].name == _USUAL),
    )
