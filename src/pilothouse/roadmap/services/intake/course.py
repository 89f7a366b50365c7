"""One import under way: whose it is, what was here before, and what has come of it so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pilothouse.journal import services as journal
from pilothouse.journal.contracts import Change
from pilothouse.kit.actor import Actor
from pilothouse.kit.refs import Ref
from pilothouse.roadmap import models
from pilothouse.roadmap.services.intake.edited import Edited
from pilothouse.roadmap.services.intake.shelf import Shelf
from pilothouse.roadmap.services.intake.tally import Later, Tally

Values = dict[str, list[object]]  # field -> [before, after]


@dataclass
class Course:
    """`people`: the source's names to members of the team. `known`: external id to number of the items of the
    source that are here. `later`: what is joined up once all items are."""

    actor: Actor
    now: datetime
    batch: str
    product_id: int
    people: Mapping[str, int]
    shelf: Shelf
    tally: Tally = field(default_factory=Tally)
    edited: Edited = field(default_factory=Edited)
    known: dict[str, int] = field(default_factory=dict)
    later: list[Later] = field(default_factory=list)

    def begin(self, source: str) -> None:
        """Look up what earlier imports from `source` made, and what people changed of it since."""
        rows = models.Item.objects.filter(workspace_id=self.actor.workspace_id, source=source)
        self.known = dict(rows.exclude(external_id="").values_list("external_id", "pk"))
        self.edited = Edited.of(self.actor) if self.known else self.edited

    def keys(self) -> dict[int, str]:
        """External id of each number in `known`."""
        return {number: key for key, number in self.known.items()}

    def record(self, changes: Sequence[Change]) -> None:
        """Tell the journal, in this import's batch."""
        journal.record_many(actor=self.actor, now=self.now, changes=changes, batch=self.batch)


def again(number: int, title: str, values: Values) -> Change:
    """What an import changed of an item that was here before."""
    return Change("item.imported_again", Ref("roadmap.item", number), title, values)
