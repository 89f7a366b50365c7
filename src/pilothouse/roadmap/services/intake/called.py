"""What the entries of an import call the items that wait for each other."""

from __future__ import annotations

from collections.abc import Sequence

from pilothouse.journal.contracts import Entry
from pilothouse.kit.actor import Actor
from pilothouse.roadmap import models

CAME = "item.dependency_imported"


class Names:
    """What some entries call items: as the source of the item does, else by their keys."""

    def __init__(self, actor: Actor, entries: Sequence[Entry]) -> None:
        own = models.Item.objects.filter(workspace_id=actor.workspace_id)
        names = {str(name) for entry in entries for name in entry.changes["waits for"] if name}
        self.scope: dict[int, tuple[str, int | None]] = {
            number: (source, product)
            for number, source, product in own.filter(
                pk__in={entry.subject.id for entry in entries}
            ).values_list("pk", "source", "source_product_id")
        }
        self.by_external: dict[tuple[str, int | None, str], int] = {
            (source, product, external): number
            for number, source, product, external in own.filter(external_id__in=names).values_list(
                "pk", "source", "source_product_id", "external_id"
            )
        }
        self.by_key = dict(own.filter(key__in=names).values_list("key", "pk"))

    def number(self, of: int, name: str) -> int | None:
        """The item that is called `name` where item `of` comes from."""
        return (
            self.by_external.get((*self.scope[of], name)) or self.by_key.get(name)
            if of in self.scope
            else None
        )
