"""What rows of a file name that is nowhere: parents and items to wait for."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from pilothouse.kit.tables.aside import Keys, Spool
from pilothouse.kit.tables.nouns import RowNote
from pilothouse.roadmap.contracts import ImportedItem, ImportedLink
from pilothouse.roadmap.services import loose


class _Pointing(NamedTuple):
    """What a row names; the row itself is not kept."""

    row: int
    key: str
    name: str
    parent: str
    links: tuple[ImportedLink, ...]


class LooseEnds:
    """Gathers what the rows of a file name, until all are known."""

    def __init__(self) -> None:
        self.names = Keys()
        self.pointing = Spool()

    def note(self, item: ImportedItem) -> None:
        """Take note of a row that will arrive."""
        self.names.add(item.external_id, item.row)
        links = tuple(link for link in item.links if link.dependency)
        if item.parent_external_id or links:
            self.pointing.add(
                _Pointing(item.row, item.external_id, item.name, item.parent_external_id, links)
            )

    def told(self, known: Collection[str]) -> tuple[RowNote, ...]:
        """What leads nowhere, given what is here already."""
        return tuple(note for each in self.pointing for note in self._of(each, known))

    def _of(self, each: _Pointing, known: Collection[str]) -> Iterator[RowNote]:
        if each.parent and each.parent == each.key:
            yield RowNote(each.row, each.name, "Its parent is the item itself.")
        elif each.parent and each.parent not in self.names and each.parent not in known:
            yield RowNote(each.row, each.name, f"Its parent {each.parent} is not in the file.")
        for link in each.links:
            itself = link.target_external_id == each.key
            if itself or not (link.target_external_id in self.names or link.target_external_id in known):
                yield RowNote(each.row, each.name, loose(link, itself=itself))
