"""What the intakes of the room share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from pilothouse.kit.actor import Actor
from pilothouse.kit.tables.nouns import Answers, Intake, RowEffect, Taken
from pilothouse.market import services

NO_ANSWERS = Answers()
ARRIVED: Mapping[str, str] = {
    "created": "Added",
    "updated": "Changed",
    "unchanged": "As they were",
    "companies": "New companies",
}
T = TypeVar("T")


class RowIntake(Intake[T]):
    """One file of rows of a sort."""

    sort: services.Sort

    def __init__(self, actor: Actor | None, source: str, answers: Answers = NO_ANSWERS) -> None:
        self.actor, self.source = actor, source
        self.desk = services.Desk(actor, self.sort, dry=True) if actor else None
        self.counted: Counter[str] = Counter()

    def key(self, value: Any) -> str:
        return str(value.external_id)

    def count(self, value: Any) -> None:
        here = self.desk is not None and self.desk.find(value) is not None
        self.counted["updated" if here else "created"] += 1

    def counts(self) -> dict[str, int]:
        return dict(self.counted)

    def compare(self, values: Sequence[Any]) -> tuple[RowEffect, ...]:
        if self.desk is None:
            return tuple(RowEffect(value.external_id, self.preview(value)[0], fresh=True) for value in values)
        return tuple(self.desk.compare(value) for value in values)

    def take(
        self,
        *,
        actor: Actor,
        now: datetime,
        batch: str,
        product_id: int | None,
        rows: Iterable[Any],
        progress: Callable[[int], None],
    ) -> Taken:
        return services.import_rows(
            actor=actor, now=now, batch=batch, sort=self.sort, rows=rows, progress=progress
        )
