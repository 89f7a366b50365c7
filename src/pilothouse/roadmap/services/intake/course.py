"""One import under way: whose it is, what was here before, and what has come of it so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from pilothouse.journal import queries as journal_queries
from pilothouse.journal import services as journal
from pilothouse.journal.contracts import Change
from pilothouse.kit.actor import Actor
from pilothouse.kit.refs import Ref
from pilothouse.kit.tables.aside import Spool
from pilothouse.roadmap import models, queries
from pilothouse.roadmap.contracts import ImportedItem
from pilothouse.roadmap.services.intake.edited import Edited
from pilothouse.roadmap.services.intake.shelf import Shelf
from pilothouse.roadmap.services.intake.tally import Later, Tally
from pilothouse.roadmap.services.known import Known
from pilothouse.vision import queries as vision

_VERSIONS = frozenset(("fix_versions", "affects_versions"))
Values = dict[str, list[object]]  # field -> [before, after]


@dataclass
class Course:
    """`people`: the source's names to members of the team. `known`: number of the items of the source that
    are here, by what it calls them. `later`: what is joined up once all items are, each a `Later`, put aside
    on disk; `names_products`, `met_again`: whether any of it names a product, and was here before.
    """

    actor: Actor
    now: datetime
    batch: str
    product_id: int
    people: Mapping[str, int | None]
    shelf: Shelf
    tally: Tally = field(default_factory=Tally)
    edited: Edited = field(default_factory=Edited)
    known: dict[str, int] = field(default_factory=dict)
    later: Spool = field(default_factory=Spool)
    names_products: bool = False
    met_again: bool = False
    shelves: dict[int, Shelf] = field(default_factory=dict)

    @cached_property
    def lookup(self) -> Known:
        """What values may point to."""
        return Known(self.actor)

    def begin(self, source: str) -> None:
        """Look up what earlier imports from `source` made here, and what people changed of it since."""
        self.known = queries.find_by_external(actor=self.actor, source=source, product_id=self.product_id)
        self.edited = Edited.of(self.actor) if self.known else self.edited
        if self.known and self.batch:
            self.tally.begun = journal_queries.subjects(
                actor=self.actor, batch=self.batch, verb="item.imported"
            )

    @cached_property
    def _elsewhere(self) -> Mapping[str, int]:
        return queries.keys_elsewhere(actor=self.actor, product_id=self.product_id)

    def recognise(self, items: Sequence[ImportedItem]) -> None:
        """Know the rows of an export of our own, and what they name, by their keys, whatever product they
        are in now.
        """
        for item in items:
            if not item.is_ours:
                continue
            links = (link.target_external_id for link in item.links)
            for name in (item.external_id, item.parent_external_id, *links):
                number = self._elsewhere.get(name)
                if number is not None:
                    self.known.setdefault(name, number)

    @cached_property
    def own_keys(self) -> OwnKeys:
        """Keys for items that bring none that can be theirs here."""
        return OwnKeys(self.actor, self.product_id)

    def seen(self, item: ImportedItem, row: models.Item | None) -> ImportedItem:
        """What a row says of an item as it is: versions of a product that it has left are no news."""
        if row is None or item.given is None or item.product_from in (None, row.product_id):
            return item
        return replace(item, given=item.given - _VERSIONS, fix_versions=(), affects_versions=())

    def shelf_of(self, item: ImportedItem, row: models.Item | None) -> Shelf:
        """The releases of the product that an item is in, where the file names that too; else those of the
        import's.
        """
        if row is None or not item.product_key or row.product_id == self.product_id:
            return self.shelf
        if row.product_id not in self.shelves:
            self.shelves[row.product_id] = Shelf(self.actor, row.product_id, self.now)
        return self.shelves[row.product_id]

    @cached_property
    def keys(self) -> Mapping[int, str]:
        """What the source calls each number in `known`, once all rows are written."""
        return {number: key for key, number in self.known.items()}

    def join_later(self, each: Later) -> None:
        """Put aside what a row says of others."""
        self.later.add(each)
        self.names_products |= bool(each.product)
        self.met_again |= not each.fresh

    def record(self, changes: Sequence[Change]) -> None:
        """Tell the journal, in this import's batch."""
        journal.record_many(actor=self.actor, now=self.now, changes=changes, batch=self.batch)


class OwnKeys:
    """Keys of a product for new items, one after the other."""

    def __init__(self, actor: Actor, product_id: int) -> None:
        product = vision.product(actor=actor, id=product_id)
        self.prefix = f"{product.key}-"
        rows = models.Item.objects.filter(workspace_id=actor.workspace_id, key__startswith=self.prefix)
        self.taken = set(rows.values_list("key", flat=True))
        numbers = (key[len(self.prefix) :] for key in self.taken)
        self.last = max((int(text) for text in numbers if text.isdecimal()), default=0)

    def take(self, number: str = "") -> str:
        """The key with `number` where that is free, else with the next one."""
        key = f"{self.prefix}{number}"
        while not number or key in self.taken:
            self.last += 1
            number = str(self.last)
            key = f"{self.prefix}{number}"
        self.taken.add(key)
        return key


def again(number: int, title: str, values: Values) -> Change:
    """What an import changed of an item that was here before."""
    return Change("item.imported_again", Ref("roadmap.item", number), title, values)
