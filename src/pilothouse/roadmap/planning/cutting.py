"""What must be left out of a release so that it makes its date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from pilothouse.engine.schedule.plan import Limit
from pilothouse.kit.actor import Actor
from pilothouse.roadmap.planning.carried import release_with
from pilothouse.roadmap.planning.compute import Step
from pilothouse.roadmap.queries.snapshot import OpenItem

UNSAID = 50  # of 100: the value of an item where no one has said
_LIMIT = Limit(passes=300, seconds=5)


@dataclass(frozen=True)
class CutList:
    """What to leave out of a release so that it makes its date with chance `level`."""

    release_id: int
    level: float
    before: float
    after: float
    reached: bool
    cuts: tuple[tuple[str, ...], ...]
    work: float

    def to_json(self) -> dict[str, Any]:
        return {
            "release": self.release_id,
            "level": self.level,
            "before": self.before,
            "after": self.after,
            "reached": self.reached,
            "cuts": [list(keys) for keys in self.cuts],
            "work": self.work,
        }


def cut_list(
    *,
    actor: Actor,
    release_id: int,
    today: date,
    level: float = 0.85,
    seed: int = 0,
    step: Step = lambda text, done, of: None,
) -> CutList:
    """The least valuable work without which the release makes its target.

    Mandatory items stay unless all are mandatory, which says nothing about what matters less. Raises
    `NotFound`, or `Invalid` for a release without target or without open items.
    """
    from pilothouse.engine.forecast.futures.cuts import cuts_to_reach

    release, inputs, group = release_with(actor, release_id, today, dated=True)
    items = {name: item for name in group.members if (item := inputs.item(name)) is not None}
    optional = {name for name, item in items.items() if not item.mandatory}
    found = cuts_to_reach(
        inputs.problem,
        group=group.id,
        level=level,
        value={name: float(_value(item)) for name, item in items.items()},
        keep=frozenset(set(group.members) - optional) if optional else frozenset(),
        seed=seed,
        limit=_LIMIT,
        progress=lambda done, of: step("Planning without some of the work", done, of),
    )
    return CutList(
        release.id,
        level,
        found.before,
        found.after,
        found.reached,
        tuple(
            tuple(item.key for name in cut.items if (item := inputs.item(name)) is not None)
            for cut in found.cuts
        ),
        sum(cut.work for cut in found.cuts),
    )


def _value(item: OpenItem) -> int:
    """Value, 0..100; 50 where nobody has said."""
    return item.value if item.value is not None else UNSAID
