"""Whether what an undone import brings back goes in a circle with what came since."""

from __future__ import annotations

from typing import Any

from pilothouse.journal import queries as journal_queries
from pilothouse.kit.errors import Conflict
from pilothouse.roadmap import models
from pilothouse.roadmap.services import rules, structure
from pilothouse.roadmap.services.intake.called import CAME, Names
from pilothouse.roadmap.services.intake.parting import Parts


class Shape:
    """The hierarchy and the dependencies as they will be once an import is undone, but for those dependencies
    that come back, each of which is left out where it closes a circle.
    """

    def __init__(self, parts: Parts) -> None:
        """Read what the import did to both."""
        self.parts = parts
        self.parents: dict[int, int | None] = {}
        self.came: set[tuple[int, int]] = set()
        read = journal_queries.portions
        of: Any = {"actor": parts.actor, "batch": parts.batch}
        for entries in read(**of, verbs=("item.imported_again",), about="parent_id"):
            for entry in entries:  # newest first, so that the oldest is kept
                self.parents[entry.subject.id] = entry.changes["parent_id"][0]
        for entries in read(**of, verbs=(CAME,)):
            names = Names(parts.actor, entries)
            for entry in entries:
                before = names.number(entry.subject.id, entry.changes["waits for"][1])
                if before is not None:
                    self.came.add((before, entry.subject.id))

    def require_no_circle(self) -> None:
        """Raise `Conflict` when what was moved or tied since closes a circle with what comes back."""
        parts, made, gone = self.parts, self.parts.made, self.parts.gone
        edges, held = structure.edges_and_parents(parts.actor.workspace_id)
        came = {pair for pair in self.came if made.isdisjoint(pair)}
        left = [pair for pair in edges if pair not in came and gone.isdisjoint(pair)]
        circle = structure.cycle(left, self._hierarchy(held))
        if circle is None:
            return
        raise Conflict(
            f"Restored, there would be a circular dependency: {structure.named(circle)}.",
            where=f"import {parts.batch}",
            cure="Remove one of these dependencies first.",
            code="cycle",
        )

    def _hierarchy(self, held: dict[int, int]) -> dict[int, int]:
        """Each item's parent, of the `held` those that stay, and of the old ones those that are there."""
        gone = self.parts.gone
        found = {child: parent for child, parent in held.items() if child not in gone and parent not in gone}
        back = {
            child: parent
            for child, parent in self.parents.items()
            if child not in self.parts.made and "parent_id" not in self.parts.edited.get(child, ())
        }
        there = rules.alive(models.Item, {*back, *back.values()})
        for child in back.keys() & there:
            parent = back[child]
            found.pop(child, None)
            if parent is not None and parent in there - gone:
                found[child] = parent
        return found
